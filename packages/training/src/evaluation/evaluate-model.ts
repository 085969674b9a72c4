import { margins } from '@probity/learn';
import {
  type CreditMetrics,
  type MetricIntervals,
  type ModelBundle,
  type PolicyOutcome,
  scoreMargin,
} from '@probity/scoring';
import { buildFeatureMatrix, buildLabels } from '../dataset/build-training-data.js';
import type { Dataset } from '../ports/dataset-reader.js';
import { measureCreditMetrics, measureIntervals, measurePolicy } from './evaluate-scores.js';

export interface ModelEvaluation {
  readonly metrics: CreditMetrics;
  readonly intervals: MetricIntervals;
  readonly policy: PolicyOutcome;
}

/**
 * Measures a finished model on data with known outcomes.
 *
 * The data should be rows that the model was not trained on; nothing here can check that.
 *
 * @param seed of the bootstrap, default 1
 * @throws COLUMN_MISSING, TARGET_INVALID
 */
export function evaluateModel(bundle: ModelBundle, dataset: Dataset, seed = 1): ModelEvaluation {
  const labels = buildLabels(dataset.table, bundle.schema);
  const matrix = buildFeatureMatrix(dataset.table, bundle.schema, bundle.model.features);
  const riskScores = margins(bundle.model, matrix).map(
    (margin) => scoreMargin(bundle.calibration, bundle.policy, margin).riskScore,
  );
  const outcomes = { riskScores, labels };
  return {
    metrics: measureCreditMetrics(outcomes, bundle.policy),
    intervals: measureIntervals(outcomes, bundle.policy, seed),
    policy: measurePolicy(outcomes, bundle.policy),
  };
}
