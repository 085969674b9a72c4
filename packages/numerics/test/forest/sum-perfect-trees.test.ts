import { createRandom, type PerfectTrees, sumPerfectTrees } from '@probity/numerics';
import { createKernelThreads } from '@probity/threads';
import { describe, expect, it } from 'vitest';

const random = createRandom(11);
const awkward = [0, -0, Infinity, -Infinity, Number.MIN_VALUE, -Number.MIN_VALUE, 1e300, -1e300, Number.NaN, 1];

function drawTrees(treeCount: number, depth: number, width: number): PerfectTrees {
  const size = treeCount * 2 ** depth;
  const drawThreshold = (): number =>
    random.nextUint32Below(4) === 0 ? (awkward[random.nextUint32Below(8)] ?? 0) : random.nextNormal();
  return {
    treeCount,
    depth,
    thresholds: Float64Array.from({ length: size }, drawThreshold),
    features: Uint32Array.from({ length: size }, () => random.nextUint32Below(width)),
    missingGoesLeft: Uint8Array.from({ length: size }, () => random.nextUint32Below(2)),
    leaves: Float64Array.from({ length: size }, () => random.nextNormal()),
  };
}

/** Values at random, awkward ones, and thresholds themselves with their neighbours. */
function drawColumns(rows: number, width: number, { thresholds }: PerfectTrees): Float64Array[] {
  const view = new DataView(new ArrayBuffer(8));
  const neighbour = (value: number, by: bigint): number => {
    view.setFloat64(0, value);
    view.setBigInt64(0, view.getBigInt64(0) + by);
    return view.getFloat64(0);
  };
  const draw = (): number => {
    const threshold = thresholds[random.nextUint32Below(thresholds.length)] ?? 0;
    switch (random.nextUint32Below(5)) {
      case 0:
        return awkward[random.nextUint32Below(awkward.length)] ?? 0;
      case 1:
        return threshold;
      case 2:
        return Number.isFinite(threshold) && threshold !== 0 ? neighbour(threshold, 1n) : threshold;
      case 3:
        return Number.isFinite(threshold) && threshold !== 0 ? neighbour(threshold, -1n) : threshold;
      default:
        return random.nextNormal();
    }
  };
  return Array.from({ length: width }, () => Float64Array.from({ length: rows }, draw));
}

function walk(trees: PerfectTrees, columns: readonly Float64Array[], row: number): number {
  const size = 2 ** trees.depth;
  let sum = 0;
  for (let tree = 0; tree < trees.treeCount; tree++) {
    let node = 1;
    while (node < size) {
      const at = tree * size + node;
      const value = columns[trees.features[at] ?? 0]?.[row] ?? Number.NaN;
      const goesLeft = Number.isNaN(value) ? trees.missingGoesLeft[at] === 1 : value <= (trees.thresholds[at] ?? 0);
      node = 2 * node + (goesLeft ? 0 : 1);
    }
    sum += trees.leaves[tree * size + node - size] ?? Number.NaN;
  }
  return sum;
}

describe('sums of perfect trees', () => {
  it.each([
    [1, 0, 1, 5],
    [3, 1, 2, 64],
    [9, 5, 3, 1000],
    [20, 8, 4, 300],
  ])('of %d trees of depth %d are those of a plain walk, bit for bit', (treeCount, depth, width, rows) => {
    const trees = drawTrees(treeCount, depth, width);
    const columns = drawColumns(rows, width, trees);
    const found = sumPerfectTrees(trees, columns, rows);
    for (let row = 0; row < rows; row++) expect(found[row]).toBe(walk(trees, columns, row));
  });

  it('are the same with threads, over more rows than are staged at once', () => {
    const trees = drawTrees(5, 4, 2);
    const columns = drawColumns(20_000, 2, trees);
    const alone = sumPerfectTrees(trees, columns, 20_000);
    for (const row of [0, 8191, 8192, 19_999]) expect(alone[row]).toBe(walk(trees, columns, row));
    expect(sumPerfectTrees(trees, columns, 20_000, createKernelThreads({ count: 3 }))).toEqual(alone);
    expect(sumPerfectTrees(trees, [new Float64Array(0), new Float64Array(0)], 0)).toEqual(new Float64Array(0));
  });

  it('refuses what the kernel could not survive', () => {
    const trees = drawTrees(2, 3, 2);
    const columns = drawColumns(10, 2, trees);
    expect(() => sumPerfectTrees(trees, columns.slice(1), 10)).toThrow('`features`');
    expect(() => sumPerfectTrees(trees, columns, 11)).toThrow('`columns`');
    expect(() => sumPerfectTrees({ ...trees, depth: 13 }, columns, 10)).toThrow('`depth`');
    expect(() => sumPerfectTrees({ ...trees, leaves: trees.leaves.slice(1) }, columns, 10)).toThrow('`leaves`');
    const missingGoesLeft = trees.missingGoesLeft.slice().fill(2);
    expect(() => sumPerfectTrees({ ...trees, missingGoesLeft }, columns, 10)).toThrow('`missingGoesLeft`');
  });
});
