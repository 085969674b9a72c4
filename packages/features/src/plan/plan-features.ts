import type { FeatureSet } from '../definition/feature-set.js';
import { type CompiledPlan, compilePlan } from './compile-plan.js';

/** A feature set made ready to be evaluated. */
export interface FeaturePlan {
  readonly set: FeatureSet;
  /** Names of the features, in the order of every vector of values. */
  readonly names: readonly string[];
  /** How far back an event must be kept: longest window, delay and lateness together, in milliseconds. */
  readonly retentionMs: number;
  /** @internal The set as the evaluator reads it. */
  readonly compiled: CompiledPlan;
}

/**
 * Makes a feature set ready.
 *
 * @param set as `checkFeatureSet` returned it
 * @example planFeatures(checkFeatureSet(definition)).names
 */
export function planFeatures(set: FeatureSet): FeaturePlan {
  const compiled = compilePlan(set);
  return { set, names: set.features.map((feature) => feature.name), retentionMs: compiled.retentionMs, compiled };
}
