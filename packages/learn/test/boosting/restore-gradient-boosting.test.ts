import { ProbityError } from '@probity/domain';
import { fitGradientBoosting, type ModelArray, type ModelParts, restoreGradientBoosting } from '@probity/learn';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { creditLikeData } from './training-sets.js';

const parts = fitGradientBoosting(
  { preset: 'balanced', patience: 0, maxRounds: 4, maxLeaves: 6 },
  creditLikeData(300, 1),
  {
    seed: 1,
  },
).toParts();
const names = Object.keys(parts.arrays);
const rows = [
  Float64Array.of(0, 0, 1, 2, 0),
  new Float64Array(5).fill(Number.NaN),
  Float64Array.of(1e300, -9, 2, 77, 0),
];

describe('restoreGradientBoosting', () => {
  it('refuses or survives any change of any number in any array', () => {
    const wild = fc.oneof(
      fc.integer({ min: -3, max: 60 }),
      fc.constantFrom(NaN, Infinity, -Infinity, 4294967295, 2147483647, -2147483648, 1e308, 1e-320),
    );
    let survived = 0;
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), wild, fc.nat(), wild, (name, at, value, secondAt, second) => {
        const changed = copyParts();
        const array = changed.arrays[name] as Float64Array;
        array[at % array.length] = value;
        array[secondAt % array.length] = second;
        if (usableOrRefused(changed)) survived += 1;
      }),
      { numRuns: 3000 },
    );
    // Both ways must occur, or nothing was tested.
    expect(survived).toBeGreaterThan(100);
    expect(survived).toBeLessThan(2900);
  });

  it('refuses arrays that are missing, cut short, too long or of another type', () => {
    for (const name of names) {
      const { [name]: array, ...others } = parts.arrays;
      const replacements = [undefined, array.slice(1), Float64Array.from([...array, 7]), Uint8Array.of(1), [1, 2], 'x'];
      for (const replacement of replacements) {
        if (replacement?.constructor === array.constructor && name === 'categoryBits' && replacement.length > 1)
          continue;
        expect(() =>
          restoreGradientBoosting({ ...parts, arrays: { ...others, [name]: replacement as ModelArray } }),
        ).toThrow(expect.objectContaining({ code: 'BUNDLE_INVALID' }));
      }
    }
  });

  it('refuses loops, shared children and trees that are too deep', () => {
    const loop = copyParts();
    loop.arrays.leftChildren[0] = 0;
    expect(() => restoreGradientBoosting(loop)).toThrow('come after their parents');
    const shared = copyParts();
    shared.arrays.leftChildren[0] = shared.arrays.rightChildren[0];
    expect(() => restoreGradientBoosting(shared)).toThrow('have one parent each');
    expect(() => restoreGradientBoosting(chain(65))).toThrow('at most 64 deep');
    expect(restoreGradientBoosting(chain(64)).margin(rows[0])).toBe(1);
  });

  it('refuses JSON of any other form', () => {
    const json = parts.json as Record<string, unknown>;
    const wrong: unknown[] = [null, [], 'x', {}, { ...json, features: {} }, { ...json, features: [] }];
    wrong.push({ ...json, baseScore: 'NaN' }, { ...json, baseScore: 1e300 }, { ...json, features: [{ name: 1 }] });
    wrong.push({ ...json, record: null });
    for (const other of wrong) {
      expect(() => restoreGradientBoosting({ ...parts, json: other })).toThrow(
        expect.objectContaining({ code: 'BUNDLE_INVALID' }),
      );
    }
  });

  it('keeps a copy of its own', () => {
    const own = copyParts();
    const model = restoreGradientBoosting(own);
    const before = model.margin(rows[0]);
    own.arrays.leafValues.fill(9);
    expect(model.margin(rows[0])).toBe(before);
  });
});

function copyParts(): ModelParts & { arrays: Record<string, Float64Array> } {
  const arrays = Object.fromEntries(Object.entries(parts.arrays).map(([name, array]) => [name, array.slice()]));
  return { ...parts, arrays: arrays as Record<string, Float64Array> };
}

/** True when the model loads and gives finite margins; throws on anything but a coded refusal. */
function usableOrRefused(changed: ModelParts): boolean {
  let model: ReturnType<typeof restoreGradientBoosting>;
  try {
    model = restoreGradientBoosting(changed);
  } catch (error) {
    if (error instanceof ProbityError && error.code === 'BUNDLE_INVALID') return false;
    throw error;
  }
  const contributions = new Float64Array(5);
  for (const row of rows) {
    const baseline = model.explain(row, contributions);
    const total = contributions.reduce((sum, value) => sum + value, baseline);
    if (!Number.isFinite(model.margin(row))) throw new Error(`margin ${model.margin(row)}`);
    if (!(Math.abs(total - model.margin(row)) < 1e-9 * (1 + Math.abs(total))))
      throw new Error(`contributions add to ${total}`);
  }
  return true;
}

/** One tree with a split at every level. */
function chain(depth: number): ModelParts {
  const nodeCount = 2 * depth + 1;
  const isSplit = (node: number) => node % 2 === 0 && node < nodeCount - 1;
  const perNode = (value: (node: number) => number) => Array.from({ length: nodeCount }, (_, node) => value(node));
  return {
    kind: 'gradient-boosting',
    json: { features: [{ name: 'x', kind: 'numeric' }], baseScore: 0, record: {} },
    arrays: {
      treeStarts: Uint32Array.of(0, nodeCount),
      splitFeatures: Int32Array.from(perNode((node) => (isSplit(node) ? 0 : -1))),
      thresholds: new Float64Array(nodeCount),
      leftChildren: Uint32Array.from(perNode((node) => (isSplit(node) ? node + 1 : 0))),
      rightChildren: Uint32Array.from(perNode((node) => (isSplit(node) ? node + 2 : 0))),
      missingGoesLeft: new Uint8Array(nodeCount),
      categoryStarts: new Int32Array(nodeCount).fill(-1),
      categoryBits: new Uint32Array(0),
      leafValues: Float64Array.from(perNode((node) => (isSplit(node) ? 0 : 1))),
      covers: new Float64Array(nodeCount).fill(1),
    },
  };
}
