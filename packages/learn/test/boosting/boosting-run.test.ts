import { createRandom, exp, type KernelThreads, sigmoid, TrainingWorkspace } from '@probity/numerics';
import { createKernelThreads } from '@probity/threads';
import { afterAll, describe, expect, it } from 'vitest';
import { BoostingRun } from '../../src/boosting/boosting-run.js';
import type { ObjectiveChoice } from '../../src/boosting/objective.js';
import type { RunSettings } from '../../src/boosting/run-settings.js';
import type { Feature, TrainingData } from '../../src/matrix/feature-matrix.js';
import { type ProblemSettings, prepareProblem } from '../../src/tree/prepare-problem.js';
import type { TreeEnsemble } from '../../src/tree/tree-ensemble.js';
import { sumOfLeaves } from '../../src/tree/walk-trees.js';

const owned = [1, 2, 3].map((count) => createKernelThreads({ count }));
afterAll(async () => {
  for (const threads of owned) await threads.close();
});

const plain: RunSettings = {
  preset: 'standard',
  maxRounds: 8,
  patience: 0,
  learningRate: 0.3,
  growth: 'leaf-wise',
  maxLeaves: 8,
  maxDepth: 64,
  minRowsInLeaf: 1,
  minChildWeight: 1,
  l1: 0,
  l2: 1,
  minGain: 1e-6,
  rowShare: 1,
  featureShare: 1,
  maxBins: 100,
  minRowsInLevel: 1,
  levelSmoothing: 2,
  levelL2: 1,
  maxLevelsPerSplit: 254,
};

const ROWS = 20_000;
const FEATURES = 5;

/** Sorted by the first feature, so that threads and shards get rows of different kinds. */
function makeData(weighted: boolean): TrainingData & { readonly targets: Float64Array } {
  const random = createRandom(11);
  const levels = Array.from({ length: 40 }, (_, level) => `level ${level}`);
  const features: Feature[] = Array.from({ length: FEATURES }, (_, index) =>
    index === 3 ? { name: 'c', kind: 'category', levels } : { name: `x${index}`, kind: 'numeric' },
  );
  const columns = features.map(() => new Float64Array(ROWS));
  const labels = new Uint8Array(ROWS);
  const targets = new Float64Array(ROWS);
  const weights = new Float64Array(ROWS);
  for (let row = 0; row < ROWS; row++) {
    const x = [-2 + (4 * row) / ROWS, random.nextNormal(), random.nextNormal()];
    const level = random.nextUint32Below(40);
    const logOdds = x[0] * x[1] + (level % 3) - 1 + (x[2] > 0.5 ? 1 : 0);
    [x[0], x[1], random.nextFloat() < 0.1 ? NaN : x[2], level, random.nextNormal()].forEach((value, index) => {
      columns[index][row] = value;
    });
    labels[row] = random.nextFloat() < sigmoid(logOdds) ? 1 : 0;
    targets[row] = exp(logOdds + random.nextNormal());
    weights[row] = 0.1 + random.nextFloat();
  }
  const data = { matrix: { rowCount: ROWS, features, columns }, labels, targets };
  return weighted ? { ...data, weights } : data;
}

interface Grown {
  readonly trees: TreeEnsemble;
  readonly loss: number;
  readonly margins: Float64Array;
  readonly memories: number;
  readonly isWide: boolean;
}

const ownSquared: ObjectiveChoice = {
  baseScore: (targets) => targets.reduce((sum, target) => sum + target, 0) / targets.length,
  gradients(scores, targets, weights, gradients, hessians) {
    for (let row = 0; row < scores.length; row++) {
      const weight = weights === undefined ? 1 : weights[row];
      gradients[row] = weight * (scores[row] - targets[row]);
      hessians[row] = weight;
    }
  },
  loss: (score, target) => 0.5 * (score - target) ** 2,
};

function grow(
  data: TrainingData,
  settings: RunSettings,
  problemSettings: ProblemSettings,
  validates: boolean,
  objective: ObjectiveChoice = 'logistic',
): Grown {
  const problem = prepareProblem(data, settings.maxBins, settings.maxLeaves, problemSettings);
  try {
    const all = Uint32Array.from({ length: ROWS }, (_, row) => row);
    const train = validates ? all.filter((row) => row % 5 !== 0) : all;
    const validate = validates ? all.filter((row) => row % 5 === 0) : new Uint32Array(0);
    const run = new BoostingRun(problem, settings, train, validate, createRandom(3), objective);
    for (let round = 0; round < settings.maxRounds; round++) run.step();
    return {
      trees: run.trees(),
      loss: run.validationLoss(),
      margins: run.margins,
      memories: problem.workspace.shardCount,
      isWide: problem.workspace.isWide,
    };
  } finally {
    problem.release();
  }
}

