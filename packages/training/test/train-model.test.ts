import { selectTableRows } from '@probity/domain';
import { createScorer, readBundle } from '@probity/scoring';
import { describe, expect, it } from 'vitest';
import { SIMPLER_WITHIN } from '../src/candidate/candidate.js';
import { learnerChoices, leftOutOfAuto } from '../src/candidate/learners.js';
import { buildLabels } from '../src/dataset/build-training-data.js';
import { evaluateModel } from '../src/evaluation/evaluate-model.js';
import { trainModel } from '../src/train-model.js';
import type { TrainSettings } from '../src/train-settings.js';
import type { TrainingContext } from '../src/training-context.js';
import { makeDataset, schema } from './fixture/make-dataset.js';

const context: TrainingContext = { seed: 9, onProgress: () => undefined, pause: async () => undefined };
const settings: TrainSettings = { learner: 'logistic', folds: 4, libraryVersion: '0.0.0' };

describe('training from a data set to a bundle', () => {
  const dataset = makeDataset(1200);

  it('gives the same hash for the same data, settings and seed, and another for another seed', async () => {
    const [first, second] = [
      await trainModel(dataset, settings, context),
      await trainModel(dataset, settings, context),
    ];
    expect(second.hash).toBe(first.hash);
    expect(Buffer.compare(Buffer.from(second.bytes), Buffer.from(first.bytes))).toBe(0);
    expect((await trainModel(dataset, settings, { ...context, seed: 10 })).hash).not.toBe(first.hash);
  });

  it('packs the curves behind the metrics, and what the model goes by', async () => {
    const { bundle } = await trainModel(dataset, settings, context);
    const { curves, insight } = bundle.evaluation;
    expect(curves?.roc.recalls.at(-1)).toBe(1);
    expect(curves?.roc.falsePositiveRates.at(0)).toBe(0);
    expect(insight?.importance.map(({ feature }) => feature).sort()).toEqual(
      bundle.model.features.map(({ name }) => name).sort(),
    );
    expect(insight?.importance.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(insight?.dependence.length).toBeGreaterThan(0);
  });

  it('beats the dummy out of fold, and the dummy ranks no better than chance', async () => {
    const { evaluation } = await trainModel(dataset, settings, context);
    expect(evaluation.metrics.rocAuc).toBeGreaterThan(0.7);
    expect(Math.abs(evaluation.baselines.dummy.rocAuc - 0.5)).toBeLessThan(0.06);
    expect(evaluation.metrics.logLoss).toBeLessThan(evaluation.baselines.dummy.logLoss);
    expect(evaluation.intervals.rocAuc[0]).toBeLessThan(evaluation.metrics.rocAuc);
    expect(evaluation.intervals.rocAuc[1]).toBeGreaterThan(evaluation.metrics.rocAuc);
    expect(evaluation.metrics.gini).toBeCloseTo(2 * evaluation.metrics.rocAuc - 1, 12);
    const { approvalRate, referRate, declineRate } = evaluation.policy;
    expect(approvalRate + referRate + declineRate).toBeCloseTo(1, 12);
  });

  it('calibrates: the average score is near the bad rate', async () => {
    const trained = await trainModel(dataset, settings, context);
    const { schema: bundled, model, calibration, policy } = trained.bundle;
    const scorer = createScorer(await readBundle(trained.bytes, trained.hash));
    expect(bundled.columns.find((column) => column.name === 'secret')?.levels).toBeUndefined();
    expect([model.kind, calibration.kind, policy.approveBelow < policy.declineFrom]).toEqual([
      'logistic',
      'platt',
      true,
    ]);
    const { metrics } = evaluateModel(trained.bundle, makeDataset(4000, {}, 77));
    expect(metrics.rocAuc).toBeGreaterThan(0.7);
    const scores = Array.from(
      { length: 50 },
      (_, i) => scorer.score({ income: 20 + i, utilisation: 0.5, purpose: 'home' }).riskScore,
    );
    expect(Math.max(...scores)).toBeLessThan(0.6);
  });

  it('takes the simplest of the learners that do about as well as the best, all on the same folds', async () => {
    const trained = await trainModel(dataset, { ...settings, learner: 'auto' }, context);
    const tried = trained.leaderboard.map((entry) => entry.learner);
    expect(tried.toSorted()).toEqual(
      [...learnerChoices.filter((name) => name !== 'auto' && !leftOutOfAuto.includes(name as never))].sort(),
    );
    const aucs = trained.leaderboard.map((entry) => entry.rocAuc);
    expect(aucs).toEqual(aucs.toSorted((a, b) => b - a));
    const simplest = learnerChoices.find((name) =>
      trained.leaderboard.some(({ learner, rocAuc }) => learner === name && rocAuc >= (aucs[0] ?? 1) - SIMPLER_WITHIN),
    );
    expect(trained.learner).toBe(simplest);
    const chosen = trained.leaderboard.find(({ learner }) => learner === trained.learner);
    expect([chosen?.difference, chosen?.pValue]).toEqual([0, 1]);
    expect(trained.evaluation.metrics.rocAuc).toBe(chosen?.rocAuc);
  });

  it('measures on later rows only when a column is the time', async () => {
    const timed = makeDataset(1200, { month: 'time' });
    const { evaluation } = await trainModel(timed, settings, context);
    expect(evaluation.split).toMatch(/ordered by month/);
    expect(evaluation.metrics.rocAuc).toBeGreaterThan(0.65);
  });

  it('measures on a test set when one is given', async () => {
    const test = makeDataset(800, {}, 6);
    const { evaluation, bundle } = await trainModel(dataset, { ...settings, test }, context);
    expect(evaluation.split).toContain('test set of 800 rows');
    expect(evaluation.metrics).toEqual(evaluateModel(bundle, test, context.seed).metrics);
  });

  it('refuses what it cannot learn from, by code and name', async () => {
    const oneOutcome = { ...dataset, table: selectTableRows(dataset.table, rowsWithLabel(0)) };
    await expect(trainModel(oneOutcome, settings, context)).rejects.toMatchObject({ code: 'TARGET_INVALID' });
    await expect(trainModel(dataset, { ...settings, folds: 1 }, context)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      details: { field: 'folds' },
    });
    const textual = {
      ...dataset,
      schema: {
        ...schema,
        columns: schema.columns.map((column) =>
          column.name === 'purpose' ? { ...column, kind: 'text' as const } : column,
        ),
      },
    };
    await expect(trainModel(textual, settings, context)).rejects.toMatchObject({
      code: 'SCHEMA_INVALID',
      details: { field: 'purpose' },
    });
  });

  it('stops when it is told to', async () => {
    const cancelled = trainModel(dataset, settings, { ...context, signal: { aborted: true } });
    await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  function rowsWithLabel(label: number): Uint32Array {
    const labels = buildLabels(dataset.table, dataset.schema);
    return Uint32Array.from(labels.keys()).filter((row) => labels[row] === label);
  }
});
