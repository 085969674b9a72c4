import type { TrainingData, TreeEnsemble } from '@probity/learn';
import { log } from '@probity/numerics';
import { goesLeft } from '../../src/tree/walk-trees.js';

interface Rules {
  readonly criterion: 'gini' | 'entropy';
  readonly minLeafWeight: number;
  readonly maxDepth: number;
}

interface Sums {
  readonly bads: number;
  readonly weight: number;
}

/**
 * Holds a tree against trying everything: each node holds the rows that lead to it, each split gains as much as the best of all
 * splits allowed, and each leaf is one because of a limit or because nothing gains.
 *
 * Levels are tried in every set of them, not only in order of their shares: with two outcomes no other set is better.
 */
export function checkGreedy(trees: TreeEnsemble, data: TrainingData, rules: Rules): void {
  const rows = [...data.labels.keys()];
  checkNode(0, rows, 0);

  function checkNode(node: number, here: readonly number[], depth: number): void {
    const sums = sumsOf(here);
    if (trees.covers[node] !== sums.weight)
      throw new Error(`node ${node} weighs ${trees.covers[node]}, not ${sums.weight}`);
    const best = depth < rules.maxDepth ? bestGain(here, sums) : 0;
    if ((trees.splitFeatures[node] ?? -1) < 0) {
      if (best > 1e-9) throw new Error(`leaf ${node} could gain ${best}`);
      const share = sums.bads / sums.weight;
      if (Math.abs((trees.leafValues[node] ?? Number.NaN) - share) > 1e-12)
        throw new Error(`leaf ${node} is not ${share}`);
      return;
    }
    const row = new Float64Array(data.matrix.columns.length);
    const lefts = here.filter((index) => {
      for (const [feature, column] of data.matrix.columns.entries()) row[feature] = column[index] ?? Number.NaN;
      return goesLeft(trees, node, row);
    });
    const rights = here.filter((index) => !lefts.includes(index));
    const gain = gainOf(sumsOf(lefts), sums);
    if (!(gain >= best - 1e-9)) throw new Error(`node ${node} gains ${gain}; ${best} was to be had`);
    checkNode(trees.leftChildren[node] ?? -1, lefts, depth + 1);
    checkNode(trees.rightChildren[node] ?? -1, rights, depth + 1);
  }

  function bestGain(here: readonly number[], sums: Sums): number {
    if (sums.bads === 0 || sums.bads === sums.weight || sums.weight < 2 * rules.minLeafWeight) return 0;
    let best = 0;
    for (const [feature, column] of data.matrix.columns.entries()) {
      const known = [...new Set(here.map((row) => column[row] ?? Number.NaN).filter((value) => !Number.isNaN(value)))];
      const isCategory = data.matrix.features[feature]?.kind === 'category';
      for (const chosen of isCategory ? subsets(known) : beginnings(known)) {
        for (const isMissingLeft of [false, true]) {
          const lefts = here.filter((row) => {
            const value = column[row] ?? Number.NaN;
            return Number.isNaN(value) ? isMissingLeft : chosen.has(value);
          });
          const left = sumsOf(lefts);
          const right = sums.weight - left.weight;
          if (left.weight === 0 || right === 0 || Math.min(left.weight, right) < rules.minLeafWeight) continue;
          best = Math.max(best, gainOf(left, sums));
        }
      }
    }
    return best;
  }

  function sumsOf(some: readonly number[]): Sums {
    let bads = 0;
    let weight = 0;
    for (const row of some) {
      const own = data.weights?.[row] ?? 1;
      weight += own;
      if (data.labels[row] === 1) bads += own;
    }
    return { bads, weight };
  }

  function gainOf(left: Sums, node: Sums): number {
    const right = { bads: node.bads - left.bads, weight: node.weight - left.weight };
    return purity(left) + purity(right) - purity(node);
  }

  function purity({ bads, weight }: Sums): number {
    if (rules.criterion === 'gini') return (bads * bads) / weight;
    const goods = weight - bads;
    return (bads > 0 ? bads * log(bads / weight) : 0) + (goods > 0 ? goods * log(goods / weight) : 0);
  }
}

function beginnings(values: readonly number[]): Set<number>[] {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.map((_, index) => new Set(sorted.slice(0, index + 1)));
}

function subsets(values: readonly number[]): Set<number>[] {
  return Array.from(
    { length: 2 ** values.length },
    (_, bits) => new Set(values.filter((_value, i) => (bits >> i) & 1)),
  );
}
