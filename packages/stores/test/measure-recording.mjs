// Measures recording and verification on this machine: `node packages/stores/test/measure-recording.mjs` (after a build).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleDecision } from '@probity/scoring/testing';
import { openStores } from '@probity/stores';

const FEATURES = 20;
const contributions = Array.from({ length: FEATURES }, (_, index) => ({
  feature: `feature${index}`,
  label: `Feature ${index}`,
  value: 1.5 * index,
  contribution: Math.sqrt(index) / 7,
}));
const application = Object.fromEntries(contributions.map(({ feature, value }) => [feature, value]));
const makeDecision = (id) =>
  exampleDecision(id, { application, explanation: { baseline: -1, margin: 1, contributions } });
const quantile = (sorted, share) => sorted[Math.floor(share * (sorted.length - 1))].toFixed(2);

const workspace = mkdtempSync(join(tmpdir(), 'probity-measure-'));
const stores = await openStores({ workspace });
console.log(stores.describe(), `${JSON.stringify(makeDecision('x')).length} bytes per decision`);

async function measure(name, concurrency, total) {
  const latencies = [];
  let next = 0;
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (next < total) {
        const id = `${concurrency}-${total}-${next++}`;
        const start = performance.now();
        await stores.decisions.record(makeDecision(id));
        latencies.push(performance.now() - start);
      }
    }),
  );
  const perSecond = (total / (performance.now() - begin)) * 1000;
  latencies.sort((one, other) => one - other);
  console.log(
    `${name}: ${perSecond.toFixed(0)}/s, p50 ${quantile(latencies, 0.5)} ms, p99 ${quantile(latencies, 0.99)} ms`,
  );
}

await measure('warm-up', 50, 3_000);
await measure('one at a time', 1, 1_000);
await measure('50 at a time', 50, 6_000);
await measure('500 at a time', 500, 6_000);
const start = performance.now();
const { entries, intact } = await stores.audit.verify();
const seconds = (performance.now() - start) / 1000;
console.log(`verify: ${entries} entries, intact ${intact}, ${(entries / seconds).toFixed(0)}/s`);
await stores.close();
rmSync(workspace, { recursive: true });
