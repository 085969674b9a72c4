import type { CreditPolicy, Outcome } from '@probity/domain';
import { exp, log, normalQuantile } from '@probity/numerics';
import { gradeOf } from './apply-policy.js';
import { type CutOffPoint, cutOffCurve } from './cut-off-curve.js';
import { decideByPolicy } from './decide-by-policy.js';
import {
  type CountedRate,
  checkHistory,
  countedRate,
  type HistoryRow,
  type MoneyEstimate,
  moneyEstimate,
  type NotAssessed,
  type PolicyInterval,
  profitOf,
} from './policy-history.js';
import { describeGrid, type GridCell } from './price-grid.js';

/** What a policy would have done to some applications of the past. */
export interface PolicyResult {
  readonly rows: number;
  readonly approved: CountedRate;
  readonly referred: CountedRate;
  readonly declined: CountedRate;
  /** Decided without a person. */
  readonly straightThrough: CountedRate;
  /** Bads among the approved whose outcome is known. */
  readonly badRate: CountedRate;
  /** Of the approved whose outcome is known, at their price. */
  readonly profit: MoneyEstimate;
  /** By the scores, of all approved. */
  readonly expectedProfit: number;
  readonly expectedLoss: number;
}

/** Approval of one group of a protected attribute against the group approved most often. */
export interface GroupImpact {
  readonly group: string;
  readonly approved: CountedRate;
  readonly isReference: boolean;
  /** Approval rate over the reference group's; null for the reference and where not assessed. */
  readonly adverseImpactRatio: number | null;
  /** 95 %, by the logarithm of the ratio (Katz). */
  readonly interval: PolicyInterval | null;
}

/** One bar of the score's histogram. */
export interface ScoreBin {
  readonly from: number;
  readonly to: number;
  readonly good: number;
  readonly bad: number;
  readonly unknown: number;
}

/** A row of history by its score; `bandValue` is what the grid's bands are of. */
export interface SampleRow {
  readonly riskScore: number;
  readonly isBad: boolean | null;
  readonly exposure: number;
  readonly bandValue?: number;
}

/** A policy on history, before it goes live. */
export interface BackTestReport {
  readonly formatVersion: 1;
  readonly policy: CreditPolicy;
  readonly total: PolicyResult;
  /** Rows whose outcome is known. */
  readonly knownRows: number;
  readonly badRateOfAll: CountedRate;
  readonly byMonth: readonly ({ readonly month: string } & PolicyResult)[];
  readonly bySegment: readonly ({ readonly segment: string } & PolicyResult)[];
  readonly byGrade: readonly ({ readonly grade: string } & PolicyResult)[];
  readonly groups: readonly GroupImpact[];
  /** How often each rule, doubt or gap of the grid decided. */
  readonly causes: readonly { readonly cause: string; readonly rows: number; readonly outcome: Outcome }[];
  readonly curve: readonly CutOffPoint[];
  readonly histogram: readonly ScoreBin[];
  /**
   * Every n-th row, at most 4,000, without the application: enough to move a cut-off or a price and see what it means.
   */
  readonly sample: readonly SampleRow[];
  /** Empty without a grid. */
  readonly grid: readonly GridCell[];
  readonly notAssessed: readonly NotAssessed[];
}

/** A group needs so many rows, and the reference so large a share, as in the fairness report. */
const LEAST_GROUP_ROWS = 50;
const LEAST_REFERENCE_SHARE = 0.02;
const MOST_CLASSES = 120;
const BINS = 50;
const MOST_SAMPLES = 4_000;

/**
 * Runs a policy on history: approval, bad rate, profit, straight-through share, by month, segment and grade, and the
 * adverse impact by group.
 *
 * Outcomes that nobody knows (loans declined then) count in rates of approval, never in bad rates or profit.
 * Warnings about inputs are not known of history, so a policy that refers on them is tested without that.
 *
 * @throws TOO_FEW_ROWS, INVALID_ARGUMENT. Cost: a few passes and one sort.
 * @example backTestPolicy(policy, history).total.approved.rate // 0.71
 */
