// Looking up 100 features of a customer: in process over the engine, and over HTTP while nothing else happens.
import { loadavg } from 'node:os';
import { checkFeatureSet, createFeatureEngine, planFeatures } from '@probity/features';
import { quantile } from '../../programs.mjs';
import { simulatePayments, thirtyFeatures } from './online/fraud-model.mjs';
import { runLoad, withService } from './online/service.mjs';

/** A hundred features of one entity: twenty windows, five aggregates. */
const windows = [
  '5m',
  '10m',
  '15m',
  '30m',
  '1h',
  '2h',
  '3h',
  '6h',
  '12h',
  '1d',
  '2d',
  '3d',
  '4d',
  '5d',
  '6d',
  '7d',
  '10d',
  '14d',
  '21d',
  '30d',
];
const hundredFeatures = checkFeatureSet({
  ...thirtyFeatures,
  name: 'bench-look-up',
  features: windows.flatMap((window) => [
    { name: `customer_count_${window}`, entity: 'customer', aggregate: 'count', window },
    ...['sum', 'mean', 'max', 'std'].map((aggregate) => ({
      ...{ name: `customer_${aggregate}_${window}`, entity: 'customer', aggregate, of: 'amount', window },
    })),
  ]),
});

export async function measure({ quick, note }) {
  const inProcess = measureEngine(quick);
  note(`  in process: p99 ${inProcess.p99.toFixed(3)} ms`);
  const http = await withService({ set: hundredFeatures, history: quick ? 5_000 : 50_000, note }, (url) =>
    runLoad({
      ...{ url, mode: 'closed', connections: 1, seconds: quick ? 2 : 10, prefix: 'none' },
      ...{ method: 'GET', path: '/v1/features/customer/{key}' },
    }),
  );
  note(`  over HTTP: p50 ${http.p50.toFixed(2)}, p99 ${http.p99.toFixed(2)} ms`);
  const isClean = Object.keys(http.statuses).length === 1 && http.statuses['200'] > 0;
  const shared = { higherIsBetter: false, unit: 'ms', wanted: { measure: 'ours', floor: 1 } };
  return [
    {
      ...{ name: 'lookup-p99-ms, in process', ours: inProcess.p99, ...shared },
      conditions: `100 features of a customer, ${inProcess.count} look-ups over ${inProcess.events} events; p50 ${inProcess.p50.toFixed(3)} ms; load average ${loadavg()[0].toFixed(1)}`,
    },
    {
      ...{ name: 'lookup-p99-ms, over HTTP', ours: http.p99, ...shared },
      ...(isClean ? {} : { failure: `answers ${JSON.stringify(http.statuses)}` }),
      conditions: `100 features with titles, freshness and lineage as JSON, one connection, ${http.requests} requests, all 200; p50 ${http.p50.toFixed(2)} ms; client and server share the cores; load average ${loadavg()[0].toFixed(1)}`,
    },
  ];
}

function measureEngine(quick) {
  const events = quick ? 20_000 : 200_000;
  const span = 30 * 86_400_000;
  const begin = Date.UTC(2026, 0, 1);
  const engine = createFeatureEngine(planFeatures(hundredFeatures));
  for (const [row, { at, ...values }] of simulatePayments(events, begin, span, 3).entries()) {
    engine.observe({ id: String(row), at, knownAt: at, values });
  }
  const times = [];
  const count = quick ? 5_000 : 50_000;
  let found = 0;
  for (let look = 0; look < count + 2_000; look++) {
    const started = performance.now();
    const features = engine.lookUp({ customer: `c${(look * 7919) % 5_000}` }, begin + span);
    if (look >= 2_000) times.push(performance.now() - started);
    found += features[features.length - 5];
  }
  if (!(found > 0)) throw new Error('nothing was found');
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), count, events };
}
