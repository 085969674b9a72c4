import { readFileSync } from 'node:fs';
import {
  type ForestSettings,
  fitExtraTrees,
  fitForest,
  margins,
  type OutOfBag,
  rocAuc,
  selectTrainingRows,
  type TrainingData,
} from '@probity/learn';
import { simulateRows } from '@probity/learn/testing';
import { createKernelThreads } from '@probity/threads';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitImportance } from '../../src/tree/split-importance.js';
import { checkGreedy } from './check-greedy.js';

const threads = { two: createKernelThreads({ count: 2 }), three: createKernelThreads({ count: 3 }) };
const fits = { fitForest, fitExtraTrees };

describe('a random forest', () => {
  const data = simulateRows(1500, 41);
  const fresh = simulateRows(4000, 42);
  const model = fitForest({ trees: 150 }, data, { seed: 1 });

  it('says a mean probability: in [0, 1], near the bad rate on average', () => {
    const found = margins(model, fresh.matrix);
    expect(found.every((share) => share >= 0 && share <= 1 + 1e-12)).toBe(true);
    const mean = found.reduce((sum, share) => sum + share, 0) / found.length;
    const badRate = fresh.labels.reduce((sum, label) => sum + label, 0) / fresh.labels.length;
    expect(Math.abs(mean - badRate)).toBeLessThan(0.03);
    expect(model.marginScale).toBe('probability');
  });

  it('measures itself out of bag about as fresh rows do', () => {
    const { outOfBag } = model.record as { outOfBag: OutOfBag };
    expect(outOfBag.rows).toBe(1500);
    expect(Math.abs(outOfBag.rocAuc - rocAuc(margins(model, fresh.matrix), fresh.labels))).toBeLessThan(0.03);
  });

  it('ranks better than one of its trees', () => {
    const alone = fitForest({ trees: 1 }, data, { seed: 1 });
    const aucOf = (some: typeof model) => rocAuc(margins(some, fresh.matrix), fresh.labels);
    expect(aucOf(model)).toBeGreaterThan(aucOf(alone) + 0.02);
  });

  it('draws rows and features by its seed', () => {
    const other = fitForest({ trees: 150 }, data, { seed: 2 });
    expect(other.trees.thresholds).not.toEqual(model.trees.thresholds);
  });

  it('finds the features that matter: those of the story gain more than noise', () => {
    // In large leaves: small ones flatter features of many values.
    const { trees } = fitForest({ trees: 150, minLeafWeight: 50 }, data, { seed: 1 });
    const [burden = 0, age = 0, home = 0, noise = 0] = splitImportance(trees, 150);
    expect(burden).toBeGreaterThan(5 * noise);
    expect(age).toBeGreaterThan(noise);
    expect(home).toBeGreaterThan(noise);
  });

  it('refuses settings out of their range by name', () => {
    expect(() => fitForest({ trees: 0 }, data, { seed: 1 })).toThrow('`trees` of `fitForest` must be a whole number');
    expect(() => fitForest({ leaves: 3 } as object, data, { seed: 1 })).toThrow('no such setting');
    const wrong = { bootstrap: 1 } as unknown as Partial<ForestSettings>;
    expect(() => fitExtraTrees(wrong, data, { seed: 1 })).toThrow(
      '`bootstrap` of `fitExtraTrees` must be true or false',
    );
  });

  it('stops between trees when cancelled on the way', () => {
    const signal = { aborted: false };
    let last = 0;
    const onProgress = (share: number): void => {
      last = share;
      signal.aborted = true;
    };
    expect(() => fitForest({ trees: 400 }, data, { seed: 1, signal, onProgress })).toThrow('was cancelled');
    expect(last).toBeGreaterThan(0);
    expect(last).toBeLessThan(1);
  });
});

