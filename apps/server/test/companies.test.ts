import { CompanyResponse } from '@probity/contract';
import { asDatasetHash, type DatasetSchema } from '@probity/domain';
import { fitLogistic } from '@probity/learn';
import {
  createCreditPolicy,
  createDecryptingRegistry,
  type EvaluationRecord,
  encryptBundle,
  writeBundle,
} from '@probity/scoring';
import { createInMemoryModelRegistry } from '@probity/scoring/testing';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { testApp } from './fixture/test-app.js';

const key = Buffer.alloc(32, 5).toString('base64');

/** Companies whose short-term debt is high fail. */
async function companyBundle() {
  const rows = 200;
  const current = Float64Array.from({ length: rows }, (_, row) => 0.3 + (2 * ((row * 37) % rows)) / rows);
  const schema: DatasetSchema = {
    formatVersion: 1,
    badValue: '1',
    columns: [
      { name: 'Attr4', kind: 'numeric', role: 'feature' },
      { name: 'class', kind: 'integer', role: 'target' },
    ],
  };
  const policy = { ...createCreditPolicy(), approveBelow: 0.2, declineFrom: 0.2 };
  return writeBundle({
    ...{ schema, policy, calibration: { kind: 'platt', intercept: 0, slope: 1 } },
    model: fitLogistic(
      {},
      {
        matrix: { rowCount: rows, features: [{ name: 'Attr4', kind: 'numeric' }], columns: [current] },
        labels: Uint8Array.from(current, (ratio, row) => (ratio < 0.9 !== (row % 11 === 0) ? 1 : 0)),
      },
      { seed: 1 },
    ),
    reference: { features: [], scoreQuantiles: [] },
    evaluation: {} as EvaluationRecord,
    provenance: {
      ...{ libraryVersion: '0', dataset: asDatasetHash('d'.repeat(64)), rows, seed: 1, learner: 'logistic', folds: 2 },
      settings: { blueprint: { name: 'bankruptcy', ratios: { currentRatio: 'Attr4' } } },
    },
  });
}

describe('POST /v1/companies', () => {
  it('answers 1 or 0 from statements with a model that lies encrypted, and records the decision', async () => {
    const inner = createInMemoryModelRegistry(() => '2026-01-01T00:00:00.000Z');
    const { bytes, hash } = await companyBundle();
    await inner.register({ name: 'firms', hash, bytes: await encryptBundle(bytes, key), summary: {} });
    const server = await testApp({ withoutModel: true, registry: createDecryptingRegistry(inner, key) });
    const send = (payload: object) => server.app.inject({ method: 'POST', url: '/v1/companies', payload });
    const ask = (currentAssets: number) =>
      send({ company: { statement: { currentAssets, shortTermLiabilities: 100 } }, model: 'firms', subject: 'krs-1' });
    const [poor, sound] = [await ask(40), await ask(200)];
    expect([poor.statusCode, sound.statusCode]).toEqual([200, 200]);
    const answer = poor.json<CompanyResponse>();
    expect([...Value.Errors(CompanyResponse, answer)]).toEqual([]);
    expect([answer.highRisk, sound.json<CompanyResponse>().highRisk]).toEqual([1, 0]);
    expect(answer.cut).toBe(0.2);
    expect(answer.explanation.contributions[0]).toMatchObject({ feature: 'Attr4', value: 0.4 });
    expect(answer.classics).toHaveLength(5);
    expect(answer.coverage).toEqual({ known: 1, features: 1, warning: null });
    const little = (await send({ company: { statement: { sales: 1 } }, model: 'firms' })).json<CompanyResponse>();
    expect(little.coverage).toMatchObject({ known: 0, features: 1 });
    expect(little.coverage.warning).toMatch(/only 0 of the 1 features.*\(currentAssets\)/);
    expect((await server.decisions.list()).decisions).toHaveLength(3);
    const byColumn = await send({ company: { ratios: { Attr4: 0.4 } }, model: 'firms' });
    expect(byColumn.json<CompanyResponse>().riskScore).toBe(answer.riskScore);
    const odd = await send({ company: { statement: { luck: 1 } }, model: 'firms' });
    expect([odd.statusCode, odd.json<{ error: { code: string } }>().error.code]).toEqual([422, 'UNKNOWN_FIELD']);
    await server.app.close();
  });

  it('refuses a model of another kind', async () => {
    const server = await testApp();
    const response = await server.app.inject({
      ...{ method: 'POST', url: '/v1/companies' },
      payload: { company: { ratios: { currentRatio: 1 } } },
    });
    expect(response.statusCode).toBe(400);
    expect(response.json<{ error: { message: string } }>().error.message).toContain('blueprint bankruptcy');
    await server.app.close();
  });
});