export function backTestPolicy(policy: CreditPolicy, history: readonly HistoryRow[]): BackTestReport {
  checkHistory(history, 'backTestPolicy');
  const decided = history.map((row) => decideRow(policy, row));
  const by = (keyOf: (row: HistoryRow) => string | undefined) => groupBy(decided, ({ row }) => keyOf(row));
  const months = sorted(by(({ month }) => month));
  const segments = sorted(by(({ segment }) => segment));
  const known = history.filter(({ isBad }) => isBad !== null);
  const groups = compareGroups(sorted(by(({ group }) => group)));
  return {
    formatVersion: 1,
    policy,
    total: resultOf(decided),
    knownRows: known.length,
    badRateOfAll: countedRate(known.filter(({ isBad }) => isBad === true).length, known.length),
    byMonth: months.slice(-MOST_CLASSES).map(([month, rows]) => ({ month, ...resultOf(rows) })),
    bySegment: segments.slice(0, MOST_CLASSES).map(([segment, rows]) => ({ segment, ...resultOf(rows) })),
    byGrade: policy.grades.flatMap(({ grade }) => {
      const rows = decided.filter((one) => one.grade === grade);
      return rows.length === 0 ? [] : [{ grade, ...resultOf(rows) }];
    }),
    groups,
    causes: countCauses(decided),
    curve: cutOffCurve(history, policy.economics),
    histogram: histogramOf(history),
    sample: sampleOf(policy, history),
    grid: policy.offers === undefined ? [] : describeGrid({ ...policy, offers: policy.offers }, history),
    notAssessed: findGaps(policy, history, groups, { months, segments }),
  };
}

interface DecidedRow {
  readonly row: HistoryRow;
  readonly grade: string;
  readonly decision: Outcome;
  readonly causes: readonly string[];
  readonly margin: number;
  readonly exposure: number;
  readonly lossGivenDefault: number;
}

function decideRow(policy: CreditPolicy, row: HistoryRow): DecidedRow {
  const grade = gradeOf(policy, row.riskScore);
  const {
    decision,
    causes = [],
    offer,
  } = decideByPolicy(policy, { riskScore: row.riskScore, grade }, row.application, []);
  return {
    row,
    grade,
    decision,
    causes: causes.map(({ kind, rule }) => (rule === undefined ? kind : `${kind} ${rule}`)),
    margin: offer?.margin ?? policy.economics.margin,
    // What came of a loan is known for the amount that was granted; a lower limit would have lent less.
    exposure: offer === undefined ? row.exposure : Math.min(row.exposure, offer.limit),
    lossGivenDefault: policy.economics.lossGivenDefault,
  };
}

function resultOf(rows: readonly DecidedRow[]): PolicyResult {
  const count = rows.length;
  const approved = rows.filter(({ decision }) => decision === 'approve');
  const referred = rows.filter(({ decision }) => decision === 'refer').length;
  const known = approved.filter(({ row }) => row.isBad !== null);
  let [profit, loss] = [0, 0];
  for (const { row, margin, exposure, lossGivenDefault } of approved) {
    profit += exposure * ((1 - row.riskScore) * margin - row.riskScore * lossGivenDefault);
    loss += exposure * row.riskScore * lossGivenDefault;
  }
  // Those not approved earned nothing: they belong to the sum's variance.
  const earned = Float64Array.from(rows, ({ row, decision, margin, exposure, lossGivenDefault }) =>
    decision === 'approve' ? profitOf({ ...row, exposure }, margin, lossGivenDefault) : 0,
  );
  return {
    rows: count,
    approved: countedRate(approved.length, count),
    referred: countedRate(referred, count),
    declined: countedRate(count - approved.length - referred, count),
    straightThrough: countedRate(count - referred, count),
    badRate: countedRate(known.filter(({ row }) => row.isBad === true).length, known.length),
    profit: moneyEstimate(earned),
    expectedProfit: profit,
    expectedLoss: loss,
  };
}

function compareGroups(groups: readonly (readonly [string, readonly DecidedRow[]])[]): readonly GroupImpact[] {
  const counted = groups.map(([group, rows]) => ({
    group,
    approved: countedRate(rows.filter(({ decision }) => decision === 'approve').length, rows.length),
  }));
  const all = counted.reduce((total, { approved }) => total + approved.of, 0);
  const large = counted.filter(
    ({ approved }) => approved.of >= Math.max(LEAST_GROUP_ROWS, LEAST_REFERENCE_SHARE * all),
  );
  const reference = large.sort((one, other) => (other.approved.rate ?? 0) - (one.approved.rate ?? 0))[0];
  return counted.map(({ group, approved }) => {
    const isReference = group === reference?.group;
    const ratio = isReference || reference === undefined ? undefined : ratioOf(approved, reference.approved);
    return {
      group,
      approved,
      isReference,
      adverseImpactRatio: ratio?.value ?? null,
      interval: ratio?.interval ?? null,
    };
  });
}

