import { type CompiledTrees, compileTrees } from '../compiled/compile-trees.js';
import { explainTreeRows, explainTrees, prepareTreeExplainer, type TreeExplainer } from '../explain/tree-shap.js';
import type { Feature, FeatureMatrix } from '../matrix/feature-matrix.js';
import type { BatchOptions, Explanations, Model, ModelParts } from '../model/model.js';
import { invalidPart, readFeatures, readObject } from '../model/read-parts.js';
import { readTrees, storeTrees } from './read-trees.js';
import type { TreeEnsemble } from './tree-ensemble.js';

/**
 * A decision tree or a forest: its additive output, and so its margin, is the mean over the trees of the share of bads in
 * the leaf a row falls into. In [0, 1] but not calibrated: small leaves are too sure of themselves.
 */
export class ProbabilityTreesModel implements Model {
  readonly kind: 'tree' | 'forest';
  readonly marginScale = 'probability';
  readonly features: readonly Feature[];
  /** Leaves hold the share of bads divided by the number of trees. */
  readonly trees: TreeEnsemble;
  /** JSON as stored: settings, and what was found on the way. */
  readonly record: unknown;
  /** Made when first asked for: many models only score. */
  #explainer: TreeExplainer | undefined;
  readonly #compiled: CompiledTrees;

  constructor(kind: 'tree' | 'forest', features: readonly Feature[], trees: TreeEnsemble, record: unknown) {
    this.kind = kind;
    this.features = features;
    this.trees = trees;
    this.#compiled = compileTrees(trees);
    this.record = record;
  }

  /** Mean probability of a bad outcome over the trees, not calibrated; higher is riskier. */
  margin(row: Float64Array): number {
    return this.#compiled.margin(row, 0);
  }

  margins(matrix: FeatureMatrix, options: BatchOptions): Float64Array {
    return this.#compiled.margins(matrix, 0, options);
  }

  /** Exact Shapley values, in units of probability. */
  explain(row: Float64Array, contributions: Float64Array): number {
    this.#explainer ??= prepareTreeExplainer(this.trees);
    return explainTrees(this.#explainer, row, contributions);
  }

  explainRows(matrix: FeatureMatrix, options: BatchOptions): Explanations {
    this.#explainer ??= prepareTreeExplainer(this.trees);
    return explainTreeRows(this.#explainer, matrix, options);
  }

  toParts(): ModelParts {
    return {
      kind: this.kind,
      json: {
        ...{ features: this.features, record: this.record },
        ...(this.trees.gains === undefined ? {} : { hasGains: true }),
      },
      arrays: storeTrees(this.trees),
    };
  }
}

/** Makes the function that restores a tree or a forest from its parts, bit for bit; it throws BUNDLE_INVALID. */
export function restoreProbabilityTrees(kind: 'tree' | 'forest'): (parts: ModelParts) => ProbabilityTreesModel {
  return (parts) => {
    const json = readObject(kind, 'json', parts.json);
    const features = readFeatures(kind, json['features']);
    const record = readObject(kind, 'record', json['record']);
    // Shares are at most 1; leaves of all trees together hold far less than this.
    const trees = readTrees({ ...parts, kind }, features, 0, 1e12, json['hasGains'] === true);
    if (trees.leafValues.some((value) => value < 0 || value > 1)) throw invalidPart(kind, 'leafValues', 'be in [0, 1]');
    return new ProbabilityTreesModel(kind, features, trees, record);
  };
}
