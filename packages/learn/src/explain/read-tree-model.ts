import { ProbityError } from '@probity/domain';
import type { Model } from '../model/model.js';
import type { TreeEnsemble } from '../tree/tree-ensemble.js';

/** A model that is a sum of trees, and how its rows stand before them. */
interface TreeModel extends Model {
  readonly trees: TreeEnsemble;
  /** Where the trees see other values than the model is given. */
  treat?(row: Float64Array): Float64Array;
}

/** The trees of a model. @throws INVALID_ARGUMENT naming the function when it is made of something else */
export function readTreeModel(
  asker: string,
  model: Model,
): { trees: TreeEnsemble; treat: (row: Float64Array) => Float64Array } {
  const { trees } = model as Partial<TreeModel>;
  if (trees === undefined) {
    throw new ProbityError(
      'INVALID_ARGUMENT',
      `\`model\` of \`${asker}\` must be a sum of trees; got one of kind "${model.kind}"`,
    );
  }
  return { trees, treat: (row) => (model as TreeModel).treat?.(row) ?? row };
}
