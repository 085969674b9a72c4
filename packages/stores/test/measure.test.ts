import { exampleDecision } from '@probity/scoring/testing';
import { test } from 'vitest';
import { openStores } from '../src/index.js';
import { makeTestWorkspace } from './test-workspace.js';

test('measure', async () => {
  const w = makeTestWorkspace();
  const s = await openStores({ workspace: w.folder });
  console.log(s.describe());
  const big = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`field${i}`, Math.random()]));
  const contributions = Array.from({ length: 20 }, (_, i) => ({
    feature: `field${i}`,
    label: `Field ${i}`,
    value: 1.5,
    contribution: Math.random(),
  }));
  const make = (id: string) =>
    exampleDecision(id, { application: big, explanation: { baseline: -1, margin: 1, contributions } });
  console.log('bytes', JSON.stringify(make('x')).length);
  for (let i = 0; i < 200; i++) await s.decisions.record(make(`w${i}`));
  const times: number[] = [];
  for (let i = 0; i < 1000; i++) {
    const t = performance.now();
    await s.decisions.record(make(`s${i}`));
    times.push(performance.now() - t);
  }
  times.sort((a, b) => a - b);
  console.log('single p50', times[500], 'p99', times[990]);
  for (const concurrency of [50, 200]) {
    let n = 0;
    const lat: number[] = [];
    const t0 = performance.now();
    const total = 10000;
    await Promise.all(
      Array.from({ length: concurrency }, async () => {
        while (n < total) {
          const id = `c${concurrency}-${n++}`;
          const t = performance.now();
          await s.decisions.record(make(id));
          lat.push(performance.now() - t);
        }
      }),
    );
    lat.sort((a, b) => a - b);
    console.log(
      concurrency,
      'rate/s',
      (total / (performance.now() - t0)) * 1000,
      'p50',
      lat[total / 2],
      'p99',
      lat[Math.floor(total * 0.99)],
    );
  }
  const t = performance.now();
  const r = await s.audit.verify();
  console.log('verify', r.entries, r.intact, r.findings, performance.now() - t, 'ms');
  await s.close();
  w.remove();
});
