import type { Feature, MarginScale, Model, TreeEnsemble } from '@probity/learn';

/** A model whose margin is `baseScore` plus the leaves its trees give, tree by tree. */
export interface TreeModel extends Model {
  readonly trees: TreeEnsemble;
  /** Absent where the sum starts from 0: trees and forests. */
  readonly baseScore?: number;
}

/** What printers of trees start from. */
export interface TreeSum {
  readonly features: readonly Feature[];
  readonly scale: MarginScale;
  readonly base: number;
  readonly trees: TreeEnsemble;
}

/** The sum of trees that a model is: boosting, forests, decision trees and imported trees; undefined for any other. */
export function readTreeSum(model: Model): TreeSum | undefined {
  const { trees, baseScore = 0 } = model as Partial<TreeModel>;
  if (trees === undefined || !(trees.splitFeatures instanceof Int32Array)) return undefined;
  return { features: model.features, scale: model.marginScale ?? 'log-odds', base: baseScore, trees };
}
