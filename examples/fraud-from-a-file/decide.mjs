// Payments with frauds among them: train on a part, decide the last two weeks one by one, as the server does.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFeatureEngine, guessEventMap, planFeatures } from '@probity/features';
import { createTransactionDecider, readBundle } from '@probity/scoring';
import { simulateTransactions, transactionEvent, transactionHead, transactionLines } from '@probity/simulation';
import { trainFraud } from '@probity/training';
import { createWarehouse } from '@probity/warehouse';

const DAY_MS = 86_400_000;
const FIRST = Date.UTC(2024, 0, 1);
const world = simulateTransactions({ customers: 600, days: 90, seed: 7, fraudShare: 0.02 });
const batches = [...world.chunks(10_000)];

const folder = await mkdtemp(join(tmpdir(), 'probity-fraud-'));
try {
  const file = join(folder, 'payments.csv');
  const lines = batches.flatMap((batch) => [...transactionLines(world, batch)]);
  await writeFile(file, `${transactionHead}\n${lines.join('')}`);
  const dataset = await createWarehouse({ folder }).ingest(file, { target: 'fraud', time: 'at' });

  const guess = guessEventMap(dataset.table);
  console.log(`read ${dataset.table.rowCount} payments`);
  for (const { name, column, reason } of guess.entries.slice(0, 5)) console.log(`  ${name} is ${column}: ${reason}`);

  const trained = await trainFraud(
    dataset,
    {
      map: { ...guess.map, at: 'at', fraud: 'fraud' },
      labelDelay: '7d',
      periods: { trainFrom: FIRST + 20 * DAY_MS, trainTo: FIRST + 69 * DAY_MS, testFrom: FIRST + 76 * DAY_MS },
      thresholds: { reviewRate: 0.02, blockRate: 0.005 },
      keepKnownCards: true,
      libraryVersion: 'example',
    },
    { seed: 1, onProgress: () => undefined, pause: async () => undefined },
  );
  const { fraud } = trained.evaluation;
  console.log(`\nbundle ${trained.hash.slice(0, 16)}, ${trained.featureSet.features.length} features`);
  console.log(`measured on ${fraud.rows} later payments, ${fraud.frauds} of them fraud`);
  for (const [name, { value, interval }] of [
    ['ROC AUC', fraud.rocAuc],
    ['average precision', fraud.averagePrecision],
    ['recall at 1 % false positives', fraud.atFalsePositiveRates[1].recall],
  ]) {
    console.log(`  ${name}: ${value.toFixed(3)} (${interval.map((end) => end.toFixed(3)).join(' – ')})`);
  }

  // From the bytes alone: what a server does with the events as they come.
  const decider = createTransactionDecider(await readBundle(trained.bytes, trained.hash));
  const engine = createFeatureEngine(planFeatures(decider.rules.featureSet));
  const columns = Object.keys(decider.rules.featureSet.sources[0].columns);
  const answers = { allow: 0, review: 0, block: 0 };
  let shown = 0;
  console.log('\nthe last two weeks, one by one');
  for (const batch of batches) {
    for (let row = 0; row < batch.count; row++) {
      const told = { ...transactionEvent(world, batch, row) };
      const all = { ...told.values, fraud: batch.fraud[row] === 1 };
      const event = { ...told, values: Object.fromEntries(columns.map((name) => [name, all[name] ?? null])) };
      const { features } = engine.observe(event);
      if (features === undefined || event.at < FIRST + 76 * DAY_MS) continue;
      const decision = decider.decide(features, event);
      answers[decision.answer] += 1;
      if (decision.answer === 'allow' || shown === 3) continue;
      shown += 1;
      console.log(`  ${decision.answer}: ${event.values.amount}, risk ${(100 * decision.riskScore).toFixed(0)} %`);
      for (const { text } of decision.reasons) console.log(`    ${text}`);
    }
  }
  const total = answers.allow + answers.review + answers.block;
  console.log(`${total} decided: ${answers.allow} allowed, ${answers.review} to review, ${answers.block} blocked`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
