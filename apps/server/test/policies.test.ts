import { canonicalJson, type JsonValue } from '@probity/domain';
import { createCreditPolicy, createScorer, readBundle } from '@probity/scoring';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readError } from './fixture/expect-error.js';
import { type TestApp, testApp } from './fixture/test-app.js';
import { application } from './fixture/trained-model.js';

let server: TestApp;
beforeEach(async () => {
  server = await testApp();
});
afterEach(() => server.app.close());

const closedDoor = { ...createCreditPolicy(), approveBelow: 0, declineFrom: 0 };
const post = (url: string, payload: object, headers = {}) =>
  server.app.inject({ method: 'POST', url, payload, headers });
const assess = async () => (await post('/v1/assess', { application })).json();

async function draft(policy: object = closedDoor, actor = 'Anna') {
  const answer = await post('/v1/policies', { policy, actor, note: 'to the closed door', propose: true });
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

async function bringLive(policy: object = closedDoor): Promise<string> {
  const { id } = await draft(policy);
  for (const [step, actor] of [
    ['approve', 'Ben'],
    ['activate', 'Ben'],
  ]) {
    expect((await post(`/v1/policies/${id}/${step}`, { actor })).statusCode).toBe(200);
  }
  return id;
}

describe('policies over HTTP', () => {
  it('decide from the moment they are live, and not at all from the moment they are rolled back', async () => {
    const before = await assess();
    expect(before).not.toHaveProperty('policy');
    const id = await bringLive();
    const strict = await assess();
    expect(strict).toMatchObject({ decision: 'decline', policy: { id, version: 1 } });
    expect(strict.riskScore).toBe(before.riskScore);
    const form = (await server.app.inject('/v1/models/loans/form')).json();
    expect(form).toMatchObject({ policy: { declineFrom: 0 }, policyReference: { id } });
    const back = await post('/v1/policies/own/rollback', { actor: 'Anna', note: 'too strict' });
    expect(back.json()).toMatchObject({ live: null, model: { name: 'loans' } });
    expect((await assess()).decision).toBe(before.decision);
    expect((await post(`/v1/policies/${id}/rollback`, { actor: 'Anna' })).json()).toMatchObject({ live: { id } });
    expect((await assess()).decision).toBe('decline');
  });

  it('replay a decision to the same bytes by the policy that it names', async () => {
    const id = await bringLive();
    const { decisionId } = await assess();
    await post('/v1/policies/own/rollback', { actor: 'Anna' });
    const {
      decisionId: _id,
      model,
      occurredAt: _at,
      processingTimeMs: _ms,
      ...recorded
    } = await server.decisions.find(decisionId);
    const { reference, policy } = await server.policies.find(recorded.policy?.id ?? '');
    expect(reference.id).toBe(id);
    const bundle = await readBundle(await server.registry.load(model.hash));
    const replayed = createScorer(bundle, { policy: { reference, policy } }).assess(recorded.application);
    expect(canonicalJson(replayed as unknown as JsonValue)).toBe(canonicalJson(recorded as unknown as JsonValue));
  });

  it('need four eyes: 409 for the author, by whatever spelling', async () => {
    const { id } = await draft();
    for (const actor of ['Anna', 'anna']) {
      expect(readError(await post(`/v1/policies/${id}/approve`, { actor }))).toBe('409 FOUR_EYES actor');
    }
    expect(readError(await post(`/v1/policies/${id}/activate`, { actor: 'Ben' }))).toBe('409 POLICY_STATE id');
    expect(readError(await post(`/v1/policies/${id}/approve`, {}))).toBe('422 MISSING_FIELD actor');
    expect(readError(await post('/v1/policies/nothing/approve', { actor: 'Ben' }))).toBe('404 POLICY_NOT_FOUND');
  });

  it('list who did what and when, newest first, beside the bundle’s own', async () => {
    const id = await bringLive();
    const second = await draft({ ...createCreditPolicy(), approveBelow: 0.2 });
    const list = (await server.app.inject('/v1/policies')).json();
    expect(list).toMatchObject({
      model: { name: 'loans', version: 1 },
      live: { id },
      own: { policy: createCreditPolicy() },
    });
    expect(list.policies.map((one: { id: string; state: string }) => [one.id, one.state])).toEqual([
      [second.id, 'proposed'],
      [id, 'live'],
    ]);
    expect(
      list.policies[1].events.map((event: { kind: string; actor: { name: string } }) => [event.kind, event.actor.name]),
    ).toEqual([
      ['policy-drafted', 'Anna'],
      ['policy-proposed', 'Anna'],
      ['policy-approved', 'Ben'],
      ['policy-live', 'Ben'],
    ]);
    expect((await server.app.inject(`/v1/policies/${id}`)).json()).toEqual(list.policies[1]);
  });

  it('are refused with the name of what is off', async () => {
    const send = async (policy: object) => readError(await post('/v1/policies', { policy, actor: 'Anna' }));
    expect(await send({ ...closedDoor, approveBelow: 2 })).toBe('400 INVALID_ARGUMENT approveBelow');
    expect(await send({ ...closedDoor, extra: 1 })).toBe('422 UNKNOWN_FIELD extra');
    const rule = { id: 'x', when: [{ field: 'shoe size', op: '>', value: 40 }], outcome: 'decline', reason: 'No.' };
    expect(await send({ ...closedDoor, rules: [rule] })).toBe('400 INVALID_ARGUMENT rules.x');
    expect(await send({ ...closedDoor, rules: [{ ...rule, when: [{ ...rule.when[0], op: '~' }] }] })).toMatch(/^422/);
  });

  it('decline by a rule, in its words, and offer price and limit', async () => {
    const rule = {
      id: 'children',
      when: [{ field: 'children', op: '>', value: 1 }],
      outcome: 'decline',
      reason: 'Too many.',
    };
    await bringLive({ ...createCreditPolicy(), rules: [rule] });
    expect(await assess()).toMatchObject({
      decision: 'decline',
      causes: [{ kind: 'rule', rule: 'children', text: 'Too many.' }],
    });
    const grades = createCreditPolicy().grades.map(({ grade }) => ({ grade, margin: 0.1, limits: [5000] }));
    const wide = {
      ...createCreditPolicy(),
      approveBelow: 1,
      declineFrom: 1,
      offers: { bands: [{ label: 'any', upTo: null }], rows: grades },
    };
    await bringLive({ ...wide, exposure: { typical: 3000, currency: 'EUR' } });
    expect(await assess()).toMatchObject({ decision: 'approve', offer: { margin: 0.1, limit: 5000, currency: 'EUR' } });
  });

  it('are tested on history, and the report is kept', async () => {
    const { id } = await draft();
    const rows = Array.from({ length: 40 }, (_, index) => ({
      application: { ...application, income: 20_000 + 100_000 * index },
      bad: index % 5 === 0 ? null : index < 20,
      month: `2024-0${1 + (index % 3)}`,
      group: index % 2 === 0 ? 'f' : 'm',
    }));
    const tested = await post(`/v1/policies/${id}/backtest`, { rows });
    expect(tested.statusCode).toBe(200);
    expect(tested.json().report).toMatchObject({ total: { rows: 40, declined: { count: 40 } }, knownRows: 32 });
    const listed = (await server.app.inject(`/v1/reports?kind=backtest&subject=${id}`)).json();
    expect(listed.reports).toHaveLength(1);
    const kept = (await server.app.inject(`/v1/reports/${listed.reports[0].id}`)).json();
    expect(kept.report).toEqual(tested.json().report);
    expect((await server.app.inject(`/v1/policies/${id}`)).json().backtest).toBe(listed.reports[0].id);
    const own = await post('/v1/policies/own/backtest', { rows });
    expect(own.json().report.total.declined.count).toBeLessThan(40);
    const wrong = await post(`/v1/policies/${id}/backtest`, { rows: [rows[0], { application: {}, bad: true }] });
    expect([readError(wrong), wrong.json().error.row]).toEqual([expect.stringMatching(/^422 MISSING_FIELD/), 2]);
    expect(readError(await server.app.inject('/v1/reports/999'))).toBe('404 REPORT_NOT_FOUND');
  });
});

describe('with tokens that have names', () => {
  const tokens = new Map([
    ['Anna', 'anna-token-1'],
    ['Ben', 'ben-token-22'],
  ]);
  const as = (name: string) => ({ authorization: `Bearer ${tokens.get(name) ?? name}` });
  beforeEach(async () => {
    await server.app.close();
    server = await testApp({ namedTokens: tokens, token: 'unnamed-token' });
  });

  it('the token says who acts, so that one person cannot be two', async () => {
    const drafted = await post('/v1/policies', { policy: closedDoor, propose: true }, as('Anna'));
    const { id, events } = drafted.json();
    expect(events[0].actor).toEqual({ name: 'Anna', identifiedBy: 'token' });
    expect(readError(await post(`/v1/policies/${id}/approve`, {}, as('Anna')))).toBe('409 FOUR_EYES actor');
    expect(readError(await post(`/v1/policies/${id}/approve`, { actor: 'Ben' }, as('Anna')))).toBe(
      '400 INVALID_ARGUMENT actor',
    );
    expect(readError(await post(`/v1/policies/${id}/approve`, { actor: 'Ben' }, as('unnamed-token')))).toBe(
      '401 UNAUTHORIZED',
    );
    expect((await post(`/v1/policies/${id}/approve`, {}, as('Ben'))).json().state).toBe('approved');
  });

  it('named and unnamed tokens both read and assess; others do neither', async () => {
    for (const token of ['Anna', 'Ben', 'unnamed-token']) {
      expect((await server.app.inject({ url: '/v1/models', headers: as(token) })).statusCode).toBe(200);
    }
    expect(readError(await server.app.inject({ url: '/v1/policies', headers: as('somebody') }))).toBe(
      '401 UNAUTHORIZED',
    );
    expect(readError(await server.app.inject('/v1/reviews'))).toBe('401 UNAUTHORIZED');
  });
});
