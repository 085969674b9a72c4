// The server program with its embedded PostgreSQL, a fraud model registered and some history behind it.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStores } from '@probity/stores';
import { root } from '../../../programs.mjs';
import { makeFraudBundle, simulatePayments } from './fraud-model.mjs';

const serverProgram = join(root, 'apps', 'server', 'bin', 'probity-server.js');
const loadProgram = join(root, 'bench', 'ours', 'transactions', 'load.mjs');

/** Runs `task` against a server that decides by a model over the set; everything is removed afterwards. */
export async function withService({ set, history, note }, task) {
  const folder = await mkdtemp(join(tmpdir(), 'probity-bench-'));
  try {
    const workspace = join(folder, '.probity');
    note('  training …');
    const { bytes, hash } = await makeFraudBundle(set);
    const stores = await openStores({ workspace });
    await stores.registry.register({ name: 'fraud', hash, bytes, summary: {} });
    await stores.close();
    const server = await startServer(workspace);
    try {
      await untilReady(server.url);
      await loadHistory(server.url, history);
      const result = await task(server.url);
      const summary = await (await fetch(`${server.url}/v1/transactions/summary`)).json();
      const { received, decided, duplicates, corrected, quarantined } = summary.counts;
      if (received !== decided + duplicates + corrected + quarantined) throw new Error('the counts do not add up');
      if (summary.parity.differing > 0) throw new Error(`${summary.parity.differing} features differ from the log's`);
      await server.stop();
      const after = await openStores({ workspace });
      try {
        const { intact, entries } = await after.audit.verify();
        if (!intact) throw new Error('the chain of what was recorded does not verify');
        note(`  chain of ${entries} entries verified; ${summary.parity.checked} events computed again, none differs`);
      } finally {
        await after.close();
      }
      return result;
    } finally {
      await server.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** With Node's flags as `probity serve` sets them. */
async function startServer(workspace) {
  const args = ['--port', '0', '--json', '--rate-limit', '0', '--log-level', 'silent', '--workspace', workspace];
  const { DATABASE_URL: _url, PROBITY_KEY: _key, PROBITY_TOKEN: _token, ...env } = process.env;
  const profile =
    process.env.PROBITY_BENCH_PROFILE === '1'
      ? ['--cpu-prof', '--cpu-prof-dir', join(tmpdir(), 'probity-profile')]
      : [];
  const flags = ['--max-semi-space-size=64', '--initial-heap-size=900'];
  const child = spawn(process.execPath, [...flags, ...profile, serverProgram, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => child.on('exit', resolve));
  const ready = new Promise((resolve) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said += text;
      if (said.includes('\n')) resolve(JSON.parse(said.slice(0, said.indexOf('\n'))).url);
    });
  });
  const early = exited.then((code) => {
    throw new Error(`the server ended with ${code} before it listened`);
  });
  early.catch(() => {});
  const url = await Promise.race([ready, early]);
  return {
    url,
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

async function untilReady(url) {
  for (let attempt = 0; attempt < 200; attempt++) {
    const { ready } = await (await fetch(`${url}/v1/transactions/summary`)).json();
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the features are not ready after ten seconds');
}

/** Six days of payments that lie behind, so that windows are not empty. */
async function loadHistory(url, count) {
  const span = 6 * 86_400_000;
  const payments = simulatePayments(count, Date.now() - span - 60_000, span, 5);
  for (let begin = 0; begin < count; begin += 1_000) {
    const body = payments
      .slice(begin, begin + 1_000)
      .map(({ at, ...values }, index) => ({ id: `h${begin + index}`, at, values }));
    const answer = await fetch(`${url}/v1/transactions`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    });
    const { results } = await answer.json();
    const refused = results?.find(({ error }) => error !== undefined);
    if (answer.status !== 200 || refused !== undefined)
      throw new Error(`history: ${answer.status} ${JSON.stringify(refused)}`);
  }
}

/** Runs the load generator in a process of its own. @returns what it measured */
export function runLoad(settings) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [loadProgram, JSON.stringify(settings)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (said += text));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(JSON.parse(said)) : reject(new Error(`the load ended with ${code}`)),
    );
  });
}
