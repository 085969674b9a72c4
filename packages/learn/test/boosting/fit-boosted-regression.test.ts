import {
  type FeatureMatrix,
  fitBoostedRegression,
  type Objective,
  type RegressionData,
  restoreBoostedRegression,
  verifyMonotone,
} from '@probity/learn';
import { createRandom } from '@probity/numerics';
import { createKernelThreads } from '@probity/threads';
import { afterAll, describe, expect, it } from 'vitest';

const context = { seed: 3 };
const threads = createKernelThreads({ count: 3 });
afterAll(() => threads.close());

describe('fitBoostedRegression', () => {
  const data = amounts(3000, 1);
  const unseen = amounts(2000, 2);

  it('explains most of what can be known of unseen rows', () => {
    const model = fitBoostedRegression({}, data, context);
    // The noise has a variance of 0.25, the targets one of about 2.5.
    expect(meanSquare(model.predictions(unseen.matrix), unseen.targets)).toBeLessThan(0.34);
  });

  it('stops early where it is told to wait for a better loss', () => {
    const { record } = fitBoostedRegression({ patience: 15, maxRounds: 2000 }, data, context);
    const { chosen } = record as { chosen: { rounds: number; loss: number } };
    expect(chosen.rounds).toBeGreaterThan(20);
    expect(chosen.rounds).toBeLessThan(600);
    // Half the squared error, on rows set aside.
    expect(chosen.loss).toBeLessThan(0.2);
  });

  it('gives the same bytes with any number of threads, and restores to the same bits', () => {
    const many = amounts(9000, 4, true);
    const alone = fitBoostedRegression({ maxRounds: 30 }, many, context).toParts();
    expect(fitBoostedRegression({ maxRounds: 30 }, many, { ...context, threads }).toParts()).toEqual(alone);
    const restored = restoreBoostedRegression({ ...alone, json: JSON.parse(JSON.stringify(alone.json)) });
    expect(restored.toParts().arrays).toEqual(alone.arrays);
    const model = fitBoostedRegression({ maxRounds: 30 }, many, context);
    const batch = restored.predictions(unseen.matrix, { threads });
    const row = new Float64Array(3);
    const contributions = new Float64Array(3);
    for (let index = 0; index < 200; index++) {
      unseen.matrix.columns.forEach((column, feature) => {
        row[feature] = column[index]!;
      });
      expect(batch[index]).toBe(model.predict(row));
      const baseline = model.explain(row, contributions);
      const total = contributions.reduce((sum, value) => sum + value, baseline);
      expect(Math.abs(total - model.predict(row))).toBeLessThan(1e-9);
    }
  });

  it('does not lose the small beside the large: tails and weights over many orders of magnitude', () => {
    const rows = 4000;
    // Few enough values that each has a bin of its own; the row of the large target has one to itself.
    const column = Float64Array.from({ length: rows }, (_, row) => (row === 0 ? 1 : (row % 200) / 200));
    const matrix = { rowCount: rows, features: [{ name: 'x', kind: 'numeric' }], columns: [column] } as const;
    // One target of a billion on the right; what is to be learned on the left is of the order of one.
    const targets = column.map((value, row) => (row === 0 ? 1e9 : value < 0.25 ? 1 : value < 0.5 ? 3 : 2));
    const weights = Float64Array.from(targets, (_, row) => (row % 2 === 0 ? 1000 : 1));
    const settings = { maxRounds: 200, learningRate: 0.5, minRowsInLeaf: 1, l2: 0, maxBins: 254 };
    const model = fitBoostedRegression(settings, { matrix, targets, weights }, context);
    expect(Math.abs(model.predict(Float64Array.of(0.1)) - 1)).toBeLessThan(0.01);
    expect(Math.abs(model.predict(Float64Array.of(0.4)) - 3)).toBeLessThan(0.01);
    expect(model.predict(Float64Array.of(1)) / 1e9).toBeGreaterThan(0.9);
    const together = fitBoostedRegression(settings, { matrix, targets, weights }, { ...context, threads });
    expect(together.toParts()).toEqual(model.toParts());
  });

  it('takes a loss of the caller’s: the pinball loss gives a quantile', () => {
    const high = fitBoostedRegression({ objective: pinball(0.9), maxRounds: 150, minChildWeight: 0 }, data, context);
    const predictions = high.predictions(unseen.matrix);
    const below = predictions.filter((prediction, row) => unseen.targets[row]! <= prediction).length / 2000;
    expect(below).toBeGreaterThan(0.85);
    expect(below).toBeLessThan(0.95);
  });

  it('a squared error written out is the squared error', () => {
    const settings = { maxRounds: 20 } as const;
    const own = fitBoostedRegression({ ...settings, objective: squaredWrittenOut }, data, context);
    const built = fitBoostedRegression(settings, data, context);
    const [one, other] = [own.predictions(unseen.matrix), built.predictions(unseen.matrix)];
    for (const [row, prediction] of one.entries()) expect(Math.abs(prediction - other[row]!)).toBeLessThan(1e-9);
  });

  it('keeps directions', () => {
    const { trees } = fitBoostedRegression({ monotone: { size: -1 } }, data, context);
    expect(verifyMonotone(trees, 0, -1)).toEqual({ verdict: 'proved', by: 'each-tree' });
  });

  it('learns a constant and one row', () => {
    const one = amounts(1, 5);
    const constant = fitBoostedRegression({}, { ...one, targets: Float64Array.of(-7.5) }, context);
    expect(constant.predict(Float64Array.of(0, 0, 0))).toBe(-7.5);
    const same = fitBoostedRegression({}, { ...data, targets: new Float64Array(3000).fill(1e-300) }, context);
    expect(same.predict(Float64Array.of(0, 0, 0))).toBeCloseTo(1e-300, 305);
  });

  it('refuses what makes no sense, by code', () => {
    const codeOf = (settings: object, set: RegressionData = data) => {
      try {
        fitBoostedRegression(settings, set, context);
      } catch (error) {
        return `${(error as { code?: string }).code}: ${(error as Error).message}`;
      }
      return 'accepted';
    };
    const withTarget = (value: number) => ({ ...data, targets: data.targets.with(7, value) });
    expect(codeOf({ learningRate: 0 })).toContain('INVALID_ARGUMENT: `learningRate` of `fitBoostedRegression`');
    expect(codeOf({ objective: 'absolute' })).toContain('INVALID_ARGUMENT: `objective`');
    expect(codeOf({ monotone: { nothing: 1 } })).toContain('INVALID_ARGUMENT: `monotone` of `fitBoostedRegression`');
    expect(codeOf({}, withTarget(Number.NaN))).toContain('VALUE_OUT_OF_RANGE');
    expect(codeOf({}, withTarget(Infinity))).toContain('VALUE_OUT_OF_RANGE');
    expect(codeOf({}, { ...data, targets: new Float64Array(2999) })).toContain('SHAPE_MISMATCH');
    expect(codeOf({}, { ...data, weights: new Float64Array(3000) })).toContain('INVALID_ARGUMENT: `weights`');
    expect(codeOf({}, { ...data, weights: new Float64Array(3000).fill(-1) })).toContain('INVALID_ARGUMENT: `weights`');
    const empty = { rowCount: 0, features: data.matrix.features, columns: [0, 0, 0].map(() => new Float64Array()) };
    expect(codeOf({}, { matrix: empty, targets: new Float64Array() })).toContain('TOO_FEW_ROWS');
    const none = { rowCount: 3000, features: [], columns: [] };
    expect(codeOf({}, { ...data, matrix: none })).toContain('INVALID_ARGUMENT: `features`');
  });

  it('refuses parts that are damaged', () => {
    const parts = fitBoostedRegression({ maxRounds: 3 }, data, context).toParts();
    for (const name of Object.keys(parts.arrays)) {
      const { [name]: _dropped, ...arrays } = parts.arrays;
      expect(() => restoreBoostedRegression({ ...parts, arrays })).toThrow(
        expect.objectContaining({ code: 'BUNDLE_INVALID' }),
      );
    }
  });
});

