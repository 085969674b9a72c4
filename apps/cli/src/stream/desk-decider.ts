import { setTimeout } from 'node:timers/promises';
import { ProbityError } from '@probity/domain';
import type { SourceEvent } from '@probity/features';
import { TransactionDesk, type TransactionModel } from '@probity/scoring';
import type { Stores } from '@probity/stores';
import { RETRY_MS, type StreamDecider, type StreamDecision, type StreamOutcome } from './stream-decider.js';

const TEND_MS = 1000;

/**
 * Decides in this process, on the workspace's stores: the same desk as the server's.
 *
 * An event counts as known when it says so itself, never when it happens to be read: a file played twice gives the same features.
 */
export async function openDeskDecider(
  stores: Stores,
  model: TransactionModel,
  note: (line: string) => void,
): Promise<StreamDecider> {
  const desk = new TransactionDesk({
    log: stores.events,
    model,
    now: () => Date.now(),
    monotonicMs: () => performance.now(),
    clock: 'event',
    onTrouble: (code, facts) => note(`WARNING: ${code} ${JSON.stringify(facts)}`),
  });
  await desk.start();
  let tending: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    tending = desk.tend().catch(() => undefined);
  }, TEND_MS);
  const submit = async (event: SourceEvent): Promise<StreamOutcome> => {
    for (let attempt = 0; ; attempt++) {
      try {
        const { arrival, decision } = await desk.submit(event);
        if (arrival === 'correction') return { kind: 'correction' };
        return { kind: arrival === 'new' ? 'decided' : arrival, decision: JSON.parse(decision) as StreamDecision };
      } catch (error) {
        if (!(error instanceof ProbityError)) throw error;
        const pause = RETRY_MS[attempt];
        if (!canPass(error)) {
          const { field } = error.details;
          return { kind: 'quarantined', code: error.code, ...(typeof field === 'string' ? { field } : {}) };
        }
        if (pause === undefined) throw error;
        await setTimeout(pause);
      }
    }
  };
  return {
    name: `this process, ${stores.describe()}`,
    decide: (events) => Promise.all(events.map(submit)),
    async close() {
      clearInterval(timer);
      await tending;
      await desk.close();
    },
  };
}

/** Nothing was taken, and it may be later: the store is away, or too many wait. */
function canPass({ kind }: ProbityError): boolean {
  return kind === 'unavailable' || kind === 'rate-limited' || kind === 'failure';
}
