import { ScorecardResponse, ScorecardRowsResponse } from '@probity/contract';
import { asDatasetHash, type DatasetSchema } from '@probity/domain';
import { sampleScorecardRows } from '@probity/interchange';
import { fitProofCard, proofCalibration, spitefulName } from '@probity/interchange/testing';
import type { ScorecardModel } from '@probity/learn';
import { type CreditMetrics, createCreditPolicy, writeBundle } from '@probity/scoring';
import { createInMemoryModelRegistry } from '@probity/scoring/testing';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import type { AppParts } from '../src/app.js';
import { readError } from './fixture/expect-error.js';
import { registerChampion, testApp } from './fixture/test-app.js';

const card = fitProofCard();

async function cardApp(parts: Partial<AppParts> = {}) {
  const metrics: CreditMetrics = { rocAuc: 0.8, gini: 0.6, ks: 0.5, prAuc: 0.7, brier: 0.15, logLoss: 0.45, f1: 0.6 };
  const schema: DatasetSchema = {
    formatVersion: 1,
    columns: card.features.map(({ name, kind }) => ({ name, kind, role: 'feature' })),
  };
  const { bytes, hash } = await writeBundle({
    schema,
    model: card,
    calibration: proofCalibration,
    policy: createCreditPolicy(),
    reference: { features: [], scoreQuantiles: [] },
    evaluation: {
      split: '5 stratified folds',
      metrics,
      intervals: Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, [value, value]])) as never,
      baselines: { dummy: metrics, logistic: metrics },
      policy: { approvalRate: 0.6, referRate: 0.1, declineRate: 0.3, badRate: 0.1 },
    },
    provenance: {
      libraryVersion: '0.1.0',
      dataset: asDatasetHash('0'.repeat(64)),
      rows: 4000,
      seed: 1,
      learner: 'scorecard',
      folds: 5,
      settings: {},
    },
  });
  const registry = createInMemoryModelRegistry(() => '2026-01-01T00:00:00.000Z');
  await registerChampion(registry);
  await registry.register({ name: 'card', hash, bytes, summary: { learner: 'scorecard' } });
  const { app } = await testApp({ ...parts, registry, withoutModel: true });
  return app;
}

describe('a scorecard', () => {
  it('is shown bin by bin, in exactly the form of the contract', async () => {
    const app = await cardApp();
    const answer = (await app.inject('/v1/models/card/scorecard')).json<ScorecardResponse>();
    expect([...Value.Errors(ScorecardResponse, answer)]).toEqual([]);
    expect(answer.variables.map(({ name }) => name)).toContain(spitefulName);
    const points = answer.variables.map(({ bins }) => bins.map((bin) => bin.points));
    expect(points).toEqual(card.variables.map(({ bins }) => bins.map((bin) => bin.points)));
    await app.close();
  });

  it('comes with its training rows by cell where they are kept, and says so where they are not', async () => {
    const without = await cardApp();
    const said = (await without.inject('/v1/models/card/scorecard/rows')).json<ScorecardRowsResponse>();
    expect([...Value.Errors(ScorecardRowsResponse, said)]).toEqual([]);
    expect(said).toMatchObject({ rows: null, notAssessed: expect.stringContaining('not in this workspace') });
    await without.close();

    const app = await cardApp({
      scorecardRows: async ({ model }) => {
        const columns = model.features.map(() => Float64Array.from([Number.NaN, 1, 2]));
        const matrix = { rowCount: 3, features: model.features, columns };
        return sampleScorecardRows(model as ScorecardModel, { matrix, labels: Uint8Array.from([0, 1, 0]) });
      },
    });
    const answer = (await app.inject('/v1/models/card/scorecard/rows')).json<ScorecardRowsResponse>();
    expect([...Value.Errors(ScorecardRowsResponse, answer)]).toEqual([]);
    expect(answer.rows?.labels).toEqual([0, 1, 0]);
    expect(answer.rows?.variables.map(({ name }) => name)).toEqual(card.features.map(({ name }) => name));
    await app.close();
  });

  it.each([
    ['sql', 'application/sql', 'card-1.sql', 'SELECT'],
    ['pmml', 'application/xml', 'card-1.pmml', '<Scorecard'],
    ['js', 'text/javascript', 'card-1.mjs', 'export function score'],
    ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'card-1.xlsx', 'PK'],
  ])('is exported as %s', async (format, type, file, text) => {
    const app = await cardApp();
    const answer = await app.inject(`/v1/models/card/export?format=${format}`);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toContain(type);
    expect(answer.headers['content-disposition']).toContain(file);
    expect(answer.body).toContain(text);
    await app.close();
  });

  it('is the only kind of model that has bins and exports', async () => {
    const app = await cardApp();
    for (const path of ['scorecard', 'scorecard/rows', 'export?format=sql']) {
      const answer = await app.inject(`/v1/models/loans/${path}`);
      expect(answer.statusCode).toBe(422);
      expect(readError(answer)).toMatch(/^422 NOT_A_SCORECARD/);
    }
    const unknown = await app.inject('/v1/models/card/export?format=cobol');
    expect([400, 422]).toContain(unknown.statusCode);
    await app.close();
  });
});
