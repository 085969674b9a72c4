// A credit bureau that is simulated: it keeps the contract of docs/reference/bureau-contract.md, and can be told to break it.
//
//   node scripts/services/bureau.mjs --port 8090                     serves until it is stopped
//   node scripts/services/bureau.mjs -- npx probity serve …          runs the command with PROBITY_BUREAU_URL set
//
//   --seed <n>            equal seeds, equal persons (default 1)
//   --unknown <share>     persons without a file: 404 (default 0.05)
//   --latency <ms>        before each answer (default 0)
//   --fail <share>        answers 503 (default 0)
//   --hang <share>        never answers (default 0)
//   --lie <share>         answers with a text where a number must be (default 0)
//   --token <variable>    asks for the bearer token in this environment variable
//
// Nobody is real: a reference and the seed give the history. Its figures change with the month, so that an answer as of an
// earlier moment is another one.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

const BODY_BYTES = 10_000;
const FIRST_MONTH = Date.UTC(2000, 0, 1);

const split = process.argv.indexOf('--');
const command = split < 0 ? [] : process.argv.slice(split + 1);
const number = (text, name, most) => {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= most) return value;
  process.stderr.write(`\`--${name}\` must be a number from 0 to ${most}; got "${text}"\n`);
  return process.exit(2);
};
const { values } = parseArgs({
  args: process.argv.slice(2, split < 0 ? undefined : split),
  options: Object.fromEntries(
    ['port', 'seed', 'unknown', 'latency', 'fail', 'hang', 'lie', 'token'].map((name) => [name, { type: 'string' }]),
  ),
});
const seed = values.seed ?? '1';
const latency = number(values.latency ?? '0', 'latency', 60_000);
const shares = Object.fromEntries(
  Object.entries({ unknown: '0.05', fail: '0', hang: '0', lie: '0' }).map(([name, usual]) => [
    name,
    number(values[name] ?? usual, name, 1),
  ]),
);
const token = values.token === undefined ? undefined : process.env[values.token];

let asked = 0;
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
    if (body.length > BODY_BYTES) request.destroy();
  });
  request.on('end', () => setTimeout(answer, latency, request, response, body));
});
server.listen(number(values.port ?? '0', 'port', 65_535), '127.0.0.1', () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  process.stderr.write(`simulated bureau on ${url}\n`);
  if (command.length > 0) run(url);
});
if (command.length === 0) for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop(0));

function answer(request, response, body) {
  asked += 1;
  const chance = drawOf('fault', asked);
  if (chance < shares.hang) return;
  const send = (status, value) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
  const refuse = (status, code) => send(status, { error: { code } });
  if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) return refuse(401, 'UNAUTHORIZED');
  if (request.url !== '/v1/reports') return refuse(404, 'NO_SUCH_PATH');
  if (request.method !== 'POST') return refuse(405, 'METHOD_NOT_ALLOWED');
  if (chance < shares.hang + shares.fail) return refuse(503, 'UNAVAILABLE');
  let asking;
  try {
    asking = JSON.parse(body);
  } catch {
    return refuse(400, 'BODY_INVALID');
  }
  const { reference, asOf } = asking ?? {};
  const moment = Date.parse(asOf);
  if (typeof reference !== 'string' || reference === '' || Number.isNaN(moment)) return refuse(400, 'BODY_INVALID');
  const knownAt = lastMonthBefore(moment);
  if (drawOf(reference, 'is unknown') < shares.unknown || knownAt < FIRST_MONTH) return refuse(404, 'NO_FILE');
  const figures = figuresOf(reference, knownAt);
  if (chance >= 1 - shares.lie) figures.score = String(figures.score);
  return send(200, {
    reference,
    asOf,
    knownAt: new Date(knownAt).toISOString(),
    version: `simulated-${seed}-${new Date(knownAt).toISOString().slice(0, 7)}`,
    values: figures,
  });
}

/** A person's figures of a month: where they stand for life, and how they drift from month to month. */
function figuresOf(reference, month) {
  const months = Math.round((month - FIRST_MONTH) / 2_629_746_000);
  const standing = normalOf(reference, 'standing');
  const drift = 0.5 * Math.sin(months / 9 + 6.28 * drawOf(reference, 'phase')) + 0.2 * normalOf(reference, months);
  const quality = standing + drift;
  const stress = Math.max(0, -quality);
  return {
    score: Math.round(Math.min(850, Math.max(300, 660 + 75 * quality))),
    delinquencies_24m: Math.floor(2.2 * stress * drawOf(reference, Math.floor(months / 6)) + 0.15),
    open_accounts: 1 + Math.floor(9 * drawOf(reference, Math.floor(months / 12))),
    utilisation: Math.round(1000 / (1 + Math.exp(1.1 * quality + 0.4))) / 1000,
    oldest_account_months: Math.min(360, Math.floor(240 * drawOf(reference, 'age')) + Math.min(months, 120)),
    bankruptcy: quality < -2.6,
  };
}

/** The first of a month, four in the morning: what the bureau had loaded before the moment. */
function lastMonthBefore(moment) {
  const date = new Date(moment);
  const own = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1, 4);
  return own < moment ? own : Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1, 1, 4);
}

/** In [0, 1), by seed, person and purpose. */
function drawOf(...parts) {
  return (
    createHash('sha256')
      .update([seed, ...parts].join('\n'))
      .digest()
      .readUIntBE(0, 6) /
    2 ** 48
  );
}

function normalOf(...parts) {
  return Math.sqrt(-2 * Math.log(1 - drawOf(...parts, 'u'))) * Math.cos(2 * Math.PI * drawOf(...parts, 'v'));
}

function run(url) {
  const child = spawn(command[0], command.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, PROBITY_BUREAU_URL: url },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    stop(1);
  });
  child.on('exit', (status) => stop(status ?? 1));
}

function stop(code) {
  server.closeAllConnections();
  server.close(() => process.exit(code));
}
