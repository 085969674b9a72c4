import type { FeatureDefinition } from '../definition/feature-set.js';
import { rankCorrelation, standardRanks } from './rank-bins.js';

/** A candidate with its values on the measured rows. */
export interface Measured {
  readonly definition: FeatureDefinition;
  readonly cost: number;
  readonly column: Float64Array;
  readonly coverage: number;
  readonly worth: number;
  /** Why it is not worth having. */
  readonly weakness: string | undefined;
}

export interface PruneSettings {
  readonly maxFeatures: number;
  readonly redundancy: number;
  /** Rows from the first on which features are compared. */
  readonly rows: number;
  readonly reasonToKeep: (worth: number) => string;
  /** Variation alone would keep a dozen amounts: then what is least like those kept comes next. */
  readonly isVaried: boolean;
}

/** Keeps the best, and drops what says the same as one that is kept. */
export function pruneFeatures(measures: readonly Measured[], order: readonly number[], settings: PruneSettings) {
  const { maxFeatures, redundancy, rows, reasonToKeep, isVaried } = settings;
  const reasons = new Map<number, string>();
  let left: { index: number; ranks: Float64Array; likeness: number }[] = [];
  for (const index of order) {
    const { column, weakness } = measures[index] as Measured;
    if (weakness !== undefined) reasons.set(index, weakness);
    else left.push({ index, ranks: standardRanks(column.subarray(0, rows)), likeness: 0 });
  }
  const kept: number[] = [];
  while (left.length > 0 && kept.length < maxFeatures) {
    const appeal = ({ index, likeness }: { index: number; likeness: number }) =>
      (measures[index] as Measured).worth * (1 - likeness);
    const next = isVaried ? left.reduce((best, one) => (appeal(one) > appeal(best) ? one : best)) : left[0];
    if (next === undefined) break;
    const { definition, worth } = measures[next.index] as Measured;
    kept.push(next.index);
    reasons.set(next.index, reasonToKeep(worth));
    left = left.filter((one) => {
      if (one === next) return false;
      const correlation = rankCorrelation(next.ranks, one.ranks);
      one.likeness = Math.max(one.likeness, Math.abs(correlation));
      if (Math.abs(correlation) < redundancy) return true;
      reasons.set(one.index, `says the same as ${definition.name} (rank correlation ${correlation.toFixed(3)})`);
      return false;
    });
  }
  for (const { index } of left) reasons.set(index, `beyond the ${maxFeatures} best`);
  return { kept, reasons };
}
