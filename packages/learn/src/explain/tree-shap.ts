import { layOutShapleyPlan, type ShapleyPlan, ShapleyWorkspace } from '@probity/numerics';
import type { FeatureMatrix } from '../matrix/feature-matrix.js';
import type { BatchOptions, Explanations } from '../model/model.js';
import type { TreeEnsemble } from '../tree/tree-ensemble.js';

/** Explains rows for one ensemble: what does not depend on the row is worked out once. */
export interface TreeExplainer {
  readonly trees: TreeEnsemble;
  readonly plan: ShapleyPlan;
  /** For one row at a time. */
  readonly workspace: ShapleyWorkspace;
}

/**
 * Prepares `explainTrees` and `explainTreeRows`.
 *
 * Cost: O(nodes × depth) time, about 50 bytes a node, and 16 bytes of scratch for each node of the largest tree and pair of features
 * on a path. @throws RangeError when that is more than 4 GiB
 */
export function prepareTreeExplainer(trees: TreeEnsemble): TreeExplainer {
  const plan = layOutShapleyPlan(trees);
  return { trees, plan, workspace: new ShapleyWorkspace(plan, 0) };
}

/**
 * Exact Shapley values of one row for a sum of trees.
 *
 * The game is the path-dependent one: a feature that is not known sends the row down both branches, in the proportion of
 * the training weight that went each way (`covers`). No background data is needed, and features that no tree uses get 0.
 *
 * @param row one value per feature, NaN = missing
 * @param contributions filled in: one per feature, in units of the leaves
 * @param base what the sum of leaves starts from
 * @returns the baseline: base + expected sum of leaves; with Σ contributions it gives the row's sum of leaves, up to rounding at any
 * depth; a model that adds its leaves in single precision (`addsSingles`) lets its baseline take up what that rounds off.
 * Cost: O(nodes × features on a path / 2).
 * Source: the values of Lundberg, Erion & Lee 2018 ("Consistent individualized feature attribution for tree ensembles"), checked
 * against XGBoost 3.2 and LightGBM 4.7 in test/golden/tree-shap. Their algorithm 2 divides polynomials, which loses digits as
 * paths grow (on one of 60 features its sum was off by 0.01). Here the sum over subsets is written as Owen's integral (1972)
 * over t in [0, 1], in which each feature is known with probability t: a polynomial, so a Gauss rule is exact. See
 * docs/methods/tree-shap.md.
 */
export function explainTrees(
  explainer: TreeExplainer,
  row: Float64Array,
  contributions: Float64Array,
  base = 0,
): number {
  explainer.workspace.explainRow(row, contributions);
  return base + explainer.plan.expected;
}

/**
 * Exact Shapley values of many rows, equal bit for bit to `explainTrees` row by row, for any number of threads.
 *
 * @param matrix the features of the trees, in their order
 * Cost: about half of `explainTrees` for each row, divided among the threads.
 */
export function explainTreeRows(
  explainer: TreeExplainer,
  matrix: FeatureMatrix,
  { threads }: BatchOptions,
  base = 0,
): Explanations {
  const { rowCount, columns } = matrix;
  const contributions = new Float64Array(rowCount * columns.length);
  const workspace = new ShapleyWorkspace(explainer.plan, rowCount, threads);
  try {
    workspace.explainRows(columns, rowCount, contributions);
  } finally {
    workspace.release();
  }
  return { baselines: new Float64Array(rowCount).fill(base + explainer.plan.expected), contributions };
}
