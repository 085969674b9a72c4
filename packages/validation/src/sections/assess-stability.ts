import type { Feature } from '@probity/learn';
import {
  jensenShannon,
  kolmogorovSmirnov,
  levelBins,
  numericBins,
  type ReferenceBins,
  type StabilityIndex,
  stabilityByPeriod,
  stabilityIndex,
} from '@probity/monitoring';
import type { ModelBundle } from '@probity/scoring';
import { buildFeatureMatrix, type Dataset } from '@probity/training';
import {
  notAssessed,
  type ReportBlock,
  type ReportSection,
  type TableCell,
  type VerdictLight,
} from '../report/report-section.js';
import type { ValidationSample } from '../sample/validation-sample.js';
import { short } from './thin-curve.js';

const LIGHTS = { stable: 'green', shifting: 'amber', shifted: 'red' } as const;

/**
 * PSI of the score and CSI of every feature: the sample against the training rows and, where there is a time, by month.
 *
 * The score's reference is its distribution on rows unseen in training, as the bundle carries it: on the rows it was
 * fitted on, a model that overfits spreads its scores wider, which would look like a shift of the population. Out of
 * fold the sample is the training data itself: then later months are compared with the first third of them.
 */
export function assessStability(
  sample: ValidationSample,
  bundle: ModelBundle,
  training: Dataset | undefined,
): ReportSection {
  const [id, title] = ['stability', 'Stability of score and features (PSI, CSI)'];
  const reference = referenceOf(sample, bundle, training);
  if ('reason' in reference) return notAssessed(id, title, reference.reason);
  const { what, rows, score } = reference;
  const scoreIndex = stabilityIndex(score.counts, score.bins.count(sample.riskScores, rows), score.bins.labels);
  const features = bundle.model.features.flatMap((feature, index) => {
    const before = reference.features[index];
    const values = sample.matrix.columns[index] ?? new Float64Array();
    return before === undefined ? [] : [compareFeature(feature, before, values, rows)];
  });
  const moved = features.filter(({ stability }) => stability.verdict !== 'stable');
  const names = moved.slice(0, 5).map(({ feature, stability }) => `${feature.name} ${stability.index.toFixed(2)}`);
  const byPeriod = periodBlocks(sample, bundle, reference);
  const scoreLight = LIGHTS[scoreIndex.verdict];
  return {
    id,
    title,
    status: 'assessed',
    light: scoreLight === 'green' && moved.length > 0 ? 'amber' : scoreLight,
    finding: `Score PSI ${scoreIndex.index.toFixed(4)} against ${what} (${scoreIndex.verdict}); ${
      features.length === 0
        ? 'features could not be compared'
        : moved.length === 0
          ? 'no feature has moved'
          : `moved: ${names.join(', ')}${moved.length > 5 ? ', …' : ''}`
    }.`,
    gaps: [
      ...(features.length > 0 ? [] : [{ what: 'CSI of the features', reason: NO_TRAINING }]),
      ...(byPeriod.length > 0
        ? []
        : [{ what: 'PSI and CSI by month', reason: sample.periodsMissing || 'there is one month only' }]),
    ],
    blocks: [
      {
        kind: 'figures',
        figures: [
          {
            id: 'psi',
            label: `PSI of the score against ${what}`,
            value: scoreIndex.index,
            note: `chance alone: ${scoreIndex.expectedByChance.toPrecision(2)}; p of no change ${scoreIndex.pValue.toPrecision(3)}`,
            method: 'psi',
          },
        ],
      },
      binsTable(scoreIndex),
      ...(features.length === 0 ? [] : [featuresTable(features, what)]),
      ...byPeriod,
    ],
  };
}

const NO_TRAINING = 'the training data are not at hand (their dataset version is not in the workspace)';

/** A distribution to compare with: bins, and how many reference rows fell into each. */
interface BinnedReference {
  readonly bins: ReferenceBins;
  readonly counts: ArrayLike<number>;
  /** The values themselves, where they are at hand. */
  readonly values?: Float64Array;
}

interface Reference {
  readonly what: string;
  readonly score: BinnedReference;
  /** One per feature, or none at all. */
  readonly features: readonly BinnedReference[];
  /** Rows of the sample that are compared with it; undefined: all. */
  readonly rows: Uint32Array | undefined;
}

function referenceOf(
  sample: ValidationSample,
  bundle: ModelBundle,
  training: Dataset | undefined,
): Reference | { readonly reason: string } {
  if (sample.basis === 'sample') {
    const { features } = bundle.model;
    const matrix = training === undefined ? undefined : buildFeatureMatrix(training.table, bundle.schema, features);
    const quantiles = Float64Array.from(bundle.reference.scoreQuantiles);
    if (quantiles.length === 0) return { reason: 'the model carries no reference distribution of its scores' };
    const bins = numericBins(quantiles);
    const scale = bundle.provenance.rows / quantiles.length;
    return {
      what: 'training',
      score: { bins, counts: bins.count(quantiles).map((count) => count * scale) },
      features: matrix === undefined ? [] : features.map((feature, index) => binColumn(feature, matrix.columns[index])),
      rows: undefined,
    };
  }
  const { periods, periodsMissing, matrix } = sample;
  if (periods === undefined || periodsMissing !== '')
    return { reason: `the sample is the training data itself, and ${periodsMissing}` };
  const first = Math.max(1, Math.floor(periods.labels.length / 3));
  const rows = Uint32Array.from(periods.periodOf.keys());
  const early = rows.filter((row) => {
    const period = periods.periodOf[row] ?? -1;
    return period >= 0 && period < first;
  });
  const late = rows.filter((row) => (periods.periodOf[row] ?? -1) >= first);
  if (early.length === 0 || late.length === 0) return { reason: 'there are too few months to compare' };
  const scores = Float64Array.from(early, (row) => sample.riskScores[row] ?? 0);
  const bins = numericBins(scores);
  return {
    what: `${periods.labels[0]} to ${periods.labels[first - 1]}`,
    score: { bins, counts: bins.count(scores) },
    features: matrix.features.map((feature, index) =>
      binColumn(
        feature,
        Float64Array.from(early, (row) => matrix.columns[index]?.[row] ?? Number.NaN),
      ),
    ),
    rows: late,
  };
}

