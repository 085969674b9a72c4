import type { RankedValues } from './rank-values.js';

/** Leaves of the tree grown on one column. */
const LEAVES = 32;
/** Rows that a leaf holds at least. */
const LEAF_ROWS = 5;
/** Rows' worth of the overall bad rate that a level's bad rate is mixed with, so that rare levels say little. */
const PRIOR_ROWS = 5;

export interface FoldedOutcomes {
  readonly labels: Uint8Array;
  /** Fold of each row, from 0. */
  readonly foldOf: Uint8Array;
  readonly folds: number;
}

interface Counts {
  readonly bads: Float64Array;
  readonly rows: Float64Array;
}

/**
 * How well one column alone tells bad from good, on rows that were not learned from: the mean over the folds of the ROC
 * AUC of a small tree (at most 32 leaves of at least 5 rows, Gini gain, best first; missing is a leaf of its own).
 *
 * @param ordered false for categories: their levels are put in order of the bad rate seen in training
 * @returns ½ = chance; NaN when a fold lacks an outcome
 * Cost: O(32 · distinct values · folds) after ranking.
 */
export function outOfFoldAuc(values: RankedValues, ordered: boolean, outcomes: FoldedOutcomes): number {
  const { labels, foldOf, folds } = outcomes;
  const size = values.distinct.length;
  // The last place is for missing.
  const byFold = Array.from({ length: folds }, () => emptyCounts(size + 1));
  const all = emptyCounts(size + 1);
  for (let row = 0; row < labels.length; row++) {
    const rank = values.ranks[row] as number;
    const place = rank < 0 ? size : rank;
    const fold = byFold[foldOf[row] as number] as Counts;
    for (const counts of [fold, all]) {
      counts.rows[place] = (counts.rows[place] as number) + 1;
      counts.bads[place] = (counts.bads[place] as number) + (labels[row] as number);
    }
  }
  let total = 0;
  for (const fold of byFold) {
    const scores = scoresWithout(all, fold, ordered);
    total += aucOfGroups(scores, fold);
  }
  return total / folds;
}

/** Bad rate that the tree grown without the fold gives to each place. */
function scoresWithout(all: Counts, fold: Counts, ordered: boolean): Float64Array {
  const places = all.rows.length;
  const rows = all.rows.map((count, place) => count - (fold.rows[place] as number));
  const bads = all.bads.map((count, place) => count - (fold.bads[place] as number));
  const prior = sumOf(bads) / Math.max(1, sumOf(rows));
  const smooth = (badCount: number, rowCount: number) => (badCount + PRIOR_ROWS * prior) / (rowCount + PRIOR_ROWS);
  const order: number[] = [];
  for (let place = 0; place < places - 1; place++) if ((rows[place] as number) > 0) order.push(place);
  if (!ordered) {
    const rate = rows.map((count, place) => smooth(bads[place] as number, count));
    order.sort((one, other) => (rate[one] as number) - (rate[other] as number) || one - other);
  }
  const scores = new Float64Array(places).fill(prior);
  const missing = places - 1;
  scores[missing] = smooth(bads[missing] as number, rows[missing] as number);
  const cuts = growTree(order, { rows, bads });
  const placeScores = new Map<number, number>();
  for (const { from, to, badCount, rowCount } of cuts) {
    for (let i = from; i < to; i++) placeScores.set(order[i] as number, smooth(badCount, rowCount));
  }
  // A number that no training row had takes the leaf of its neighbour below; a level, the overall bad rate.
  let last = cuts[0] === undefined ? prior : smooth(cuts[0].badCount, cuts[0].rowCount);
  for (let place = 0; place < missing; place++) {
    const own = placeScores.get(place);
    if (own !== undefined) last = own;
    scores[place] = own ?? (ordered ? last : prior);
  }
  return scores;
}

interface Node {
  readonly from: number;
  readonly to: number;
  readonly rowCount: number;
  readonly badCount: number;
  readonly gain: number;
  readonly cut: number;
}

function growTree(order: readonly number[], counts: Counts): readonly Node[] {
  if (order.length === 0) return [];
  const rowsBefore = new Float64Array(order.length + 1);
  const badsBefore = new Float64Array(order.length + 1);
  order.forEach((place, index) => {
    rowsBefore[index + 1] = (rowsBefore[index] as number) + (counts.rows[place] as number);
    badsBefore[index + 1] = (badsBefore[index] as number) + (counts.bads[place] as number);
  });
  const leaves = [nodeOf(0, order.length, rowsBefore, badsBefore)];
  while (leaves.length < LEAVES) {
    let best = 0;
    for (let i = 1; i < leaves.length; i++) if ((leaves[i] as Node).gain > (leaves[best] as Node).gain) best = i;
    const { from, to, cut, gain } = leaves[best] as Node;
    if (!(gain > 1e-12)) break;
    leaves.splice(best, 1, nodeOf(from, cut, rowsBefore, badsBefore), nodeOf(cut, to, rowsBefore, badsBefore));
  }
  return leaves.sort((one, other) => one.from - other.from);
}

/** A stretch of ordered places with its best cut: the one that lowers the Gini impurity most. */
function nodeOf(from: number, to: number, rowsBefore: Float64Array, badsBefore: Float64Array): Node {
  const rowCount = (rowsBefore[to] as number) - (rowsBefore[from] as number);
  const badCount = (badsBefore[to] as number) - (badsBefore[from] as number);
  const whole = (badCount * badCount + (rowCount - badCount) * (rowCount - badCount)) / rowCount;
  let gain = 0;
  let cut = from;
  for (let at = from + 1; at < to; at++) {
    const leftRows = (rowsBefore[at] as number) - (rowsBefore[from] as number);
    const rightRows = rowCount - leftRows;
    if (leftRows < LEAF_ROWS || rightRows < LEAF_ROWS) continue;
    const leftBads = (badsBefore[at] as number) - (badsBefore[from] as number);
    const rightBads = badCount - leftBads;
    const leftGoods = leftRows - leftBads;
    const rightGoods = rightRows - rightBads;
    const parts =
      (leftBads * leftBads + leftGoods * leftGoods) / leftRows +
      (rightBads * rightBads + rightGoods * rightGoods) / rightRows;
    if (parts - whole > gain) {
      gain = parts - whole;
      cut = at;
    }
  }
  return { from, to, rowCount, badCount, gain, cut };
}

/** ROC AUC of places that each have one score. */
function aucOfGroups(scores: Float64Array, { rows, bads }: Counts): number {
  const order = Array.from(scores.keys())
    .filter((place) => (rows[place] as number) > 0)
    .sort((one, other) => (scores[one] as number) - (scores[other] as number));
  let goodsBelow = 0;
  let badTotal = 0;
  let pairs = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    let tiedBads = 0;
    let tiedGoods = 0;
    while (end < order.length && scores[order[end] as number] === scores[order[start] as number]) {
      const place = order[end] as number;
      tiedBads += bads[place] as number;
      tiedGoods += (rows[place] as number) - (bads[place] as number);
      end++;
    }
    pairs += tiedBads * (goodsBelow + tiedGoods / 2);
    goodsBelow += tiedGoods;
    badTotal += tiedBads;
    start = end;
  }
  return pairs / (badTotal * goodsBelow);
}

function emptyCounts(size: number): Counts {
  return { bads: new Float64Array(size), rows: new Float64Array(size) };
}

function sumOf(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
