import { setTimeout as sleep } from 'node:timers/promises';
import { createFeatureEngine, type EventValue, planFeatures } from '@probity/features';
import {
  cardPaymentsSet,
  computeAgain,
  createTransactionReader,
  featureSetHash,
  type LoggedArrival,
  reviewingModel,
  TransactionDesk,
} from '@probity/scoring';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clusterPaths } from '../src/embedded/cluster.js';
import { findPostmaster } from '../src/embedded/postmaster.js';
import { openStores } from '../src/index.js';
import { type Child, spawnScript } from './child-process.js';
import { makeTestWorkspace } from './test-workspace.js';

const ROUNDS = 8;
const workspace = makeTestWorkspace();
const paths = clusterPaths(workspace.folder);
const children: Child[] = [];

beforeAll(async () => (await openStores({ workspace: workspace.folder })).close());
afterAll(async () => {
  for (const child of children) child.process.kill('SIGKILL');
  const stores = await openStores({ workspace: workspace.folder });
  await stores.close();
  workspace.remove();
});

const acknowledged = (child: Child) =>
  child.lines.filter((line) => line.startsWith('ack ')).map((line) => line.slice(4));

async function untilAcknowledged(child: Child, count: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (acknowledged(child).length < count) {
    if (Date.now() > deadline || child.process.exitCode !== null)
      throw new Error(`no progress: ${child.lines.slice(-5)}`);
    await sleep(2);
  }
}

function killPostmaster(): void {
  const postmaster = findPostmaster(paths);
  if (postmaster === undefined) throw new Error('no server runs');
  process.kill(postmaster.pid, 'SIGKILL');
}

const bitsOf = (features: Float64Array | undefined) => features && [...new BigUint64Array(features.slice().buffer)];

test(`a desk and its server killed ${ROUNDS} times under load lose nothing, and every feature is that of an uninterrupted run`, {
  timeout: 240_000,
}, async () => {
  const survivors = new Set<string>();
  for (let round = 1; round <= ROUNDS; round++) {
    const desk = spawnScript('desk-process.mjs', [workspace.folder, `round${round}`, '20']);
    children.push(desk);
    await desk.line('ready');
    await untilAcknowledged(desk, 60 + 31 * round);
    if (round % 3 === 0) {
      killPostmaster();
      await untilAcknowledged(desk, acknowledged(desk).length + 20);
    } else if (round % 3 === 1) killPostmaster();
    desk.process.kill('SIGKILL');
    await desk.ended;
    for (const id of acknowledged(desk)) survivors.add(id);
  }

  const stores = await openStores({ workspace: workspace.folder });
  try {
    expect((await stores.audit.verify()).findings).toEqual([]);
    const rows: LoggedArrival[] = [];
    for (;;) {
      const page = await stores.events.read({ after: rows.length, limit: 5_000 });
      if (page.length === 0) break;
      rows.push(...page);
    }
    const events = rows.filter(({ kind }) => kind === 'event');
    const recorded = new Set(events.map(({ id }) => id));
    expect(survivors.size).toBeGreaterThan(60 * ROUNDS);
    expect(recorded.size).toBe(events.length);
    expect([...survivors].filter((id) => !recorded.has(id))).toEqual([]);
    expect(rows.map(({ sequence }) => sequence)).toEqual(rows.map((_, index) => index + 1));
    expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(['event', 'correction', 'amendment']));

    const plan = planFeatures(cardPaymentsSet);
    const engine = createFeatureEngine(plan);
    for (const { kind, source, id, knownAt, content, features, sequence } of rows) {
      const { at, values } = JSON.parse(content ?? '') as { at: number; values: Record<string, EventValue> };
      if (kind === 'amendment') engine.amend({ source, id, knownAt, values });
      else {
        const again = engine.observe({ source, id, at, knownAt, values }).features;
        if (kind === 'event') expect(bitsOf(features), `arrival ${sequence}`).toEqual(bitsOf(again));
      }
    }
    const reader = createTransactionReader(cardPaymentsSet);
    for (const row of events.filter((_, index) => index % 97 === 0)) {
      expect(bitsOf(await computeAgain(stores.events, plan, reader, row))).toEqual(bitsOf(row.features));
    }
    // What a desk makes of the log now, from its latest stored state and what came after, is what the uninterrupted run holds.
    const hash = await featureSetHash(cardPaymentsSet);
    const options = {
      log: stores.events,
      model: reviewingModel(cardPaymentsSet, hash, 'none'),
      clock: 'event',
    } as const;
    const desk = new TransactionDesk({ ...options, now: () => 0, monotonicMs: () => 0 });
    await desk.start();
    expect(desk.describe().recovery.fromState).toBeGreaterThan(0);
    const asOf = rows.at(-1)?.knownAt ?? 0;
    for (const [entity, count] of [
      ['customer', 11],
      ['terminal', 7],
    ] as const) {
      for (let index = 0; index < count; index++) {
        const key = `${entity[0]}${index}`;
        const wanted = engine.lookUp({ [entity]: key }, asOf);
        const { features } = desk.lookUp(entity, key, asOf);
        for (const { name, value } of features)
          expect(Object.is(value, wanted[plan.names.indexOf(name)]), `${name} of ${key}`).toBe(true);
      }
    }
  } finally {
    await stores.close();
  }
});