/** Amounts that fall with the size, with a bend and a missing cell now and then; noise of variance 0.25. */
function amounts(rowCount: number, seed: number, isWeighted = false): RegressionData {
  const random = createRandom(seed);
  const columns = [0, 0, 0].map(() => new Float64Array(rowCount));
  const targets = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const [size, age] = [random.nextNormal(), random.nextNormal()];
    const kind = random.nextUint32Below(3);
    targets[row] = -size + (age > 0.5 ? 1.5 : 0) * (kind === 1 ? 1 : -1) + random.nextNormal() / 2;
    columns[0]![row] = size;
    columns[1]![row] = random.nextFloat() < 0.05 ? Number.NaN : age;
    columns[2]![row] = kind;
  }
  const matrix: FeatureMatrix = {
    rowCount,
    features: [
      { name: 'size', kind: 'numeric' },
      { name: 'age', kind: 'numeric' },
      { name: 'kind', kind: 'category', levels: ['a', 'b', 'c'] },
    ],
    columns,
  };
  const data = { matrix, targets };
  return isWeighted ? { ...data, weights: targets.map((_, row) => 0.5 + (row % 3)) } : data;
}

function meanSquare(found: Float64Array, targets: Float64Array): number {
  return found.reduce((sum, prediction, row) => sum + (prediction - targets[row]!) ** 2, 0) / found.length;
}

function pinball(level: number): Objective {
  return {
    baseScore: (targets) => targets.slice().sort()[Math.floor(level * (targets.length - 1))]!,
    gradients(scores, targets, weights, gradients, hessians) {
      for (const [row, score] of scores.entries()) {
        const weight = weights?.[row] ?? 1;
        gradients[row] = weight * (targets[row]! > score ? -level : 1 - level);
        hessians[row] = weight;
      }
    },
    loss: (score, target) => (target > score ? level * (target - score) : (1 - level) * (score - target)),
  };
}

const squaredWrittenOut: Objective = {
  baseScore: (targets) => targets.reduce((sum, target) => sum + target, 0) / targets.length,
  gradients(scores, targets, weights, gradients, hessians) {
    for (const [row, score] of scores.entries()) {
      gradients[row] = (weights?.[row] ?? 1) * (score - targets[row]!);
      hessians[row] = weights?.[row] ?? 1;
    }
  },
  loss: (score, target) => 0.5 * (score - target) ** 2,
};
