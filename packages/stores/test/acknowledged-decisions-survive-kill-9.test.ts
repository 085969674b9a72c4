import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clusterPaths } from '../src/embedded/cluster.js';
import { findPostmaster } from '../src/embedded/postmaster.js';
import { openStores } from '../src/index.js';
import { type Child, spawnScript } from './child-process.js';
import { makeTestWorkspace } from './test-workspace.js';

const ROUNDS = 12;
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

function startWriter(prefix: string): Child {
  const child = spawnScript('writer-process.mjs', [workspace.folder, prefix, '30']);
  children.push(child);
  return child;
}

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

test(`writers and servers killed ${ROUNDS} times under load lose no acknowledged decision`, {
  timeout: 240_000,
}, async () => {
  const survivors = new Set<string>();
  for (let round = 1; round <= ROUNDS; round++) {
    const writer = startWriter(`round${round}`);
    await writer.line('ready');
    await untilAcknowledged(writer, 40 + 17 * round);
    if (round % 3 === 1) {
      writer.process.kill('SIGKILL');
    } else if (round % 3 === 2) {
      killPostmaster();
      // The writer starts the server again by itself, and goes on.
      await untilAcknowledged(writer, acknowledged(writer).length + 20);
      writer.process.kill('SIGKILL');
    } else {
      killPostmaster();
      writer.process.kill('SIGKILL');
    }
    await writer.ended;
    for (const id of acknowledged(writer)) survivors.add(id);
  }

  const stores = await openStores({ workspace: workspace.folder });
  const report = await stores.audit.verify();
  expect(report.findings).toEqual([]);
  const recorded: string[] = [];
  let before: string | undefined;
  do {
    const page = await stores.decisions.list({ limit: 500, ...(before !== undefined && { before }) });
    recorded.push(...page.decisions.map((decision) => decision.decisionId));
    before = page.next;
  } while (before !== undefined);
  await stores.close();

  expect(survivors.size).toBeGreaterThan(40 * ROUNDS);
  expect(new Set(recorded).size).toBe(recorded.length);
  expect(recorded).toHaveLength(report.entries);
  expect([...survivors].filter((id) => !recorded.includes(id))).toEqual([]);
});

test('two processes write one chain, and the last to leave stops the server', async () => {
  const writers = [startWriter('one'), startWriter('two')];
  for (const writer of writers) await writer.line('ready');
  for (const writer of writers) await untilAcknowledged(writer, 100);
  writers[0]?.process.stdin?.end();
  await writers[0]?.line('closed');
  expect(findPostmaster(paths)).toBeDefined();
  await untilAcknowledged(writers[1] as Child, acknowledged(writers[1] as Child).length + 50);
  writers[1]?.process.stdin?.end();
  await writers[1]?.line('closed');
  expect(findPostmaster(paths)).toBeUndefined();
  expect(writers.flatMap((writer) => writer.lines.filter((line) => line.startsWith('refused')))).toEqual([]);
  const stores = await openStores({ workspace: workspace.folder });
  expect((await stores.audit.verify()).findings).toEqual([]);
  await stores.close();
});
