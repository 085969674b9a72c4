import { ProbityError } from '@probity/domain';
import { createRandom, type Random } from '@probity/numerics';
import { checkOutcomes, checkProbabilities } from '../metrics/check-outcomes.js';
import { describeGroup, type GroupComparison, type GroupMeasure, type GroupMember } from './compare-group.js';
import {
  countCells,
  type GroupCounts,
  type GroupSample,
  observedTimes,
  rowsByGroup,
  sampleOf,
} from './group-counts.js';
import { correctTogether, type Measured, type Pending } from './group-measure.js';
import type { ProtectedAttribute } from './protected-attribute.js';

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
 * group, but those of AUC, which are DeLong's. Differences of shares are tested exactly (Fisher) up to 10,000 rows, else by the pooled normal test; those of
 * AUC by DeLong's errors; calibration by the normal test of observed against expected bads, and Wald's of
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
  const all = samples.map((sample, group): GroupMember => {
    const random = createRandom(plan.seed).fork(`group ${group}`);
    return {
      counts: counts[group],
      draws: counts[group].rows < plan.minimumRows ? [] : resample(sample, plan, random),
      scores: Float64Array.from(members[group], (row) => scores[row]),
      labels: Uint8Array.from(members[group], (row) => labels[row]),
    };
  });
  const pending: Pending[] = [];
  const drafts = all.map((own, index) =>
    describeGroup(own, index === reference ? undefined : all[reference], plan, pending),
  );
  correctTogether(pending);
  const groups = drafts.map(({ measures, comparisons }, index): GroupReport => {
    const { rows, bads, approved } = counts[index];
    const isReference = index === reference;
    const ratio = comparisons.adverseImpactRatio;
    return {
      ...{ group: attribute.groups[index], rows, bads, approved, isReference, measures, comparisons },
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

type Plan = Required<Omit<GroupSettings, 'reference'>> & Pick<GroupSettings, 'reference'>;

function resample(sample: GroupSample, { resamples, cutOff }: Plan, random: Random): GroupCounts[] {
  const { cells, scores } = sample;
  const times = new Float64Array(2 * scores.length);
  return Array.from({ length: resamples }, () => {
    times.fill(0);
    for (let draw = 0; draw < cells.length; draw++) times[cells[random.nextUint32Below(cells.length)]] += 1;
    return countCells(sample, times, cutOff);
  });
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
