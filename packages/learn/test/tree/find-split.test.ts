import { createRandom, HistogramWorkspace } from '@probity/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSplit } from '../../src/tree/find-split.js';

const penalties = {
  l2: 0.7,
  minGain: 1e-9,
  minRowsInLeaf: 3,
  minChildWeight: 0.1,
  minRowsInLevel: 1,
  levelSmoothing: 0,
  levelL2: 0,
};

describe('findSplit', () => {
  it('finds the threshold and the way of missing values that trying all of them finds', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 6, max: 80 }), fc.integer({ min: 1, max: 9 }), (seed, rows, bins) => {
        const { workspace, node } = randomNode(seed, rows, bins + 1);
        const found = findSplit(
          workspace,
          0,
          [{ isCategory: false, binCount: bins }],
          Uint32Array.of(0),
          node,
          penalties,
        );
        let best = penalties.minGain;
        for (let last = 0; last < bins; last++) {
          for (const missingLeft of [true, false]) {
            best = Math.max(
              best,
              gainOf(workspace, rows, (bin) => (bin === bins ? missingLeft : bin <= last)),
            );
          }
        }
        if (found === undefined) expect(best).toBe(penalties.minGain);
        else expect(Math.abs(found.gain - best)).toBeLessThan(1e-9);
      }),
    );
  });

  it('finds the best of all divisions of levels without trying them all', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 6, max: 80 }), fc.integer({ min: 1, max: 6 }), (seed, rows, bins) => {
        const { workspace, node } = randomNode(seed, rows, bins + 1);
        // Without a penalty and with no least size, so that Fisher's theorem on ordered divisions holds to the letter.
        const free = { ...penalties, l2: 0, minRowsInLeaf: 1, minChildWeight: 0 };
        const found = findSplit(workspace, 0, [{ isCategory: true, binCount: bins }], Uint32Array.of(0), node, free);
        let best = free.minGain;
        for (let subset = 0; subset < 2 ** (bins + 1); subset++) {
          best = Math.max(
            best,
            gainOf(workspace, rows, (bin) => ((subset >> bin) & 1) === 1, free),
          );
        }
        // The missing values are not put in order with the levels, so with them the best may lie elsewhere.
        workspace.readFeature(0, 0);
        if (workspace.binCounts[bins] > 0) expect(found?.gain ?? 0).toBeLessThanOrEqual(best + 1e-9);
        else expect(Math.abs((found?.gain ?? free.minGain) - best)).toBeLessThan(1e-9);
      }),
    );
  });

  it('sends levels too rare in the node the way of missing values', () => {
    const workspace = new HistogramWorkspace({ rowCount: 10, featureCount: 1, binCount: 5, slotCount: 1 });
    workspace.setFeatureBins(0, Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 1, 2, 4));
    workspace.rows.forEach((_, i) => {
      workspace.rows[i] = i;
    });
    workspace.gradients.set([-1, -1, -1, -1, 1, 1, 1, 1, 1, 1]);
    workspace.hessians.fill(1);
    workspace.packGradients();
    workspace.accumulate(0, 0, 10);
    const node = { gradient: 2, hessian: 10, count: 10 };
    const found = findSplit(workspace, 0, [{ isCategory: true, binCount: 4 }], Uint32Array.of(0), node, {
      ...penalties,
      minRowsInLevel: 2,
    });
    expect(found?.judgedBins).toEqual([0, 1]);
    expect(found?.leftBins).toEqual([0]);
    expect(found?.missingGoesLeft).toBe(false);
    expect(found?.right.count).toBe(6);
  });

  it('finds nothing where nothing gains', () => {
    const { workspace, node } = randomNode(1, 4, 3);
    expect(
      findSplit(workspace, 0, [{ isCategory: false, binCount: 2 }], Uint32Array.of(0), node, penalties),
    ).toBeUndefined();
  });
});

function randomNode(seed: number, rowCount: number, binCount: number) {
  const random = createRandom(seed);
  const workspace = new HistogramWorkspace({ rowCount, featureCount: 1, binCount, slotCount: 1 });
  workspace.setFeatureBins(
    0,
    Uint8Array.from({ length: rowCount }, () => random.nextUint32Below(binCount)),
  );
  let gradient = 0;
  let hessian = 0;
  for (let row = 0; row < rowCount; row++) {
    workspace.rows[row] = row;
    // Multiples of 1/1024 are taken over without rounding.
    gradient += workspace.gradients[row] = (random.nextUint32Below(2048) - 1024) / 1024;
    hessian += workspace.hessians[row] = (1 + random.nextUint32Below(255)) / 1024;
  }
  workspace.packGradients();
  workspace.accumulate(0, 0, rowCount);
  return { workspace, node: { gradient, hessian, count: rowCount } };
}

/** The gain of a division, row by row; -Infinity where a side is too small. */
function gainOf(
  workspace: HistogramWorkspace,
  rowCount: number,
  isLeft: (bin: number) => boolean,
  rules = penalties,
): number {
  const bins = workspace.featureBins(0);
  const left = { gradient: 0, hessian: 0, count: 0 };
  const right = { gradient: 0, hessian: 0, count: 0 };
  for (let row = 0; row < rowCount; row++) {
    const side = isLeft(bins[row]) ? left : right;
    side.gradient += workspace.gradients[row];
    side.hessian += workspace.hessians[row];
    side.count += 1;
  }
  for (const side of [left, right]) {
    if (side.count < rules.minRowsInLeaf || side.hessian < rules.minChildWeight) return Number.NEGATIVE_INFINITY;
  }
  const score = (gradient: number, hessian: number) => gradient ** 2 / (hessian + rules.l2);
  return (
    score(left.gradient, left.hessian) +
    score(right.gradient, right.hessian) -
    score(left.gradient + right.gradient, left.hessian + right.hessian)
  );
}
