import { asDecisionId, asModelHash, type Decision } from '@probity/domain';
import type { DecisionLog } from '../ports/decision-log.js';
import { expectEqual, expectRejection, type PortClaim } from './port-claim.js';

/** A decision to record in tests: whole, with numbers that a careless store would bend. */
export function exampleDecision(id: string, changes: Partial<Decision> = {}): Decision {
  return {
    decisionId: asDecisionId(id),
    model: { name: 'credit', version: 1, hash: asModelHash('ab'.repeat(32)) },
    occurredAt: '2026-01-02T03:04:05.678Z',
    processingTimeMs: 1.25,
    application: { income: 0.1 + 0.2, name: 'Zoë "Ω" 𝄞\u0000\n', employed: true, since: null },
    riskScore: 0.12345678901234568,
    riskCategory: 'low',
    points: 612,
    grade: 'B',
    decision: 'approve',
    reasons: [{ feature: 'income', text: 'Income is low', contribution: 5e-324 }],
    explanation: {
      baseline: -1.7976931348623157e308,
      margin: -1.9600000000000002,
      contributions: [{ feature: 'income', label: 'Income', value: 0.1 + 0.2, contribution: 4.35e-17 }],
    },
    warnings: [],
    ...changes,
  };
}

/**
 * What every decision log must do.
 * @param makeLog gives an empty log each time
 */
