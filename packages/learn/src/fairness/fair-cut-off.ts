import { ProbityError } from '@probity/domain';
import { checkOutcomes } from '../metrics/check-outcomes.js';
import { rocAuc } from '../metrics/roc-auc.js';
import { rowsByGroup } from './group-counts.js';
import type { ProtectedAttribute } from './protected-attribute.js';

/** What a good loan earns and a bad one costs, as shares of the exposure. */
export interface LoanEconomics {
  /** Earned by a good loan; > 0. */
  readonly margin: number;
  /** Lost by a bad loan; > 0. */
  readonly lossGivenDefault: number;
  /** Money lent per application, in any currency; default 1, which makes profit a share of the exposure. */
  readonly exposure?: number;
}

/** Scored applications with what came of them. */
export interface ScoredGroups {
  /** Length n; risk scores, higher is riskier. */
  readonly scores: ArrayLike<number>;
  /** Length n; 1 = bad. */
  readonly labels: ArrayLike<number>;
  readonly attribute: ProtectedAttribute;
  readonly economics: LoanEconomics;
  /** A group with fewer rows is not looked at; default 50. */
  readonly minimumRows?: number;
}

/** What a way of deciding costs and brings: the price of fairness is the difference between two of these. */
export interface DecisionPrice {
  readonly rocAuc: number;
  readonly approvalRate: number;
  /** Among the approved; null when nobody is. */
  readonly badRate: number | null;
  /** Realised on the given rows: approved goods · margin − approved bads · LGD, times the exposure. */
  readonly profit: number;
  /** Lowest approval rate of a group divided by the highest; null where fewer than two groups are large enough. */
  readonly adverseImpactRatio: number | null;
  /** Largest gap between groups in the share of goods approved; null as above. */
  readonly equalOpportunityGap: number | null;
}

export interface FairnessConstraint {
  /** In [0, 1], default 0.8 (four-fifths rule): the least adverse impact ratio. */
  readonly leastAdverseImpactRatio?: number;
  /** In [0, 1], default 1 (none): the largest gap in the share of goods approved. */
  readonly mostEqualOpportunityGap?: number;
}

/** One cut-off for everybody. */
export interface FairCutOff {
  /** Approve strictly below it. */
  readonly cutOff: number;
  readonly price: DecisionPrice;
}

export type CutOffSearch =
  | {
      readonly found: true;
      readonly chosen: FairCutOff;
      /** The most profitable cut-off without the constraint. */
      readonly unconstrained: FairCutOff;
      readonly tried: number;
    }
  | { readonly found: false; readonly reason: string; readonly unconstrained: FairCutOff; readonly tried: number };

/**
 * The price of approving below a cut-off.
 * @param cutOff one for all rows, or one per group in the attribute's order (rows of unknown group then get the last)
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n log n).
 */
export function priceOfCutOff(scored: ScoredGroups, cutOff: number | readonly number[]): DecisionPrice {
  checkScored('priceOfCutOff', scored);
  const { scores, attribute } = scored;
  const of = (row: number): number => {
    if (typeof cutOff === 'number') return cutOff;
    return cutOff[attribute.codes[row] < 0 ? cutOff.length - 1 : attribute.codes[row]];
  };
  return priceOf(scored, (row) => scores[row] < of(row), rocAuc(scores, scored.labels));
}

/**
 * The most profitable single cut-off that is fair enough: one for everybody, so that no person is judged by group.
 *
 * Every cut-off that parts the data in another way is tried, so the answer is the best there is on these rows. Choose it
 * on rows the model has not seen, and measure it on others. A strict floor can push the cut-off to approve almost everybody or
 * almost nobody: the price says so.
 *
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n log n + distinct scores × groups).
 * @example findFairCutOff({ scores, labels, attribute, economics: { margin: 0.08, lossGivenDefault: 0.45 } }, {})
 */
export function findFairCutOff(scored: ScoredGroups, constraint: FairnessConstraint): CutOffSearch {
  checkScored('findFairCutOff', scored);
  const { leastAdverseImpactRatio = 0.8, mostEqualOpportunityGap = 1 } = constraint;
  for (const [field, value] of Object.entries({ leastAdverseImpactRatio, mostEqualOpportunityGap })) {
    if (!(value >= 0 && value <= 1)) throw invalid('findFairCutOff', field, 'be in [0, 1]', value);
  }
  const auc = rocAuc(scored.scores, scored.labels);
  const sweep = sweepCutOffs(scored);
  const isFair = ({ adverseImpactRatio, equalOpportunityGap }: SweptCutOff) =>
    (adverseImpactRatio ?? 1) >= leastAdverseImpactRatio && (equalOpportunityGap ?? 0) <= mostEqualOpportunityGap;
  const best = (candidates: readonly SweptCutOff[]): SweptCutOff =>
    candidates.reduce((most, next) => (next.profit > most.profit ? next : most));
  const priced = (swept: SweptCutOff): FairCutOff => {
    const { cutOff, approvedShare: approvalRate, badRate, profit, adverseImpactRatio, equalOpportunityGap } = swept;
    return {
      cutOff,
      price: { rocAuc: auc, approvalRate, badRate, profit, adverseImpactRatio, equalOpportunityGap },
    };
  };
  const unconstrained = priced(best(sweep));
  // Approving nobody is fair to all and lends nothing: no answer to anybody's question.
  const fair = sweep.filter((swept) => swept.approvedShare > 0 && isFair(swept));
  if (fair.length === 0) {
    const reason = `no single cut-off that approves anybody reaches an adverse impact ratio of ${leastAdverseImpactRatio} with a gap of at most ${mostEqualOpportunityGap}`;
    return { found: false, reason, unconstrained, tried: sweep.length };
  }
  return { found: true, chosen: priced(best(fair)), unconstrained, tried: sweep.length };
}

