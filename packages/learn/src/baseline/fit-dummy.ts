import { ProbityError } from '@probity/domain';
import { logit } from '@probity/numerics';
import { checkTrainingData } from '../matrix/check-training-data.js';
import type { Feature, TrainingData } from '../matrix/feature-matrix.js';
import { hideSpecialCodes } from '../matrix/special-codes.js';
import type { FitContext } from '../model/learner.js';
import type { Model, ModelParts } from '../model/model.js';
import { readFeatures, readNumber, readObject } from '../model/read-parts.js';

/** Says the same of everybody: the floor that any model must clear. */
export interface DummyModel extends Model {
  readonly kind: 'dummy';
}

/**
 * Fits the baseline that knows only the bad rate.
 *
 * @returns a model whose margin is the log-odds of the (weighted) bad rate, whatever the row
 * @throws TARGET_INVALID when only one outcome is present, SHAPE_MISMATCH, TOO_FEW_ROWS, INVALID_ARGUMENT, CANCELLED
 * @example fitDummy({ matrix, labels }).margin(row)
 */
export function fitDummy(given: TrainingData, context?: FitContext): DummyModel {
  const data = hideSpecialCodes(given);
  if (context?.signal?.aborted === true) throw new ProbityError('CANCELLED', '`fitDummy` was cancelled');
  const { bads, goods } = checkTrainingData('fitDummy', data);
  return createDummy(data.matrix.features, logit(bads / (bads + goods)));
}

/** @throws BUNDLE_INVALID when the parts are not those of a dummy */
export function restoreDummy(parts: ModelParts): DummyModel {
  const json = readObject('dummy', 'model', parts.json);
  return createDummy(readFeatures('dummy', json['features']), readNumber('dummy', 'margin', json['margin']));
}

function createDummy(features: readonly Feature[], margin: number): DummyModel {
  return {
    kind: 'dummy',
    features,
    margin: () => margin,
    explain: (_row, contributions) => {
      contributions.fill(0);
      return margin;
    },
    toParts: () => ({ kind: 'dummy', json: { features, margin }, arrays: {} }),
  };
}
