import { createRandom, HistogramWorkspace, type Random, shuffleInPlace } from '@probity/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histogramWasm } from '../../src/generated/histogram-wasm.js';

const shapes = fc.record({
  rowCount: fc.integer({ min: 1, max: 300 }),
  featureCount: fc.integer({ min: 1, max: 9 }),
  binCount: fc.integer({ min: 1, max: 256 }),
  slotCount: fc.constant(3),
});

describe('HistogramWorkspace', () => {
  it('sums what a plain loop sums, whatever the shape', () => {
    fc.assert(
      fc.property(shapes, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (shape, seed, share) => {
        const workspace = filledWorkspace(shape, createRandom(seed));
        const count = Math.floor(share * shape.rowCount);
        workspace.accumulate(1, 0, count);
        for (let feature = 0; feature < shape.featureCount; feature++) {
          workspace.readFeature(1, feature);
          const expected = plainSums(workspace, feature, 0, count);
          for (let bin = 0; bin < shape.binCount; bin++) {
            expect(workspace.binCounts[bin]).toBe(expected.counts[bin]);
            expect(Math.abs(workspace.binGradients[bin] - expected.gradients[bin])).toBeLessThan(1e-9);
            expect(Math.abs(workspace.binHessians[bin] - expected.hessians[bin])).toBeLessThan(1e-9);
          }
        }
      }),
    );
  });

  it('gives the same bits in any order of rows', () => {
    fc.assert(
      fc.property(shapes, fc.nat(), (shape, seed) => {
        const random = createRandom(seed);
        const workspace = filledWorkspace(shape, random);
        workspace.accumulate(0, 0, shape.rowCount);
        shuffleInPlace(random, workspace.rows);
        workspace.accumulate(1, 0, shape.rowCount);
        for (let feature = 0; feature < shape.featureCount; feature++) {
          expect(readSums(workspace, 1, feature)).toEqual(readSums(workspace, 0, feature));
        }
      }),
    );
  });

  it('gives the larger child as parent less smaller child, to the bit', () => {
    fc.assert(
      fc.property(shapes, fc.nat(), (shape, seed) => {
        const workspace = filledWorkspace(shape, createRandom(seed));
        const half = shape.rowCount >> 1;
        workspace.accumulate(0, 0, shape.rowCount);
        workspace.accumulate(1, 0, half);
        workspace.accumulate(2, half, shape.rowCount - half);
        workspace.subtract(0, 1);
        for (let feature = 0; feature < shape.featureCount; feature++) {
          expect(readSums(workspace, 0, feature)).toEqual(readSums(workspace, 2, feature));
        }
      }),
    );
  });

  it('partitions a stretch stably and leaves the rest alone', () => {
    fc.assert(
      fc.property(shapes, fc.nat(), (shape, seed) => {
        const random = createRandom(seed);
        const workspace = filledWorkspace(shape, random);
        const start = random.nextUint32Below(shape.rowCount);
        const count = random.nextUint32Below(shape.rowCount - start + 1);
        const feature = random.nextUint32Below(shape.featureCount);
        const goesLeft = Uint8Array.from({ length: shape.binCount }, () => random.nextUint32Below(2));
        const before = [...workspace.rows];
        const isLeft = (row: number) => goesLeft[workspace.featureBins(feature)[row]] === 1;
        const stretch = before.slice(start, start + count);
        const left = workspace.partition(feature, start, count, goesLeft);
        const expected = [...stretch.filter(isLeft), ...stretch.filter((row) => !isLeft(row))];
        expect(left).toBe(stretch.filter(isLeft).length);
        expect([...workspace.rows]).toEqual([...before.slice(0, start), ...expected, ...before.slice(start + count)]);
      }),
    );
  });

  it('is exact for weights over many orders of magnitude', () => {
    const shape = { rowCount: 3, featureCount: 1, binCount: 2, slotCount: 1 };
    const workspace = new HistogramWorkspace(shape);
    workspace.rows.set([0, 1, 2]);
    workspace.gradients.set([1e6, -1e6, 2 ** -20]);
    workspace.hessians.set([1e6, 0, 2 ** -20]);
    workspace.packGradients();
    workspace.accumulate(0, 0, 3);
    workspace.readFeature(0, 0);
    expect(workspace.binGradients[0]).toBe(2 ** -20);
    expect(workspace.binHessians[0]).toBe(1e6 + 2 ** -20);
    expect(workspace.binCounts[0]).toBe(3);
  });

  it('has a kernel small enough to compile at once in a browser tab, where 4 KiB is the limit', () => {
    expect((histogramWasm.length * 3) / 4).toBeLessThan(4096);
  });

  it('refuses sizes, stretches, bins and rows that do not fit', () => {
    const shape = { rowCount: 4, featureCount: 2, binCount: 3, slotCount: 2 };
    const workspace = new HistogramWorkspace(shape);
    expect(() => new HistogramWorkspace({ ...shape, binCount: 257 })).toThrow('`binCount`');
    expect(() => new HistogramWorkspace({ ...shape, rowCount: 0 })).toThrow('`rowCount`');
    expect(() => new HistogramWorkspace({ ...shape, rowCount: 2 ** 29 })).toThrow('4 GiB');
    expect(() => workspace.accumulate(2, 0, 1)).toThrow('`slot`');
    expect(() => workspace.accumulate(0, 3, 2)).toThrow('`start` and `count`');
    expect(() => workspace.partition(0, -1, 2, new Uint8Array(3))).toThrow('`start` and `count`');
    expect(() => workspace.partition(0, 0, 2, new Uint8Array(2))).toThrow('`goesLeft`');
    expect(() => workspace.setFeatureBins(0, Uint8Array.of(0, 1, 2, 3))).toThrow('must be below 3; got 3');
    expect(() => workspace.setFeatureBins(2, new Uint8Array(4))).toThrow('`feature`');
    workspace.rows[2] = 4;
    expect(() => workspace.packGradients()).toThrow('`rows` must be below 4; got 4');
    workspace.rows[2] = 0;
    workspace.gradients[1] = Infinity;
    expect(() => workspace.packGradients()).toThrow('must be finite');
  });
});

