import {
  type Calibration,
  calibrate,
  calibrationCurve,
  type FeatureMatrix,
  type Model,
  partialDependence,
  prCurve,
  rocCurve,
  shapImportance,
} from '@probity/learn';
import type { EvaluationCurves, FeatureDependence, ModelInsight } from '@probity/scoring';
import type { ScoredOutcomes } from './evaluate-scores.js';

/** Points of a curve that a chart can show. */
const CURVE_POINTS = 120;
const CALIBRATION_BINS = 10;
const IMPORTANCE_ROWS = 400;
const DEPENDENCE_ROWS = 150;
const DEPENDENCE_POINTS = 16;
/** Of the rest nobody draws a curve. */
const DEPENDENCE_FEATURES = 20;

/** The curves behind the metrics, thinned to what a chart can show. Cost: O(n log n). */
export function describeCurves({ riskScores, labels }: ScoredOutcomes): EvaluationCurves {
  const roc = rocCurve(riskScores, labels);
  const pr = prCurve(riskScores, labels);
  const onRoc = thin(roc.falsePositiveRates, roc.truePositiveRates);
  const onPr = thin(pr.recalls, pr.recalls);
  return {
    roc: {
      falsePositiveRates: at(roc.falsePositiveRates, onRoc),
      recalls: at(roc.truePositiveRates, onRoc),
      // The first threshold is above every score: nobody is called bad.
      cutOffs: at(roc.thresholds, onRoc).map((cutOff) => Math.min(1, cutOff)),
    },
    precisionRecall: {
      recalls: at(pr.recalls, onPr),
      precisions: at(pr.precisions, onPr),
      cutOffs: at(pr.thresholds, onPr),
    },
    calibration: calibrationCurve(riskScores, labels, CALIBRATION_BINS),
  };
}

/**
 * What the model goes by: importance of every feature, and the mean risk along each of the most important ones.
 *
 * Aggregates of a seeded sample: no row can be read from them.
 * Cost: 400 explanations, and 20 × 16 × 150 margins.
 */
export function describeInsight(
  model: Model,
  calibration: Calibration,
  matrix: FeatureMatrix,
  seed: number,
): ModelInsight {
  const importance = shapImportance(model, matrix, { seed, mostRows: IMPORTANCE_ROWS })
    .map(({ feature, importance: meanSize, share, meanContribution }) => ({
      feature,
      meanSize,
      share,
      meanContribution,
    }))
    .sort((one, other) => other.meanSize - one.meanSize || (one.feature < other.feature ? -1 : 1));
  const dependence = importance
    .slice(0, DEPENDENCE_FEATURES)
    .filter(({ meanSize }) => meanSize > 0)
    .map(({ feature }): FeatureDependence => {
      const { grid, levels, mean } = partialDependence(model, matrix, feature, {
        ...{ seed, points: DEPENDENCE_POINTS, mostRows: DEPENDENCE_ROWS },
        response: (margin) => calibrate(calibration, margin),
      });
      return { feature, riskScores: mean, ...(levels === undefined ? { values: grid } : { levels }) };
    });
  return { importance, dependence };
}

/** Positions that keep the ends of a curve and at most `CURVE_POINTS` between, evenly along its length. */
function thin(x: Float64Array, y: Float64Array): readonly number[] {
  const last = x.length - 1;
  const step = (point: number) =>
    Math.abs((x[point] ?? 0) - (x[point - 1] ?? 0)) + Math.abs((y[point] ?? 0) - (y[point - 1] ?? 0));
  let total = 0;
  for (let point = 1; point <= last; point++) total += step(point);
  const kept = [0];
  let along = 0;
  for (let point = 1; point < last; point++) {
    along += step(point);
    if (along >= (total * kept.length) / CURVE_POINTS) kept.push(point);
  }
  return last > 0 ? [...kept, last] : kept;
}

function at(values: Float64Array, positions: readonly number[]): readonly number[] {
  return positions.map((position) => values[position] ?? 0);
}
