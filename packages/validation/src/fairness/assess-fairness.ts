import {
  type AttributeReport,
  analyseGroupCutOffs,
  assessGroups,
  type CandidateScores,
  findFairCutOff,
  type LoanEconomics,
  type ProtectedAttribute,
  searchAlternatives,
  withIntersections,
} from '@probity/learn';
import { notAssessed, type ReportBlock, type ReportSection, type VerdictLight } from '../report/report-section.js';
import type { ReweighingComparison } from './compare-reweighing.js';
import { accuracyTable, gapsOf, treatmentTable } from './fairness-tables.js';
import { alternativesBlocks, type PricedRow, pricesTable } from './price-blocks.js';

/** What fairness is assessed on: scores of rows that the model has not seen, and their groups. */
export interface FairnessInput {
  /** Length n; calibrated risk scores in [0, 1]. */
  readonly riskScores: ArrayLike<number>;
  /** Length n; 1 = bad. */
  readonly labels: ArrayLike<number>;
  /** None: the section says that nothing was assessed. */
  readonly attributes: readonly ProtectedAttribute[];
  /** The policy's: approve strictly below. */
  readonly cutOff: number;
  readonly economics: LoanEconomics;
  /** Whole number in [0, 2³²). */
  readonly seed: number;
  /** Groups to compare with, by attribute; default: the one approved most often. */
  readonly references?: Readonly<Record<string, string>> | undefined;
  /** Attributes taken together, default 2 (pairs); 1 = none. */
  readonly depth?: number;
  readonly minimumRows?: number;
  readonly resamples?: number;
  /** Scores of the same rows by other models, for the search for a less discriminatory alternative. */
  readonly alternatives?: readonly CandidateScores[];
  /** Reweighed refits, measured beside the plain ones. */
  readonly reweighed?: readonly ReweighingComparison[];
  /** Least adverse impact ratio asked of mitigation; default 0.8. */
  readonly leastAdverseImpactRatio?: number;
}

const ID = 'fairness';
const TITLE = 'Fairness';

/**
 * The fairness section of the validation report: how the cut-off treats each group and each intersection, what would mitigate it, and
 * at which price.
 *
 * Red where the adverse impact ratio of a group is below 0.8 and significantly so; amber where it is below without being
 * significant, or where another difference is significant; green otherwise. Not assessed where there is no protected column.
 *
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(resamples × rows) for each attribute and pair.
 * @example assessFairness({ riskScores, labels, attributes, cutOff: 0.15, economics, seed: 1 }).finding
 */
export function assessFairness(input: FairnessInput): ReportSection {
  if (input.attributes.length === 0) {
    return notAssessed(ID, TITLE, 'no protected column: name some with the role "protected", or with --protected');
  }
  const reports = withIntersections(input.attributes, input.depth ?? 2).map((attribute) => measure(input, attribute));
  const assessed = reports.filter(({ notAssessed: reason }) => reason === undefined);
  if (assessed.length === 0) {
    const reasons = reports.map(({ attribute, notAssessed: reason }) => `${attribute}: ${reason}`);
    return notAssessed(ID, TITLE, reasons.join('; '));
  }
  const blocks: ReportBlock[] = [
    { kind: 'text', text: readingNote(input) },
    ...assessed.flatMap((report) => [treatmentTable(report), accuracyTable(report)]),
    ...input.attributes.flatMap((attribute) => mitigationBlocks(input, attribute)),
  ];
  return {
    id: ID,
    title: TITLE,
    status: 'assessed',
    light: lightOf(assessed),
    finding: findingOf(assessed),
    blocks,
    gaps: reports.flatMap(gapsOf),
  };
}

function measure(input: FairnessInput, attribute: ProtectedAttribute): AttributeReport {
  const { riskScores, labels, cutOff, seed, references = {}, minimumRows, resamples } = input;
  const reference = Object.hasOwn(references, attribute.name) ? references[attribute.name] : undefined;
  return assessGroups(riskScores, labels, attribute, {
    ...{ cutOff, seed },
    ...(reference === undefined ? {} : { reference }),
    ...(minimumRows === undefined ? {} : { minimumRows }),
    ...(resamples === undefined ? {} : { resamples }),
  });
}

