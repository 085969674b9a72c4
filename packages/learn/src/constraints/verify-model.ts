import { ProbityError } from '@probity/domain';
import type { ImportedTreesModel } from '../imported/imported-trees-model.js';
import type { Model } from '../model/model.js';
import type { TreeEnsemble } from '../tree/tree-ensemble.js';
import { type MonotoneVerdict, type VerifySettings, verifyMonotone } from './verify-monotone.js';

/** A model whose margin is a sum of trees. */
type TreeModel = Model & { readonly trees?: TreeEnsemble } & Partial<Pick<ImportedTreesModel, 'treatments'>>;

/**
 * Whether a model's margin goes one way with a numeric feature, for every row there can be; see `verifyMonotone`.
 *
 * @param direction 1: rises with the feature; -1: falls
 * @returns undefined where this cannot be told: models not made of trees, blends, and imported ones that take 0 as missing
 * @throws INVALID_ARGUMENT when the model has no numeric feature of that name
 * @example verifyModelMonotone(model, 'income', -1)?.verdict // 'proved'
 */
export function verifyModelMonotone(
  model: Model,
  feature: string,
  direction: 1 | -1,
  settings: VerifySettings = {},
): MonotoneVerdict | undefined {
  const index = model.features.findIndex(({ name }) => name === feature);
  if (model.features[index]?.kind !== 'numeric') {
    const message = `\`feature\` of \`verifyModelMonotone\` must be a numeric feature of the model; got ${JSON.stringify(feature)}`;
    throw new ProbityError('INVALID_ARGUMENT', message, { field: 'feature' });
  }
  const { trees, treatments }: TreeModel = model;
  if (trees === undefined || treatments?.[index] === 'zero-is-missing') return undefined;
  return verifyMonotone(trees, index, direction, settings);
}
