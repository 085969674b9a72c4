import { logit } from '@probity/numerics';

/** What a model's margin is: log-odds, or (trees, forests) a mean probability. */
export type MarginScale = 'log-odds' | 'probability';

/** Probabilities that a tree is this sure of say no more: they are clipped before their log-odds are taken. */
export const PROBABILITY_CLIP = 1e-4;

/** A margin as log-odds, from which Platt's and beta calibration start. */
export function marginAsLogOdds(margin: number, scale: MarginScale | undefined): number {
  if (scale !== 'probability') return margin;
  return logit(Math.min(1 - PROBABILITY_CLIP, Math.max(PROBABILITY_CLIP, margin)));
}
