import { ProbityError } from '@probity/domain';
import { sigmoid } from '@probity/numerics';
import { fitLogistic } from '../linear/fit-logistic.js';
import { checkTrainingData } from '../matrix/check-training-data.js';
import type { FeatureMatrix, TrainingData } from '../matrix/feature-matrix.js';
import type { FitContext, Learner } from '../model/learner.js';
import { margins } from '../model/model.js';
import { weightedQuantiles } from '../preparation/weighted-quantile.js';

export type RejectMethod = 'parcelling' | 'reweighting' | 'bounds';

export const rejectMethods: readonly RejectMethod[] = ['parcelling', 'reweighting', 'bounds'];

export interface RejectInferenceSettings {
  readonly method: RejectMethod;
  /** Bands of score in which rejected and accepted are compared; whole, 2 to 100. */
  readonly bands: number;
  /** For `parcelling`: how many times as bad as the accepted of their band the rejected are taken to be, > 0. */
  readonly prudence: number;
}

export const defaultRejectInferenceSettings: Omit<RejectInferenceSettings, 'method'> = { bands: 10, prudence: 1 };

/** Rows of neighbouring scores: what is known of the accepted, and what is taken of the rejected. */
export interface RejectBand {
  /** Margin (of bad, or of rejection for `reweighting`) up to which the band reaches; Infinity for the last. */
  readonly upTo: number;
  /** By weight. */
  readonly acceptedGoods: number;
  readonly acceptedBads: number;
  readonly rejected: number;
  /** Bad rate taken of the rejected; null for `bounds`, and where nobody was accepted and nothing was taken. */
  readonly inferredBadRate: number | null;
  /** Bad rate of all rows of the band if every rejected one had been good, and if every one had been bad. */
  readonly lowest: number;
  readonly highest: number;
}

export interface RejectInference {
  readonly method: RejectMethod;
  /** What to fit on: the accepted rows, weighted or joined by the rejected ones, as the method has it. */
  readonly data: TrainingData;
  readonly bands: readonly RejectBand[];
  /** Of everybody who applied. */
  readonly badRate: {
    readonly accepted: number;
    /** Null for `bounds`: no single number is claimed. */
    readonly inferred: number | null;
    readonly lowest: number;
    readonly highest: number;
    /** The lower end if the rejected of every band are at least as bad as its accepted. */
    readonly lowestIfRejectedAreWorse: number;
  };
  /** Share of the rejected in bands where nobody was accepted: there the accepted say nothing. */
  readonly withoutAccepted: number;
  /** To be shown wherever the result is. */
  readonly caveat: string;
}

const IDENTIFICATION =
  'What the rejected would have done cannot be identified from the data alone: their outcomes were never seen.';

const caveats: Readonly<Record<RejectMethod, string>> = {
  parcelling: `${IDENTIFICATION} Parcelling takes the rejected of a score band to be as bad as its accepted, times a factor that somebody chose; the result is that assumption worked out, not evidence for it.`,
  reweighting: `${IDENTIFICATION} Reweighting holds only if, among applicants alike in the known features, being accepted had nothing to do with the outcome; it fails where decisions used knowledge that the features lack, and says nothing where nobody was accepted.`,
  bounds: `${IDENTIFICATION} The bounds take no assumption: the truth lies between them, and nothing in the data says where.`,
};

/**
 * What rejected applicants may be taken to have done, from accepted ones with outcomes.
 *
 * `parcelling`: fits on the accepted, cuts all rows into bands of score, and lets each rejected row count as bad with the
 * accepted bad rate of its band times `prudence` (at most 1), and as good with the rest. `reweighting` (augmentation): fits
 * who was accepted, cuts all rows into bands of that, and lets each accepted row stand for all rows of its band. `bounds`:
 * the accepted alone, and the lowest and highest bad rates there can be (Manski).
 *
 * @param settings what differs from `defaultRejectInferenceSettings`, and the method
 * @param rejected rows that have the same features (found by name; others are not looked at), each of weight 1
 * @param learner fits the score of the bands, for `parcelling` and `bounds`
 * @throws INVALID_ARGUMENT, SHAPE_MISMATCH (other features), and what the fits throw
 * Source: Siddiqi 2006, ch. 6; Manski 1989; docs/methods/scorecard.md.
 * @example inferRejects({ method: 'bounds' }, accepted, rejected, learner, { seed: 1 }).badRate.highest
 */
