import { exp, type PerfectTrees, sumPerfectTrees } from '@probity/numerics';
import { type CompiledTrees, compileTrees } from '../compiled/compile-trees.js';
import { explainTrees, prepareTreeExplainer, type TreeExplainer } from '../explain/tree-shap.js';
import type { Feature, FeatureMatrix } from '../matrix/feature-matrix.js';
import { matrixFor } from '../matrix/special-codes.js';
import type { BatchOptions, Model, ModelParts } from '../model/model.js';
import { invalidPart, readFeatures, readNumber, readObject } from '../model/read-parts.js';
import { readTrees, storeTrees } from '../tree/read-trees.js';
import type { TreeEnsemble } from '../tree/tree-ensemble.js';
import { padTrees } from './perfect-trees.js';

const LN2 = Math.LN2;
/** Fewer rows are scored one by one before a batch is made ready. */
const FEWEST_BATCH_ROWS = 256;

/**
 * A fitted isolation forest: says how easily a row is told apart from the others.
 *
 * The score is 2 to the power of −(mean path length)/c, where c is the mean path length among as many rows as a tree has
 * seen: near 1 for rows that few splits isolate, about 0.5 for ordinary ones, lower in the middle of a crowd.
 *
 * As a member of a blend it is a model like any other, whose margin is the logarithm of the score to base 2.
 */
export class IsolationForest implements Model {
  readonly kind = 'isolation-forest';
  readonly features: readonly Feature[];
  /** Leaves hold −(path length)/(c · trees), so that their sum is the logarithm of the score to base 2. */
  readonly trees: TreeEnsemble;
  /** Rows with a score above it are anomalous. */
  readonly threshold: number;
  /** JSON as stored: settings. */
  readonly record: unknown;
  readonly #compiled: CompiledTrees;
  /** Made when a batch is first asked for. */
  #padded: PerfectTrees | 'impossible' | undefined;
  #explainer: TreeExplainer | undefined;

  constructor(features: readonly Feature[], trees: TreeEnsemble, threshold: number, record: unknown) {
    this.features = features;
    this.trees = trees;
    this.threshold = threshold;
    this.record = record;
    this.#compiled = compileTrees(trees);
  }

  /**
   * How anomalous a row is, in [0, 1]; higher is more so.
   * @param row one value per feature, NaN = missing
   * @example forest.score(row) > forest.threshold
   */
  score(row: Float64Array): number {
    return scoreOf(this.#compiled.margin(row, 0));
  }

  /** Scores of all rows, equal bit for bit to `score` row by row. Cost: O(rows × trees × depth). */
  scores(given: FeatureMatrix, options: BatchOptions = {}): Float64Array {
    const matrix = matrixFor(this.features, given);
    return this.#sums(matrix, options).map(scoreOf);
  }

  /** The score's logarithm to base 2: ≤ 0, higher is more anomalous. What `explain` adds up to. */
  margin(row: Float64Array): number {
    return this.#compiled.margin(row, 0);
  }

  /** Margins of all rows, equal bit for bit to `margin` row by row. */
  margins(given: FeatureMatrix, options: BatchOptions = {}): Float64Array {
    return this.#sums(matrixFor(this.features, given), options);
  }

  #sums(matrix: FeatureMatrix, options: BatchOptions): Float64Array {
    if (matrix.rowCount < FEWEST_BATCH_ROWS) return this.#compiled.margins(matrix, 0, options);
    this.#padded ??= padTrees(this.trees) ?? 'impossible';
    if (this.#padded === 'impossible') return this.#compiled.margins(matrix, 0, options);
    return sumPerfectTrees(this.#padded, matrix.columns, matrix.rowCount, options.threads);
  }

  /** Whether the row's score is above the threshold. */
  isAnomalous(row: Float64Array): boolean {
    return this.score(row) > this.threshold;
  }

  /**
   * Exact Shapley values of the score's logarithm to base 2, which is the mean path length over −c.
   *
   * @param contributions filled in: one per feature; positive makes the row more anomalous
   * @returns the baseline; baseline + Σ contributions is log₂ of the score within 1e-9
   * @example const baseline = forest.explain(row, contributions);
   */
  explain(row: Float64Array, contributions: Float64Array): number {
    this.#explainer ??= prepareTreeExplainer(this.trees);
    return explainTrees(this.#explainer, row, contributions);
  }

  /** The forest as plain data, enough to restore it bit for bit. */
  toParts(): ModelParts {
    return {
      kind: this.kind,
      json: { features: this.features, threshold: this.threshold, record: this.record },
      arrays: storeTrees(this.trees),
    };
  }
}

/**
 * An isolation forest from its parts, bit for bit.
 *
 * @throws BUNDLE_INVALID for parts that are not as `toParts` writes them
 * @example restoreIsolationForest(forest.toParts()).score(row) === forest.score(row) // true
 */
export function restoreIsolationForest(parts: ModelParts): IsolationForest {
  const kind = 'isolation-forest';
  if (parts.kind !== kind) throw invalidPart(kind, 'kind', `be ${kind}`);
  const json = readObject(kind, 'json', parts.json);
  const features = readFeatures(kind, json['features']);
  const record = readObject(kind, 'record', json['record']);
  const threshold = readNumber(kind, 'threshold', json['threshold']);
  const trees = readTrees(parts, features, 0, 1e12);
  // A path length is never negative: scores stay in [0, 1].
  if (trees.leafValues.some((value) => value > 0)) throw invalidPart(kind, 'leafValues', 'be at most 0');
  return new IsolationForest(features, trees, threshold, record);
}

function scoreOf(logarithm: number): number {
  return exp(logarithm * LN2);
}
