import { ProbityError } from '@probity/domain';
import type { TreeEnsemble } from './tree-ensemble.js';

/** What is added up over the splits of a feature. */
export type ImportanceKind = 'gain' | 'cover' | 'splits';

/**
 * How much each feature is used in the splits of trees, added up over all of them:
 * - `gain`: what the splits saved in training, in units of the criterion (for boosting twice the log loss);
 * - `cover`: the weight of the training rows that passed through them;
 * - `splits`: their number.
 *
 * Cheap and known from other libraries (XGBoost's `total_gain` and `weight`), but it flatters features with many values and says
 * nothing of new rows: prefer `shapImportance` or `permutationImportance` to judge a model.
 *
 * @returns one per feature, ≥ 0, not normalised
 * @throws INVALID_ARGUMENT for `gain` where the trees do not record it (forests, imported trees)
 * Cost: O(nodes). Checked against XGBoost's get_score in test/golden/constraints.
 * @example treeImportance(model.trees, 'gain')
 */
export function treeImportance(trees: TreeEnsemble, kind: ImportanceKind): Float64Array {
  const { splitFeatures, covers, gains, levelCounts } = trees;
  if (kind === 'gain' && gains === undefined) {
    const message =
      '`kind` of `treeImportance` must be cover or splits for these trees: forests and imported models do not record what a split gained; got gain. To compare features take shapImportance or permutationImportance';
    throw new ProbityError('INVALID_ARGUMENT', message, { field: 'kind' });
  }
  const importance = new Float64Array(levelCounts.length);
  for (let node = 0; node < splitFeatures.length; node++) {
    const feature = splitFeatures[node];
    if (feature < 0) continue;
    importance[feature] += kind === 'splits' ? 1 : kind === 'cover' ? covers[node] : (gains?.[node] ?? 0);
  }
  return importance;
}
