import { readFileSync } from 'node:fs';
import { fitTree, margins, type TrainingData, type TreeEnsemble } from '@probity/learn';
import { createRandom, exp } from '@probity/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitImportance } from '../../src/tree/split-importance.js';

type Nested = { readonly cover: number } & (
  | { readonly share: number }
  | { readonly feature: number; readonly threshold: number; readonly left: Nested; readonly right: Nested }
);

interface Case {
  readonly name: string;
  readonly criterion: 'gini' | 'entropy';
  readonly maxLeaves: number;
  readonly minLeafWeight: number;
  readonly columns: number[][];
  readonly labels: number[];
  readonly weights: number[] | null;
  readonly tree: Nested;
  readonly probabilities: number[];
}

const { cases } = JSON.parse(readFileSync(new URL('../golden/tree/cases.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};

function dataOf(columns: readonly number[][], labels: readonly number[], weights: readonly number[] | null = null) {
  const data: TrainingData = {
    matrix: {
      rowCount: labels.length,
      features: columns.map((_, index) => ({ name: `x${index}`, kind: 'numeric' as const })),
      columns: columns.map((column) => Float64Array.from(column)),
    },
    labels: Uint8Array.from(labels),
  };
  return weights === null ? data : { ...data, weights: Float64Array.from(weights) };
}

function expectSame(trees: TreeEnsemble, node: number, expected: Nested): void {
  expect(trees.covers[node]).toBeCloseTo(expected.cover, 9);
  if ('share' in expected) {
    expect(trees.splitFeatures[node]).toBe(-1);
    expect(trees.leafValues[node]).toBeCloseTo(expected.share, 12);
    return;
  }
  expect(trees.splitFeatures[node]).toBe(expected.feature);
  // Thresholds lie halfway between neighbours among all rows, theirs among the node's: the same rows go left.
  expectSame(trees, trees.leftChildren[node] ?? -1, expected.left);
  expectSame(trees, trees.rightChildren[node] ?? -1, expected.right);
}

describe('a decision tree', () => {
  it.each(cases)('has the splits, shares and weights of scikit-learn: $name', (golden) => {
    const data = dataOf(golden.columns, golden.labels, golden.weights);
    const { criterion, maxLeaves, minLeafWeight } = golden;
    const model = fitTree({ criterion, maxLeaves, minLeafWeight, maxDepth: 64 }, data, { seed: 1 });
    expectSame(model.trees, 0, golden.tree);
    const found = margins(model, data.matrix);
    for (const [row, probability] of golden.probabilities.entries()) expect(found[row]).toBeCloseTo(probability, 12);
  });

  const rows = fc.array(
    fc.record({
      x: fc.integer({ min: -20, max: 20 }),
      z: fc.integer({ min: 0, max: 6 }),
      y: fc.integer({ min: 0, max: 1 }),
    }),
    { minLength: 20, maxLength: 80 },
  );
  const settings = { maxLeaves: 6, minLeafWeight: 2 };
  const fitOn = (list: readonly { x: number; z: number; y: number }[]) =>
    fitTree(settings, dataOf([list.map(({ x }) => x), list.map(({ z }) => z)], [...list.map(({ y }) => y)]), {
      seed: 1,
    });
  const withBoth = rows.map((list) => [...list, { x: 0, z: 0, y: 0 }, { x: 1, z: 1, y: 1 }]);

  it('does not depend on the order of the rows', () => {
    fc.assert(
      fc.property(withBoth, fc.integer({ min: 0, max: 1e6 }), (list, seed) => {
        const random = createRandom(seed);
        const shuffled = list
          .map((row) => ({ row, key: random.nextFloat() }))
          .sort((a, b) => a.key - b.key)
          .map(({ row }) => row);
        expect(fitOn(shuffled).toParts()).toEqual(fitOn(list).toParts());
      }),
      { numRuns: 40 },
    );
  });

  it('gives the same shares when a feature goes through a rising function', () => {
    fc.assert(
      fc.property(withBoth, (list) => {
        const plain = fitOn(list);
        const risen = fitOn(list.map((row) => ({ ...row, x: exp(row.x / 5) })));
        for (const { x, z } of list) {
          expect(risen.margin(Float64Array.of(exp(x / 5), z))).toBe(plain.margin(Float64Array.of(x, z)));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('takes a weight of 2 as the row twice', () => {
    fc.assert(
      fc.property(withBoth, (list) => {
        const columns = [list.map(({ x }) => x), list.map(({ z }) => z)];
        const labels = list.map(({ y }) => y);
        const weighted = fitTree(
          settings,
          dataOf(
            columns,
            labels,
            labels.map((_, row) => 1 + (row % 2)),
          ),
          { seed: 1 },
        );
        const repeated = fitOn(list.flatMap((row, index) => (index % 2 === 1 ? [row, row] : [row])));
        for (const { x, z } of list) {
          expect(weighted.margin(Float64Array.of(x, z))).toBe(repeated.margin(Float64Array.of(x, z)));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('chooses few leaves where there is little to learn, and more where there is much', () => {
    const random = createRandom(3);
    const x = Array.from({ length: 2000 }, () => random.nextFloat());
    const z = Array.from({ length: 2000 }, () => random.nextFloat());
    const chance = x.map(() => (random.nextFloat() < 0.3 ? 1 : 0));
    const steps = x.map((value, row) => (Math.floor(value * 6) + Math.floor((z[row] ?? 0) * 6)) % 2);
    const leavesOf = (labels: number[]) =>
      (fitTree({}, dataOf([x, z], labels), { seed: 1 }).record as { settings: { maxLeaves: number } }).settings
        .maxLeaves;
    expect(leavesOf(chance)).toBeLessThan(6);
    expect(leavesOf(steps)).toBeGreaterThan(20);
  });

  it('gives a feature the impurity that its splits take away', () => {
    const model = fitTree(
      { maxLeaves: 2, minLeafWeight: 1 },
      dataOf(
        [
          [0, 0, 1, 1],
          [5, 5, 5, 5],
        ],
        [0, 0, 1, 1],
      ),
      { seed: 1 },
    );
    // Half the Gini impurity, times weight: 4 rows × ½ × ½ before, nothing after.
    expect(Array.from(splitImportance(model.trees, 1))).toEqual([1, 0]);
  });
});
