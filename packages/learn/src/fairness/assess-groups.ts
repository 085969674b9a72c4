import { ProbityError } from '@probity/domain';
import { createRandom, quantileOfSorted, type Random } from '@probity/numerics';
import type { Interval } from '../metrics/bootstrap-intervals.js';
import { checkOutcomes, checkProbabilities } from '../metrics/check-outcomes.js';
import { calibrationLine } from './calibration-line.js';
import {
  countCells,
  type GroupCounts,
  type GroupSample,
  observedTimes,
  rowsByGroup,
  sampleOf,
} from './group-counts.js';
import type { ProtectedAttribute } from './protected-attribute.js';
import { compareShares, holmAdjusted, normalPValue, type RateTest, wilsonInterval } from './rate-tests.js';

/** The figures of one group by itself. */
export type GroupMeasure =
  | 'approvalRate'
  | 'goodsApproved'
  | 'badsApproved'
  | 'badRateOfApproved'
  | 'rocAuc'
  | 'observedToExpected'
  | 'calibrationSlope';

/** The figures of one group against the reference group. */
export type GroupComparison =
  | 'adverseImpactRatio'
  | 'demographicParity'
  | 'equalOpportunity'
  | 'predictiveEquality'
  | 'equalisedOdds'
  | 'rocAucDifference';

/** A figure, or why there is none. */
export type Measured =
  | {
      readonly assessed: true;
      readonly value: number;
      readonly interval: Interval;
      readonly significance?: Significance;
    }
  | { readonly assessed: false; readonly reason: string };

export interface Significance {
  /** Two-sided, of the hypothesis that there is no difference (for calibration: that the figure is 1). */
  readonly pValue: number;
  /** Holm's correction over all p-values of the attribute. */
  readonly adjustedPValue: number;
  readonly test: RateTest;
}

export interface GroupReport {
  readonly group: string;
  readonly rows: number;
  readonly bads: number;
  readonly approved: number;
  readonly isReference: boolean;
  readonly measures: Readonly<Record<GroupMeasure, Measured>>;
  /** Empty for the reference group itself. */
  readonly comparisons: Readonly<Partial<Record<GroupComparison, Measured>>>;
  /**
   * By the four-fifths rule: `concern` where the adverse impact ratio is below 0.8 and the adjusted p-value below 0.05,
   * `watch` where only the ratio is, `none` otherwise.
   */
  readonly adverseImpact: 'concern' | 'watch' | 'none' | 'reference' | 'not assessed';
}

/** One attribute's groups side by side. */
export interface AttributeReport {
  readonly attribute: string;
  readonly cutOff: number;
  readonly reference: string | null;
  readonly referenceRule: string;
  readonly groups: readonly GroupReport[];
  /** Rows whose group is not known; they count nowhere. */
  readonly unknownRows: number;
  /** The lowest adverse impact ratio that could be assessed. */
  readonly worstAdverseImpactRatio: number | null;
  /** Set where the attribute could not be assessed at all. */
  readonly notAssessed?: string;
}

export interface GroupSettings {
  /** Approve strictly below this score. */
  readonly cutOff: number;
  /** Whole number in [0, 2³²). */
  readonly seed: number;
  /** Name of the group to compare with; default: the one approved most often among groups with at least 2 % of the rows. */
  readonly reference?: string;
  /** A group with fewer rows is not assessed; default 50. */
  readonly minimumRows?: number;
  /** A share needs this many rows in its denominator, an AUC this many of either outcome; default 20. */
  readonly minimumOutcomes?: number;
  /** Bootstrap resamples, 20 to 100,000, default 400. */
  readonly resamples?: number;
}

/** Of all known rows: a group below it does not become the reference by itself. */
const LEAST_REFERENCE_SHARE = 0.02;
const FOUR_FIFTHS = 0.8;
const SIGNIFICANT = 0.05;

