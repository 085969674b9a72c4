import { createRandom } from '@probity/numerics';
import { createKernelThreads } from '@probity/threads';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type CompileSettings, compileTrees } from '../../src/compiled/compile-trees.js';
import type { FeatureMatrix } from '../../src/matrix/feature-matrix.js';
import type { TreeEnsemble } from '../../src/tree/tree-ensemble.js';
import { sumOfLeaves } from '../../src/tree/walk-trees.js';
import { type ModelShape, nextDouble, randomModel, randomRows } from './random-model.js';

const forms: readonly CompileSettings[] = [
  { rowForm: 'heap', plainRows: 0 },
  { rowForm: 'linked', plainRows: 0 },
  { rowForm: 'plain', plainRows: 0 },
  { plainRows: 3 },
];

const batchForms: readonly CompileSettings[] = [
  { batchForm: 'bits', plainRows: 0 },
  { rowForm: 'linked', batchForm: 'walk', plainRows: 0 },
  { batchForm: 'rows', plainRows: 0 },
];

const anyShape = fc.record<ModelShape>({
  treeCount: fc.integer({ min: 1, max: 21 }),
  depth: fc.integer({ min: 0, max: 25 }),
  leafChance: fc.constantFrom(0, 0.1, 0.3),
  levelCounts: fc.array(fc.constantFrom(0, 0, 0, 1, 2, 5, 31, 32, 33, 300), { minLength: 1, maxLength: 6 }),
  pointCount: fc.constantFrom(1, 3, 40, 3000),
  mostNodes: fc.constantFrom(5, 125, 127, 511),
  addsSingles: fc.boolean(),
});

function matrixOf(rows: readonly Float64Array[], levelCounts: ArrayLike<number>): FeatureMatrix {
  return {
    rowCount: rows.length,
    features: Array.from(levelCounts, (_, index) => ({ name: `x${index}`, kind: 'numeric' as const })),
    columns: Array.from(levelCounts, (_, feature) => Float64Array.from(rows, (row) => row[feature]!)),
  };
}

/** Fails at the first margin that differs in a bit. */
function expectSame(got: ArrayLike<number>, wanted: ArrayLike<number>, what: string): void {
  expect(got.length).toBe(wanted.length);
  for (let i = 0; i < wanted.length; i++) {
    if (!Object.is(got[i], wanted[i])) throw new Error(`${what}: row ${i} gives ${got[i]} instead of ${wanted[i]}`);
  }
}

function expectAllForms(trees: TreeEnsemble, rows: readonly Float64Array[], base: number): void {
  const wanted = rows.map((row) => sumOfLeaves(trees, row, base));
  for (const settings of forms) {
    if (settings.rowForm === 'heap' && depthOf(trees) > 12) continue;
    const compiled = compileTrees(trees, settings);
    const got = rows.map((row) => compiled.margin(row, base));
    expectSame(got, wanted, JSON.stringify(settings));
    if (settings.rowForm !== undefined) expect(compiled.form).toBe(settings.rowForm);
  }
  const matrix = matrixOf(rows, trees.levelCounts);
  for (const settings of batchForms) {
    const compiled = compileTrees(trees, settings);
    expectSame(compiled.margins(matrix, base, {}), wanted, JSON.stringify(settings));
    if (rows.length >= 32) expect(compiled.form.endsWith(settings.batchForm!)).toBe(settings.batchForm !== 'rows');
  }
}

function depthOf({ splitFeatures, leftChildren, rightChildren }: TreeEnsemble): number {
  const depths = new Uint8Array(splitFeatures.length);
  let depth = 0;
  for (let node = 0; node < depths.length; node++) {
    depth = Math.max(depth, depths[node]!);
    if (splitFeatures[node]! < 0) continue;
    depths[leftChildren[node]!] = depths[node]! + 1;
    depths[rightChildren[node]!] = depths[node]! + 1;
  }
  return depth;
}