function mitigationBlocks(input: FairnessInput, attribute: ProtectedAttribute): readonly ReportBlock[] {
  const { riskScores, labels, cutOff, economics, minimumRows, leastAdverseImpactRatio = 0.8 } = input;
  const common = { labels, attribute, economics, ...(minimumRows === undefined ? {} : { minimumRows }) };
  const search = findFairCutOff({ ...common, scores: riskScores }, { leastAdverseImpactRatio });
  if (search.unconstrained.price.adverseImpactRatio === null) return [];
  const rows: PricedRow[] = [];
  const reweighed = input.reweighed?.filter((comparison) => comparison.attribute === attribute.name) ?? [];
  for (const { before, after, cutOff: at } of reweighed) {
    rows.push({ what: 'Refitted, as it was', cutOff: at, price: before });
    rows.push({ what: 'Refitted with reweighing', cutOff: at, price: after });
  }
  rows.push({ what: 'Most profitable cut-off', ...search.unconstrained });
  if (search.found)
    rows.push({ what: `Most profitable with a ratio of ${leastAdverseImpactRatio} or more`, ...search.chosen });
  const analysis = analyseGroupCutOffs({ ...common, scores: riskScores }, cutOff, 'approvalRate');
  rows.push({ what: 'Cut-offs by group: analysis only', cutOff: null, price: analysis.price });
  const models = [{ name: 'this model', scores: riskScores }, ...(input.alternatives ?? [])];
  for (const { riskScores: scores } of reweighed) models.push({ name: 'reweighed', scores });
  const note = [search.found ? '' : `${search.reason}.`, analysis.warning].filter((text) => text !== '').join(' ');
  return [
    pricesTable(attribute.name, { scores: riskScores, ...common }, cutOff, rows, note),
    ...alternativesBlocks(attribute.name, searchAlternatives(models, common, { leastAdverseImpactRatio })),
  ];
}

function readingNote({ cutOff, minimumRows = 50 }: FairnessInput): string {
  return [
    `Approved: risk score below ${(cutOff * 100).toFixed(2)} %; referrals count as not approved.`,
    'Each group is compared with the group approved most often, unless a reference was named.',
    `Groups below ${minimumRows} rows, and shares of fewer than 20 rows, are not assessed.`,
    'p-values are exact (Fisher) up to 10,000 rows, else normal, corrected for all tests of an attribute (Holm).',
    'Protected attributes are never features: they are read from the data for this section only.',
  ].join(' ');
}

function lightOf(reports: readonly AttributeReport[]): VerdictLight {
  const groups = reports.flatMap((report) => report.groups);
  if (groups.some(({ adverseImpact }) => adverseImpact === 'concern')) return 'red';
  const isOff = groups.some(
    ({ adverseImpact, comparisons, measures }) =>
      adverseImpact === 'watch' ||
      [comparisons.equalOpportunity, comparisons.predictiveEquality, measures.observedToExpected].some(
        (figure) => figure?.assessed === true && (figure.significance?.adjustedPValue ?? 1) < 0.05,
      ),
  );
  return isOff ? 'amber' : 'green';
}

function findingOf(reports: readonly AttributeReport[]): string {
  const compared = reports
    .flatMap(({ attribute, reference, groups }) =>
      groups.flatMap(({ group, comparisons: { adverseImpactRatio: ratio }, adverseImpact }) =>
        ratio?.assessed === true ? [{ attribute, reference, group, ratio: ratio.value, adverseImpact }] : [],
      ),
    )
    .sort((a, b) => a.ratio - b.ratio);
  const [lowest] = compared;
  // A low ratio that may be chance must not hide one that is not.
  const worst = compared.find(({ adverseImpact }) => adverseImpact === 'concern') ?? lowest;
  if (worst === undefined) return 'No group could be compared with another.';
  const { attribute, reference, group, ratio, adverseImpact } = worst;
  const judged = {
    concern: 'below four fifths, and not by chance',
    watch: 'below four fifths, though it may be chance',
    none: 'within four fifths',
    reference: '',
    'not assessed': '',
  }[adverseImpact];
  return `${worst === lowest ? 'Lowest adverse' : 'Adverse'} impact ratio ${ratio.toFixed(2)} (${attribute}: ${group} against ${reference}), ${judged}.`;
}