describe.each(['fitForest', 'fitExtraTrees'] as const)('%s', (name) => {
  const fit = fits[name];
  const plain = simulateRows(700, 43);
  const weights = Float64Array.from({ length: 700 }, (_, row) => 0.3 + (row % 7));

  it.each([
    ['without weights', plain],
    ['with weights', { ...plain, weights }],
  ])('gives the same bytes with one, two and three threads, %s', (_, data) => {
    const settings = { trees: 40, minLeafWeight: 1, bootstrap: true };
    const alone = fit(settings, data, { seed: 5 }).toParts();
    expect(fit(settings, data, { seed: 5, threads: threads.two }).toParts()).toEqual(alone);
    expect(fit(settings, data, { seed: 5, threads: threads.three }).toParts()).toEqual(alone);
  });

  it('on all rows does not depend on their order', () => {
    const settings = { trees: 20, bootstrap: false, minLeafWeight: 2 };
    const backwards = selectTrainingRows(plain, Uint32Array.from(plain.labels.keys()).reverse());
    expect(fit(settings, backwards, { seed: 3 }).toParts()).toEqual(fit(settings, plain, { seed: 3 }).toParts());
  });

  it('draws the share of the rows that is asked for', () => {
    const { trees, record } = fit({ trees: 9, rowShare: 0.4, bootstrap: false }, plain, { seed: 3 });
    for (const root of trees.treeStarts.subarray(0, -1)) expect(trees.covers[root]).toBe(280);
    expect((record as { outOfBag: OutOfBag }).outOfBag.rows).toBeGreaterThan(650);
    const all = fit({ trees: 3, bootstrap: false }, plain, { seed: 3 });
    expect((all.record as { outOfBag: unknown }).outOfBag).toBeNull();
  });

  it('says the same of its rows when a feature is stretched by a rising function, if cuts are searched', () => {
    if (name === 'fitExtraTrees') return;
    const settings = { trees: 15, maxBins: 254 };
    const columns = plain.matrix.columns.map((column, feature) =>
      feature === 1 ? column.map((value) => value * value * value) : column,
    );
    const stretched = { ...plain, matrix: { ...plain.matrix, columns } };
    const found = margins(fit(settings, stretched, { seed: 3 }), stretched.matrix);
    expect(found).toEqual(margins(fit(settings, plain, { seed: 3 }), plain.matrix));
  });
});

describe('one tree on all rows and features', () => {
  const cell = fc.option(fc.integer({ min: -9, max: 9 }), { nil: Number.NaN, freq: 6 });
  const level = fc.option(fc.integer({ min: 0, max: 4 }), { nil: Number.NaN, freq: 6 });
  const rows = fc.array(
    fc.record({ x: cell, z: cell, c: level, y: fc.integer({ min: 0, max: 1 }), w: fc.integer({ min: 1, max: 3 }) }),
    {
      minLength: 8,
      // More rows than those whose bins the kernel notes one by one.
      maxLength: 160,
    },
  );
  const features = [
    { name: 'x' as const, kind: 'numeric' as const },
    { name: 'z' as const, kind: 'numeric' as const },
    { name: 'c' as const, kind: 'category' as const, levels: ['a', 'b', 'c', 'd', 'e'] },
  ];
  const limits = fc.record({
    criterion: fc.constantFrom('gini' as const, 'entropy' as const),
    minLeafWeight: fc.integer({ min: 0, max: 6 }),
    maxDepth: fc.integer({ min: 1, max: 12 }),
    isWeighted: fc.boolean(),
  });

  it('divides every node by the best split there is, and stops only where none gains', () => {
    fc.assert(
      fc.property(rows, limits, (list, { isWeighted, ...settings }) => {
        // With a limit on leaves the best set of levels need not be one in order of their shares: then numbers only.
        const used = settings.minLeafWeight > 1 ? features.slice(0, 2) : features;
        const both = [...list, { x: 0, z: 0, c: 0, y: 0, w: 1 }, { x: 1, z: 1, c: 1, y: 1, w: 1 }];
        const data: TrainingData = {
          matrix: {
            rowCount: both.length,
            features: used,
            columns: used.map(({ name }) => Float64Array.from(both, (row) => row[name])),
          },
          labels: Uint8Array.from(both, ({ y }) => y),
          ...(isWeighted ? { weights: Float64Array.from(both, ({ w }) => w) } : {}),
        };
        const complete = { ...settings, levelSmoothing: 0 };
        const model = fitForest({ ...complete, trees: 1, bootstrap: false, featureShare: 1 }, data, { seed: 1 });
        checkGreedy(model.trees, data, complete);
      }),
      { numRuns: 150 },
    );
  });
});

