import { readFileSync } from 'node:fs';
import {
  averagePathLength,
  type FeatureMatrix,
  fitIsolationForest,
  IsolationForest,
  restoreIsolationForest,
  rocAuc,
  selectRows,
} from '@probity/learn';
import { awkwardRows, simulateRows } from '@probity/learn/testing';
import { log } from '@probity/numerics';
import { createKernelThreads } from '@probity/threads';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EnsembleBuilder } from '../../src/tree/ensemble-builder.js';

interface Golden {
  readonly pathLengths: { readonly rows: number[]; readonly lengths: number[] };
  readonly columns: number[][];
  readonly isOutlier: number[];
  readonly rocAuc: number;
  readonly rocAucSpread: number;
  readonly few: {
    readonly rowsPerTree: number;
    readonly trees: {
      readonly features: number[];
      readonly thresholds: number[];
      readonly lefts: number[];
      readonly rights: number[];
      readonly rows: number[];
    }[];
    readonly rows: number[][];
    readonly scores: number[];
  };
}

const file = readFileSync(new URL('../golden/forest/cases.json', import.meta.url), 'utf8');
const golden = (JSON.parse(file) as { isolation: Golden }).isolation;

function numbers(columns: readonly (readonly number[])[]): FeatureMatrix {
  return {
    rowCount: columns[0]?.length ?? 0,
    features: columns.map((_, index) => ({ name: `x${index}`, kind: 'numeric' })),
    columns: columns.map((column) => Float64Array.from(column)),
  };
}

describe('beside scikit-learn', () => {
  it.each(golden.pathLengths.rows.map((rows, index) => [rows, golden.pathLengths.lengths[index] ?? Number.NaN]))(
    'expects of %d rows the same path length',
    (rows, length) => {
      expect(Math.abs(averagePathLength(rows) - length)).toBeLessThan(1e-12);
    },
  );

  it('scores rows alike on the same trees', () => {
    const { trees, rowsPerTree, rows, scores } = golden.few;
    const builder = new EnsembleBuilder([0, 0, 0, 0]);
    for (const tree of trees) {
      builder.startTree();
      // Theirs are numbered left branch first; children after their parents either way.
      const first = builder.nodeCount;
      for (const count of tree.rows) builder.addLeaf(0, count);
      const depths = new Array<number>(tree.rows.length).fill(0);
      for (const [node, left] of tree.lefts.entries()) {
        const right = tree.rights[node] ?? -1;
        const depth = depths[node] ?? 0;
        if (left < 0) {
          const length = depth + averagePathLength(tree.rows[node] ?? 0);
          builder.setLeaf(first + node, -length / (averagePathLength(rowsPerTree) * trees.length));
          continue;
        }
        depths[left] = depths[right] = depth + 1;
        const feature = tree.features[node] ?? -1;
        const threshold = tree.thresholds[node] ?? Number.NaN;
        builder.setSplit(first + node, { feature, threshold, missingGoesLeft: false }, first + left, first + right);
      }
    }
    const { features } = numbers(golden.columns);
    const forest = new IsolationForest(features, builder.build(), 0.5, {});
    for (const [index, row] of rows.entries()) {
      expect(Math.abs(forest.score(Float64Array.from(row)) - (scores[index] ?? Number.NaN))).toBeLessThan(1e-12);
    }
  });

  it('ranks outliers as well', () => {
    const matrix = numbers(golden.columns);
    const labels = Uint8Array.from(golden.isOutlier);
    const aucs = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) =>
      rocAuc(fitIsolationForest({}, matrix, { seed }).scores(matrix), labels),
    );
    const mean = aucs.reduce((sum, value) => sum + value, 0) / aucs.length;
    expect(Math.abs(mean - golden.rocAuc)).toBeLessThan(2 * golden.rocAucSpread);
  });
});

