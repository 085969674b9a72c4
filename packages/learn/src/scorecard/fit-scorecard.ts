import { ProbityError } from '@probity/domain';
import { checkTrainingData } from '../matrix/check-training-data.js';
import type { TrainingData } from '../matrix/feature-matrix.js';
import type { FitContext } from '../model/learner.js';
import { binCells } from './bin-variable.js';
import { countCells } from './count-cells.js';
import type { ScorecardModel } from './scorecard.js';
import { createScorecard } from './scorecard-model.js';
import { binningSettingsOf, checkScorecardSettings, editOf, type ScorecardSettings } from './scorecard-settings.js';
import { toBinnedRows, weighBins } from './weigh-bins.js';

/**
 * Fits a scorecard: every variable cut into its best bins, their weights of evidence in a logistic regression, and points.
 *
 * Special codes are told apart from missing and from ordinary values. All that looks at outcomes (bins, choice of
 * variables, weights) is part of the fit, so that folds stay honest. Deterministic: the seed is not used.
 *
 * @param settings what differs from `defaultScorecardSettings`; `edits` hold what was done by hand and are kept
 * @throws TARGET_INVALID (one outcome only), SHAPE_MISMATCH, TOO_FEW_ROWS, VALUE_OUT_OF_RANGE (an infinite number, or a
 * code without a level), INVALID_ARGUMENT, CANCELLED
 * Cost: O(n log n) per variable, then about 8 Newton steps of O(n × variables²) per variable that is dropped.
 * Source: Siddiqi 2006; docs/methods/scorecard.md.
 * @example fitScorecard({ maxBins: 6 }, { matrix, labels }, { seed: 1 }).points(row) // 612
 */
export function fitScorecard(
  settings: Partial<ScorecardSettings>,
  data: TrainingData,
  context: FitContext,
): ScorecardModel {
  const complete = checkScorecardSettings('fitScorecard', settings);
  checkTrainingData('fitScorecard', data);
  const checkpoint = (share?: number): void => {
    if (context.signal?.aborted === true) throw new ProbityError('CANCELLED', '`fitScorecard` was cancelled');
    if (share !== undefined) context.onProgress?.(share);
  };
  checkpoint();
  const { features } = data.matrix;
  const binned = features.map((_, index) => {
    const variable = binFeature(complete, data, index);
    checkpoint((0.7 * (index + 1)) / features.length);
    return variable;
  });
  const rows = toBinnedRows(binned, data);
  checkpoint(0.8);
  const state = weighBins(complete, features, binned, rows, () => checkpoint());
  checkpoint(1);
  return createScorecard(state);
}

function binFeature(settings: ScorecardSettings, { matrix, labels, weights }: TrainingData, index: number) {
  const feature = matrix.features[index];
  const own = binningSettingsOf(settings, feature.name);
  const edit = editOf(settings, feature.name);
  return binCells(countCells({ feature, column: matrix.columns[index], labels, weights }, own, edit), own, edit);
}
