import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kafkaSource } from '../../src/kafka/kafka-source.js';
import { drain } from '../stream/check-event-source.js';
import { brokersOrReason, newTopic, send, settings } from './test-topic.js';

const PROGRAM = fileURLToPath(new URL('../../../../apps/cli/bin/probity.js', import.meta.url));
// Known when the broker has them: older ones would be too late.
const START = Date.now() - 3100 * 60_000;
const payment = (id: number) =>
  JSON.stringify({ id: `tx-${id}`, at: START + id * 60_000, WHO: id % 7, WHERE: id % 3, SUM: 10 });

interface Counts {
  readonly read: number;
  readonly decided: number;
  readonly duplicates: number;
  readonly corrections: number;
  readonly quarantined: number;
  readonly quarantine: string;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'probity-stream-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(brokersOrReason.skip)(`probity stream kafka:… ${brokersOrReason.reason}`, { timeout: 180_000 }, () => {
  test('kill -9 and Ctrl-C in the middle: every message is decided once, poison set aside, alerts told', async () => {
    const [topic, alerts] = [await newTopic(2), await newTopic()];
    const count = 3000;
    const messages = Array.from({ length: count }, (_, id) => ({ value: payment(id), partition: id % 2 }));
    await send(topic, [...messages.slice(0, 500), { value: '{"id":' }, ...messages.slice(500)]);
    const args = [
      ...['stream', `kafka:${topic}`, '--group', topic, '--map', 'customer=WHO,terminal=WHERE,amount=SUM', '--json'],
      ...['--alerts', `kafka:${alerts}`, '--workspace', join(folder, 'workspace'), '--until-idle', '15s'],
    ];

    const killed = start(args);
    await untilSays(killed.stderr, /\d read/);
    killed.kill('SIGKILL');
    await once(killed, 'close');

    const interrupted = start(args);
    const said = collect(interrupted.stdout);
    await untilSays(interrupted.stderr, /\d read/);
    interrupted.kill('SIGINT');
    expect((await once(interrupted, 'close'))[0]).toBe(130);

    const last = start(args);
    const end = collect(last.stdout);
    expect((await once(last, 'close'))[0]).toBe(0);
    const runs = [JSON.parse(said()) as Counts, JSON.parse(end()) as Counts];
    expect(runs.reduce((sum, { decided }) => sum + decided, 0)).toBeGreaterThan(0);
    for (const { read, decided, duplicates, corrections, quarantined } of runs) {
      expect(read).toBe(decided + duplicates + corrections + quarantined);
    }

    // Without a model every transaction is an alert: the topic tells of each at least once, and of nothing else.
    const told = await drain(
      kafkaSource(alerts, { ...settings, group: alerts }, { columns: {}, idleEndMs: 4000 }),
      count * 2,
    );
    expect(new Set(told.handled.map(({ event }) => event.id))).toEqual(
      new Set(Array.from({ length: count }, (_, id) => `tx-${id}`)),
    );
    const kept = (
      await readFile(join(folder, 'workspace', 'streams', `quarantine-kafka_${topic}.jsonl`), 'utf8')
    ).trim();
    const reasons = kept.split('\n').map((line) => JSON.parse(line) as { code: string; position: string; raw: string });
    expect(new Set(reasons.map(({ position }) => position)).size).toBe(1);
    expect(reasons[0]).toMatchObject({ code: 'MESSAGE_UNREADABLE', raw: '{"id":' });
  });
});

function start(args: readonly string[]) {
  const { DATABASE_URL: _url, PROBITY_KEY: _key, ...env } = process.env;
  return spawn(process.execPath, [PROGRAM, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.on('data', (chunk) => {
    text += String(chunk);
  });
  return () => text;
}

function untilSays(stream: NodeJS.ReadableStream, words: RegExp): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    stream.on('data', (chunk) => {
      said += String(chunk);
      if (words.test(said)) resolve();
    });
    stream.on('end', () => reject(new Error(`it ended without saying ${words}: ${said}`)));
  });
}
