import { readFileSync } from 'node:fs';
import {
  type BoostingSettings,
  type FeatureMatrix,
  fitBoostedRegression,
  fitGradientBoosting,
  logLoss,
  margins,
  rocAuc,
  selectRows,
  treeImportance,
  verifyInteractions,
  verifyMonotone,
} from '@probity/learn';
import { sigmoid } from '@probity/numerics';
import { describe, expect, it } from 'vitest';

interface Golden {
  readonly settings: { rounds: number; leaves: number; learningRate: number; l2: number; minChildWeight: number };
  readonly trainRows: number;
  readonly columns: readonly (readonly (number | null)[])[];
  readonly labels: readonly number[];
  readonly targets: readonly number[];
  readonly heavyTargets: readonly number[];
  readonly weights: readonly number[];
  readonly constrained: readonly { name: string; xgboost: Quality; lightgbm: Quality }[];
  readonly equal: readonly { name: string; gain: number[]; splits: number[]; margins: number[] }[];
  readonly regression: {
    xgboost: number;
    lightgbm: number;
    equal: number[];
    heavy: { xgboost: number; lightgbm: number };
  };
}

interface Quality {
  readonly rocAuc: number;
  readonly logLoss: number;
}

const golden = JSON.parse(readFileSync(new URL('../golden/constraints/cases.json', import.meta.url), 'utf8')) as Golden;
const rowCount = golden.labels.length;
const whole: FeatureMatrix = {
  rowCount,
  features: golden.columns.map((_, index) => ({ name: `x${index}`, kind: 'numeric' })),
  columns: golden.columns.map((column) => Float64Array.from(column, (value) => value ?? Number.NaN)),
};
const trainRows = Uint32Array.from({ length: golden.trainRows }, (_, row) => row);
const testRows = Uint32Array.from({ length: rowCount - golden.trainRows }, (_, row) => golden.trainRows + row);
const [train, test] = [selectRows(whole, trainRows), selectRows(whole, testRows)];
const labelsOf = (rows: Uint32Array) => Uint8Array.from(rows, (row) => golden.labels[row]!);
const targetsOf = (rows: Uint32Array, targets: readonly number[]) => Float64Array.from(rows, (row) => targets[row]!);
const [context, testLabels] = [{ seed: 1 }, labelsOf(testRows)];

const { rounds, leaves, learningRate, l2, minChildWeight } = golden.settings;
const large: Partial<BoostingSettings> = {
  ...{ maxRounds: rounds, maxLeaves: leaves, learningRate, l2, minChildWeight },
  ...{ minRowsInLeaf: 1, minGain: 0 },
};
const small: Partial<BoostingSettings> = {
  ...{ maxRounds: 8, maxLeaves: 8, maxDepth: 3, growth: 'level-wise', learningRate: 0.3, l2 },
  ...{ minChildWeight: 0, minRowsInLeaf: 1, minGain: 0 },
};
const monotone = { x0: 1, x1: -1 } as const;
const interactions = [
  ['x0', 'x1'],
  ['x2', 'x3'],
];
const constraints: Readonly<Record<string, Partial<BoostingSettings>>> = {
  free: {},
  plain: {},
  l1: { l1: 4 },
  monotone: { monotone },
  interactions: { interactions },
  both: { monotone, interactions },
};

