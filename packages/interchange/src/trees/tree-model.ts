import type { Feature, MarginScale, Model, TreeEnsemble } from '@probity/learn';

/** What printers of trees start from. */
export interface TreeSum {
  readonly features: readonly Feature[];
  readonly scale: MarginScale;
  readonly base: number;
  readonly trees: TreeEnsemble;
  /** One per feature: what is done to a value before it is compared; empty where nothing is. */
  readonly treatments: readonly string[];
}

/** What models that are sums of trees have in common; a sum without a base starts from 0. */
interface TreeModel extends Model {
  readonly trees: TreeEnsemble;
  readonly baseScore?: number;
  readonly base?: number;
  readonly treatments?: readonly string[];
}

/** The sum of trees that a model is: boosting, forests, decision trees and imported trees; undefined for any other. */
export function readTreeSum(model: Model): TreeSum | undefined {
  const { trees, baseScore, base = baseScore ?? 0, treatments = [] } = model as Partial<TreeModel>;
  if (trees === undefined || !(trees.splitFeatures instanceof Int32Array)) return undefined;
  return { features: model.features, scale: model.marginScale ?? 'log-odds', base, trees, treatments };
}
