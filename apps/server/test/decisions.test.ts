import { DecisionResponse, DecisionsResponse } from '@probity/contract';
import { ProbityError } from '@probity/domain';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readError } from './fixture/expect-error.js';
import { type TestApp, testApp } from './fixture/test-app.js';
import { application } from './fixture/trained-model.js';

let server: TestApp;
let ids: string[];
beforeAll(async () => {
  server = await testApp();
  vi.spyOn(server.decisions, 'record');
  ids = [];
  for (let i = 0; i < 5; i++) {
    const payload = { application: { ...application, income: 10_000 * i }, subject: 'person-7' };
    const answer = await server.app.inject({ method: 'POST', url: '/v1/assess', payload });
    ids.unshift(answer.json().decisionId);
  }
});
afterAll(() => server.app.close());

describe('decisions', () => {
  it('are listed newest first, page by page, in exactly the form of the contract', async () => {
    const seen: string[] = [];
    for (let query = '?limit=2'; query !== ''; ) {
      const page = (await server.app.inject(`/v1/decisions${query}`)).json<DecisionsResponse>();
      expect([...Value.Errors(DecisionsResponse, page)]).toEqual([]);
      seen.push(...page.decisions.map(({ decisionId }) => decisionId));
      query = page.next === undefined ? '' : `?limit=2&before=${encodeURIComponent(page.next)}`;
    }
    expect(seen).toEqual(ids);
  });

  it('hold no personal data in the list', async () => {
    const { body } = await server.app.inject('/v1/decisions');
    expect(body).not.toContain('income');
    expect(body).not.toContain('person-7');
  });

  it('are given in full by id: the answer of that time and the application', async () => {
    const payload = { application };
    const answer = (await server.app.inject({ method: 'POST', url: '/v1/assess', payload })).json();
    const found = (await server.app.inject(`/v1/decisions/${answer.decisionId}`)).json<DecisionResponse>();
    expect([...Value.Errors(DecisionResponse, found)]).toEqual([]);
    expect(found).toEqual({ ...answer, application });
  });

  it('keep the subject with the record, and give it back to nobody', async () => {
    expect(vi.mocked(server.decisions.record).mock.calls[0]?.[1]?.subject).toBe('person-7');
    expect((await server.app.inject(`/v1/decisions/${ids[0]}`)).body).not.toContain('person-7');
  });

  it('are kept out of caches', async () => {
    expect((await server.app.inject('/v1/decisions')).headers['cache-control']).toBe('no-store');
  });
});

describe('when the log cannot record', () => {
  it('nothing is decided, and nothing is said of where it lies', async () => {
    const { app, decisions } = await testApp();
    decisions.record = async () => {
      throw new ProbityError('STORE_UNAVAILABLE', 'postgres at 10.0.0.5 does not answer (ECONNREFUSED)');
    };
    const answer = await app.inject({ method: 'POST', url: '/v1/assess', payload: { application } });
    expect(readError(answer)).toBe('503 STORE_UNAVAILABLE');
    expect(answer.body).not.toContain('approve');
    expect(answer.body).not.toContain('10.0.0.5');
    await app.close();
  });
});
