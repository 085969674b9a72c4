import { type CompiledTrees, compileTrees } from '../compiled/compile-trees.js';
import { explainTreeRows, explainTrees, prepareTreeExplainer, type TreeExplainer } from '../explain/tree-shap.js';
import type { Feature, FeatureMatrix } from '../matrix/feature-matrix.js';
import type { BatchOptions, Explanations, Model, ModelParts } from '../model/model.js';
import { storeTrees } from '../tree/read-trees.js';
import type { TreeEnsemble } from '../tree/tree-ensemble.js';
import type { BoostingSettings } from './boosting-settings.js';

/** Settings that were tried, with the rounds that proved best and the mean log loss on inner validation rows then. */
export interface TriedSettings {
  readonly settings: BoostingSettings;
  readonly rounds: number;
  /** Undefined where no rows were set aside. */
  readonly loss: number | undefined;
}

/** How a model came to its settings; for people, not needed to score. */
export interface BoostingRecord {
  readonly chosen: TriedSettings;
  readonly tried: readonly TriedSettings[];
}

export const GRADIENT_BOOSTING = 'gradient-boosting';

/** A fitted sum of trees; made by `fitGradientBoosting` and `restoreGradientBoosting`. */
export class GradientBoostingModel implements Model {
  readonly kind = GRADIENT_BOOSTING;
  readonly features: readonly Feature[];
  /** Log-odds before any tree. */
  readonly baseScore: number;
  readonly trees: TreeEnsemble;
  /** JSON as stored: the settings chosen and tried. */
  readonly record: unknown;
  /** Made when first asked for: many models only score. */
  #explainer: TreeExplainer | undefined;
  readonly #compiled: CompiledTrees;

  constructor(features: readonly Feature[], baseScore: number, trees: TreeEnsemble, record: unknown) {
    this.features = features;
    this.baseScore = baseScore;
    this.trees = trees;
    this.#compiled = compileTrees(trees);
    this.record = record;
  }

  margin(row: Float64Array): number {
    return this.#compiled.margin(row, this.baseScore);
  }

  margins(matrix: FeatureMatrix, options: BatchOptions): Float64Array {
    return this.#compiled.margins(matrix, this.baseScore, options);
  }

  explain(row: Float64Array, contributions: Float64Array): number {
    this.#explainer ??= prepareTreeExplainer(this.trees);
    return explainTrees(this.#explainer, row, contributions, this.baseScore);
  }

  explainRows(matrix: FeatureMatrix, options: BatchOptions): Explanations {
    this.#explainer ??= prepareTreeExplainer(this.trees);
    return explainTreeRows(this.#explainer, matrix, options, this.baseScore);
  }

  toParts(): ModelParts {
    return {
      kind: this.kind,
      json: {
        ...{ features: this.features, baseScore: this.baseScore, record: this.record },
        ...(this.trees.gains === undefined ? {} : { hasGains: true }),
      },
      arrays: storeTrees(this.trees),
    };
  }
}