function binColumn(feature: Feature, values: Float64Array = new Float64Array()): BinnedReference {
  const bins =
    feature.kind === 'category'
      ? levelBins(feature.levels ?? [])
      : numericBins(values, { specialCodes: feature.specialCodes ?? [] });
  return { bins, counts: bins.count(values), values };
}

function compareFeature(
  feature: Feature,
  before: BinnedReference,
  column: Float64Array,
  rows: Uint32Array | undefined,
) {
  const now = before.bins.count(column, rows);
  const values = rows === undefined ? column : Float64Array.from(rows, (row) => column[row] ?? Number.NaN);
  return {
    feature,
    stability: stabilityIndex(before.counts, now, before.bins.labels),
    divergence: jensenShannon(before.counts, now),
    ks: feature.kind === 'numeric' ? kolmogorovSmirnov(before.values ?? [], values).distance : Number.NaN,
  };
}

function featuresTable(features: readonly ReturnType<typeof compareFeature>[], what: string): ReportBlock {
  return {
    kind: 'table',
    id: 'csi',
    title: `Features against ${what}`,
    method: 'psi',
    columns: [
      { label: 'feature' },
      { label: 'CSI' },
      { label: 'by chance alone' },
      { label: 'p of no change', format: 'p-value' },
      { label: 'Jensen–Shannon, bits' },
      { label: 'KS' },
    ],
    rows: features.map(({ feature, stability, divergence, ks }): TableCell[] => [
      feature.name,
      stability.index,
      stability.expectedByChance,
      stability.pValue,
      divergence,
      Number.isNaN(ks) ? null : ks,
    ]),
    lights: features.map(({ stability }): VerdictLight => LIGHTS[stability.verdict]),
  };
}

function binsTable(index: StabilityIndex): ReportBlock {
  return {
    kind: 'table',
    id: 'psi-bins',
    title: 'Score by bins of the reference',
    method: 'psi',
    columns: [
      { label: 'score' },
      { label: 'reference', format: 'share' },
      { label: 'sample', format: 'share' },
      { label: 'part of the PSI' },
    ],
    rows: index.bins.map((bin) => [bin.label, bin.referenceShare, bin.currentShare, bin.contribution]),
  };
}

function periodBlocks(sample: ValidationSample, bundle: ModelBundle, reference: Reference): readonly ReportBlock[] {
  const { periods } = sample;
  if (periods === undefined || periods.labels.length < 2) return [];
  const monthsOf = ({ bins, counts }: BinnedReference, values: ArrayLike<number>) =>
    stabilityByPeriod(bins, counts, values, periods);
  const score = monthsOf(reference.score, sample.riskScores);
  const features = reference.features.map((before, index) => {
    const months = monthsOf(before, sample.matrix.columns[index] ?? []);
    const name = bundle.model.features[index]?.name ?? '';
    return { name, months, worst: Math.max(...months.map((month) => month.index)) };
  });
  const ranked = features.sort((a, b) => b.worst - a.worst || (a.name < b.name ? -1 : 1));
  const x = periods.labels.map((_, period) => period);
  const bands = [0.1, 0.25].filter((band) => score.some(({ index }) => index > band * 0.6));
  return [
    {
      kind: 'chart',
      id: 'psi-by-month',
      title: `PSI of the score by month, against ${reference.what}`,
      x: { label: 'month', ticks: periods.labels },
      y: { label: 'PSI' },
      series: [
        { name: 'score', x, y: score.map(({ index }) => short(index)) },
        {
          name: 'by chance alone',
          x,
          y: score.map(({ expectedByChance }) => short(expectedByChance)),
          draw: 'reference',
        },
        ...bands.map((band) => ({
          name: `band ${band}`,
          x: [0, periods.labels.length - 1],
          y: [band, band],
          draw: 'reference' as const,
        })),
      ],
      method: 'psi',
    },
    {
      kind: 'table',
      id: 'csi-by-month',
      title: `PSI and CSI by month, against ${reference.what}; the features that moved most first`,
      method: 'psi',
      columns: [{ label: 'what' }, ...periods.labels.map((label) => ({ label }))],
      rows: [
        ['score', ...score.map(({ index }) => short(index))],
        ...ranked.map(({ name, months }): TableCell[] => [name, ...months.map(({ index }) => short(index))]),
      ],
    },
  ];
}
