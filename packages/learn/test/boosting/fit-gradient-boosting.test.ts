import {
  fitGradientBoosting,
  type Model,
  margins,
  restoreGradientBoosting,
  rocAuc,
  selectTrainingRows,
  type TrainingData,
} from '@probity/learn';
import { createRandom } from '@probity/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeSettings } from '../../src/boosting/boosting-settings.js';
import { creditLikeData, mapColumn } from './training-sets.js';

const fixed = { preset: 'balanced', patience: 0, maxRounds: 30 } as const;
const chosen = { preset: 'auto' } as const;
const context = { seed: 7 };

describe('fitGradientBoosting', () => {
  const data = creditLikeData(1500, 1);
  const unseen = creditLikeData(3000, 2);

  it('orders unseen rows nearly as well as the truth allows', () => {
    const model = fitGradientBoosting(chosen, data, context);
    const reached = rocAuc(margins(model, unseen.matrix), unseen.labels);
    expect(reached).toBeGreaterThan(rocAuc(unseen.truth, unseen.labels) - 0.025);
  });

  it('gives equal bytes for an equal seed and others for another', () => {
    const first = fitGradientBoosting(chosen, data, context).toParts();
    expect(fitGradientBoosting(chosen, data, context).toParts()).toEqual(first);
    expect(fitGradientBoosting(chosen, data, { seed: 8 }).toParts().arrays).not.toEqual(first.arrays);
  });

  it('records what it chose and what it tried', () => {
    const { record } = fitGradientBoosting({ ...chosen, maxRounds: 60 }, data, context).toParts().json as {
      record: { chosen: { rounds: number; loss: number }; tried: { loss: number; settings: { preset: string } }[] };
    };
    expect(record.tried.map(({ settings }) => settings.preset)).toEqual(['balanced', 'deep', 'shallow']);
    expect(record.chosen.loss).toBe(Math.min(...record.tried.map(({ loss }) => loss)));
    expect(record.chosen.rounds).toBeGreaterThan(0);
  });

  it('is a plain fit of 100 trees by default, with no chance in it', () => {
    const model = fitGradientBoosting({}, data, context);
    expect(model.trees.treeStarts.length - 1).toBe(100);
    expect(fitGradientBoosting({ preset: 'standard' }, data, { seed: 8 }).toParts()).toEqual(model.toParts());
    const reached = rocAuc(margins(model, unseen.matrix), unseen.labels);
    expect(reached).toBeGreaterThan(rocAuc(unseen.truth, unseen.labels) - 0.07);
  });

  it('draws 128 features for each tree where there are more, unless it was told a share', () => {
    const wide = { rowCount: 5_000, featureCount: 512, isLogLoss: true };
    expect(completeSettings({}, 'standard', wide).featureShare).toBe(0.25);
    expect(completeSettings({ featureShare: 1 }, 'standard', wide).featureShare).toBe(1);
    expect(completeSettings({}, 'standard', { ...wide, featureCount: 128 }).featureShare).toBe(1);
    expect(completeSettings({}, 'deep', wide).featureShare).toBe(0.5);
  });

  it('grows the rounds and leaves it was told to', () => {
    const { trees } = fitGradientBoosting({ ...fixed, maxLeaves: 5, maxDepth: 2 }, data, context);
    expect(trees.treeStarts.length - 1).toBe(30);
    for (let tree = 0; tree < 30; tree++) {
      // Depth 2 allows 4 leaves and 3 splits.
      expect(trees.treeStarts[tree + 1] - trees.treeStarts[tree]).toBeLessThanOrEqual(7);
    }
  });

  it('scores the same after any rising change of a number, as ranks are all it sees', () => {
    const changed = mapColumn(data, 1, (value) => value ** 3);
    const plain = margins(fitGradientBoosting(fixed, data, context), data.matrix);
    expect(margins(fitGradientBoosting(fixed, changed, context), changed.matrix)).toEqual(plain);
  });

  it('scores the same after the levels are numbered otherwise', () => {
    const levels = ['never seen', 'f', 'e', 'd', 'c', 'b', 'a'];
    const { matrix } = mapColumn(data, 3, (code) => 6 - code);
    const features = matrix.features.map((feature) => (feature.kind === 'category' ? { ...feature, levels } : feature));
    const renumbered = { ...data, matrix: { ...matrix, features } };
    const plain = margins(fitGradientBoosting(fixed, data, context), data.matrix);
    const other = margins(fitGradientBoosting(fixed, renumbered, context), renumbered.matrix);
    plain.forEach((margin, row) => {
      expect(Math.abs(other[row] - margin)).toBeLessThan(1e-9);
    });
  });

  it('takes a weight of 2 as the row twice', () => {
    const settings = {
      ...fixed,
      rowShare: 1,
      featureShare: 1,
      minRowsInLeaf: 1,
      minRowsInLevel: 1,
      maxBins: 254,
      maxLeaves: 6,
    };
    const some = selectTrainingRows(
      data,
      Uint32Array.from({ length: 200 }, (_, row) => row),
    );
    const weights = Float64Array.from({ length: 200 }, (_, row) => 1 + (row % 2));
    const twice = Uint32Array.from({ length: 300 }, (_, i) => (i < 200 ? i : 2 * (i - 200) + 1));
    const weighted = margins(fitGradientBoosting(settings, { ...some, weights }, context), some.matrix);
    const repeated = margins(fitGradientBoosting(settings, selectTrainingRows(some, twice), context), some.matrix);
    weighted.forEach((margin, row) => {
      expect(Math.abs(repeated[row] - margin)).toBeLessThan(1e-9);
    });
  });

  it('treats a level it never saw like a missing value', () => {
    const model = fitGradientBoosting(fixed, data, context);
    for (const code of [6, 7, -1, 0.5]) {
      const row = Float64Array.of(0.3, 0.1, 2, code, 0);
      expect(model.margin(row)).toBe(model.margin(Float64Array.of(0.3, 0.1, 2, Number.NaN, 0)));
    }
  });

  it('covers each node with the training weight that reaches it, drawn for the tree or not', () => {
    const weights = Float64Array.from({ length: 1500 }, (_, row) => (row % 3) + 0.5);
    const { trees } = fitGradientBoosting({ ...fixed, rowShare: 0.5 }, { ...data, weights }, context);
    for (let tree = 0; tree < 30; tree++) {
      expect(trees.covers[trees.treeStarts[tree]]).toBe(2250);
      for (let node = trees.treeStarts[tree]; node < trees.treeStarts[tree + 1]; node++) {
        if (trees.splitFeatures[node] < 0) continue;
        const below = trees.covers[trees.leftChildren[node]] + trees.covers[trees.rightChildren[node]];
        expect(trees.covers[node]).toBe(below);
      }
    }
  });

  it('learns from missingness itself', () => {
    const model = fitGradientBoosting(fixed, data, context);
    const known = model.margin(Float64Array.of(0, 0, 2, 1, 0));
    expect(model.margin(Float64Array.of(Number.NaN, 0, 2, 1, 0))).toBeGreaterThan(known);
  });

  it('explains every row within 1e-9 of its margin', () => {
    const model = fitGradientBoosting({ ...fixed, preset: 'deep', maxRounds: 60 }, data, context);
    const contributions = new Float64Array(5);
    const random = createRandom(3);
    for (let i = 0; i < 200; i++) {
      const row = Float64Array.from({ length: 5 }, () =>
        random.nextFloat() < 0.2 ? Number.NaN : random.nextNormal() * 3,
      );
      const baseline = model.explain(row, contributions);
      const total = contributions.reduce((sum, value) => sum + value, baseline);
      expect(Math.abs(total - model.margin(row))).toBeLessThan(1e-9);
    }
  });

  it('restores to the same bits', () => {
    const model = fitGradientBoosting(fixed, data, context);
    const parts = model.toParts();
    const json = JSON.parse(JSON.stringify(parts.json));
    const restored = restoreGradientBoosting({ ...parts, json });
    expect(restored.toParts()).toEqual({ ...parts, json });
    expect(margins(restored, unseen.matrix)).toEqual(margins(model, unseen.matrix));
  });

  it('fits whatever tiny, constant, missing or lopsided data it is given', () => {
    const cell = fc.oneof(
      fc.constant(Number.NaN),
      fc.integer({ min: -2, max: 2 }),
      fc.double({ noDefaultInfinity: true }),
    );
    const rows = fc.array(fc.tuple(cell, cell, fc.integer({ min: -1, max: 3 }), fc.nat(1)), {
      minLength: 2,
      maxLength: 60,
    });
    fc.assert(
      fc.property(rows, (list) => {
        const labels = Uint8Array.from(list, (row) => row[3]);
        if (new Set(labels).size < 2) return;
        const model: Model = fitGradientBoosting({ ...chosen, maxRounds: 20 }, smallData(list, labels), context);
        const contributions = new Float64Array(3);
        for (const [a, b, code] of list) {
          const row = Float64Array.of(a, b, code < 0 ? Number.NaN : code);
          const baseline = model.explain(row, contributions);
          const total = contributions.reduce((sum, value) => sum + value, baseline);
          expect(Number.isFinite(model.margin(row))).toBe(true);
          expect(Math.abs(total - model.margin(row))).toBeLessThan(1e-9);
        }
        expect(restoreGradientBoosting(model.toParts()).toParts()).toEqual(model.toParts());
      }),
      { numRuns: 60 },
    );
  });

  it('refuses settings and data that make no sense, by code', () => {
    const codeOf = (settings: object, set: TrainingData = data) => {
      try {
        fitGradientBoosting(settings, set, context);
      } catch (error) {
        return `${(error as { code?: string }).code}: ${(error as Error).message}`;
      }
      return 'accepted';
    };
    expect(codeOf({ learningRate: 0 })).toContain('INVALID_ARGUMENT: `learningRate` of `fitGradientBoosting` must be');
    expect(codeOf({ maxLeaves: 2.5 })).toContain('INVALID_ARGUMENT: `maxLeaves`');
    expect(codeOf({ maxLeafs: 2 })).toContain('INVALID_ARGUMENT: `maxLeafs`');
    expect(codeOf({ preset: 'huge' })).toContain('INVALID_ARGUMENT: `preset`');
    expect(codeOf({ growth: 'sideways' })).toContain('INVALID_ARGUMENT: `growth`');
    expect(codeOf({ l1: -1 })).toContain('INVALID_ARGUMENT: `l1`');
    expect(codeOf({ monotone: { nothing: 1 } })).toContain('INVALID_ARGUMENT: `monotone`');
    expect(codeOf({ monotone: { purpose: 1 } })).toContain('INVALID_ARGUMENT: `monotone`');
    expect(codeOf({ monotone: { debt: 2 } })).toContain('INVALID_ARGUMENT: `monotone.debt`');
    expect(codeOf({ interactions: [['debt', 'nothing']] })).toContain('INVALID_ARGUMENT: `interactions`');
    expect(codeOf({ interactions: [[]] })).toContain('INVALID_ARGUMENT: `interactions`');
    expect(
      codeOf(
        {},
        mapColumn(data, 0, () => Infinity),
      ),
    ).toContain('VALUE_OUT_OF_RANGE');
    expect(
      codeOf(
        {},
        mapColumn(data, 3, () => 9),
      ),
    ).toContain('VALUE_OUT_OF_RANGE');
    expect(codeOf({}, { ...data, labels: data.labels.subarray(1) })).toContain('SHAPE_MISMATCH');
    expect(codeOf({}, { ...data, labels: new Uint8Array(1500) })).toContain('TARGET_INVALID');
    expect(codeOf({}, { ...data, matrix: { ...data.matrix, features: [], columns: [] } })).toContain(
      'INVALID_ARGUMENT',
    );
  });

  it('stops when cancelled and reports progress that never falls', () => {
    const shares: number[] = [];
    const signal = { aborted: false };
    const onProgress = (share: number) => {
      shares.push(share);
      if (shares.length === 50) signal.aborted = true;
    };
    expect(() => fitGradientBoosting(chosen, data, { seed: 1, onProgress, signal })).toThrow('cancelled');
    expect(shares.length).toBe(50);
    const all: number[] = [];
    fitGradientBoosting({ ...chosen, maxRounds: 50 }, data, { seed: 1, onProgress: (share) => all.push(share) });
    expect(all).toEqual(all.toSorted((a, b) => a - b));
    expect(all.at(-1)).toBe(1);
  });
});

function smallData(rows: readonly (readonly [number, number, number, number])[], labels: Uint8Array): TrainingData {
  return {
    labels,
    matrix: {
      rowCount: rows.length,
      features: [
        { name: 'a', kind: 'numeric' },
        { name: 'b', kind: 'numeric' },
        { name: 'c', kind: 'category', levels: ['x', 'y', 'z', 'w'] },
      ],
      columns: [
        Float64Array.from(rows, (row) => row[0]),
        Float64Array.from(rows, (row) => row[1]),
        Float64Array.from(rows, (row) => (row[2] < 0 ? Number.NaN : row[2])),
      ],
    },
  };
}
