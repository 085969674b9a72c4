import { AssessResponse } from '@probity/contract';
import { createScorer, readBundle } from '@probity/scoring';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestApp, testApp } from './fixture/test-app.js';
import { application, trainedBundle } from './fixture/trained-model.js';

let server: TestApp;
beforeAll(async () => {
  server = await testApp();
});
afterAll(() => server.app.close());

const assess = (payload: unknown, headers: Record<string, string> = {}) =>
  server.app.inject({
    method: 'POST',
    url: '/v1/assess',
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });

describe('an assessment', () => {
  it('is what the engine says, bit for bit, with the model that said it', async () => {
    const { bytes, hash } = await trainedBundle();
    const expected = createScorer(await readBundle(bytes)).assess(application);
    const response = await assess({ application });
    expect(response.statusCode).toBe(200);
    const answer = response.json<AssessResponse>();
    expect(answer.riskScore).toBe(expected.riskScore);
    expect(answer.explanation).toEqual(expected.explanation);
    expect(answer.decision).toBe(expected.decision);
    expect(answer.model).toEqual({ name: 'loans', version: 1, hash });
  });

  it('has exactly the form of the contract', async () => {
    const answer = (await assess({ application })).json<unknown>();
    expect([...Value.Errors(AssessResponse, answer)]).toEqual([]);
  });
});
