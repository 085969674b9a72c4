// Latency at half the load of online-per-second, open loop: requests leave by the clock, whatever the answers do.
import { loadavg } from 'node:os';
import { thirtyFeatures } from './online/fraud-model.mjs';
import { runLoad, withService } from './online/service.mjs';

const RATE = 2_500;

export function measure({ quick, note }) {
  return withService({ set: thirtyFeatures, history: quick ? 5_000 : 30_000, note }, async (url) => {
    const seconds = quick ? 4 : 20;
    const load = await runLoad({
      url,
      mode: 'open',
      connections: 64,
      rate: RATE,
      seconds,
      warmUpSeconds: 3,
      prefix: 'open',
    });
    const { statuses, p50, p99, p999, most, perSecond, requests, answers, backlog } = load;
    note(
      `  ${perSecond.toFixed(0)}/s: p50 ${p50.toFixed(2)}, p99 ${p99.toFixed(2)}, p99.9 ${p999.toFixed(2)}, most ${most.toFixed(1)} ms`,
    );
    const isClean = Object.keys(statuses).length === 1 && statuses['200'] > 0 && backlog < RATE / 10;
    return [
      {
        name: 'online-p99-ms',
        ours: p99,
        higherIsBetter: false,
        unit: 'ms',
        wanted: { measure: 'ours', floor: 10 },
        ...(isClean ? {} : { failure: `answers ${JSON.stringify(statuses)}, ${backlog} waiting` }),
        conditions: `open loop at ${RATE}/s for ${seconds} s, ${requests} requests with unique ids, from the moment each was due; p50 ${p50.toFixed(2)}, p99.9 ${p999.toFixed(2)}, most ${most.toFixed(1)} ms; answers ${JSON.stringify(answers)}; 30 features, 150 trees of depth 6; client, server and embedded PostgreSQL share the cores; load average ${loadavg()[0].toFixed(1)}`,
      },
    ];
  });
}
