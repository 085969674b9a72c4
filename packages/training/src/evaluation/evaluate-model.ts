import { columnsWithRole } from '@probity/domain';
import { margins } from '@probity/learn';
import {
  type CreditMetrics,
  type MetricIntervals,
  type ModelBundle,
  type PolicyOutcome,
  scoreMargin,
} from '@probity/scoring';
import { buildFeatureMatrix, buildLabels, buildWeights } from '../dataset/build-training-data.js';
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
  const weightName = columnsWithRole(bundle.schema, 'weight')[0]?.name;
  // A file without the column of weights is measured row by row.
  const isWeighted = dataset.table.columns.some(({ name }) => name === weightName);
  const weights = isWeighted ? buildWeights(dataset.table, bundle.schema) : undefined;
  const outcomes = weights === undefined ? { riskScores, labels } : { riskScores, labels, weights };
  return {
    metrics: measureCreditMetrics(outcomes, bundle.policy),
    intervals: measureIntervals(outcomes, bundle.policy, seed),
    policy: measurePolicy(outcomes, bundle.policy),
  };
}
