import { margins, restoreModel, verifyModelMonotone } from '@probity/learn';
import { createScorer, readBundle } from '@probity/scoring';
import { describe, expect, it } from 'vitest';
import { blendOutOfFold } from '../../src/candidate/blend-out-of-fold.js';
import { parseClassWeight, weighClasses } from '../../src/candidate/class-weights.js';
import { constraintsOn } from '../../src/candidate/tree-constraints.js';
import { buildTrainingData } from '../../src/dataset/build-training-data.js';
import { trainModel } from '../../src/train-model.js';
import type { TrainSettings } from '../../src/train-settings.js';
import type { TrainingContext } from '../../src/training-context.js';
import { predictOutOfFold } from '../../src/validation/predict-out-of-fold.js';
import { makeDataset } from '../fixture/make-dataset.js';

const context: TrainingContext = { seed: 4, onProgress: () => undefined, pause: async () => undefined };
const dataset = makeDataset(700);
const train = (settings: Partial<TrainSettings>, of = dataset) =>
  trainModel(of, { learner: 'logistic', folds: 4, libraryVersion: '0', ...settings }, context);

describe('candidates', () => {
  it.each(['voting', 'stacking', 'forest', 'extra-trees', 'tree', 'elastic-net', 'scorecard'] as const)(
    '%s goes from data to a bundle that scores what was trained',
    async (learner) => {
      const trained = await train({ learner });
      expect(trained.learner).toBe(learner);
      const read = await readBundle(trained.bytes, trained.hash);
      const { matrix } = buildTrainingData(dataset.table, dataset.schema);
      expect(margins(read.model, matrix)).toEqual(margins(trained.bundle.model, matrix));
      const scored = createScorer(read).assess({ income: 30, utilisation: 0.9, purpose: 'trip' });
      const { baseline, margin, contributions } = scored.explanation;
      expect(contributions.reduce((sum, { contribution }) => sum + contribution, baseline)).toBeCloseTo(margin, 9);
    },
  );

  it('boosting keeps constraints in every fit, records them, and repeats them out of fold', async () => {
    const settings = { monotone: { utilisation: 1, income: -1 }, interactions: [['utilisation', 'income']] } as const;
    const trained = await train({ learner: 'boosting', ...settings });
    expect(trained.bundle.provenance.settings).toMatchObject(settings);
    expect(verifyModelMonotone(trained.bundle.model, 'utilisation', 1)?.verdict).toBe('proved');
    expect(verifyModelMonotone(trained.bundle.model, 'income', -1)?.verdict).toBe('proved');
    expect((await train({ learner: 'boosting' })).hash).not.toBe(trained.hash);
    const again = await predictOutOfFold(trained.bundle, dataset, context);
    expect(again.reproduced).toBe(true);
  });

  it('constraints are refused where they could not be kept', async () => {
    const refused = { code: 'INVALID_ARGUMENT' };
    await expect(train({ learner: 'forest', monotone: { income: -1 } })).rejects.toMatchObject(refused);
    await expect(train({ learner: 'auto', interactions: [['income']] })).rejects.toMatchObject(refused);
    await expect(train({ learner: 'boosting', monotone: { purpose: 1 } })).rejects.toMatchObject(refused);
    await expect(train({ learner: 'boosting', monotone: { secret: 1 } })).rejects.toMatchObject(refused);
    await expect(train({ learner: 'boosting', interactions: [['nothing']] })).rejects.toMatchObject(refused);
  });

  it('constraints on features that were dropped free nothing', () => {
    const of = (...names: readonly string[]) => names.map((name) => ({ name, kind: 'numeric' }) as const);
    const given = { monotone: { a: 1, b: -1 }, interactions: [['a', 'b']] } as const;
    expect(constraintsOn(given, of('a', 'c'))).toEqual({ monotone: { a: 1 }, interactions: [['a']] });
    expect(constraintsOn(given, of('c', 'd'))).toEqual({ monotone: {}, interactions: [['c'], ['d']] });
    expect(constraintsOn({}, of('c', 'd'))).toEqual({});
  });

  it('a blend’s weights for a fold do not see its rows', () => {
    const { labels, matrix } = buildTrainingData(dataset.table, dataset.schema);
    const folds = Int32Array.from(labels, (_, row) => row % 4);
    const member = {
      margins: Float64Array.from(labels, (label, row) => label + Math.sin(row)),
      folds,
      marginScale: 'log-odds' as const,
    };
    const plan = { kind: 'stratified' as const, splits: Array(4).fill({ train: [], validate: [] }), description: '' };
    const before = blendOutOfFold('stacking', [member], { matrix, labels }, plan).predictions.margins;
    const flipped = Uint8Array.from(labels, (label, row) => (folds[row] === 2 ? 1 - label : label));
    const after = blendOutOfFold('stacking', [member], { matrix, labels: flipped }, plan).predictions.margins;
    for (const [row, margin] of before.entries()) {
      if (folds[row] === 2) expect(after[row]).toBe(margin);
    }
    expect(after).not.toEqual(before);
  });

  it('class weights change the fit, and calibration brings probabilities back', async () => {
    const [plain, balanced] = [await train({}), await train({ classWeight: 'balanced' })];
    expect(balanced.hash).not.toBe(plain.hash);
    const { matrix, labels } = buildTrainingData(dataset.table, dataset.schema);
    const meanOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(meanOf(margins(balanced.bundle.model, matrix))).toBeGreaterThan(
      meanOf(margins(plain.bundle.model, matrix)) + 0.5,
    );
    expect(Math.abs(balanced.evaluation.metrics.logLoss - plain.evaluation.metrics.logLoss)).toBeLessThan(0.01);
    const weighed = weighClasses({ matrix, labels }, 'balanced').weights ?? new Float64Array();
    const bads = weighed.reduce((sum, weight, row) => sum + (labels[row] === 1 ? weight : 0), 0);
    expect(bads).toBeCloseTo(labels.length / 2, 9);
  });

  it('reads class weights and refuses what is none', () => {
    expect(parseClassWeight('5:1')).toEqual({ bad: 5, good: 1 });
    for (const wrong of ['', '5', '5:', '0:1', 'a:b', '1:2:3']) {
      expect(() => parseClassWeight(wrong)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    }
  });

  it('calibration is of the kind asked for, and auto takes the lowest log loss', async () => {
    const trained = await train({ calibration: 'isotonic' });
    expect(trained.bundle.calibration.kind).toBe('isotonic');
    const auto = await train({ calibration: 'auto', learner: 'tree' });
    const { calibration } = auto.bundle.provenance.settings as {
      calibration: { kind: string; logLosses: Record<string, number> };
    };
    expect(Object.keys(calibration.logLosses).sort()).toEqual(['beta', 'isotonic', 'platt']);
    expect(calibration.logLosses[calibration.kind]).toBe(Math.min(...Object.values(calibration.logLosses)));
    expect(auto.bundle.calibration.kind).toBe(calibration.kind);
  });

  it('features that are dropped are neither learned from nor asked for', async () => {
    const copied = {
      ...dataset,
      schema: {
        ...dataset.schema,
        columns: [...dataset.schema.columns, { name: 'copy', kind: 'numeric' as const, role: 'feature' as const }],
      },
      table: {
        ...dataset.table,
        columns: [
          ...dataset.table.columns,
          { name: 'copy', kind: 'numeric' as const, values: numbersOf('utilisation').map((value) => 2 * value) },
        ],
      },
    };
    const trained = await train({ selectFeatures: ['correlation'] }, copied);
    expect(trained.selection?.overall.dropped.map(({ feature }) => feature)).toEqual(['copy']);
    expect(trained.bundle.model.features.map(({ name }) => name)).not.toContain('copy');
    const scorer = createScorer(await readBundle(trained.bytes));
    expect(scorer.form().map(({ name }) => name)).toEqual(['income', 'utilisation', 'purpose']);
    expect(scorer.score({ income: 30, utilisation: 0.5, purpose: 'car' }).riskScore).toBeGreaterThan(0);
    expect(restoreModel(trained.bundle.model.toParts()).features).toHaveLength(3);
  });

  function numbersOf(name: string): Float64Array {
    const column = dataset.table.columns.find((candidate) => candidate.name === name);
    return column !== undefined && 'values' in column ? column.values : new Float64Array();
  }
});
