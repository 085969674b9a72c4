import { createRandom, ForestGrower, type ForestShape, type GrownTree, MISSING_FOREST_BIN } from '@probity/numerics';
import { describe, expect, it } from 'vitest';

const shape: ForestShape = {
  rowCount: 500,
  featureCount: 3,
  hasCategories: true,
  isWeighted: false,
  drawnFeatures: 2,
  draws: 300,
  withReplacement: true,
  criterion: 'gini',
  isExtra: false,
  maxDepth: 64,
  minLeafWeight: 1,
  levelSmoothing: 1,
  batchSize: 20,
};

interface Problem {
  readonly columns: readonly Uint8Array[];
  readonly labels: Uint8Array;
}

/** Two numbers and a category at random, with values missing; labels are noise, so that trees grow large. */
function drawProblem(rows: number, seed: number): Problem {
  const random = createRandom(seed);
  const drawBin = (count: number): number =>
    random.nextUint32Below(10) === 0 ? MISSING_FOREST_BIN : random.nextUint32Below(count);
  const columns = [200, 200, 5].map((count) => Uint8Array.from({ length: rows }, () => drawBin(count)));
  return { columns, labels: Uint8Array.from({ length: rows }, () => random.nextUint32Below(2)) };
}

function growerOf(given: ForestShape, { columns, labels }: Problem, weights?: Float64Array): ForestGrower {
  const grower = new ForestGrower(given);
  for (const [feature, bins] of columns.entries()) grower.setFeature(feature, bins, 200, feature === 2);
  grower.setOutcomes(labels, weights);
  return grower;
}

function leafOf(tree: GrownTree, { columns }: Problem, row: number): number {
  let node = 0;
  for (let feature = tree.feature(node); feature >= 0; feature = tree.feature(node)) {
    const bin = columns[feature]?.[row] ?? MISSING_FOREST_BIN;
    const isMissing = bin === MISSING_FOREST_BIN;
    let goesLeft = feature === 2 ? tree.binGoesLeft(node, bin) : bin <= tree.lastLeftBin(node);
    if (isMissing) goesLeft = tree.missingGoesLeft(node);
    node = tree.leftChild(node) + (goesLeft ? 0 : 1);
  }
  return node;
}