function ratioOf(
  own: CountedRate,
  reference: CountedRate,
): { value: number; interval: PolicyInterval | null } | undefined {
  if (own.of < LEAST_GROUP_ROWS || own.rate === null || reference.rate === null || reference.rate === 0)
    return undefined;
  const value = own.rate / reference.rate;
  if (own.count === 0) return { value, interval: null };
  const spread = Math.sqrt(1 / own.count - 1 / own.of + 1 / reference.count - 1 / reference.of);
  const reach = normalQuantile(0.975) * spread;
  return { value, interval: [exp(log(value) - reach), exp(log(value) + reach)] };
}

function countCauses(decided: readonly DecidedRow[]): BackTestReport['causes'] {
  const counts = new Map<string, { cause: string; rows: number; outcome: Outcome }>();
  for (const { causes, decision } of decided) {
    for (const cause of causes) {
      const key = `${cause} ${decision}`;
      const count = counts.get(key) ?? { cause, rows: 0, outcome: decision };
      counts.set(key, { ...count, rows: count.rows + 1 });
    }
  }
  return [...counts.values()].sort((one, other) => other.rows - one.rows);
}

function sampleOf(policy: CreditPolicy, history: readonly HistoryRow[]): readonly SampleRow[] {
  const step = Math.ceil(history.length / MOST_SAMPLES);
  const field = policy.offers?.bandField;
  return history
    .filter((_, index) => index % step === 0)
    .map(({ riskScore, isBad, exposure, application }) => {
      const value = field === undefined ? undefined : application[field];
      return { riskScore, isBad, exposure, ...(typeof value === 'number' ? { bandValue: value } : {}) };
    });
}

function histogramOf(history: readonly HistoryRow[]): readonly ScoreBin[] {
  const bins = Array.from({ length: BINS }, (_, index) => ({
    from: index / BINS,
    to: (index + 1) / BINS,
    good: 0,
    bad: 0,
    unknown: 0,
  }));
  for (const { riskScore, isBad } of history) {
    const bin = bins[Math.min(BINS - 1, Math.floor(riskScore * BINS))];
    if (bin === undefined) continue;
    if (isBad === null) bin.unknown += 1;
    else if (isBad) bin.bad += 1;
    else bin.good += 1;
  }
  return bins;
}

function findGaps(
  policy: CreditPolicy,
  history: readonly HistoryRow[],
  groups: readonly GroupImpact[],
  { months, segments }: { readonly months: readonly unknown[]; readonly segments: readonly unknown[] },
): readonly NotAssessed[] {
  const unknown = history.filter(({ isBad }) => isBad === null).length;
  const gaps: NotAssessed[] = [];
  const gap = (condition: boolean, what: string, why: string) => {
    if (condition) gaps.push({ what, why });
  };
  gap(
    unknown > 0,
    `outcome of ${unknown} of ${history.length} rows`,
    'they were not granted a loan then, or it still runs',
  );
  gap(months.length === 0, 'results by month', 'the history has no date column');
  gap(segments.length === 0, 'results by segment', 'no segment was named');
  gap(groups.length === 0, 'adverse impact', 'the history has no protected attribute');
  const small = groups.filter(({ approved }) => approved.of < LEAST_GROUP_ROWS).map(({ group }) => group);
  gap(small.length > 0, `adverse impact of ${small.join(', ')}`, `fewer than ${LEAST_GROUP_ROWS} rows`);
  gap(months.length > MOST_CLASSES, 'earlier months', `only the last ${MOST_CLASSES} are kept`);
  gap(segments.length > MOST_CLASSES, 'further segments', `only the first ${MOST_CLASSES} are kept`);
  gap(policy.referral?.onWarnings === true, 'referrals on warnings', 'warnings are not known of history');
  gap(
    policy.offers !== undefined,
    'whether a price is accepted',
    'history shows outcomes at the price that was given then',
  );
  return gaps;
}

function groupBy(
  rows: readonly DecidedRow[],
  keyOf: (row: DecidedRow) => string | undefined,
): Map<string, DecidedRow[]> {
  const groups = new Map<string, DecidedRow[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === undefined) continue;
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [row]);
    else list.push(row);
  }
  return groups;
}

function sorted(groups: Map<string, DecidedRow[]>): readonly (readonly [string, readonly DecidedRow[]])[] {
  return [...groups].sort(([one], [other]) => (one < other ? -1 : 1));
}
