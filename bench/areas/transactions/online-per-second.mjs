// Transactions a second over HTTP, one process, durable and audited: singles and lists, each said apart.
import { loadavg } from 'node:os';
import { thirtyFeatures } from './online/fraud-model.mjs';
import { runLoad, withService } from './online/service.mjs';

const loads = [
  { name: 'singles', connections: 64, perRequest: 1 },
  { name: 'lists of 100', connections: 4, perRequest: 100 },
];

export function measure({ quick, note }) {
  return withService({ set: thirtyFeatures, history: quick ? 5_000 : 30_000, note }, async (url) => {
    const rows = [];
    for (const { name, connections, perRequest } of loads) {
      const seconds = quick ? 3 : 10;
      const load = await runLoad({
        url,
        mode: 'closed',
        connections,
        perRequest,
        seconds,
        prefix: name.replaceAll(' ', '-'),
      });
      const { perSecond, statuses, answers, p99 } = load;
      note(`  ${name}: ${perSecond.toFixed(0)}/s, p99 of a request ${p99.toFixed(1)} ms, ${JSON.stringify(answers)}`);
      const isClean = Object.keys(statuses).length === 1 && statuses['200'] > 0;
      rows.push({
        name: `online-per-second, ${name}`,
        ours: perSecond,
        higherIsBetter: true,
        unit: 'transactions/s',
        wanted: { measure: 'ours', floor: 5_000 },
        ...(isClean ? {} : { failure: `answers ${JSON.stringify(statuses)}` }),
        conditions: `${connections} connections for ${seconds} s, unique ids, answered 200 once durable: ${JSON.stringify(statuses)}; answers ${JSON.stringify(answers)}; 30 features, 150 trees of depth 6, reasons of every answer but allow; audit verified afterwards; client, server and embedded PostgreSQL share the cores; load average ${loadavg()[0].toFixed(1)}`,
      });
    }
    return rows;
  });
}