describe('an isolation forest', () => {
  const { matrix } = simulateRows(900, 51);
  const forest = fitIsolationForest({ contamination: 0.1 }, matrix, { seed: 1 });
  const scores = forest.scores(matrix);

  it('scores between 0 and 1, a batch as row by row, with threads or without', () => {
    const row = new Float64Array(4);
    for (let index = 0; index < 900; index++) {
      for (const [feature, column] of matrix.columns.entries()) row[feature] = column[index] ?? Number.NaN;
      expect(forest.score(row)).toBe(scores[index]);
      expect(forest.score(row) > 0 && forest.score(row) < 1).toBe(true);
    }
    expect(forest.scores(matrix, { threads: createKernelThreads({ count: 2 }) })).toEqual(scores);
    for (const awkward of awkwardRows(4)) expect(Number.isFinite(forest.score(awkward))).toBe(true);
  });

  it('scores numbers in a batch as row by row, too, missing ones among them', () => {
    const columns = golden.columns.map((column, feature) =>
      column.map((value, row) => ((row + feature) % 9 === 0 ? Number.NaN : value)),
    );
    const numeric = numbers(columns);
    const found = fitIsolationForest({ trees: 30 }, numeric, { seed: 1 });
    const batch = found.scores(numeric);
    for (let row = 0; row < numeric.rowCount; row++) {
      expect(batch[row]).toBe(found.score(Float64Array.from(columns, (column) => column[row] ?? Number.NaN)));
    }
    expect(found.scores(numeric, { threads: createKernelThreads({ count: 2 }) })).toEqual(batch);
  });

  it('calls the share of rows anomalous that it was told, half a point as the limit when not told', () => {
    expect(scores.filter((score) => score > forest.threshold).length).toBe(90);
    expect(fitIsolationForest({}, matrix, { seed: 1 }).threshold).toBe(0.5);
  });

  it('explains a score: contributions add up to its logarithm, and those of the odd value stand out', () => {
    const row = Float64Array.of(25, 40, 1, 0.5);
    const contributions = new Float64Array(4).fill(Number.NaN);
    const baseline = forest.explain(row, contributions);
    const total = contributions.reduce((sum, value) => sum + value, baseline);
    expect(Math.abs(total - log(forest.score(row)) / Math.LN2)).toBeLessThan(1e-9);
    expect(contributions.indexOf(Math.max(...contributions))).toBe(0);
  });

  it('is the same from its parts, and refuses parts that are not its own', () => {
    const parts = forest.toParts();
    const restored = restoreIsolationForest({ ...parts, json: JSON.parse(JSON.stringify(parts.json)) as unknown });
    expect(restored.scores(matrix)).toEqual(scores);
    expect(restored.threshold).toBe(forest.threshold);
    expect(restored.toParts()).toEqual(parts);
    expect(() => restoreIsolationForest({ ...parts, kind: 'forest' })).toThrow('isolation-forest');
    const leafValues = Float64Array.from(parts.arrays['leafValues'] ?? [], (value) => -value);
    expect(() => restoreIsolationForest({ ...parts, arrays: { ...parts.arrays, leafValues } })).toThrow('at most 0');
  });

  it('gives equal bytes for equal seeds and others for others', () => {
    expect(fitIsolationForest({ contamination: 0.1 }, matrix, { seed: 1 }).toParts()).toEqual(forest.toParts());
    expect(fitIsolationForest({}, matrix, { seed: 2 }).trees.thresholds).not.toEqual(forest.trees.thresholds);
  });

  it('does not take rows with missing cells for anomalies', () => {
    const known = selectRows(
      matrix,
      Uint32Array.from(scores.keys()).filter((row) => !Number.isNaN(matrix.columns[0]?.[row])),
    );
    const among = fitIsolationForest({ trees: 300 }, known, { seed: 3 });
    const usual = among.scores(known);
    const mean = usual.reduce((sum, value) => sum + value, 0) / usual.length;
    const deviation = Math.sqrt(usual.reduce((sum, value) => sum + (value - mean) ** 2, 0) / usual.length);
    for (let row = 0; row < 50; row++) {
      const hidden = Float64Array.from(known.columns, (column) => column[row] ?? Number.NaN);
      hidden[0] = Number.NaN;
      expect(Math.abs(among.score(hidden) - mean)).toBeLessThan(4 * deviation);
    }
  });

  it('finds a rare level, and one that was never there', () => {
    const codes = Float64Array.from({ length: 600 }, (_, row) => (row === 0 ? 2 : row % 2));
    const levels = ['a', 'b', 'rare', 'unseen'];
    const categories: FeatureMatrix = {
      rowCount: 600,
      features: [{ name: 'c', kind: 'category', levels }],
      columns: [codes],
    };
    const found = fitIsolationForest({ rowsPerTree: 600 }, categories, { seed: 1 });
    const of = (code: number): number => found.score(Float64Array.of(code));
    expect(of(2)).toBeGreaterThan(of(0) + 0.1);
    expect(of(3)).toBeGreaterThan(of(0));
  });

  it('does not depend on the scale of a feature', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 1, max: 1000 }), (power, seed) => {
        // Powers of two: no rounding, so that not a bit changes.
        const scaled = {
          ...matrix,
          columns: matrix.columns.map((column, i) => (i === 0 ? column.map((v) => v * 2 ** power) : column)),
        };
        const settings = { trees: 10, rowsPerTree: 64 };
        const found = fitIsolationForest(settings, scaled, { seed }).scores(scaled);
        expect(found).toEqual(fitIsolationForest(settings, matrix, { seed }).scores(matrix));
      }),
      { numRuns: 20 },
    );
  });

  it('says −(depth + path length of what is left)/c in each leaf, and isolates single rows where it may', () => {
    const { trees, record } = fitIsolationForest({ trees: 3, rowsPerTree: 100 }, matrix, { seed: 4 });
    expect((record as { settings: object }).settings).toEqual({ trees: 3, rowsPerTree: 100, contamination: 'auto' });
    const depths = new Map<number, number>();
    for (const root of trees.treeStarts.subarray(0, -1)) depths.set(root, 0);
    for (let node = 0; node < trees.splitFeatures.length; node++) {
      const depth = depths.get(node) ?? Number.NaN;
      const cover = trees.covers[node] ?? Number.NaN;
      const [left = -1, right = -1] = [trees.leftChildren[node], trees.rightChildren[node]];
      if ((trees.splitFeatures[node] ?? -1) >= 0) {
        expect((trees.covers[left] ?? 0) + (trees.covers[right] ?? 0)).toBe(cover);
        depths.set(left, depth + 1).set(right, depth + 1);
        continue;
      }
      expect(cover === 1 || depth === 7).toBe(true);
      const expected = -(depth + averagePathLength(cover)) / (3 * averagePathLength(100));
      expect(trees.leafValues[node]).toBeCloseTo(expected, 14);
    }
  });

  it('learns from odd columns: constant, all missing, huge', () => {
    const odd = numbers([new Array<number>(50).fill(3), new Array<number>(50).fill(Number.NaN)]);
    const same = fitIsolationForest({}, odd, { seed: 1 });
    // Nothing tells rows apart: each is as deep as the average.
    expect(same.score(Float64Array.of(3, 1))).toBeCloseTo(0.5, 12);
    const huge = numbers([
      Array.from({ length: 50 }, (_, row) => (row % 2 === 0 ? 1.7e308 : -1.7e308) / ((row % 7) + 1)),
    ]);
    expect(fitIsolationForest({}, huge, { seed: 1 }).scores(huge).every(Number.isFinite)).toBe(true);
  });

  it('refuses wrong settings, too few rows and cells, and can be cancelled', () => {
    expect(() => fitIsolationForest({ contamination: 0.6 }, matrix, { seed: 1 })).toThrow('`contamination`');
    expect(() => fitIsolationForest({ rowsPerTree: 1 }, matrix, { seed: 1 })).toThrow('`rowsPerTree`');
    expect(() => fitIsolationForest({}, selectRows(matrix, Uint32Array.of(0)), { seed: 1 })).toThrow('two rows');
    expect(() => fitIsolationForest({}, numbers([[1, Infinity]]), { seed: 1 })).toThrow('finite');
    expect(() => fitIsolationForest({}, matrix, { seed: 1, signal: { aborted: true } })).toThrow('cancelled');
  });
});