export function inferRejects(
  given: Partial<RejectInferenceSettings> & Pick<RejectInferenceSettings, 'method'>,
  accepted: TrainingData,
  rejected: FeatureMatrix,
  learner: Learner,
  context: FitContext,
): RejectInference {
  const settings = checkSettings({ ...defaultRejectInferenceSettings, ...given });
  const { goods, bads } = checkTrainingData('inferRejects', accepted);
  const alike = takeFeatures(accepted.matrix, rejected);
  const everybody = joinRows(accepted.matrix, alike);
  const weights = everyWeight(accepted, rejected.rowCount);
  const scores =
    settings.method === 'reweighting'
      ? rejectionMargins(everybody, accepted.labels.length, weights, context)
      : margins(learner.fit(accepted, context), everybody);
  const bandOf = cutBands(scores, weights, settings.bands);
  const bands = countBands(settings, bandOf, scores, accepted, weights);
  const inferredBads = bands.reduce((sum, band) => sum + band.rejected * (band.inferredBadRate ?? 0), 0);
  const withoutAccepted = bands
    .filter((band) => band.acceptedGoods + band.acceptedBads === 0)
    .reduce((sum, band) => sum + band.rejected, 0);
  const all = goods + bads + rejected.rowCount;
  const inferred = bands.reduce(
    (sum, band) => sum + (band.rejected > 0 && band.inferredBadRate === null ? band.rejected : 0),
    0,
  );
  return {
    method: settings.method,
    data: dataOf(settings.method, accepted, everybody, bandOf, bands, weights),
    bands,
    badRate: {
      accepted: bads / (goods + bads),
      // Where nothing can be taken of some, the rest stand for them.
      inferred: settings.method === 'bounds' ? null : (bads + inferredBads) / (all - inferred),
      lowest: bads / all,
      highest: (bads + rejected.rowCount) / all,
      lowestIfRejectedAreWorse: (bads + bands.reduce((sum, band) => sum + band.rejected * acceptedRate(band), 0)) / all,
    },
    withoutAccepted: rejected.rowCount > 0 ? withoutAccepted / rejected.rowCount : 0,
    caveat: caveats[settings.method],
  };
}

/**
 * A learner that takes rejected applicants into account inside every fit, so that folds stay honest: held-out accepted rows
 * have no part in what is taken of the rejected.
 *
 * @example learnWithRejects(scorecard, { method: 'parcelling', prudence: 1.5 }, rejected).fit(accepted, { seed: 1 })
 */
export function learnWithRejects(
  learner: Learner,
  settings: Partial<RejectInferenceSettings> & Pick<RejectInferenceSettings, 'method'>,
  rejected: FeatureMatrix,
): Learner {
  return {
    name: learner.name,
    fit(accepted, context) {
      // Progress is that of the last fit; the first would run to the end before it.
      const { onProgress: _quiet, ...silent } = context;
      return learner.fit(inferRejects(settings, accepted, rejected, learner, silent).data, context);
    },
  };
}

function rejectionMargins(
  everybody: FeatureMatrix,
  acceptedRows: number,
  weights: Float64Array,
  context: FitContext,
): Float64Array {
  const labels = Uint8Array.from({ length: everybody.rowCount }, (_, row) => (row < acceptedRows ? 0 : 1));
  const data = { matrix: everybody, labels, weights };
  return margins(fitLogistic({}, data, context), everybody);
}

/** The band of every row: bands of nearly equal weight, equal scores together. */
function cutBands(scores: Float64Array, weights: Float64Array, count: number): Uint8Array {
  const shares = Array.from({ length: count - 1 }, (_, index) => (index + 1) / count);
  const edges = [...new Set(weightedQuantiles(scores, weights, shares))];
  return Uint8Array.from(scores, (score) => {
    const at = edges.findIndex((edge) => score <= edge);
    return at < 0 ? edges.length : at;
  });
}

function countBands(
  { method, prudence }: RejectInferenceSettings,
  bandOf: Uint8Array,
  scores: Float64Array,
  { labels }: TrainingData,
  weights: Float64Array,
): readonly RejectBand[] {
  const count = bandOf.reduce((most, band) => Math.max(most, band), 0) + 1;
  const tally = Array.from({ length: count }, () => ({ goods: 0, bads: 0, rejected: 0, expected: 0, upTo: -Infinity }));
  for (let row = 0; row < bandOf.length; row++) {
    const band = tally[bandOf[row]];
    band.upTo = Math.max(band.upTo, scores[row]);
    if (row >= labels.length) {
      band.rejected += 1;
      band.expected += sigmoid(scores[row]);
    } else if (labels[row] === 1) band.bads += weights[row];
    else band.goods += weights[row];
  }
  return tally.map(({ goods, bads, rejected, expected, upTo }, index): RejectBand => {
    const known = goods + bads;
    // Nobody to compare with: parcelling falls back on what the score itself says; reweighting has nothing to say.
    const own = known > 0 ? bads / known : method === 'parcelling' && rejected > 0 ? expected / rejected : null;
    const factor = method === 'parcelling' ? prudence : 1;
    return {
      upTo: index === count - 1 ? Infinity : upTo,
      acceptedGoods: goods,
      acceptedBads: bads,
      rejected,
      inferredBadRate: method === 'bounds' || own === null ? null : Math.min(1, own * factor),
      lowest: bads / (known + rejected),
      highest: (bads + rejected) / (known + rejected),
    };
  });
}