export interface SweptCutOff {
  readonly cutOff: number;
  readonly approvedShare: number;
  readonly badRate: number | null;
  readonly profit: number;
  readonly adverseImpactRatio: number | null;
  readonly equalOpportunityGap: number | null;
}

/** Every cut-off that parts the rows in another way, from approving nobody to approving all, with its figures. */
export function sweepCutOffs(scored: ScoredGroups): readonly SweptCutOff[] {
  const { scores, labels, attribute, economics, minimumRows = 50 } = scored;
  const order = Array.from({ length: scores.length }, (_, row) => row).sort((a, b) => scores[a] - scores[b]);
  const sizes = rowsByGroup(attribute).map((rows) => rows.length);
  const groupGoods = new Float64Array(sizes.length);
  for (let row = 0; row < labels.length; row++) {
    if (attribute.codes[row] >= 0 && labels[row] === 0) groupGoods[attribute.codes[row]] += 1;
  }
  const large = sizes.flatMap((size, group) => (size >= minimumRows ? [group] : []));
  const approved = new Float64Array(sizes.length);
  const approvedGoods = new Float64Array(sizes.length);
  let [count, bads] = [0, 0];
  const sweep: SweptCutOff[] = [];
  const record = (cutOff: number): void => {
    sweep.push({
      cutOff,
      approvedShare: count / scores.length,
      badRate: count === 0 ? null : bads / count,
      profit: profitOf(count - bads, bads, economics),
      adverseImpactRatio: ratioOf(large.map((group) => approved[group] / sizes[group])),
      equalOpportunityGap: gapOf(
        large.filter((group) => groupGoods[group] > 0).map((group) => approvedGoods[group] / groupGoods[group]),
      ),
    });
  };
  for (const [index, row] of order.entries()) {
    if (index === 0 || scores[row] > scores[order[index - 1]]) record(scores[row]);
    const group = attribute.codes[row];
    count += 1;
    bads += labels[row];
    if (group < 0) continue;
    approved[group] += 1;
    if (labels[row] === 0) approvedGoods[group] += 1;
  }
  record(Infinity);
  return sweep;
}

function priceOf(scored: ScoredGroups, isApproved: (row: number) => boolean, auc: number): DecisionPrice {
  const { labels, attribute, economics, minimumRows = 50 } = scored;
  const groups = rowsByGroup(attribute).filter((rows) => rows.length >= minimumRows);
  const share = (rows: Iterable<number>, counts: (row: number) => boolean): number => {
    let [hits, trials] = [0, 0];
    for (const row of rows) {
      if (!counts(row)) continue;
      trials += 1;
      if (isApproved(row)) hits += 1;
    }
    return hits / trials;
  };
  let [approved, bads] = [0, 0];
  for (let row = 0; row < labels.length; row++) {
    if (!isApproved(row)) continue;
    approved += 1;
    bads += labels[row];
  }
  return {
    rocAuc: auc,
    approvalRate: approved / labels.length,
    badRate: approved === 0 ? null : bads / approved,
    profit: profitOf(approved - bads, bads, economics),
    adverseImpactRatio: ratioOf(groups.map((rows) => share(rows, () => true))),
    equalOpportunityGap: gapOf(
      groups.map((rows) => share(rows, (row) => labels[row] === 0)).filter((value) => !Number.isNaN(value)),
    ),
  };
}

export function profitOf(
  goods: number,
  bads: number,
  { margin, lossGivenDefault, exposure = 1 }: LoanEconomics,
): number {
  return exposure * (goods * margin - bads * lossGivenDefault);
}

function ratioOf(rates: readonly number[]): number | null {
  if (rates.length < 2) return null;
  const highest = Math.max(...rates);
  return highest === 0 ? 1 : Math.min(...rates) / highest;
}

function gapOf(rates: readonly number[]): number | null {
  return rates.length < 2 ? null : Math.max(...rates) - Math.min(...rates);
}

export function checkScored(caller: string, { scores, labels, attribute, economics }: ScoredGroups): void {
  checkOutcomes(caller, scores, labels);
  if (attribute.codes.length !== scores.length) {
    const message = `\`attribute\` of \`${caller}\` must have one entry per score (${scores.length}); got ${attribute.codes.length}`;
    throw new ProbityError('SHAPE_MISMATCH', message, { field: 'attribute' });
  }
  const { margin, lossGivenDefault, exposure = 1 } = economics;
  for (const [field, value] of Object.entries({ margin, lossGivenDefault, exposure })) {
    if (!(value > 0 && value < Infinity)) throw invalid(caller, field, 'be > 0', value);
  }
}

function invalid(caller: string, field: string, rule: string, got: number): ProbityError {
  return new ProbityError('INVALID_ARGUMENT', `\`${field}\` of \`${caller}\` must ${rule}; got ${got}`, { field });
}
