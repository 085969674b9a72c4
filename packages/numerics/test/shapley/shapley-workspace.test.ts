import { createKernelThreads } from '@probity/threads';
import { describe, expect, it } from 'vitest';
import { layOutShapleyPlan } from '../../src/shapley/lay-out-shapley-plan.js';
import type { ShapleyTrees } from '../../src/shapley/shapley-trees.js';
import { ShapleyWorkspace } from '../../src/shapley/shapley-workspace.js';

/** x0 ≤ 0 (three quarters go left): 1; else by the level of x1 (levels 0 and 32 left, missing left, half go left): 5 or 9. */
const trees: ShapleyTrees = {
  treeStarts: Uint32Array.of(0, 5),
  splitFeatures: Int32Array.of(0, -1, 1, -1, -1),
  thresholds: Float64Array.of(0, 0, 0, 0, 0),
  leftChildren: Uint32Array.of(1, 0, 3, 0, 0),
  rightChildren: Uint32Array.of(2, 0, 4, 0, 0),
  missingGoesLeft: Uint8Array.of(0, 0, 1, 0, 0),
  categoryStarts: Int32Array.of(-1, -1, 0, -1, -1),
  categoryBits: Uint32Array.of(1, 1),
  leafValues: Float64Array.of(0, 1, 0, 5, 9),
  covers: Float64Array.of(8, 6, 2, 1, 1),
  levelCounts: Uint32Array.of(0, 33, 0),
};

// By hand: nothing known 0.75 · 1 + 0.25 · 7 = 2.5; x0 known 1 or 7; x1 known 0.75 + 0.25 · (5 or 9) = 2 or 3; both: the leaf.
const cases = [
  { row: [-1, 0, 3], contributions: [(1 - 2.5 + (1 - 2)) / 2, (2 - 2.5 + (1 - 1)) / 2, 0] },
  { row: [1, 32, 3], contributions: [(7 - 2.5 + (5 - 2)) / 2, (2 - 2.5 + (5 - 7)) / 2, 0] },
  { row: [1, 7, 3], contributions: [(7 - 2.5 + (9 - 3)) / 2, (3 - 2.5 + (9 - 7)) / 2, 0] },
  { row: [Number.NaN, Number.NaN, 3], contributions: [(7 - 2.5 + (5 - 2)) / 2, (2 - 2.5 + (5 - 7)) / 2, 0] },
  { row: [1, 33, 3], contributions: [(7 - 2.5 + (5 - 2)) / 2, (2 - 2.5 + (5 - 7)) / 2, 0] },
];

describe('ShapleyWorkspace', () => {
  const plan = layOutShapleyPlan(trees);

  it('knows the expected leaf', () => {
    expect(plan.expected).toBe(2.5);
  });

  it('gives the values worked out by hand, one row at a time', () => {
    const workspace = new ShapleyWorkspace(plan, 0);
    for (const { row, contributions } of cases) {
      const own = new Float64Array(3);
      workspace.explainRow(Float64Array.from(row), own);
      for (const [feature, value] of own.entries()) expect(value).toBeCloseTo(contributions[feature], 14);
    }
  });

  it('gives the same bits for many rows, on any number of threads', async () => {
    const columns = [0, 1, 2].map((feature) => Float64Array.from({ length: 200 }, (_, i) => cases[i % 5].row[feature]));
    const alone = new ShapleyWorkspace(plan, 0);
    const own = new Float64Array(3);
    for (const count of [1, 2, 3]) {
      const threads = createKernelThreads({ count });
      const workspace = new ShapleyWorkspace(plan, 200, threads);
      const contributions = new Float64Array(600);
      workspace.explainRows(columns, 200, contributions);
      workspace.release();
      await threads.close();
      for (let row = 0; row < 200; row++) {
        alone.explainRow(Float64Array.from(cases[row % 5].row), own);
        expect([...contributions.subarray(3 * row, 3 * row + 3)]).toEqual([...own]);
      }
    }
  });

  it('refuses what does not fit', () => {
    const columns = [0, 1, 2].map(() => new Float64Array(2));
    expect(() => new ShapleyWorkspace(plan, 0).explainRows(columns, 2, new Float64Array(6))).toThrow(/made for rows/);
    expect(() => new ShapleyWorkspace(plan, 2).explainRows(columns, 2, new Float64Array(5))).toThrow(/must hold 6/);
  });
});
