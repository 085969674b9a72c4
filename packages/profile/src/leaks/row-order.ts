import { normalSurvival } from '@probity/numerics';
import { rankValues } from '../column/rank-values.js';
import { type FoldedOutcomes, outOfFoldAuc } from '../column/single-column-tree.js';
import { type LeakFinding, percentText } from './leak-finding.js';

/** AUC of a tree on the place in the file from which the order is a leak, and from which it is worth a look. */
const ORDER_AUC = 0.9;
/** Runs of equal outcomes, as a share of those expected of mixed rows, below which the file is sorted. */
const SORTED_RUNS = 0.5;

/** Runs of equal outcomes in a row (Wald & Wolfowitz 1940). */
export interface RunsTest {
  readonly runs: number;
  readonly expected: number;
  /** Standard deviations from the expected number; negative: sorted. */
  readonly z: number;
  /** Two-sided. */
  readonly pValue: number;
}

/** The runs test of a series of outcomes. NaN where one outcome is absent. */
export function runsTest(labels: Uint8Array): RunsTest {
  let bads = 0;
  let runs = labels.length === 0 ? 0 : 1;
  for (let row = 0; row < labels.length; row++) {
    bads += labels[row] as number;
    if (row > 0 && labels[row] !== labels[row - 1]) runs++;
  }
  const n = labels.length;
  const goods = n - bads;
  const expected = 1 + (2 * bads * goods) / n;
  const variance = ((expected - 1) * (expected - 2)) / (n - 1);
  const z = (runs - expected) / Math.sqrt(variance);
  return { runs, expected, z, pValue: 2 * normalSurvival(Math.abs(z)) };
}

/** Whether the place in the file tells the outcome: rows sorted by it, or in long runs. */
export function judgeRowOrder(labels: Uint8Array, outcomes: FoldedOutcomes): LeakFinding | undefined {
  const places = Float64Array.from(labels, (_, row) => row);
  const auc = outOfFoldAuc(rankValues(places), true, outcomes);
  const { runs, expected, z, pValue } = runsTest(labels);
  const isSorted = runs < SORTED_RUNS * expected && z < -6;
  if (!(auc > ORDER_AUC) && !isSorted) return undefined;
  return {
    column: null,
    kind: 'row-order',
    severity: 'leak',
    evidence: `the place in the file tells the outcome: out-of-fold AUC ${auc.toFixed(3)}; ${runs} runs of equal outcomes where mixed rows would give ${Math.round(expected)} (${percentText(runs / expected)}, z ${z.toFixed(0)})`,
    figures: { auc, runs, expectedRuns: expected, z, pValue },
    advice: 'Mix the rows before splitting, and never use row numbers or keys that count rows.',
    inUse: false,
  };
}