type Shape = { rowCount: number; featureCount: number; binCount: number; slotCount: number };

function filledWorkspace(shape: Shape, random: Random): HistogramWorkspace {
  const workspace = new HistogramWorkspace(shape);
  for (let feature = 0; feature < shape.featureCount; feature++) {
    const bins = Uint8Array.from({ length: shape.rowCount }, () => random.nextUint32Below(shape.binCount));
    workspace.setFeatureBins(feature, bins);
  }
  for (let row = 0; row < shape.rowCount; row++) {
    workspace.rows[row] = row;
    workspace.gradients[row] = random.nextNormal();
    workspace.hessians[row] = random.nextFloat();
  }
  shuffleInPlace(random, workspace.rows);
  workspace.packGradients();
  return workspace;
}

function plainSums(workspace: HistogramWorkspace, feature: number, start: number, count: number) {
  const { binCount } = workspace.shape;
  const sums = {
    gradients: new Float64Array(binCount),
    hessians: new Float64Array(binCount),
    counts: new Float64Array(binCount),
  };
  const bins = workspace.featureBins(feature);
  for (const row of workspace.rows.subarray(start, start + count)) {
    sums.gradients[bins[row]] += workspace.gradients[row];
    sums.hessians[bins[row]] += workspace.hessians[row];
    sums.counts[bins[row]] += 1;
  }
  return sums;
}

function readSums(workspace: HistogramWorkspace, slot: number, feature: number): number[][] {
  workspace.readFeature(slot, feature);
  return [[...workspace.binGradients], [...workspace.binHessians], [...workspace.binCounts]];
}
