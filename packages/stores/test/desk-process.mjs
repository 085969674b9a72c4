// Decides transactions until it is killed: `node desk-process.mjs <workspace> <prefix> <concurrency>`.
// Says "ack <id>" once an answer's promise has resolved, synchronously, so that what was said was so.
import { writeSync } from 'node:fs';
import { cardPaymentsSet, featureSetHash, TransactionDesk } from '@probity/scoring';
import { openStores } from '@probity/stores';

const [workspace, prefix, concurrency] = process.argv.slice(2);
const say = (line) => writeSync(1, `${line}\n`);
const stores = await openStores({ workspace });
const model = {
  reference: null,
  featureSet: cardPaymentsSet,
  featureSetHash: await featureSetHash(cardPaymentsSet),
  decide: (features, { values }) => ({
    answer: values.amount > 50 ? 'review' : 'allow',
    riskScore: features[0],
    reasons: [],
  }),
};
const desk = new TransactionDesk({
  log: stores.events,
  model,
  clock: 'event',
  now: Date.now,
  monotonicMs: () => performance.now(),
  stateEvery: 100,
  parityShare: 0.05,
});
await desk.start();
say('ready');

const START = Date.UTC(2018, 6, 25);
let count = 0;
setInterval(() => void desk.tend().catch(() => undefined), 50).unref();
const decide = async () => {
  for (;;) {
    const id = `${prefix}-${count++}`;
    // Out of order by up to an hour; every seventh is corrected, every ninth sent twice, every fifth labelled.
    const at = START + count * 60_000 - (count % 60) * 60_000;
    const payment = {
      id,
      at,
      values: { customer: `c${count % 11}`, terminal: `t${count % 7}`, amount: (count % 90) + 0.25 },
    };
    try {
      await desk.submit(payment);
      say(`ack ${id}`);
      if (count % 9 === 0) await desk.submit(payment);
      if (count % 7 === 0) await desk.submit({ ...payment, values: { ...payment.values, amount: 1 } });
      if (count % 5 === 0) await desk.label(id, { fraud: count % 2 === 0 });
    } catch (error) {
      say(`refused ${id} ${error.code}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
};
await Promise.all(Array.from({ length: Number(concurrency) }, decide));