export function decisionLogContract(makeLog: () => Promise<DecisionLog>): readonly PortClaim[] {
  const claim = (text: string, check: (log: DecisionLog) => Promise<void>): PortClaim => ({
    claim: text,
    run: async () => check(await makeLog()),
  });
  return [
    claim('a recorded decision is found whole, its numbers to the bit', async (log) => {
      const decision = exampleDecision('d-1');
      expectEqual(await log.record(decision), decision, 'record');
      expectEqual(await log.find(decision.decisionId), decision, 'find');
    }),
    claim('what is changed after recording does not change the log', async (log) => {
      const decision = { ...exampleDecision('d-1') };
      const recording = log.record(decision);
      Object.assign(decision, { riskScore: 0.9 });
      await recording;
      expectEqual((await log.find(decision.decisionId)).riskScore, 0.12345678901234568, 'risk score');
    }),
    claim('an unknown decision is DECISION_NOT_FOUND', async (log) => {
      for (const id of ['nobody', '', 'with \u0000 in it', "'; --"]) {
        await expectRejection(log.find(asDecisionId(id)), 'DECISION_NOT_FOUND', `find ${JSON.stringify(id)}`);
      }
    }),
    claim('lists of one outcome hold only that, page by page', async (log) => {
      const outcomes = ['refer', 'approve', 'refer', 'decline', 'refer', 'approve'] as const;
      for (const [index, decision] of outcomes.entries()) await log.record(exampleDecision(`d-${index}`, { decision }));
      const first = await log.list({ outcome: 'refer', limit: 2 });
      expectEqual(
        first.decisions.map(({ decisionId }) => decisionId),
        ['d-4', 'd-2'],
        'first page',
      );
      const second = await log.list({ outcome: 'refer', limit: 2, before: first.next ?? '' });
      expectEqual([second.decisions.map(({ decisionId }) => decisionId), second.next], [['d-0'], undefined], 'second');
      expectEqual((await log.list({ outcome: 'decline' })).next, undefined, 'declines');
    }),
    claim('lists are newest first, as summaries without personal data', async (log) => {
      for (const id of ['d-1', 'd-2', 'd-3']) await log.record(exampleDecision(id));
      const { decisions, next } = await log.list();
      expectEqual(
        decisions.map((decision) => decision.decisionId),
        ['d-3', 'd-2', 'd-1'],
        'order',
      );
      expectEqual(next, undefined, 'next');
      const { decisionId, occurredAt, model, riskScore, riskCategory, grade, decision } = exampleDecision('d-3');
      const summary = { decisionId, occurredAt, model, riskScore, riskCategory, grade, decision };
      expectEqual(decisions[0], summary, 'summary');
    }),
    claim('pages follow one another without gap or repetition, also while others record', async (log) => {
      for (let index = 1; index <= 5; index++) await log.record(exampleDecision(`d-${index}`));
      const first = await log.list({ limit: 2 });
      await log.record(exampleDecision('d-6'));
      const second = await log.list({ limit: 2, before: first.next as string });
      const third = await log.list({ limit: 2, before: second.next as string });
      const ids = [first, second, third].map((page) => page.decisions.map((decision) => decision.decisionId));
      expectEqual(ids, [['d-5', 'd-4'], ['d-3', 'd-2'], ['d-1']], 'pages');
      expectEqual(third.next, undefined, 'the last page has no next');
    }),
    claim('an empty log lists nothing', async (log) => {
      expectEqual(await log.list(), { decisions: [] }, 'list');
    }),
    claim('limits and cursors that cannot be are INVALID_ARGUMENT', async (log) => {
      for (const limit of [0, -1, 501, 1.5, Number.NaN]) {
        await expectRejection(log.list({ limit }), 'INVALID_ARGUMENT', `limit ${limit}`);
      }
      for (const before of ['', 'x', '-1', '1; DROP TABLE']) {
        await expectRejection(log.list({ before }), 'INVALID_ARGUMENT', `before ${before}`);
      }
    }),
    claim('the same Idempotency-Key for the same request gives the earlier decision', async (log) => {
      const idempotency = { key: 'key-1', requestDigest: 'aa' };
      await log.record(exampleDecision('d-1'), { idempotency });
      const repeated = await log.record(exampleDecision('d-2'), { idempotency });
      expectEqual(repeated, exampleDecision('d-1'), 'repeated');
      expectEqual(await log.findByIdempotencyKey('key-1', 'aa'), exampleDecision('d-1'), 'found by key');
      expectEqual((await log.list()).decisions.length, 1, 'number of decisions');
    }),
    claim('an Idempotency-Key for another request is IDEMPOTENCY_KEY_REUSED and records nothing', async (log) => {
      await log.record(exampleDecision('d-1'), { idempotency: { key: 'key-1', requestDigest: 'aa' } });
      const other = { idempotency: { key: 'key-1', requestDigest: 'bb' } };
      await expectRejection(log.record(exampleDecision('d-2'), other), 'IDEMPOTENCY_KEY_REUSED', 'record');
      await expectRejection(log.findByIdempotencyKey('key-1', 'bb'), 'IDEMPOTENCY_KEY_REUSED', 'find by key');
      await expectRejection(log.find(asDecisionId('d-2')), 'DECISION_NOT_FOUND', 'find');
    }),
    claim('an unknown Idempotency-Key gives nothing', async (log) => {
      expectEqual(await log.findByIdempotencyKey('key-1', 'aa'), undefined, 'found by key');
    }),
    claim('of many at once under one Idempotency-Key one is recorded and all get it', async (log) => {
      const idempotency = { key: 'key-1', requestDigest: 'aa' };
      const ids = Array.from({ length: 20 }, (_, index) => `d-${index}`);
      const answers = await Promise.all(ids.map((id) => log.record(exampleDecision(id), { idempotency })));
      const { decisions } = await log.list();
      expectEqual(decisions.length, 1, 'number of decisions');
      const winner = decisions[0]?.decisionId;
      expectEqual(
        answers.every((answer) => answer.decisionId === winner),
        true,
        'all answers are the recorded one',
      );
    }),
    claim(
      'recording the same decision again changes nothing; another under its id is INVALID_ARGUMENT',
      async (log) => {
        await log.record(exampleDecision('d-1'));
        expectEqual(await log.record(exampleDecision('d-1')), exampleDecision('d-1'), 'again');
        const other = exampleDecision('d-1', { grade: 'C' });
        await expectRejection(log.record(other), 'INVALID_ARGUMENT', 'another');
        expectEqual((await log.list()).decisions.length, 1, 'number of decisions');
      },
    ),
    claim('numbers that JSON cannot carry are INVALID_ARGUMENT and disturb no other decision', async (log) => {
      const bad = log.record(exampleDecision('d-1', { riskScore: Number.NaN }));
      const good = log.record(exampleDecision('d-2'));
      await expectRejection(bad, 'INVALID_ARGUMENT', 'NaN');
      await good;
      expectEqual((await log.list()).decisions.length, 1, 'number of decisions');
    }),
    claim('hundreds at once are all recorded, each once', async (log) => {
      const ids = Array.from({ length: 300 }, (_, index) => `d-${index}`);
      const subjects = ['one', 'two', undefined];
      await Promise.all(
        ids.map((id, index) => {
          const subject = subjects[index % subjects.length];
          return log.record(exampleDecision(id), subject === undefined ? {} : { subject });
        }),
      );
      const { decisions } = await log.list({ limit: 500 });
      expectEqual(decisions.map((decision) => decision.decisionId).sort(), [...ids].sort(), 'ids');
      expectEqual(await log.find(asDecisionId('d-7')), exampleDecision('d-7'), 'find');
    }),
  ];
}
