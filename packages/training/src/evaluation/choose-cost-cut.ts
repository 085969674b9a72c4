import { ProbityError } from '@probity/domain';
import { createRandom, quantileOfSorted } from '@probity/numerics';
import type { CostRecord, MistakeCosts } from '@probity/scoring';

/** Rows with a score, an outcome, the fold that measured them and what is at stake. */
export interface CostRows {
  readonly riskScores: Float64Array;
  /** 1 = bad. */
  readonly labels: Uint8Array;
  /** Fold of each row, ≥ 0. */
  readonly folds: Int32Array;
  /** Money at stake in each row, > 0. */
  readonly exposures: Float64Array;
}

const RESAMPLES = 1000;
const CURVE_POINTS = 200;

/** @throws INVALID_ARGUMENT naming the figure that is out of range */
export function checkMistakeCosts(costs: MistakeCosts): void {
  const rules = [
    ['lossGivenDefault', costs.lossGivenDefault > 0 && costs.lossGivenDefault <= 1, 'be in (0, 1]'],
    ['margin', costs.margin > 0 && costs.margin <= 10, 'be in (0, 10]'],
    ['exposure', costs.exposure > 0 && Number.isFinite(costs.exposure), 'be a number above 0'],
  ] as const;
  for (const [field, holds, rule] of rules) {
    if (holds) continue;
    throw new ProbityError('INVALID_ARGUMENT', `\`${field}\` of the costs must ${rule}; got ${costs[field]}`, {
      field: `--cost ${field}`,
    });
  }
}

/**
 * Finds the cut whose mistakes cost least: a bad row below it costs exposure × loss given default, a good row at or above it exposure ×
 * margin.
 *
 * The cut is the one of least cost on all rows; of equal costs the highest, which turns fewer away. What it costs is measured honestly:
 * the rows of each fold are cut where the rows of the other folds cost least, and the bootstrap draws rows anew for the interval.
 *
 * A policy cuts at 1 at most, so a score of exactly 1 is always high risk.
 *
 * @throws INVALID_ARGUMENT as `checkMistakeCosts`
 * Cost: O(n log n · folds + 1000 n).
 * @example chooseCostCut(rows, { lossGivenDefault: 0.45, margin: 0.02, exposure: 1e6 }, 1).cut
 */
export function chooseCostCut(rows: CostRows, costs: MistakeCosts, seed: number): CostRecord {
  checkMistakeCosts(costs);
  const { riskScores, labels, folds, exposures } = rows;
  const order = Uint32Array.from(riskScores.keys()).sort(
    (a, b) => (riskScores[a] ?? 0) - (riskScores[b] ?? 0) || a - b,
  );
  const all = curveOf(rows, order, costs, () => true);
  const cut = cheapest(all);
  const cutOfFold = new Map<number, number>();
  for (const fold of new Set(folds)) {
    // With one fold there are no others to learn the cut from.
    const others = curveOf(rows, order, costs, (row) => folds[row] !== fold);
    cutOfFold.set(fold, others.costs.length > 1 ? cheapest(others) : cut);
  }
  const costOfRow = (row: number, at: number): number => {
    const isFlagged = (riskScores[row] ?? 0) >= at;
    const isBad = labels[row] === 1;
    if (isFlagged === isBad) return 0;
    return (exposures[row] ?? 0) * (isBad ? costs.lossGivenDefault : costs.margin);
  };
  const honest = Float64Array.from(riskScores, (_, row) => costOfRow(row, cutOfFold.get(folds[row] ?? 0) ?? cut));
  const total = (at: number) => riskScores.reduce((sum, _, row) => sum + costOfRow(row, at), 0);
  const breakEven = costs.margin / (costs.margin + costs.lossGivenDefault);
  let missed = 0;
  let falseAlarms = 0;
  for (const [row, score] of riskScores.entries()) {
    if (labels[row] === 1 && score < cut) missed += 1;
    if (labels[row] === 0 && score >= cut) falseAlarms += 1;
  }
  return {
    ...{ costs, cut, breakEven, rows: riskScores.length, missed, falseAlarms },
    cost: honest.reduce((sum, cost) => sum + cost, 0),
    interval: bootstrapTotal(honest, seed),
    costAtCut: total(cut),
    costAtBreakEven: total(breakEven),
    costOfNobody: total(Infinity),
    costOfEverybody: total(-Infinity),
    curve: thin(all),
  };
}

interface Curve {
  /** Ascending; the first flags everybody. The last, 1, flags who scores 1. */
  readonly cutOffs: number[];
  readonly costs: number[];
  readonly flaggedShares: number[];
}

/** Cost of every cut between two scores: at the score itself, so that rows of one score are on one side. */
function curveOf(
  { riskScores, labels, exposures }: CostRows,
  order: Uint32Array,
  { lossGivenDefault, margin }: MistakeCosts,
  counts: (row: number) => boolean,
): Curve {
  const rows = order.filter(counts);
  let cost = 0;
  for (const row of rows) if (labels[row] === 0) cost += (exposures[row] ?? 0) * margin;
  const curve: Curve = { cutOffs: [0], costs: [cost], flaggedShares: [1] };
  for (const [position, row] of rows.entries()) {
    const exposure = exposures[row] ?? 0;
    cost += labels[row] === 1 ? exposure * lossGivenDefault : -exposure * margin;
    const score = riskScores[row] ?? 0;
    const next = rows[position + 1];
    const nextScore = next === undefined ? 1 : (riskScores[next] ?? 0);
    if (nextScore <= score) continue;
    // Half way to the next score: a new row near either is not decided by the last bit.
    curve.cutOffs.push((score + nextScore) / 2);
    curve.costs.push(cost);
    curve.flaggedShares.push(1 - (position + 1) / rows.length);
  }
  return curve;
}

function cheapest({ cutOffs, costs }: Curve): number {
  let best = 0;
  for (const [index, cost] of costs.entries()) if (cost <= (costs[best] ?? Infinity)) best = index;
  return cutOffs[best] ?? 1;
}

function bootstrapTotal(costs: Float64Array, seed: number): readonly [number, number] {
  const random = createRandom(seed).fork('cost bootstrap');
  const totals = new Float64Array(RESAMPLES);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    let total = 0;
    for (let draw = 0; draw < costs.length; draw++) total += costs[random.nextUint32Below(costs.length)] ?? 0;
    totals[resample] = total;
  }
  totals.sort();
  return [quantileOfSorted(totals, 0.025), quantileOfSorted(totals, 0.975)];
}

/** Points at equal steps of rank: most of them where most scores are, with the cheapest kept. */
function thin(curve: Curve): CostRecord['curve'] {
  const last = curve.cutOffs.length - 1;
  const best = curve.cutOffs.indexOf(cheapest(curve));
  const kept = new Set([best]);
  for (let point = 0; point < CURVE_POINTS; point++) kept.add(Math.round((point * last) / (CURVE_POINTS - 1)));
  const indexes = [...kept].sort((a, b) => a - b);
  const pick = (values: readonly number[]) => indexes.map((index) => values[index] ?? 0);
  return { cutOffs: pick(curve.cutOffs), costs: pick(curve.costs), flaggedShares: pick(curve.flaggedShares) };
}