describe('boosting under constraints', () => {
  it.each(golden.constrained)(
    '$name is as good on unseen rows as XGBoost and LightGBM',
    ({ name, xgboost, lightgbm }) => {
      const model = fitGradientBoosting(
        { ...large, ...constraints[name] },
        { matrix: train, labels: labelsOf(trainRows) },
        context,
      );
      const scores = margins(model, test).map(sigmoid);
      expect(rocAuc(scores, testLabels)).toBeGreaterThan(Math.max(xgboost.rocAuc, lightgbm.rocAuc) - 0.005);
      expect(logLoss(scores, testLabels)).toBeLessThan(Math.min(xgboost.logLoss, lightgbm.logLoss) + 0.005);
    },
  );

  it.each(golden.equal)('few small trees, $name: gains, splits and margins are those of XGBoost', (expected) => {
    const model = fitGradientBoosting(
      { ...small, ...constraints[expected.name] },
      { matrix: train, labels: labelsOf(trainRows) },
      context,
    );
    expect([...treeImportance(model.trees, 'splits')]).toEqual(expected.splits);
    for (const [feature, gain] of treeImportance(model.trees, 'gain').entries()) {
      expect(Math.abs(gain - expected.gain[feature]!)).toBeLessThan(1e-4 * (1 + gain));
    }
    const found = margins(model, test);
    for (const [row, margin] of expected.margins.entries()) expect(Math.abs(found[row]! - margin)).toBeLessThan(2e-5);
  });

  it.each(['leaf-wise', 'level-wise'] as const)('%s, keeps what it was told, for every row', (growth) => {
    const model = fitGradientBoosting(
      { ...large, growth, maxDepth: 6, monotone, interactions },
      { matrix: train, labels: labelsOf(trainRows) },
      context,
    );
    expect(verifyMonotone(model.trees, 0, 1)).toEqual({ verdict: 'proved', by: 'each-tree' });
    expect(verifyMonotone(model.trees, 1, -1)).toEqual({ verdict: 'proved', by: 'each-tree' });
    expect(verifyInteractions(model.trees, [[0, 1], [2, 3], [4]])).toBeUndefined();
    // Not by leaving features out.
    expect(Math.min(...treeImportance(model.trees, 'splits').slice(0, 4))).toBeGreaterThan(10);
  });

  it('lets features in no group act, alone', () => {
    const settings = { ...large, interactions: [['x0', 'x1']] };
    const { trees } = fitGradientBoosting(settings, { matrix: train, labels: labelsOf(trainRows) }, context);
    expect(verifyInteractions(trees, [[0, 1]])).toBeUndefined();
    expect(treeImportance(trees, 'splits')[2]).toBeGreaterThan(0);
    expect(treeImportance(trees, 'splits')[3]).toBeGreaterThan(0);
  });

  it('does not keep what it was not told: the constraint matters', () => {
    const { trees } = fitGradientBoosting(large, { matrix: train, labels: labelsOf(trainRows) }, context);
    expect(verifyMonotone(trees, 0, 1).verdict).toBe('broken');
    expect(verifyInteractions(trees, [[0, 1], [2, 3], [4]])).toBeDefined();
  });

  it('keeps directions under weights, rows and features drawn, and chosen settings', () => {
    const data = {
      matrix: train,
      labels: labelsOf(trainRows),
      weights: targetsOf(trainRows, golden.weights),
    };
    for (const preset of ['auto', 'deep'] as const) {
      const model = fitGradientBoosting({ preset, maxRounds: 60, monotone: { x0: -1, x3: 1 } }, data, context);
      expect(verifyMonotone(model.trees, 0, -1).verdict).toBe('proved');
      expect(verifyMonotone(model.trees, 3, 1).verdict).toBe('proved');
    }
  });
});

describe('fitBoostedRegression against XGBoost and LightGBM', () => {
  const targets = targetsOf(trainRows, golden.targets);

  it('has their error on unseen rows', () => {
    const model = fitBoostedRegression(large, { matrix: train, targets }, context);
    const best = Math.min(golden.regression.xgboost, golden.regression.lightgbm);
    expect(errorOf(model.predictions(test), golden.targets)).toBeLessThan(1.01 * best);
  });

  it('predicts what XGBoost does with few small trees', () => {
    const found = fitBoostedRegression(small, { matrix: train, targets }, context).predictions(test);
    for (const [row, prediction] of golden.regression.equal.entries()) {
      expect(Math.abs(found[row]! - prediction)).toBeLessThan(1e-5);
    }
  });

  it('has their error with heavy tails and weights 1 and 1,000', () => {
    const weights = targetsOf(trainRows, golden.weights);
    const heavy = targetsOf(trainRows, golden.heavyTargets);
    const model = fitBoostedRegression(large, { matrix: train, targets: heavy, weights }, context);
    const { xgboost, lightgbm } = golden.regression.heavy;
    expect(errorOf(model.predictions(test), golden.heavyTargets, golden.weights)).toBeLessThan(
      1.02 * Math.max(xgboost, lightgbm),
    );
  });
});

function errorOf(found: Float64Array, targets: readonly number[], weights?: readonly number[]): number {
  let [total, weight] = [0, 0];
  for (const [position, row] of testRows.entries()) {
    const own = weights?.[row] ?? 1;
    total += own * (found[position]! - targets[row]!) ** 2;
    weight += own;
  }
  return Math.sqrt(total / weight);
}