/**
 * Measures how a cut-off treats the groups of a protected attribute, with 95 % intervals and p-values.
 *
 * Approval is the good outcome: `goodsApproved` is the share of later good payers who would be approved (equal
 * opportunity compares it), `badsApproved` that of later bad ones (predictive equality). Intervals of single shares are
 * Wilson's, that of the calibration slope is Wald's, all others are bootstrap percentiles of resamples within each
 * group. Differences of shares are tested exactly (Fisher) up to 10,000 rows, else by the pooled normal test; those of
 * AUC by the bootstrap's standard error; calibration by the normal test of observed against expected bads, and Wald's of
 * the slope against 1. All p-values of the attribute are corrected together (Holm). The reference is chosen on the same
 * rows unless named, which makes the p-values a little too small.
 *
 * @param scores length n; risk scores in [0, 1], higher is riskier
 * @param labels length n; 1 = bad
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n log n + resamples × n).
 * Source: UGESP 29 CFR 1607.4 D (four-fifths rule); Hardt, Price & Srebro 2016; Corbett-Davies et al. 2017; shares, ratios
 * and differences are checked against fairlearn, tests against SciPy and statsmodels, in test/golden/fairness.
 * @example assessGroups(scores, labels, protectedAttribute('sex', sexes), { cutOff: 0.2, seed: 1 }).groups[0].comparisons
 */
export function assessGroups(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  attribute: ProtectedAttribute,
  settings: GroupSettings,
): AttributeReport {
  checkOutcomes('assessGroups', scores, labels);
  checkProbabilities('assessGroups', scores);
  const plan = completeSettings(settings, attribute, scores.length);
  const members = rowsByGroup(attribute);
  const samples = members.map((rows) => sampleOf(scores, labels, rows));
  const counts = samples.map((sample) => countCells(sample, observedTimes(sample), plan.cutOff));
  const known = counts.reduce((sum, { rows }) => sum + rows, 0);
  const reference = chooseReference(attribute, counts, known, plan);
  const base = {
    attribute: attribute.name,
    cutOff: plan.cutOff,
    referenceRule:
      settings.reference === undefined
        ? `the group approved most often among those with at least ${plan.minimumRows} rows and ${LEAST_REFERENCE_SHARE * 100} % of all rows`
        : 'named by the caller',
    unknownRows: scores.length - known,
  };
  const draws = samples.map((sample, group) =>
    counts[group].rows < plan.minimumRows ? [] : resample(sample, plan, createRandom(plan.seed).fork(`group ${group}`)),
  );
  const pending: Pending[] = [];
  const drafts = attribute.groups.map((group, index) => {
    const own = { counts: counts[index], draws: draws[index] };
    const other = reference < 0 ? undefined : { counts: counts[reference], draws: draws[reference] };
    const rows = members[index];
    return { group, ...describeGroup(own, other, index === reference, plan, pending, scores, labels, rows) };
  });
  correctTogether(pending);
  const groups: GroupReport[] = drafts.map(({ group, measures, comparisons }, index) => {
    const { rows, bads, approved } = counts[index];
    const isReference = index === reference;
    const ratio = comparisons.adverseImpactRatio;
    return {
      ...{ group, rows, bads, approved, isReference },
      measures: measures as Record<GroupMeasure, Measured>,
      comparisons,
      adverseImpact: isReference ? 'reference' : verdictOf(ratio),
    };
  });
  const ratios = groups.flatMap(({ comparisons: { adverseImpactRatio: ratio } }) =>
    ratio?.assessed === true ? [ratio.value] : [],
  );
  return {
    ...base,
    reference: reference < 0 ? null : attribute.groups[reference],
    groups,
    worstAdverseImpactRatio: ratios.length === 0 ? null : Math.min(...ratios),
    ...(reference < 0
      ? { notAssessed: `no group of "${attribute.name}" has the ${plan.minimumRows} rows that a reference needs` }
      : ratios.length === 0
        ? { notAssessed: `only one group of "${attribute.name}" is large enough to be assessed` }
        : {}),
  };
}

interface Counted {
  readonly counts: GroupCounts;
  readonly draws: readonly GroupCounts[];
}

/** A p-value that waits for the others, to be corrected with them. */
interface Pending {
  readonly pValue: number;
  adjust: (adjusted: number) => void;
}

