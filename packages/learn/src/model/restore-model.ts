import { ProbityError } from '@probity/domain';
import { restoreIsolationForest } from '../anomaly/isolation-forest.js';
import { restoreDummy } from '../baseline/fit-dummy.js';
import { restoreGradientBoosting } from '../boosting/restore-gradient-boosting.js';
import { restoreBlend } from '../ensemble/restore-blend.js';
import { restoreImportedTrees } from '../imported/restore-imported-trees.js';
import { restoreLogistic } from '../linear/restore-logistic.js';
import { restoreScorecard } from '../scorecard/restore-scorecard.js';
import { restoreProbabilityTrees } from '../tree/probability-trees-model.js';
import type { Model, ModelParts } from './model.js';

/** Every kind of model that a bundle can hold. A new kind is one line here. */
const restorers: Readonly<Record<string, (parts: ModelParts) => Model>> = {
  voting: restoreBlend('voting', restoreModel),
  stacking: restoreBlend('stacking', restoreModel),
  dummy: restoreDummy,
  logistic: restoreLogistic,
  'gradient-boosting': restoreGradientBoosting,
  scorecard: restoreScorecard,
  tree: restoreProbabilityTrees('tree'),
  forest: restoreProbabilityTrees('forest'),
  'imported-trees': restoreImportedTrees,
  'isolation-forest': restoreIsolationForest,
};

/**
 * A model from its parts: margins and explanations are those of the model that was taken apart, bit for bit.
 *
 * @throws BUNDLE_INVALID for a kind that is not known or parts that are not as that kind writes them
 * @example restoreModel(model.toParts()).margin(row) === model.margin(row) // true
 */
export function restoreModel(parts: ModelParts): Model {
  const restore = Object.hasOwn(restorers, parts.kind) ? restorers[parts.kind] : undefined;
  if (restore === undefined) {
    const known = Object.keys(restorers).join(', ');
    const message = `\`kind\` of a model must be one of ${known}; got ${JSON.stringify(parts.kind)}`;
    throw new ProbityError('BUNDLE_INVALID', message, { field: 'kind' });
  }
  return restore(parts);
}
