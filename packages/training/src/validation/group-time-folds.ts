import { type Split, timeOrderedFolds } from '@probity/learn';
import { createRandom, shuffleInPlace } from '@probity/numerics';

/** Folds that respect both time and groups. */
export interface GroupTimeFolds {
  readonly splits: readonly Split[];
  /** Period of each split: splits of one period are validated at the same time. */
  readonly periods: readonly number[];
}

/** Parts that the groups are dealt into; each is left out in turn. */
const GROUP_PARTS = 5;

/**
 * Folds by time in which no group is on both sides: each is fitted on what came before a moment, without the companies that are
 * validated after it. The groups are dealt into five parts, and each later stretch of time is validated part by part, so
 * every row of the later stretches is validated once, by a fit that knows neither its future nor its company.
 *
 * @param groups length n; equal numbers belong together
 * @param times length n; rows without a time (NaN) are in no fold
 * @throws TOO_FEW_ROWS as `timeOrderedFolds`; parts without an outcome in training are left to the fit
 * Cost: five fits for each stretch of time.
 */
export function groupTimeFolds(
  groups: Int32Array,
  times: ArrayLike<number>,
  labels: Uint8Array,
  folds: number,
  seed: number,
): GroupTimeFolds {
  const names = Uint32Array.from(new Set(groups));
  shuffleInPlace(createRandom(seed).fork('group parts'), names);
  const partOf = new Map(Array.from(names, (name, index) => [name, index % GROUP_PARTS]));
  const isIn = (row: number, part: number) => partOf.get(groups[row] ?? 0) === part;
  const splits: Split[] = [];
  const periods: number[] = [];
  for (const [period, { train, validate }] of timeOrderedFolds(times, folds, labels).entries()) {
    for (let part = 0; part < GROUP_PARTS; part++) {
      const measured = validate.filter((row) => isIn(row, part));
      if (measured.length === 0) continue;
      splits.push({ train: train.filter((row) => !isIn(row, part)), validate: measured });
      periods.push(period);
    }
  }
  return { splits, periods };
}
