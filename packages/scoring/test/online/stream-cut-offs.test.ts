import { asModelHash } from '@probity/domain';
import { type ContextThresholds, createThresholdTracker } from '@probity/learn';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardPaymentsSet, type EventLog, TransactionDesk, type TransactionModel } from '../../src/index.js';
import { createInMemoryEventLog } from '../../src/testing/index.js';

const START = Date.UTC(2018, 6, 25);
const thresholds: ContextThresholds = {
  target: 'alert-rate',
  ...{ reviewRate: 0.2, blockRate: 0.05, shrinkageRows: 10 },
  overall: { review: 4, block: 5 },
  contexts: [{ context: 'web', review: 3, block: 4.5, rows: 100 }],
};

/** Its score is the amount, its context the terminal. */
function modelOf(hash: string): TransactionModel {
  const decideWith = (tracker = createThresholdTracker(thresholds), follows = false): TransactionModel['decide'] => {
    return (_features, { values }) => {
      const [score, context] = [Number(values['amount']), String(values['terminal'])];
      const { review, block } = tracker.cutOffs(context);
      if (follows) tracker.observe(context, score);
      const answer = score >= block ? 'block' : score >= review ? 'review' : 'allow';
      return { answer, riskScore: score / 10, reasons: [], context, reviewFrom: review, blockFrom: block };
    };
  };
  return {
    reference: { name: 'fraud', version: 1, hash: asModelHash(hash) },
    featureSet: cardPaymentsSet,
    featureSetHash: 'ab'.repeat(32),
    decide: decideWith(),
    follow: (state) => {
      const tracker = createThresholdTracker(thresholds, {}, state);
      return { decide: decideWith(tracker, true), snapshot: tracker.snapshot };
    },
  };
}

const models = { first: modelOf('aa'.repeat(32)), second: modelOf('bb'.repeat(32)) };

async function openDesk(log: EventLog, model: TransactionModel): Promise<TransactionDesk> {
  const desk = new TransactionDesk({
    log,
    model,
    clock: 'event',
    parityShare: 0,
    now: () => START,
    monotonicMs: () => 0,
  });
  await desk.start();
  return desk;
}

interface Step {
  readonly amount: number;
  readonly terminal: string;
  /** What happens after it. */
  readonly next: 'nothing' | 'restart' | 'keep' | 'keep and restart' | keyof typeof models;
}

/** Decides one payment a step; `interrupted` = false passes over all that a stream should not notice. */
async function run(steps: readonly Step[], interrupted: boolean): Promise<readonly unknown[]> {
  const log = createInMemoryEventLog();
  let model = models.first;
  let desk = await openDesk(log, model);
  const decisions: unknown[] = [];
  for (const [index, { amount, terminal, next }] of steps.entries()) {
    const values = { customer: 'c', terminal, amount };
    const { decision } = await desk.submit({ id: `t-${index}`, at: START + index * 1000, values });
    decisions.push(JSON.parse(decision));
    if (next === 'first' || next === 'second') {
      model = models[next];
      await desk.useModel(model);
    }
    if (!interrupted) continue;
    if (next === 'keep' || next === 'keep and restart') await desk.keepState();
    // The desk before is left as a killed process would leave it.
    if (next === 'restart' || next === 'keep and restart') desk = await openDesk(log, model);
  }
  return decisions;
}

const step: fc.Arbitrary<Step> = fc.record({
  amount: fc.integer({ min: 0, max: 800 }).map((cents) => cents / 100),
  terminal: fc.constantFrom('web', 'shop'),
  next: fc.oneof(
    { weight: 4, arbitrary: fc.constant('nothing' as const) },
    { weight: 1, arbitrary: fc.constantFrom('restart', 'keep', 'keep and restart', 'first', 'second') },
  ),
});

describe('cut-offs that follow the stream', () => {
  it('are after restarts what they would have been without, whatever state was kept and whichever model decided', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
        expect(await run(steps, true)).toEqual(await run(steps, false));
      }),
      { numRuns: 60 },
    );
  });

  it('move with what is decided, begin as fitted with another model, and hold the rate', async () => {
    const log = createInMemoryEventLog();
    const desk = await openDesk(log, models.first);
    const submit = async (index: number) => {
      const values = { customer: 'c', terminal: 'web', amount: 3 + (index % 10) / 10 };
      const { decision } = await desk.submit({ id: `t-${index}`, at: START + index * 1000, values });
      return JSON.parse(decision) as { answer: string; reviewFrom: number };
    };
    const answers: string[] = [];
    expect((await submit(0)).reviewFrom).toBe(3);
    expect((await submit(1)).reviewFrom).toBeCloseTo(3 + 0.25 * 0.8, 12);
    for (let index = 2; index < 300; index++) answers.push((await submit(index)).answer);
    // Every amount lay above the fitted cut-off; one in five may be called.
    const called = answers.filter((answer) => answer !== 'allow').length / answers.length;
    expect(Math.abs(called - 0.2)).toBeLessThan(0.05);
    await desk.useModel(models.second);
    expect((await submit(300)).reviewFrom).toBe(3);
    await desk.useModel(models.first);
    expect((await submit(301)).reviewFrom).toBe(3);
  });

  it('lose what a group that failed had moved', async () => {
    const log = createInMemoryEventLog();
    let isDown = false;
    const failing: EventLog = {
      ...log,
      append: (group) => (isDown ? Promise.reject(new Error('down')) : log.append(group)),
    };
    const desk = await openDesk(failing, models.first);
    const submit = (id: string) =>
      desk.submit({ id, at: START, values: { customer: 'c', terminal: 'web', amount: 9 } });
    await submit('t-1');
    isDown = true;
    await expect(submit('t-2')).rejects.toThrow();
    isDown = false;
    await desk.start();
    const again = JSON.parse((await submit('t-2')).decision) as { reviewFrom: number };
    expect(again.reviewFrom).toBeCloseTo(3 + 0.25 * 0.8, 12);
  });
});
