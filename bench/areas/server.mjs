// POST /v1/assess against the real server program with its embedded PostgreSQL on loopback: latency and requests per second.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { probity, quantile, root, run } from '../programs.mjs';

const serverProgram = join(root, 'apps', 'server', 'bin', 'probity-server.js');
const SAMPLE_ROWS = 2000;
const LIMIT_MS = 5000;
const connectionCounts = [1, 16, 64];
/** Bounded, so that no machine spends more than this; a slow one stops at the time limit. */
const requestsOf = (connections, quick) => (quick ? 300 : 2000) * (connections === 1 ? 1 : 3);

export const figures = [{ name: 'assess', measure: measureAssess }];

async function measureAssess({ quick, note }) {
  const folder = await mkdtemp(join(tmpdir(), 'probity-bench-'));
  try {
    note('  simulating and training …');
    const applications = await trainOnSample(folder);
    const server = await startServer(join(folder, '.probity'));
    try {
      const bodies = await assessBodies(server.url, applications);
      await load(server.url, bodies, { connections: 16, requests: quick ? 100 : 1000 }); // Warms up.
      const rows = [];
      for (const connections of connectionCounts) {
        const result = await load(server.url, bodies, { connections, requests: requestsOf(connections, quick) });
        note(
          `  ${connections} connections: ${result.perSecond.toFixed(0)}/s, p50 ${quantile(result.latencies, 0.5).toFixed(2)} ms, p99 ${quantile(result.latencies, 0.99).toFixed(2)} ms`,
        );
        rows.push(...tabulate(connections, result));
      }
      return rows;
    } finally {
      await server.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Makes a project with a logistic champion. @returns {Promise<Record<string, string>[]>} the sample's cells by column */
async function trainOnSample(folder) {
  const file = join(folder, 'applications.csv');
  const options = { env: environment() };
  await run(process.execPath, [probity, 'init', folder, '--rows', String(SAMPLE_ROWS)], options);
  const training = ['--schema', join(folder, 'applications.schema.json'), '--learner', 'logistic', '--folds', '2'];
  await run(process.execPath, [probity, 'train', file, ...training, '--workspace', join(folder, '.probity')], options);
  // Our own simulation's file: plain cells without quotes.
  const [header, ...lines] = (await readFile(file, 'utf8'))
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  return lines.map((cells) => Object.fromEntries(header.map((name, index) => [name, cells[index]])));
}

async function startServer(workspace) {
  const args = ['--port', '0', '--json', '--rate-limit', '0', '--log-level', 'silent', '--workspace', workspace];
  const child = spawn(process.execPath, [serverProgram, ...args], {
    env: environment(),
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

/** The sample's own applications as request bodies, with the types that the model's form asks for. */
async function assessBodies(url, applications) {
  const form = await (await fetch(`${url}/v1/models/applications/form`)).json();
  return applications.map((cells) => {
    const application = form.fields.map(({ name, kind }) => [name, typedValue(cells[name], kind)]);
    return JSON.stringify({ application: Object.fromEntries(application) });
  });
}

function typedValue(cell, kind) {
  if (cell === undefined || cell === '') return null;
  if (kind === 'boolean') return cell === '1' || cell === 'true';
  return kind === 'numeric' || kind === 'integer' ? Number(cell) : cell;
}

/** As many requests at once as connections, the next one sent when an answer has come, until the count or the time is up. */
async function load(url, bodies, { connections, requests }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies = [];
  let sent = 0;
  const started = performance.now();
  const client = async () => {
    while (sent < requests && performance.now() - started < LIMIT_MS) {
      const body = bodies[sent++ % bodies.length];
      const begun = performance.now();
      await post(`${url}/v1/assess`, body, agent);
      latencies.push(performance.now() - begun);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, client));
    const seconds = (performance.now() - started) / 1000;
    return { latencies, seconds, perSecond: latencies.length / seconds };
  } finally {
    agent.destroy();
  }
}

function post(url, body, agent) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sending = request(url, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => (text += part));
      response.on('error', reject).on('end', () => {
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`the server answered ${response.statusCode}: ${text.slice(0, 500)}`));
      });
    });
    sending.on('error', reject).end(body);
  });
}

function tabulate(connections, { latencies, seconds, perSecond }) {
  const conditions = [
    `${latencies.length} requests in ${seconds.toFixed(1)} s, every one answered 200, which is sent once the decision is recorded`,
    `logistic model on ${SAMPLE_ROWS} simulated applications`,
    'loopback, keep-alive; client, server and embedded PostgreSQL share the cores',
    `load average ${loadavg()[0].toFixed(1)}`,
  ].join('; ');
  const name = `assess, ${connections} connection${connections === 1 ? '' : 's'}`;
  return [
    { name: `${name}, p50`, ours: quantile(latencies, 0.5), higherIsBetter: false, unit: 'ms', conditions },
    { name: `${name}, p99`, ours: quantile(latencies, 0.99), higherIsBetter: false, unit: 'ms', conditions },
    { name: `${name}, rate`, ours: perSecond, higherIsBetter: true, unit: 'requests/s', conditions },
  ];
}

/** The benchmark's own database and keys, whatever the machine's environment holds. */
function environment() {
  const { DATABASE_URL: _url, PROBITY_KEY: _key, PROBITY_TOKEN: _token, ...rest } = process.env;
  return rest;
}
