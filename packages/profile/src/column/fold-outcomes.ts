import { createRandom, shuffleInPlace } from '@probity/numerics';
import type { FoldedOutcomes } from './single-column-tree.js';

const FOLDS = 5;

/**
 * Folds for measuring single columns: stratified by outcome; where groups are given a group lies in one fold.
 *
 * @param groups one code per row
 */
export function foldOutcomes(labels: Uint8Array, seed: number, groups?: Int32Array): FoldedOutcomes {
  const random = createRandom(seed).fork('profile folds');
  const foldOf = new Uint8Array(labels.length);
  const units: [number[], number[]] = [[], []];
  const foldOfGroup = new Map<number, number>();
  const badOfGroup = new Map<number, number>();
  for (let row = 0; row < labels.length; row++) {
    const unit = groups?.[row] ?? row;
    if (groups === undefined) units[labels[row] === 1 ? 1 : 0].push(unit);
    else badOfGroup.set(unit, Math.max(badOfGroup.get(unit) ?? 0, labels[row] as number));
  }
  for (const [group, bad] of badOfGroup) units[bad === 1 ? 1 : 0].push(group);
  let next = 0;
  for (const unit of units) {
    const shuffled = Uint32Array.from(unit);
    shuffleInPlace(random, shuffled);
    for (const index of shuffled) {
      foldOfGroup.set(index, next);
      next = (next + 1) % FOLDS;
    }
  }
  for (let row = 0; row < labels.length; row++) foldOf[row] = foldOfGroup.get(groups?.[row] ?? row) as number;
  return { labels, foldOf, folds: FOLDS };
}
