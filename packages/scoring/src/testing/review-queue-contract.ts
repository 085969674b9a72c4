import { asDecisionId, type Outcome } from '@probity/domain';
import type { Actor } from '../ports/actor.js';
import type { DecisionLog } from '../ports/decision-log.js';
import { CLAIM_MINUTES, type NewVerdict, type ReviewQueue } from '../ports/review-queue.js';
import { exampleDecision } from './decision-log-contract.js';
import { expectEqual, expectRejection, type PortClaim } from './port-claim.js';

/** An empty queue beside the log that feeds it, on a clock that stands still until it is set. */
export interface ReviewBench {
  readonly log: DecisionLog;
  readonly queue: ReviewQueue;
  /** Sets the clock: milliseconds after its start. */
  readonly setClock: (milliseconds: number) => void;
}

const anna: Actor = { name: 'Anna', identifiedBy: 'declared' };
const ben: Actor = { name: 'Ben', identifiedBy: 'token' };
const id = asDecisionId;
const MINUTE = 60_000;

/**
 * What every review queue must do.
 * @param makeBench gives an empty one each time
 */
export function reviewQueueContract(makeBench: () => Promise<ReviewBench>): readonly PortClaim[] {
  const claim = (text: string, check: (bench: ReviewBench) => Promise<void>): PortClaim => ({
    claim: text,
    run: async () => check(await makeBench()),
  });
  const refer = (
    { log }: ReviewBench,
    name: string,
    stake = 100,
    suggestion: 'approve' | 'decline' = 'decline',
    grade = 'E',
  ) => log.record(exampleDecision(name, { decision: 'refer', grade }), { review: { stake, suggestion } });
  const verdict = (actor: Actor, changes: Partial<NewVerdict> = {}): NewVerdict => ({
    actor,
    outcome: 'approve',
    reasons: ['income-verified'],
    ...changes,
  });

  return [
    claim('every recorded referral is a case, nothing else is', async (bench) => {
      for (const decision of ['approve', 'decline', 'refer'] as Outcome[])
        await bench.log.record(exampleDecision(`d-${decision}`, { decision }), {
          review: { stake: 5, suggestion: 'approve' },
        });
      const cases = await bench.queue.list();
      expectEqual(
        cases.map(({ decisionId, state, stake, suggestion, grade }) => [decisionId, state, stake, suggestion, grade]),
        [['d-refer', 'open', 5, 'approve', 'B']],
        'cases',
      );
      expectEqual(cases[0], await bench.queue.find(id('d-refer')), 'find');
      await expectRejection(bench.queue.find(id('d-approve')), 'REVIEW_NOT_FOUND', 'an approval');
    }),
    claim('a referral without a ticket is a case too, without a suggestion', async (bench) => {
      await bench.log.record(exampleDecision('d', { decision: 'refer' }));
      const found = await bench.queue.find(id('d'));
      expectEqual([found.stake, found.suggestion], [0, null], 'ticket');
      await bench.queue.claim(id('d'), anna);
      const { verdict: given } = await bench.queue.decide(id('d'), verdict(anna));
      expectEqual(given?.isOverride, null, 'override');
      expectEqual((await bench.queue.statistics()).overrideRate, null, 'override rate');
    }),
    claim('the largest stake × age is served first', async (bench) => {
      await refer(bench, 'old-small', 10);
      bench.setClock(60 * MINUTE);
      await refer(bench, 'new-large', 100);
      await refer(bench, 'new-small', 1);
      bench.setClock(61 * MINUTE);
      const order = async () => (await bench.queue.list()).map(({ decisionId }) => decisionId);
      expectEqual(await order(), ['old-small', 'new-large', 'new-small'], 'after one minute');
      bench.setClock(70 * MINUTE);
      expectEqual(await order(), ['new-large', 'old-small', 'new-small'], 'after ten');
      expectEqual((await bench.queue.claimNext(anna))?.decisionId, 'new-large', 'served');
    }),
    claim('what one person holds is given to nobody else, until the claim ends', async (bench) => {
      await refer(bench, 'd-1');
      bench.setClock(MINUTE);
      const mine = await bench.queue.claimNext(anna);
      expectEqual([mine?.state, mine?.claim?.actor], ['claimed', anna], 'claimed');
      expectEqual(await bench.queue.claimNext(ben), undefined, 'nothing left');
      await expectRejection(bench.queue.claim(id('d-1'), ben), 'REVIEW_TAKEN', 'claim by another');
      await expectRejection(bench.queue.decide(id('d-1'), verdict(ben)), 'REVIEW_TAKEN', 'verdict by another');
      bench.setClock(MINUTE + CLAIM_MINUTES * MINUTE + 1);
      expectEqual((await bench.queue.find(id('d-1'))).state, 'open', 'the claim ended');
      expectEqual((await bench.queue.claimNext(ben))?.claim?.actor, ben, 'now it is theirs');
      await expectRejection(bench.queue.decide(id('d-1'), verdict(anna)), 'REVIEW_TAKEN', 'verdict by the first');
    }),
    claim('who asks for the next case gets the one they hold; giving back frees it', async (bench) => {
      await refer(bench, 'd-1');
      await refer(bench, 'd-2', 1);
      bench.setClock(MINUTE);
      expectEqual((await bench.queue.claimNext(anna))?.decisionId, 'd-1', 'first');
      expectEqual((await bench.queue.claimNext(anna))?.decisionId, 'd-1', 'again');
      expectEqual((await bench.queue.release(id('d-1'), ben)).state, 'claimed', 'not theirs to give');
      expectEqual((await bench.queue.release(id('d-1'), anna)).state, 'open', 'given back');
      expectEqual((await bench.queue.claimNext(ben))?.decisionId, 'd-1', 'the other gets it');
    }),
    claim('many reviewers at once never get the same case', async (bench) => {
      for (let count = 0; count < 10; count++) await refer(bench, `d-${count}`, count + 1);
      bench.setClock(MINUTE);
      const reviewers = Array.from(
        { length: 14 },
        (_, index): Actor => ({ name: `r${index}`, identifiedBy: 'declared' }),
      );
      const got = await Promise.all(reviewers.map((actor) => bench.queue.claimNext(actor)));
      const ids = got.flatMap((one) => (one === undefined ? [] : [one.decisionId]));
      expectEqual([ids.length, new Set(ids).size], [10, 10], 'cases');
    }),
    claim('a verdict tells who, why, how long it took, and whether it overrides the engine', async (bench) => {
      await refer(bench, 'd-1', 100, 'decline');
      bench.setClock(5 * MINUTE);
      await bench.queue.claim(id('d-1'), anna);
      bench.setClock(7 * MINUTE);
      const note = 'Payslips seen: "Zoë" 𝄞';
      const decided = await bench.queue.decide(
        id('d-1'),
        verdict(anna, { note, reasons: ['income-verified', 'known-customer'] }),
      );
      expectEqual(decided, await bench.queue.find(id('d-1')), 'find');
      const { decidedAt: _at, ...rest } = decided.verdict ?? { decidedAt: '' };
      expectEqual(
        rest,
        {
          outcome: 'approve',
          reasons: ['income-verified', 'known-customer'],
          note,
          actor: anna,
          secondsToDecision: 420,
          isOverride: true,
        },
        'verdict',
      );
      expectEqual([decided.state, await bench.queue.list()], ['decided', []], 'state');
      expectEqual((await bench.queue.list({ state: 'decided' })).length, 1, 'decided list');
    }),
    claim('the same verdict sent again is taken once; another is refused', async (bench) => {
      await refer(bench, 'd-1');
      await bench.queue.claim(id('d-1'), anna);
      const first = await bench.queue.decide(id('d-1'), verdict(anna));
      expectEqual(await bench.queue.decide(id('d-1'), verdict(anna)), first, 'again');
      await expectRejection(
        bench.queue.decide(id('d-1'), verdict(anna, { outcome: 'decline' })),
        'REVIEW_TAKEN',
        'another',
      );
      await expectRejection(bench.queue.decide(id('d-1'), verdict(ben)), 'REVIEW_TAKEN', 'another person');
      await expectRejection(bench.queue.claim(id('d-1'), ben), 'REVIEW_TAKEN', 'claim');
      expectEqual((await bench.queue.statistics()).decided, 1, 'decided');
    }),
    claim('a verdict needs a claim and reasons that fit', async (bench) => {
      await refer(bench, 'd-1', 100, 'decline');
      await expectRejection(bench.queue.decide(id('d-1'), verdict(anna)), 'REVIEW_TAKEN', 'no claim');
      await bench.queue.claim(id('d-1'), anna);
      const decide = (changes: object) => bench.queue.decide(id('d-1'), verdict(anna, changes));
      await expectRejection(decide({ reasons: [] }), 'INVALID_ARGUMENT', 'no reason');
      await expectRejection(decide({ reasons: ['because'] }), 'INVALID_ARGUMENT', 'unknown reason');
      await expectRejection(decide({ reasons: ['as-suggested'] }), 'INVALID_ARGUMENT', 'not as suggested');
      await expectRejection(decide({ reasons: ['other'] }), 'INVALID_ARGUMENT', 'other without a note');
      await expectRejection(decide({ outcome: 'refer' }), 'INVALID_ARGUMENT', 'refer');
      await expectRejection(decide({ note: 'x'.repeat(2001) }), 'INVALID_ARGUMENT', 'note');
      await decide({ outcome: 'decline', reasons: ['as-suggested'] });
      await expectRejection(bench.queue.decide(id('nobody'), verdict(anna)), 'REVIEW_NOT_FOUND', 'unknown');
    }),
    claim('statistics count what waits, and how verdicts went by grade and reason', async (bench) => {
      const cases = [
        ['d-1', 'decline', 'E', 'approve', 1],
        ['d-2', 'approve', 'E', 'approve', 2],
        ['d-3', 'approve', 'F', 'approve', 6],
      ] as const;
      for (const [name, suggestion, grade] of cases) await refer(bench, name, 9, suggestion, grade);
      await refer(bench, 'd-4');
      await refer(bench, 'd-5');
      for (const [name, , , outcome, minutes] of cases) {
        bench.setClock(minutes * MINUTE);
        await bench.queue.claim(id(name), ben);
        await bench.queue.decide(id(name), verdict(ben, { outcome }));
      }
      await bench.queue.claim(id('d-5'), anna);
      expectEqual(
        await bench.queue.statistics(),
        {
          open: 1,
          claimed: 1,
          decided: 3,
          medianSecondsToDecision: 120,
          overrideRate: 1 / 3,
          byGrade: [
            { grade: 'E', decided: 2, agreementRate: 0.5, approved: 2 },
            { grade: 'F', decided: 1, agreementRate: 1, approved: 1 },
          ],
          byReason: [{ reason: 'income-verified', count: 3 }],
        },
        'statistics',
      );
    }),
    claim('an empty queue says so', async ({ queue }) => {
      expectEqual(await queue.list(), [], 'list');
      expectEqual(await queue.claimNext(anna), undefined, 'next');
      expectEqual((await queue.statistics()).medianSecondsToDecision, null, 'median');
      await expectRejection(queue.list({ limit: 0 }), 'INVALID_ARGUMENT', 'limit');
    }),
  ];
}
