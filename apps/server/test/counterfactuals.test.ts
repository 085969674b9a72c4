import { CounterfactualsResponse, NoticeResponse } from '@probity/contract';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestApp, testApp } from './fixture/test-app.js';
import { application } from './fixture/trained-model.js';

let server: TestApp;
let declined: { decisionId: string; decision: string; reasons: { text: string }[] };
let asked: Record<string, unknown>;
beforeAll(async () => {
  server = await testApp();
  for (let income = 40_000; income >= 0; income -= 2_000) {
    asked = { ...application, income };
    const answer = await server.app.inject({ method: 'POST', url: '/v1/assess', payload: { application: asked } });
    declined = answer.json();
    if (declined.decision === 'decline') return;
  }
});
afterAll(() => server.app.close());

const get = (url: string) => server.app.inject(url);

describe('what would change a decision', () => {
  it('is in the form of the contract, and flips the decision when assessed', async () => {
    const answer = await server.app.inject({
      method: 'POST',
      url: '/v1/counterfactuals',
      payload: { application: asked, goal: 'refer' },
    });
    const found = answer.json<CounterfactualsResponse>();
    expect([...Value.Errors(CounterfactualsResponse, found)]).toEqual([]);
    expect(found.counterfactuals.length > 0).toBe(found.none === undefined);
    for (const { changes, decision, riskScore } of found.counterfactuals) {
      const changed = { ...asked, ...Object.fromEntries(changes.map(({ feature, to }) => [feature, to])) };
      const again = await server.app.inject({ method: 'POST', url: '/v1/assess', payload: { application: changed } });
      expect(again.json()).toMatchObject({ decision, riskScore });
      expect(decision).not.toBe('decline');
    }
  });

  it('is the same for the recorded decision, and records nothing', async () => {
    const before = (await get('/v1/decisions')).json().decisions.length;
    const recorded = (await get(`/v1/decisions/${declined.decisionId}/counterfactuals?goal=refer`)).json();
    const payload = { application: asked, goal: 'refer' };
    const sent = (await server.app.inject({ method: 'POST', url: '/v1/counterfactuals', payload })).json();
    expect(recorded).toEqual(sent);
    expect((await get('/v1/decisions')).json().decisions).toHaveLength(before);
  });

  it('refuses what it does not understand', async () => {
    const bad = { application: asked, most: 99 };
    const answer = await server.app.inject({ method: 'POST', url: '/v1/counterfactuals', payload: bad });
    expect(answer.statusCode).toBe(422);
    expect((await get('/v1/decisions/none/counterfactuals')).json().error.code).toBe('DECISION_NOT_FOUND');
    const unknown = { application: asked, fixed: ['nobody'] };
    const strange = await server.app.inject({ method: 'POST', url: '/v1/counterfactuals', payload: unknown });
    expect(strange.json().error.code).toBe('INVALID_ARGUMENT');
  });
});

describe('the notice of a decision', () => {
  it('gives the recorded reasons, as data, as text and as a page', async () => {
    const url = `/v1/decisions/${declined.decisionId}/notice?creditor=Example%20Bank&contact=0800`;
    const found = (await get(url)).json<NoticeResponse>();
    expect([...Value.Errors(NoticeResponse, found)]).toEqual([]);
    expect(found.due && found.notice.outcome).toBe('declined');
    expect(found.due && found.notice.reasons).toEqual(declined.reasons.map(({ text }) => text));
    const text = await get(`${url}&format=text`);
    expect(text.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(text.body).toBe(found.due && found.text);
    const page = await get(`${url}&format=html`);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.body).toContain('<!doctype html>');
    expect(page.headers['cache-control']).toBe('no-store');
  });

  it('lists what the sender has not said, and refuses what it does not know', async () => {
    const found = (await get(`/v1/decisions/${declined.decisionId}/notice`)).json<NoticeResponse>();
    expect(found.due && found.notice.missing).toContain('name of the creditor');
    expect((await get(`/v1/decisions/${declined.decisionId}/notice?colour=red`)).statusCode).toBe(422);
    expect((await get('/v1/decisions/none/notice')).statusCode).toBe(404);
  });
});