type Plan = Required<Omit<GroupSettings, 'reference'>> & Pick<GroupSettings, 'reference'>;

const good = ({ rows, bads }: GroupCounts) => rows - bads;
const goodApproved = ({ approved, approvedBads }: GroupCounts) => approved - approvedBads;

/** Shares as hits of trials; what is compared to the reference by the same pair. */
const shares = {
  approvalRate: { hits: (c: GroupCounts) => c.approved, trials: (c: GroupCounts) => c.rows, of: 'rows' },
  goodsApproved: { hits: goodApproved, trials: good, of: 'good outcomes' },
  badsApproved: { hits: (c: GroupCounts) => c.approvedBads, trials: (c: GroupCounts) => c.bads, of: 'bad outcomes' },
  badRateOfApproved: {
    hits: (c: GroupCounts) => c.approvedBads,
    trials: (c: GroupCounts) => c.approved,
    of: 'approved rows',
  },
} as const;

type ShareName = keyof typeof shares;
const shareNames = Object.keys(shares) as ShareName[];

function shareOf(name: ShareName, counts: GroupCounts): number {
  return shares[name].hits(counts) / shares[name].trials(counts);
}

function describeGroup(
  own: Counted,
  other: Counted | undefined,
  isReference: boolean,
  plan: Plan,
  pending: Pending[],
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  members: Uint32Array,
): {
  measures: Partial<Record<GroupMeasure, Measured>>;
  comparisons: Partial<Record<GroupComparison, Measured>>;
} {
  const { counts, draws } = own;
  const tooSmall =
    counts.rows < plan.minimumRows ? `${counts.rows} rows; at least ${plan.minimumRows} are needed` : undefined;
  const measures: Partial<Record<GroupMeasure, Measured>> = {};
  for (const name of shareNames) {
    const reason = tooSmall ?? tooFew(name, counts, plan);
    const { hits, trials } = shares[name];
    measures[name] =
      reason === undefined
        ? measured(shareOf(name, counts), wilsonInterval(hits(counts), trials(counts)))
        : notAssessed(reason);
  }
  const aucReason = tooSmall ?? tooFewOutcomes(counts, plan);
  measures.rocAuc = aucReason === undefined ? fromDraws(counts, draws, (c) => c.rocAuc) : notAssessed(aucReason);
  measures.observedToExpected =
    tooSmall === undefined && counts.variance > 0
      ? tested(
          fromDraws(counts, draws, (c) => c.bads / c.expectedBads),
          normalPValue((counts.bads - counts.expectedBads) / Math.sqrt(counts.variance)),
          'normal',
          pending,
        )
      : notAssessed(tooSmall ?? 'all scores are 0 or 1');
  measures.calibrationSlope =
    aucReason === undefined ? slopeOf(scores, labels, members, pending) : notAssessed(aucReason);
  if (isReference) return { measures, comparisons: {} };
  return { measures, comparisons: compareGroup(own, other, tooSmall, aucReason, plan, pending) };
}