function dataOf(
  method: RejectMethod,
  accepted: TrainingData,
  everybody: FeatureMatrix,
  bandOf: Uint8Array,
  bands: readonly RejectBand[],
  weights: Float64Array,
): TrainingData {
  if (method === 'bounds') return accepted;
  const rows = accepted.labels.length;
  if (method === 'reweighting') {
    const scale = bands.map(({ acceptedGoods, acceptedBads, rejected }) => {
      const known = acceptedGoods + acceptedBads;
      return known > 0 ? (known + rejected) / known : 0;
    });
    return { ...accepted, weights: Float64Array.from({ length: rows }, (_, row) => weights[row] * scale[bandOf[row]]) };
  }
  // Every rejected row twice: once as bad, once as good, its weight shared.
  const rejected = everybody.rowCount - rows;
  const share = (row: number): number => bands[bandOf[row]].inferredBadRate ?? 0;
  const repeat = (column: Float64Array): Float64Array => {
    const longer = new Float64Array(rows + 2 * rejected);
    longer.set(column);
    longer.set(column.subarray(rows), rows + rejected);
    return longer;
  };
  const labels = new Uint8Array(rows + 2 * rejected);
  labels.set(accepted.labels);
  labels.fill(1, rows, rows + rejected);
  const shared = repeat(weights);
  for (let row = rows; row < rows + rejected; row++) {
    shared[row] = share(row);
    shared[row + rejected] = 1 - share(row);
  }
  const columns = everybody.columns.map(repeat);
  const matrix = { ...everybody, rowCount: labels.length, columns };
  return { matrix, labels, weights: shared, ...splitKeys(accepted, rejected) };
}

/** Each rejected row is a group of its own, both halves together, and as old as the oldest: never validated on. */
function splitKeys({ labels, groups, times }: TrainingData, rejected: number): Pick<TrainingData, 'groups' | 'times'> {
  const rows = labels.length;
  const length = rows + 2 * rejected;
  const next = groups === undefined ? 0 : groups.reduce((most, group) => Math.max(most, group), -1) + 1;
  const oldest = times === undefined ? 0 : times.reduce((least, time) => Math.min(least, time), Infinity);
  return {
    ...(groups === undefined
      ? {}
      : {
          groups: Int32Array.from({ length }, (_, row) =>
            row < rows ? groups[row] : next + ((row - rows) % rejected),
          ),
        }),
    ...(times === undefined
      ? {}
      : { times: Float64Array.from({ length }, (_, row) => (row < rows ? times[row] : oldest)) }),
  };
}

function acceptedRate({ acceptedGoods, acceptedBads }: RejectBand): number {
  const known = acceptedGoods + acceptedBads;
  return known > 0 ? acceptedBads / known : 0;
}

function joinRows(one: FeatureMatrix, other: FeatureMatrix): FeatureMatrix {
  const rowCount = one.rowCount + other.rowCount;
  const columns = one.columns.map((column, index) => {
    const joined = new Float64Array(rowCount);
    joined.set(column);
    joined.set(other.columns[index], one.rowCount);
    return joined;
  });
  return { rowCount, features: one.features, columns };
}

function everyWeight({ labels, weights }: TrainingData, rejected: number): Float64Array {
  return Float64Array.from({ length: labels.length + rejected }, (_, row) =>
    row < labels.length && weights !== undefined ? weights[row] : 1,
  );
}

/** The columns of the accepted rows' features among those of the rejected. */
function takeFeatures(accepted: FeatureMatrix, rejected: FeatureMatrix): FeatureMatrix {
  const columns = accepted.features.map((feature) => {
    const at = rejected.features.findIndex(({ name }) => name === feature.name);
    const column = rejected.columns[at];
    const same = at >= 0 && JSON.stringify(rejected.features[at]) === JSON.stringify(feature);
    if (same && column !== undefined && column.length === rejected.rowCount) return column;
    const message = `the rejected rows of \`inferRejects\` must have the feature "${feature.name}" of the accepted ones, levels and codes included`;
    throw new ProbityError('SHAPE_MISMATCH', message, { field: 'rejected' });
  });
  return { rowCount: rejected.rowCount, features: accepted.features, columns };
}

function checkSettings(settings: RejectInferenceSettings): RejectInferenceSettings {
  const { method, bands, prudence } = settings;
  const rules: readonly (readonly [string, boolean, string, unknown])[] = [
    ['method', Object.hasOwn(caveats, method), `be one of ${Object.keys(caveats).join(', ')}`, method],
    ['bands', Number.isInteger(bands) && bands >= 2 && bands <= 100, 'be a whole number from 2 to 100', bands],
    ['prudence', prudence > 0 && prudence < Infinity, 'be finite and > 0', prudence],
  ];
  for (const [field, holds, rule, got] of rules) {
    if (!holds) {
      const message = `\`${field}\` of \`inferRejects\` must ${rule}; got ${JSON.stringify(got)}`;
      throw new ProbityError('INVALID_ARGUMENT', message, { field });
    }
  }
  return settings;
}
