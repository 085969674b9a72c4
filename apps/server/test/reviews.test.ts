import { createCreditPolicy } from '@probity/scoring';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readError } from './fixture/expect-error.js';
import { type TestApp, testApp } from './fixture/test-app.js';
import { application } from './fixture/trained-model.js';

let server: TestApp;
beforeEach(async () => {
  server = await testApp();
  // Everything between nothing and everything is referred.
  await decideBy({ approveBelow: 0, declineFrom: 1 });
});

async function decideBy(cutOffs: object): Promise<void> {
  const policy = { ...createCreditPolicy(), ...cutOffs, exposure: { typical: 1000 } };
  const { id } = (await post('/v1/policies', { policy, actor: 'Anna', propose: true })).json();
  await post(`/v1/policies/${id}/approve`, { actor: 'Ben' });
  await post(`/v1/policies/${id}/activate`, { actor: 'Ben' });
}
afterEach(() => server.app.close());

const post = (url: string, payload: object) => server.app.inject({ method: 'POST', url, payload });
const assess = async (income = 52_000) =>
  (await post('/v1/assess', { application: { ...application, income } })).json();

describe('reviews over HTTP', () => {
  it('hold every referral, with the money that hangs on it and the engine’s suggestion', async () => {
    const { decisionId, riskScore, decision, grade } = await assess();
    expect(decision).toBe('refer');
    const { cases, statistics, reasons } = (await server.app.inject('/v1/reviews')).json();
    expect(cases).toHaveLength(1);
    expect(cases[0]).toMatchObject({
      decisionId,
      riskScore,
      grade,
      state: 'open',
      suggestion: riskScore < 0.5 ? 'approve' : 'decline',
    });
    expect(cases[0].stake).toBeCloseTo(1000 * (riskScore * 0.45 + (1 - riskScore) * 0.08), 9);
    expect(statistics).toMatchObject({ open: 1, decided: 0, medianSecondsToDecision: null });
    expect(reasons.map(({ code }: { code: string }) => code)).toContain('income-verified');
  });

  it('are taken, decided with reasons, and then counted', async () => {
    const { decisionId } = await assess();
    const taken = (await post('/v1/reviews/next', { actor: 'Anna' })).json().case;
    expect(taken).toMatchObject({
      decisionId,
      state: 'claimed',
      claim: { actor: { name: 'Anna', identifiedBy: 'declared' } },
    });
    expect((await post('/v1/reviews/next', { actor: 'Ben' })).json()).toEqual({ case: null });
    expect(readError(await post(`/v1/reviews/${decisionId}/claim`, { actor: 'Ben' }))).toBe('409 REVIEW_TAKEN');
    const verdict = { actor: 'Anna', outcome: 'approve', reasons: ['income-verified'], note: 'payslips' };
    expect(readError(await post(`/v1/reviews/${decisionId}/decide`, { ...verdict, actor: 'Ben' }))).toBe(
      '409 REVIEW_TAKEN',
    );
    expect(readError(await post(`/v1/reviews/${decisionId}/decide`, { ...verdict, reasons: [] }))).toMatch(/^422/);
    const decided = (await post(`/v1/reviews/${decisionId}/decide`, verdict)).json();
    expect(decided).toMatchObject({ state: 'decided', verdict: { outcome: 'approve', note: 'payslips' } });
    expect((await server.app.inject(`/v1/reviews/${decisionId}`)).json()).toEqual(decided);
    const { cases, statistics } = (await server.app.inject('/v1/reviews?state=decided')).json();
    expect(cases).toEqual([decided]);
    expect(statistics).toMatchObject({ open: 0, decided: 1, byReason: [{ reason: 'income-verified', count: 1 }] });
  });

  it('can be given back', async () => {
    const { decisionId } = await assess();
    await post(`/v1/reviews/${decisionId}/claim`, { actor: 'Anna' });
    expect((await post(`/v1/reviews/${decisionId}/release`, { actor: 'Anna' })).json().state).toBe('open');
    expect((await post('/v1/reviews/next', { actor: 'Ben' })).json().case.decisionId).toBe(decisionId);
  });

  it('name what is not there', async () => {
    expect(readError(await server.app.inject('/v1/reviews/nobody'))).toBe('404 REVIEW_NOT_FOUND');
    expect(readError(await post('/v1/reviews/nobody/claim', { actor: 'Anna' }))).toBe('404 REVIEW_NOT_FOUND');
    expect(readError(await post('/v1/reviews/next', {}))).toBe('422 MISSING_FIELD actor');
  });
});

describe('the list of decisions', () => {
  it('is filtered by outcome', async () => {
    const { decisionId } = await assess();
    await decideBy({ approveBelow: 1, declineFrom: 1 });
    await assess();
    const ids = async (outcome: string) =>
      (await server.app.inject(`/v1/decisions?outcome=${outcome}`))
        .json()
        .decisions.map((one: { decisionId: string }) => one.decisionId);
    expect(await ids('refer')).toEqual([decisionId]);
    expect(await ids('approve')).toHaveLength(1);
    expect(readError(await server.app.inject('/v1/decisions?outcome=maybe'))).toBe('400 INVALID_ARGUMENT outcome');
  });
});