describe('a forest grower', () => {
  const problem = drawProblem(500, 1);

  it('draws rows without replacement, and says of the others what their leaves say', () => {
    const grower = growerOf({ ...shape, withReplacement: false, minLeafWeight: 4 }, problem);
    const [tree] = grower.grow([createRandom(1)]);
    const found = grower.outOfBag();
    if (tree === undefined || found === undefined) throw new Error('nothing grown');
    const weights = new Float64Array(tree.nodeCount);
    const bads = new Float64Array(tree.nodeCount);
    for (let row = 0; row < 500; row++) {
      const leaf = leafOf(tree, problem, row);
      if (found.counts[row] === 1) {
        expect(Math.abs((found.shares[row] ?? 2) - tree.share(leaf))).toBeLessThan(1e-10);
        continue;
      }
      expect(found.shares[row]).toBeNaN();
      weights[leaf] = (weights[leaf] ?? 0) + 1;
      bads[leaf] = (bads[leaf] ?? 0) + (problem.labels[row] ?? 0);
    }
    expect(found.counts.reduce((sum, count) => sum + count, 0)).toBe(200);
    for (let node = 0; node < tree.nodeCount; node++) {
      if (tree.feature(node) >= 0) continue;
      // Every row drawn is in the leaf that it walks to, and no other.
      expect(tree.weight(node)).toBe(weights[node]);
      expect(tree.weight(node)).toBeGreaterThanOrEqual(4);
      expect(tree.share(node)).toBe((bads[node] ?? 0) / (weights[node] ?? 0));
    }
  });

  it('draws with replacement as many rows as asked for, leaving out the share that chance leaves', () => {
    const grower = growerOf({ ...shape, draws: 500 }, problem);
    const streams = Array.from({ length: 20 }, (_, tree) => createRandom(7).fork(tree));
    for (const tree of grower.grow(streams)) expect(tree?.weight(0)).toBe(500);
    const counts = grower.outOfBag()?.counts ?? new Uint32Array(0);
    // (1 - 1/500)^500 of the rows, within five standard deviations of independent draws.
    const expected = 0.3675;
    const share = counts.reduce((sum, count) => sum + count, 0) / (20 * 500);
    expect(Math.abs(share - expected)).toBeLessThan(5 * Math.sqrt((expected * (1 - expected)) / (20 * 500)));
  });

  it('counts a weight as so many rows', () => {
    const all = { ...shape, draws: 500, withReplacement: false };
    const weights = Float64Array.from({ length: 500 }, (_, row) => 1 + (row % 3));
    const repeated = [...weights.keys()].flatMap((row) => new Array<number>(weights[row] ?? 0).fill(row));
    const spelled: Problem = {
      columns: problem.columns.map((column) => Uint8Array.from(repeated, (row) => column[row] ?? 0)),
      labels: Uint8Array.from(repeated, (row) => problem.labels[row] ?? 0),
    };
    const weighted = growerOf({ ...all, isWeighted: true }, problem, weights);
    const repeating = growerOf({ ...all, rowCount: repeated.length, draws: repeated.length }, spelled);
    // No chance in rows; feature draws come from streams in the same state.
    const [one] = weighted.grow([createRandom(3)]);
    const [other] = repeating.grow([createRandom(3)]);
    if (one === undefined || other === undefined) throw new Error('nothing grown');
    expect(one.nodeCount).toBe(other.nodeCount);
    for (let node = 0; node < one.nodeCount; node++) {
      expect([one.feature(node), one.weight(node), one.share(node)]).toEqual([
        other.feature(node),
        other.weight(node),
        other.share(node),
      ]);
    }
  });

  it('leaves trees that do not fit for the next call, the same as if they had', () => {
    const rows = 20_000;
    const large = drawProblem(rows, 2);
    const many = { ...shape, rowCount: rows, draws: rows, batchSize: 90 };
    const streams = () => Array.from({ length: 90 }, (_, tree) => createRandom(5).fork(tree));
    const grower = growerOf(many, large);
    const first = grower.grow(streams()).map((tree) => tree?.nodeCount);
    const left = first.flatMap((count, index) => (count === undefined ? [index] : []));
    expect(left.length).toBeGreaterThan(0);
    expect(first[0]).toBeGreaterThan(10_000);
    const asked = streams();
    const second = grower.grow(left.flatMap((index) => asked[index] ?? [])).map((tree) => tree?.nodeCount);
    const single = growerOf(many, large);
    for (const [place, index] of left.entries()) {
      const [alone] = single.grow([createRandom(5).fork(index)]);
      expect(second[place]).toBe(alone?.nodeCount);
    }
    // Each tree counted its rows once, although some were grown twice.
    const counts = grower.outOfBag()?.counts ?? new Uint32Array(0);
    const share = counts.reduce((sum, count) => sum + count, 0) / (90 * rows);
    expect(Math.abs(share - 0.3679)).toBeLessThan(0.002);
  });

  it('refuses what the kernel could not survive', () => {
    expect(() => new ForestGrower({ ...shape, drawnFeatures: 4 })).toThrow('`drawnFeatures`');
    expect(() => new ForestGrower({ ...shape, rowCount: 2 ** 30, draws: 2 ** 30 })).toThrow('4 GiB');
    expect(() => new ForestGrower({ ...shape, minLeafWeight: Number.NaN })).toThrow('`minLeafWeight`');
    const grower = new ForestGrower(shape);
    expect(() => grower.setFeature(3, new Uint8Array(500), 2, false)).toThrow('`feature`');
    expect(() => grower.setFeature(0, new Uint8Array(499), 2, false)).toThrow('`bins.length`');
    expect(() => grower.setFeature(0, new Uint8Array(500).fill(2), 2, false)).toThrow('`bins`');
    expect(() => grower.setFeature(0, new Uint8Array(500), 255, false)).toThrow('`binCount`');
    expect(() => grower.setOutcomes(new Uint8Array(500).fill(2))).toThrow('`labels`');
    expect(() => grower.grow([])).toThrow('`streams.length`');
  });
});
