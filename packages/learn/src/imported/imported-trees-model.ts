import { type CompiledTrees, compileTrees } from '../compiled/compile-trees.js';
import { explainTreeRows, explainTrees, prepareTreeExplainer, type TreeExplainer } from '../explain/tree-shap.js';
import type { Feature, FeatureMatrix } from '../matrix/feature-matrix.js';
import type { BatchOptions, Explanations, Model, ModelParts } from '../model/model.js';
import { storeTrees } from '../tree/read-trees.js';
import type { TreeEnsemble } from '../tree/tree-ensemble.js';
import { treatValue, type ValueTreatment } from './treat-value.js';

export const IMPORTED_TREES = 'imported-trees';

/** What an imported model is made of. */
export interface ImportedTrees {
  readonly features: readonly Feature[];
  /** One per feature. */
  readonly treatments: readonly ValueTreatment[];
  /** The margin before any tree; a single where `trees.addsSingles`. */
  readonly base: number;
  /** A split on a category has one level more than the feature: the last stands for any other category. */
  readonly trees: TreeEnsemble;
  /** The library's own probability is the sigmoid of this × margin; > 0. */
  readonly slope: number;
  /** JSON: library, version, objective and what else is to be known of the file. */
  readonly record: unknown;
}

/**
 * A sum of trees that XGBoost or LightGBM learned; made by `importModel` of interchange.
 *
 * The margin is the library's raw score, bit for bit: thresholds are as the library compares, leaves are added in its order and
 * precision. Where the library adds singles, the difference to the exact sum (about 1e-7) is part of the baseline.
 */
export class ImportedTreesModel implements Model {
  readonly kind = IMPORTED_TREES;
  readonly features: readonly Feature[];
  readonly treatments: readonly ValueTreatment[];
  readonly base: number;
  readonly trees: TreeEnsemble;
  readonly slope: number;
  readonly record: unknown;
  /** Features whose values are not taken as they are. */
  readonly #treated: readonly number[];
  /** Made when first asked for: many models only score. */
  #explainer: TreeExplainer | undefined;
  readonly #compiled: CompiledTrees;

  constructor({ features, treatments, base, trees, slope, record }: ImportedTrees) {
    this.features = features;
    this.treatments = treatments;
    this.base = base;
    this.trees = trees;
    this.#compiled = compileTrees(trees);
    this.slope = slope;
    this.record = record;
    this.#treated = treatments.flatMap((treatment, feature) => (treatment === 'as-is' ? [] : [feature]));
  }

  /** The library's raw score (`output_margin`, `raw_score`); higher is riskier. */
  margin(row: Float64Array): number {
    return this.#compiled.margin(this.treat(row), this.base);
  }

  margins(matrix: FeatureMatrix, options: BatchOptions): Float64Array {
    return this.#compiled.margins(this.#treatMatrix(matrix), this.base, options);
  }

  explain(row: Float64Array, contributions: Float64Array): number {
    this.#explainer ??= prepareTreeExplainer(this.trees);
    const expected = explainTrees(this.#explainer, this.treat(row), contributions);
    if (this.trees.addsSingles !== true) return this.base + expected;
    return this.margin(row) - contributions.reduce((sum, contribution) => sum + contribution, 0);
  }

  explainRows(matrix: FeatureMatrix, options: BatchOptions): Explanations {
    this.#explainer ??= prepareTreeExplainer(this.trees);
    const treated = this.#treatMatrix(matrix);
    const result = explainTreeRows(this.#explainer, treated, options, this.base);
    if (this.trees.addsSingles !== true) return result;
    const width = this.features.length;
    const margins = this.#compiled.margins(treated, this.base, options);
    const baselines = margins.map((margin, row) => {
      const contributions = result.contributions.subarray(row * width, (row + 1) * width);
      return margin - contributions.reduce((sum, contribution) => sum + contribution, 0);
    });
    return { ...result, baselines };
  }

  toParts(): ModelParts {
    const { features, treatments, slope, record } = this;
    const addsSingles = this.trees.addsSingles === true;
    return {
      kind: this.kind,
      json: { features, treatments, slope, addsSingles, record },
      // As an array: JSON knows no -0.
      arrays: { ...storeTrees(this.trees), base: Float64Array.of(this.base) },
    };
  }

  /** The rows as the trees compare them. */
  #treatMatrix(matrix: FeatureMatrix): FeatureMatrix {
    if (this.#treated.length === 0) return matrix;
    const columns = [...matrix.columns];
    for (const feature of this.#treated) {
      columns[feature] = matrix.columns[feature].map((value) => this.#treatValue(feature, value));
    }
    return { ...matrix, columns };
  }

  /** The row as the trees compare it, itself where nothing changes; `explainAgainst` and `explainInteractions` ask for it. */
  treat(row: Float64Array): Float64Array {
    if (this.#treated.length === 0) return row;
    const treated = row.slice();
    for (const feature of this.#treated) treated[feature] = this.#treatValue(feature, row[feature]);
    return treated;
  }

  #treatValue(feature: number, value: number): number {
    return treatValue(this.treatments[feature], value, this.trees.levelCounts[feature] - 1);
  }
}