/** The most bytes that a memory may have so that the rows need three or more. */
function shortMemory(maxLeaves: number, hasWeights: boolean, threads: KernelThreads | undefined): number {
  const feature = { isCategory: false, binCount: 1, edges: new Float64Array(0), binOfLevel: new Int16Array(40) };
  const features = Array.from({ length: FEATURES }, () => feature);
  for (let memoryLimitBytes = 2 ** 24; ; memoryLimitBytes = Math.floor(memoryLimitBytes * 0.98)) {
    const shape = { rowCount: ROWS, features, maxLeaves, hasWeights, threads, memoryLimitBytes };
    const workspace = new TrainingWorkspace(shape);
    workspace.release();
    if (workspace.shardCount >= 3) return memoryLimitBytes;
  }
}

describe('BoostingRun', () => {
  const cases: readonly [string, Partial<RunSettings>, boolean, boolean, ObjectiveChoice][] = [
    ['leaf by leaf, narrow cells', {}, false, false, 'logistic'],
    ['level by level, narrow cells', { growth: 'level-wise', maxDepth: 3, maxLeaves: 8 }, false, false, 'logistic'],
    ['rows counted, so wide cells', { minRowsInLeaf: 20 }, false, true, 'logistic'],
    ['weights and shares drawn', { rowShare: 0.6, featureShare: 0.6, minRowsInLevel: 5 }, true, true, 'logistic'],
    ['squared error', { growth: 'level-wise', maxDepth: 3, maxLeaves: 8 }, true, false, 'squared'],
    ['monotone, L1', { monotone: Int8Array.of(0, 1, -1, 0, 0), l1: 2 }, true, true, 'logistic'],
    ['an objective of the caller’s', {}, true, true, ownSquared],
  ];
  for (const [name, changes, weighted, validates, objective] of cases) {
    it(`gives the same bits for any number of threads and memories: ${name}`, () => {
      const data = makeData(weighted);
      const settings = { ...plain, ...changes };
      const base = objective === 'logistic' ? {} : { targets: data.targets };
      const alone = grow(data, settings, base, validates, objective);
      expect(alone.memories).toBe(1);
      for (const threads of [undefined, ...owned]) {
        expect(grow(data, settings, { ...base, threads }, validates, objective)).toEqual(alone);
      }
      for (const threads of [undefined, owned[1]]) {
        const memoryLimitBytes = shortMemory(settings.maxLeaves, weighted, threads);
        const spread = grow(data, settings, { ...base, memoryLimitBytes, threads }, validates, objective);
        expect(spread.memories).toBeGreaterThan(2);
        expect({ ...spread, memories: 1 }).toEqual(alone);
      }
    });
  }

  it('keeps scores that are the walk of its trees, bit for bit', () => {
    const data = makeData(true);
    for (const rowShare of [1, 0.5]) {
      const { trees, margins } = grow(data, { ...plain, rowShare }, {}, true);
      const problem = prepareProblem(data, 100, 2);
      const rows = Uint32Array.from({ length: ROWS }, (_, row) => row).filter((row) => row % 5 !== 0);
      const { baseScore } = new BoostingRun(problem, plain, rows, rows, createRandom(1));
      const row = new Float64Array(FEATURES);
      for (let index = 0; index < ROWS; index += 7) {
        data.matrix.columns.forEach((column, feature) => {
          row[feature] = column[index];
        });
        expect(margins[index]).toBe(sumOfLeaves(trees, row, baseScore));
      }
    }
  });

  it('lets runs take turns without a trace', () => {
    const data = makeData(false);
    const problem = prepareProblem(data, 100, 8);
    const all = Uint32Array.from({ length: ROWS }, (_, row) => row);
    const none = new Uint32Array(0);
    const halves = [all.filter((row) => row % 2 === 0), all.filter((row) => row % 2 === 1)];
    const make = () => [
      new BoostingRun(problem, plain, halves[0], halves[1], createRandom(1)),
      new BoostingRun(problem, { ...plain, rowShare: 0.7 }, all, none, createRandom(2)),
    ];
    const inTurn = make();
    for (let round = 0; round < 4; round++) for (const run of inTurn) run.step();
    const oneByOne = make();
    for (const run of oneByOne) for (let round = 0; round < 4; round++) run.step();
    inTurn.forEach((run, index) => {
      expect(run.trees()).toEqual(oneByOne[index].trees());
      expect(run.margins).toEqual(oneByOne[index].margins);
      expect(run.validationLoss()).toBe(oneByOne[index].validationLoss());
    });
  });

  it('falls back to wide cells where narrow ones would be too coarse', () => {
    const data = makeData(false);
    const few = { ...data, labels: data.labels.map((_, row) => (row % 1500 === 0 ? 1 : 0)) };
    expect(grow(data, plain, {}, false).isWide).toBe(false);
    // Gradients spread over ten orders of magnitude: a unit for the largest says nothing of the others.
    const targets = data.targets.map((target, row) => (row === 77 ? 1e10 : target));
    expect(grow(data, plain, { targets }, false, 'squared').isWide).toBe(true);
    expect(grow(few, { ...plain, maxRounds: 1 }, {}, false).isWide).toBe(false);
  });
});