describe('compileTrees', () => {
  it('gives what the plain walk gives, bit for bit, in every form, for any trees and rows', () => {
    fc.assert(
      fc.property(anyShape, fc.nat(), fc.integer({ min: 1, max: 300 }), (shape, seed, rowCount) => {
        const random = createRandom(seed);
        const trees = randomModel(random, shape);
        expectAllForms(trees, randomRows(random, trees, rowCount), random.nextNormal());
      }),
      { numRuns: 150 },
    );
  });

  it('sends rows alike at every threshold, one unit in the last place below and above it', () => {
    const random = createRandom(7);
    const shape = { depth: 6, leafChance: 0, levelCounts: [0, 0], mostNodes: 1000, addsSingles: false };
    const trees = randomModel(random, { ...shape, treeCount: 40, pointCount: 2000 });
    const rows: Float64Array[] = [];
    for (const [node, feature] of trees.splitFeatures.entries()) {
      if (feature < 0) continue;
      const threshold = trees.thresholds[node]!;
      for (const value of [threshold, nextDouble(threshold, 1), nextDouble(threshold, -1)]) {
        rows.push(Float64Array.of(value, -value), Float64Array.of(random.nextNormal(), value));
      }
    }
    expectAllForms(trees, rows, 0.25);
  });
});

describe('the form', () => {
  const shapeOf = (depth: number, mostNodes: number): ModelShape => ({
    ...{ treeCount: 9, depth, mostNodes, leafChance: 0, levelCounts: [0, 0, 4], pointCount: 50, addsSingles: false },
  });
  const formOf = (shape: ModelShape): string => {
    const random = createRandom(5);
    const trees = randomModel(random, shape);
    const rows = randomRows(random, trees, 200);
    const compiled = compileTrees(trees, { plainRows: 0 });
    compiled.margins(matrixOf(rows, trees.levelCounts), 0, {});
    expectSame(
      rows.map((row) => compiled.margin(row, 0)),
      rows.map((row) => sumOfLeaves(trees, row, 0)),
      compiled.form,
    );
    return compiled.form;
  };

  it('follows the shape of the trees', () => {
    expect(formOf(shapeOf(6, 1000))).toBe('heap, bits');
    expect(formOf(shapeOf(20, 125))).toBe('linked, bits');
    expect(formOf(shapeOf(10, 3000))).toBe('linked, walk');
  });

  it('stays plain for a few rows, and becomes compiled with more', () => {
    const random = createRandom(3);
    const trees = randomModel(random, shapeOf(4, 100));
    const compiled = compileTrees(trees);
    const rows = randomRows(random, trees, 200);
    for (const [i, row] of rows.entries()) {
      expect(Object.is(compiled.margin(row, 1), sumOfLeaves(trees, row, 1))).toBe(true);
      expect(compiled.form).toBe(i < 64 ? 'plain' : 'heap');
    }
  });

  it('is plain for thresholds that no rank can stand for', () => {
    const random = createRandom(4);
    const trees = randomModel(random, shapeOf(4, 100));
    trees.thresholds[trees.splitFeatures.indexOf(0)] = Number.NaN;
    const compiled = compileTrees(trees, { plainRows: 0 });
    for (const row of randomRows(random, trees, 100)) {
      expect(Object.is(compiled.margin(row, 1), sumOfLeaves(trees, row, 1))).toBe(true);
    }
    expect(compiled.form).toBe('plain');
  });
});

describe('many features', () => {
  it('take wide nodes: more than 256 columns, in every form', () => {
    const random = createRandom(21);
    const levelCounts = Array.from({ length: 300 }, (_, feature) => (feature % 10 === 0 ? 7 : 0));
    for (const depth of [6, 14]) {
      const shape = { treeCount: 30, depth, leafChance: 0.05, pointCount: 9, mostNodes: 600, addsSingles: depth === 6 };
      const trees = randomModel(random, { ...shape, levelCounts });
      expectAllForms(trees, randomRows(random, trees, 300), 0.5);
    }
  });
});

describe('batches', () => {
  const two = createKernelThreads({ count: 2 });
  const three = createKernelThreads({ count: 3 });
  afterAll(() => Promise.all([two.close(), three.close()]));

  for (const [form, mostNodes] of [
    ['bits', 125],
    ['walk', 1500],
  ] as const) {
    it(`give the same bytes with one, two and three threads: ${form}`, () => {
      const random = createRandom(11);
      const shape = { depth: 14, leafChance: 0.03, levelCounts: [0, 0, 0, 12, 0], pointCount: 500, addsSingles: false };
      const trees = randomModel(random, { ...shape, treeCount: 37, mostNodes });
      const rows = randomRows(random, trees, 20_011);
      const matrix = matrixOf(rows, trees.levelCounts);
      const wanted = rows.map((row) => sumOfLeaves(trees, row, -1));
      const compiled = compileTrees(trees);
      for (const options of [{}, { threads: two }, { threads: three }]) {
        expectSame(compiled.margins(matrix, -1, options), wanted, `${options.threads?.count ?? 1} threads`);
      }
      expect(compiled.form.endsWith(form)).toBe(true);
    });
  }
});
