// Recording decisions in the embedded PostgreSQL, sealed and chained: one at a time and fifty at once.
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleDecision } from '@probity/scoring/testing';
import { openStores } from '@probity/stores';
import { quantile } from '../programs.mjs';

const FEATURES = 20;
const LIMIT_MS = 5000;
const loads = [
  { name: 'one at a time', atOnce: 1, decisions: { full: 2000, quick: 200 } },
  { name: '50 at once', atOnce: 50, decisions: { full: 15_000, quick: 1500 } },
];

export const figures = [{ name: 'record', measure: measureRecording }];

async function measureRecording({ quick, note }) {
  const workspace = await mkdtemp(join(tmpdir(), 'probity-bench-'));
  try {
    const stores = await openStores({ workspace });
    try {
      await record(stores, { prefix: 'warm-up', atOnce: 50, decisions: quick ? 200 : 3000 });
      const rows = [];
      for (const { name, atOnce, decisions } of loads) {
        const result = await record(stores, {
          prefix: `at-once-${atOnce}`,
          atOnce,
          decisions: quick ? decisions.quick : decisions.full,
        });
        note(`  ${name}: ${result.perSecond.toFixed(0)}/s`);
        rows.push(...tabulate(name, result));
      }
      const { intact } = await stores.audit.verify();
      if (!intact) throw new Error('the chain of what was recorded does not verify');
      return rows;
    } finally {
      await stores.close();
    }
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}

/** Keeps `atOnce` recordings under way until the count or the time is up. */
async function record(stores, { prefix, atOnce, decisions }) {
  const latencies = [];
  let next = 0;
  const started = performance.now();
  const writer = async () => {
    while (next < decisions && performance.now() - started < LIMIT_MS) {
      const decision = makeDecision(`${prefix}-${next++}`);
      const begun = performance.now();
      await stores.decisions.record(decision);
      latencies.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, writer));
  const seconds = (performance.now() - started) / 1000;
  return { latencies, seconds, perSecond: latencies.length / seconds };
}

/** A decision as large as one of a model with twenty features. */
function makeDecision(id) {
  const contributions = Array.from({ length: FEATURES }, (_, index) => ({
    feature: `feature${index}`,
    label: `Feature ${index}`,
    value: 1.5 * index,
    contribution: Math.sqrt(index) / 7,
  }));
  const application = Object.fromEntries(contributions.map(({ feature, value }) => [feature, value]));
  return exampleDecision(id, { application, explanation: { baseline: -1, margin: 1, contributions } });
}

function tabulate(name, { latencies, seconds, perSecond }) {
  const conditions = [
    `${latencies.length} decisions of ${JSON.stringify(makeDecision('0')).length} bytes in ${seconds.toFixed(1)} s`,
    'embedded PostgreSQL in the temporary folder, chain verified afterwards',
    `load average ${loadavg()[0].toFixed(1)}`,
  ].join('; ');
  return [
    { name: `record, ${name}, rate`, ours: perSecond, higherIsBetter: true, unit: 'decisions/s', conditions },
    { name: `record, ${name}, p50`, ours: quantile(latencies, 0.5), higherIsBetter: false, unit: 'ms', conditions },
    { name: `record, ${name}, p99`, ours: quantile(latencies, 0.99), higherIsBetter: false, unit: 'ms', conditions },
  ];
}