function compareGroup(
  { counts, draws }: Counted,
  other: Counted | undefined,
  tooSmall: string | undefined,
  aucReason: string | undefined,
  plan: Plan,
  pending: Pending[],
): Partial<Record<GroupComparison, Measured>> {
  if (other === undefined) return {};
  const versus = (of: (own: GroupCounts, other: GroupCounts) => number): Measured => {
    const values = draws.map((draw, index) => of(draw, other.draws[index]));
    return measured(of(counts, other.counts), percentiles(values));
  };
  const shareTest = (name: ShareName) => {
    const { hits, trials } = shares[name];
    return compareShares(hits(counts), trials(counts), hits(other.counts), trials(other.counts));
  };
  const whyNot = (name: ShareName): string | undefined =>
    tooSmall ?? tooFew(name, counts, plan) ?? ofReference(tooFew(name, other.counts, plan));
  const compare = (name: ShareName, of: (own: number, other: number) => number): Measured => {
    const reason = whyNot(name);
    if (reason !== undefined) return notAssessed(reason);
    const { pValue, test } = shareTest(name);
    return tested(
      versus((own, ref) => of(shareOf(name, own), shareOf(name, ref))),
      pValue,
      test,
      pending,
    );
  };
  const difference = (own: number, ref: number) => own - ref;

  const noneApproved = other.counts.approved === 0 ? 'nobody of the reference group is approved' : undefined;
  const oddsReason = whyNot('goodsApproved') ?? whyNot('badsApproved');
  const aucWhyNot = aucReason ?? ofReference(tooFewOutcomes(other.counts, plan));
  // The ratio and the difference of approval rates are one hypothesis: it is tested and corrected for once.
  const ratio =
    noneApproved === undefined ? compare('approvalRate', (own, ref) => own / ref) : notAssessed(noneApproved);
  const parity = whyNot('approvalRate');
  return {
    adverseImpactRatio: ratio,
    demographicParity:
      parity === undefined
        ? versus((own, ref) => shareOf('approvalRate', own) - shareOf('approvalRate', ref))
        : notAssessed(parity),
    equalOpportunity: compare('goodsApproved', difference),
    predictiveEquality: compare('badsApproved', difference),
    equalisedOdds:
      oddsReason === undefined
        ? versus((own, ref) =>
            Math.max(
              Math.abs(shareOf('goodsApproved', own) - shareOf('goodsApproved', ref)),
              Math.abs(shareOf('badsApproved', own) - shareOf('badsApproved', ref)),
            ),
          )
        : notAssessed(oddsReason),
    rocAucDifference:
      aucWhyNot === undefined
        ? testByBootstrap(
            versus((own, ref) => own.rocAuc - ref.rocAuc),
            draws,
            other.draws,
            pending,
          )
        : notAssessed(aucWhyNot),
  };
}

function testByBootstrap(
  difference: Measured,
  draws: readonly GroupCounts[],
  others: readonly GroupCounts[],
  pending: Pending[],
): Measured {
  if (!difference.assessed) return difference;
  const values = draws.map((draw, index) => draw.rocAuc - others[index].rocAuc).filter((value) => !Number.isNaN(value));
  const center = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1);
  const pValue = variance > 0 ? normalPValue(difference.value / Math.sqrt(variance)) : 1;
  return tested(difference, pValue, 'normal', pending);
}

function slopeOf(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  members: Uint32Array,
  pending: Pending[],
): Measured {
  const line = calibrationLine(
    Float64Array.from(members, (row) => scores[row]),
    Uint8Array.from(members, (row) => labels[row]),
  );
  if (line === undefined) return notAssessed('no line fits: scores are all equal, or they part the outcomes');
  const pValue = normalPValue((line.slope - 1) / line.slopeError);
  return tested(measured(line.slope, line.slopeInterval), pValue, 'normal', pending);
}

function resample(sample: GroupSample, { resamples, cutOff }: Plan, random: Random): GroupCounts[] {
  const { cells, scores } = sample;
  const times = new Float64Array(2 * scores.length);
  return Array.from({ length: resamples }, () => {
    times.fill(0);
    for (let draw = 0; draw < cells.length; draw++) times[cells[random.nextUint32Below(cells.length)]] += 1;
    return countCells(sample, times, cutOff);
  });
}

function fromDraws(counts: GroupCounts, draws: readonly GroupCounts[], of: (c: GroupCounts) => number): Measured {
  return measured(of(counts), percentiles(draws.map(of)));
}

/** Draws in which the figure is not defined (nobody bad among them, …) say nothing and are left out. */
function percentiles(values: readonly number[]): Interval {
  const sorted = Float64Array.from(values.filter((value) => Number.isFinite(value))).sort();
  return [quantileOfSorted(sorted, 0.025), quantileOfSorted(sorted, 0.975)];
}

function measured(value: number, interval: Interval): Measured {
  return { assessed: true, value, interval };
}

function notAssessed(reason: string): Measured {
  return { assessed: false, reason };
}