describe('cuts at random', () => {
  /** Shares of 3000 stumps that cut after 0 and after 1, on the values 0, 1 and 10. */
  const cutsOf = (values: readonly number[], labels: readonly number[]) => {
    const data: TrainingData = {
      matrix: {
        rowCount: values.length,
        features: [{ name: 'x', kind: 'numeric' }],
        columns: [Float64Array.from(values)],
      },
      labels: Uint8Array.from(labels),
    };
    const { trees } = fitExtraTrees({ trees: 3000, maxDepth: 1, minLeafWeight: 0 }, data, { seed: 1 });
    return [...trees.treeStarts.subarray(0, -1)].map((root) => trees.thresholds[root] ?? Number.NaN);
  };

  it('are uniform between the least and the greatest value', () => {
    const cuts = cutsOf([0, 1, 10, 0, 1, 10], [0, 0, 0, 1, 1, 0]);
    const afterZero = cuts.filter((cut) => cut === 0.5).length;
    expect(afterZero + cuts.filter((cut) => cut === 5.5).length).toBe(3000);
    // One in ten, within five standard deviations.
    expect(Math.abs(afterZero - 300)).toBeLessThan(5 * Math.sqrt(3000 * 0.1 * 0.9));
  });

  it('put missing values on the side that gains more', () => {
    const data: TrainingData = {
      matrix: {
        rowCount: 4,
        features: [{ name: 'x', kind: 'numeric' }],
        columns: [Float64Array.of(0, 1, Number.NaN, Number.NaN)],
      },
      labels: Uint8Array.of(0, 1, 0, 0),
    };
    const model = fitExtraTrees({ trees: 20, maxDepth: 1, minLeafWeight: 0 }, data, { seed: 1 });
    expect(model.margin(Float64Array.of(Number.NaN))).toBeCloseTo(0, 12);
    expect(model.margin(Float64Array.of(1))).toBeCloseTo(1, 12);
  });
});

interface Golden {
  readonly columns: number[][];
  readonly labels: number[];
  readonly trainRows: number;
  readonly found: Record<string, { rocAuc: number; rocAucSpread: number; brier: number; brierSpread: number }>;
}

describe('beside scikit-learn', () => {
  const file = readFileSync(new URL('../golden/forest/cases.json', import.meta.url), 'utf8');
  const { columns, labels, trainRows, found } = (JSON.parse(file) as { classifiers: Golden }).classifiers;
  const rowsOf = (from: number, to: number): TrainingData => ({
    matrix: {
      rowCount: to - from,
      features: columns.map((_, index) => ({ name: `x${index}`, kind: 'numeric' })),
      columns: columns.map((column) => Float64Array.from(column.slice(from, to))),
    },
    labels: Uint8Array.from(labels.slice(from, to)),
  });
  const train = rowsOf(0, trainRows);
  const test = rowsOf(trainRows, labels.length);

  it.each(Object.keys(found))('ranks and scores unseen rows as well: %s', (name) => {
    const golden = found[name];
    if (golden === undefined) throw new Error(name);
    const fit = name.startsWith('forest') ? fitForest : fitExtraTrees;
    const settings = { trees: 100, minLeafWeight: Number(name.split('-').at(-1)), maxDepth: 64, maxBins: 254 };
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
    const scored = seeds.map((seed) => margins(fit(settings, train, { seed }), test.matrix));
    const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
    const auc = mean(scored.map((shares) => rocAuc(shares, test.labels)));
    const brier = mean(
      scored.map((shares) => mean([...shares].map((share, row) => (share - (test.labels[row] ?? 0)) ** 2))),
    );
    // Means of 8 and of 12 seeds: a little over four standard deviations of their difference.
    expect(auc).toBeGreaterThan(golden.rocAuc - 2 * golden.rocAucSpread);
    expect(brier).toBeLessThan(golden.brier + 2 * golden.brierSpread);
  });
});
