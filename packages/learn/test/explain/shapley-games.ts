import { readFileSync } from 'node:fs';
import type { FeatureMatrix } from '../../src/matrix/feature-matrix.js';
import type { Model } from '../../src/model/model.js';
import { ProbabilityTreesModel } from '../../src/tree/probability-trees-model.js';
import type { TreeEnsemble } from '../../src/tree/tree-ensemble.js';
import { goesLeft } from '../../src/tree/walk-trees.js';
import type { NestedTree } from '../tree/nested-tree.js';

/** What a recorded file of test/golden/tree-shap holds. */
export interface ShapGolden {
  readonly levelCounts: number[];
  readonly trees: NestedTree[];
  readonly rows: (number | null)[][];
  readonly margins: number[];
  readonly contributions: number[][];
  readonly background: (number | null)[][];
  readonly baseline: number;
  readonly interactions: number[][][];
}

export function readShapGolden(name: string): ShapGolden {
  return JSON.parse(readFileSync(new URL(`../golden/tree-shap/${name}.json`, import.meta.url), 'utf8'));
}

export function rowOf(cells: readonly (number | null)[]): Float64Array {
  return Float64Array.from(cells, (cell) => cell ?? Number.NaN);
}

/** A model whose margin is the sum of leaves. */
export function modelOf(trees: TreeEnsemble): Model {
  const features = Array.from(trees.levelCounts, (levelCount, index) =>
    levelCount === 0
      ? { name: `x${index}`, kind: 'numeric' as const }
      : {
          ...{ name: `x${index}`, kind: 'category' as const },
          levels: Array.from({ length: levelCount }, (_, level) => `${level}`),
        },
  );
  return new ProbabilityTreesModel('forest', features, trees, {});
}

export function matrixOf(model: Model, rows: readonly Float64Array[]): FeatureMatrix {
  return {
    rowCount: rows.length,
    features: model.features,
    columns: model.features.map((_, feature) => Float64Array.from(rows, (row) => row[feature])),
  };
}

/** The worth of every set of known features (bit by bit), with path-dependent expectations for the others. */
export function pathDependentGame(trees: TreeEnsemble, row: Float64Array): Float64Array {
  return Float64Array.from({ length: 2 ** row.length }, (_, subset) => expectedSum(trees, row, subset));
}

/** Shapley values by their definition: every subset, weighted by its share of orderings. */
export function shapleyValues(worth: Float64Array): Float64Array {
  const features = Math.log2(worth.length);
  return Float64Array.from({ length: features }, (_, feature) => {
    let value = 0;
    for (let subset = 0; subset < worth.length; subset++) {
      if ((subset >> feature) & 1) continue;
      const size = countBits(subset);
      const share = (factorial(size) * factorial(features - size - 1)) / factorial(features);
      value += share * (worth[subset | (1 << feature)] - worth[subset]);
    }
    return value;
  });
}

/** Half the Shapley interaction index of a pair, by its definition. */
export function shapleyPair(worth: Float64Array, one: number, other: number): number {
  const features = Math.log2(worth.length);
  const [a, b] = [1 << one, 1 << other];
  let value = 0;
  for (let subset = 0; subset < worth.length; subset++) {
    if (subset & (a | b)) continue;
    const size = countBits(subset);
    const share = (factorial(size) * factorial(features - size - 2)) / (2 * factorial(features - 1));
    value += share * (worth[subset | a | b] - worth[subset | a] - worth[subset | b] + worth[subset]);
  }
  return value;
}

function expectedSum(trees: TreeEnsemble, row: Float64Array, known: number): number {
  const expectedFrom = (node: number): number => {
    const feature = trees.splitFeatures[node];
    if (feature < 0) return trees.leafValues[node];
    const left = trees.leftChildren[node];
    const right = trees.rightChildren[node];
    if ((known >> feature) & 1) return expectedFrom(goesLeft(trees, node, row) ? left : right);
    const total = trees.covers[left] + trees.covers[right];
    const share = total > 0 ? trees.covers[left] / total : 0.5;
    return share * expectedFrom(left) + (1 - share) * expectedFrom(right);
  };
  let sum = 0;
  for (let tree = 0; tree + 1 < trees.treeStarts.length; tree++) sum += expectedFrom(trees.treeStarts[tree]);
  return sum;
}

function countBits(subset: number): number {
  return subset.toString(2).replaceAll('0', '').length;
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