function tested(figure: Measured, pValue: number, test: RateTest, pending: Pending[]): Measured {
  if (!figure.assessed) return figure;
  const significance = { pValue, adjustedPValue: pValue, test };
  pending.push({ pValue, adjust: (adjusted) => Object.assign(significance, { adjustedPValue: adjusted }) });
  return { ...figure, significance };
}

function correctTogether(pending: readonly Pending[]): void {
  const adjusted = holmAdjusted(pending.map(({ pValue }) => pValue));
  for (const [index, { adjust }] of pending.entries()) adjust(adjusted[index]);
}

function tooFew(name: ShareName, counts: GroupCounts, { minimumOutcomes }: Plan): string | undefined {
  const trials = shares[name].trials(counts);
  return trials < minimumOutcomes ? `${trials} ${shares[name].of}; at least ${minimumOutcomes} are needed` : undefined;
}

function tooFewOutcomes(counts: GroupCounts, { minimumOutcomes }: Plan): string | undefined {
  if (counts.bads < minimumOutcomes) return `${counts.bads} bad outcomes; at least ${minimumOutcomes} are needed`;
  const goods = good(counts);
  return goods < minimumOutcomes ? `${goods} good outcomes; at least ${minimumOutcomes} are needed` : undefined;
}

function ofReference(reason: string | undefined): string | undefined {
  return reason === undefined ? undefined : `the reference group has ${reason}`;
}

function verdictOf(ratio: Measured | undefined): GroupReport['adverseImpact'] {
  if (ratio === undefined || !ratio.assessed) return 'not assessed';
  if (ratio.value >= FOUR_FIFTHS) return 'none';
  return (ratio.significance?.adjustedPValue ?? 1) < SIGNIFICANT ? 'concern' : 'watch';
}

function chooseReference(attribute: ProtectedAttribute, counts: readonly GroupCounts[], known: number, plan: Plan) {
  if (plan.reference !== undefined) {
    const named = attribute.groups.indexOf(plan.reference);
    return counts[named].rows < plan.minimumRows ? -1 : named;
  }
  let chosen = -1;
  for (const [index, { rows, approved }] of counts.entries()) {
    if (rows < plan.minimumRows || rows < LEAST_REFERENCE_SHARE * known) continue;
    const best = counts[chosen];
    if (best === undefined || approved * best.rows > best.approved * rows) chosen = index;
  }
  return chosen;
}

function completeSettings(settings: GroupSettings, attribute: ProtectedAttribute, rows: number): Plan {
  const plan = { minimumRows: 50, minimumOutcomes: 20, resamples: 400, ...settings };
  const { cutOff, minimumRows, minimumOutcomes, resamples, seed, reference } = plan;
  need(cutOff >= 0 && cutOff <= 1, 'cutOff', 'be in [0, 1]', cutOff);
  need(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32, 'seed', 'be a whole number in [0, 2^32)', seed);
  need(Number.isInteger(minimumRows) && minimumRows >= 1, 'minimumRows', 'be a whole number ≥ 1', minimumRows);
  need(
    Number.isInteger(minimumOutcomes) && minimumOutcomes >= 1,
    'minimumOutcomes',
    'be a whole number ≥ 1',
    minimumOutcomes,
  );
  need(
    Number.isInteger(resamples) && resamples >= 20 && resamples <= 100_000,
    'resamples',
    'be a whole number from 20 to 100,000',
    resamples,
  );
  need(
    reference === undefined || attribute.groups.includes(reference),
    'reference',
    `be a group of "${attribute.name}"`,
    JSON.stringify(reference),
  );
  if (attribute.codes.length !== rows) {
    const message = `\`attribute\` of \`assessGroups\` must have one entry per score (${rows}); got ${attribute.codes.length}`;
    throw new ProbityError('SHAPE_MISMATCH', message, { field: 'attribute' });
  }
  return plan;
}

function need(holds: boolean, field: string, rule: string, got: unknown): void {
  if (holds) return;
  throw new ProbityError('INVALID_ARGUMENT', `\`${field}\` of \`assessGroups\` must ${rule}; got ${got}`, { field });
}
