import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { kafkaAlerts } from '../../src/kafka/kafka-alerts.js';
import { kafkaSource } from '../../src/kafka/kafka-source.js';
import { drain } from '../stream/check-event-source.js';
import { brokersOrReason, newTopic, send, settings } from './test-topic.js';

const START = 1_532_512_800_000;
const message = (index: number) => JSON.stringify({ id: `e${index}`, at: START + index, values: { amount: index } });
const numbered = (count: number, partitions = 1) =>
  Array.from({ length: count }, (_, index) => ({ value: message(index), partition: index % partitions }));
const idsOf = (handled: readonly { event: { id: string } }[]) => handled.map(({ event }) => event.id);

describe.skipIf(brokersOrReason.skip)(`a topic ${brokersOrReason.reason}`, { timeout: 90_000 }, () => {
  test('every kind of poison is set aside once, with its place, and what lies between is handled', async () => {
    const topic = await newTopic();
    const poison = [
      undefined,
      '',
      '{',
      Buffer.from([0xff, 0xfe, 0x00]),
      'null',
      '[]',
      '{"at":1532512800000}',
      '{"id":"x"}',
      '{"id":"x","at":"soon"}',
      '{"id":"x","at":1532512800}',
      '{"id":"x","at":1532512800000,"values":[1]}',
      '{"id":"x","at":1532512800000,"values":{"deep":{"er":1}}}',
    ];
    await send(
      topic,
      poison.flatMap((value, index) => [{ value }, { value: message(index) }]),
    );
    const run = await drain(kafkaSource(topic, { ...settings, group: topic }), poison.length * 2);
    expect(idsOf(run.handled)).toEqual(poison.map((_, index) => `e${index}`));
    expect(run.poison.map(({ position }) => position)).toEqual(poison.map((_, index) => `${topic}-0@${index * 2}`));
    expect(run.poison.map(({ code }) => code)).toEqual([
      ...Array(4).fill('MESSAGE_UNREADABLE'),
      ...['WRONG_TYPE', 'WRONG_TYPE', 'MISSING_FIELD', 'MISSING_FIELD', 'WRONG_TYPE', 'VALUE_OUT_OF_RANGE'],
      ...['WRONG_TYPE', 'WRONG_TYPE'],
    ]);
    const again = await drain(kafkaSource(topic, { ...settings, group: topic }, { idleEndMs: 1500 }), 1);
    expect([...again.handled, ...again.poison]).toEqual([]);
  });

  test('each partition keeps its order, and none is forgotten', async () => {
    const topic = await newTopic(3);
    await send(topic, numbered(900, 3));
    const { handled } = await drain(kafkaSource(topic, { ...settings, group: topic, batchSize: 70 }), 900);
    for (const partition of [0, 1, 2]) {
      const ids = idsOf(handled.filter(({ position }) => position.startsWith(`${topic}-${partition}@`)));
      expect(ids).toEqual(numbered(900).flatMap((_, index) => (index % 3 === partition ? [`e${index}`] : [])));
    }
  });

  test('a slow handler holds up the fetching: no more than a bounded number waits in memory', async () => {
    const topic = await newTopic();
    await send(
      topic,
      numbered(20_000).map(({ value }) => ({ value: `${value.slice(0, -1)},"pad":"${'x'.repeat(2000)}"}` })),
    );
    const source = kafkaSource(topic, { ...settings, group: topic, batchSize: 10, bufferedAtMost: 50 });
    const before = process.memoryUsage();
    let largest = 0;
    let batches = 0;
    const stop = new AbortController();
    await source.run(
      {
        async handle() {
          await new Promise((resolve) => setTimeout(resolve, 20));
          const { heapUsed, external } = process.memoryUsage();
          largest = Math.max(largest, heapUsed + external - before.heapUsed - before.external);
          batches += 1;
          if (batches === 100) stop.abort();
        },
        async quarantine() {},
      },
      stop.signal,
    );
    // The topic holds 40 MB; what is fetched in one answer (10 MB at most, held twice while read) is the bound.
    expect(largest).toBeLessThan(35_000_000);
  });

  test('two consumers of a group share the partitions, also when one joins late and leaves early', async () => {
    const topic = await newTopic(4);
    await send(topic, numbered(4000, 4));
    const seen: string[] = [];
    const stops = [new AbortController(), new AbortController()] as const;
    const consume = (index: 0 | 1) =>
      kafkaSource(topic, { ...settings, group: topic, batchSize: 20 }).run(
        {
          async handle(batch) {
            await new Promise((resolve) => setTimeout(resolve, 15));
            seen.push(...idsOf(batch));
            if (new Set(seen).size >= 4000) for (const stop of stops) stop.abort();
          },
          async quarantine() {},
        },
        stops[index].signal,
      );
    const first = consume(0);
    await new Promise((resolve) => setTimeout(resolve, 800));
    const second = consume(1);
    await new Promise((resolve) => setTimeout(resolve, 1200));
    stops[1].abort();
    const timer = setTimeout(() => stops[0].abort(), 60_000);
    await Promise.all([first, second]);
    clearTimeout(timer);
    expect(new Set(seen).size).toBe(4000);
  });

  test('a broker that is killed and comes back is found again; nothing is lost', async () => {
    const pidFile = process.env['PROBITY_KAFKA_PID_FILE'];
    if (pidFile === undefined) return;
    const topic = await newTopic();
    await send(topic, numbered(3000));
    const notes: string[] = [];
    const seen: string[] = [];
    let killed = false;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 60_000);
    await kafkaSource(topic, { ...settings, group: topic, batchSize: 100 }).run(
      {
        async handle(batch) {
          seen.push(...idsOf(batch));
          if (seen.length > 1000 && !killed) {
            killed = true;
            process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
          }
          if (new Set(seen).size === 3000) stop.abort();
        },
        async quarantine() {},
        note: (line) => notes.push(line),
      },
      stop.signal,
    );
    clearTimeout(timer);
    expect(killed).toBe(true);
    expect(notes.join()).toContain('trying again');
    // A batch whose offsets could not be committed comes twice; none is left out and first sights are in order.
    expect([...new Set(seen)].join()).toBe(
      numbered(3000)
        .map((_, index) => `e${index}`)
        .join(),
    );
    expect(seen.length - 3000).toBeLessThanOrEqual(200);
  });

  test('kill -9 of the consumer, again and again: every event was handled in the end, few of them twice', async () => {
    const topic = await newTopic();
    await send(topic, numbered(2000));
    const seen: string[] = [];
    for (let round = 0; round < 4; round++) {
      const child = startConsumer(topic);
      await readUntil(child, seen, (text) => text.length > 40 + round * 30);
      child.kill('SIGKILL');
      await once(child, 'close');
    }
    const child = startConsumer(topic);
    await readUntil(child, seen, () => new Set(seen).size >= 2000);
    child.kill('SIGTERM');
    await once(child, 'close');
    expect([...new Set(seen)].join()).toBe(
      numbered(2000)
        .map((_, index) => `e${index}`)
        .join(),
    );
    expect(seen.length - 2000).toBeLessThanOrEqual(4 * 2 * 25);
  });

  test('refused for good: no such topic, and a TLS port that is none, are said at once', async () => {
    const none = kafkaSource('no-such-topic', { ...settings, group: 'none' });
    await expect(drain(none, 1)).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: /there is no such topic/,
    });
    const tls = kafkaSource('any', { ...settings, group: 'none', tls: true });
    await expect(drain(tls, 1)).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE', message: /TLS/ });
  });

  test('alerts are there for others to read, in the order of their key', async () => {
    const topic = await newTopic();
    const sender = kafkaAlerts(topic, settings);
    await sender.send([
      { key: 'card-1', value: { id: 'a1', at: START, answer: 'block' } },
      { key: 'card-1', value: { id: 'a2', at: START, answer: 'review' } },
    ]);
    await sender.close();
    const { handled } = await drain(kafkaSource(topic, { ...settings, group: topic }), 2);
    expect(handled.map(({ event }) => [event.id, event.values['answer']])).toEqual([
      ['a1', 'block'],
      ['a2', 'review'],
    ]);
  });
});

const {
  PROBITY_KAFKA_SECURE_BROKERS: secure,
  PROBITY_KAFKA_CA: caFile = '',
  PROBITY_KAFKA_PASSWORD: password,
} = process.env;
const whySkipped = secure === undefined ? '(skipped: PROBITY_KAFKA_SECURE_BROKERS is not set)' : '(a real broker)';
describe.skipIf(secure === undefined)(`TLS and SASL ${whySkipped}`, { timeout: 60_000 }, () => {
  const secured = {
    brokers: [secure ?? ''],
    tls: { caFile },
    sasl: { mechanism: 'PLAIN', usernameFrom: 'USER_NAME', passwordFrom: 'USER_PASSWORD' },
  } as const;

  test('the name and password come from the environment, the authority from a file', async () => {
    const topic = await newTopic();
    await send(topic, numbered(5));
    const environment = { USER_NAME: 'probity', USER_PASSWORD: password };
    const { handled } = await drain(kafkaSource(topic, { ...secured, group: topic }, { environment }), 5);
    expect(handled).toHaveLength(5);
  });

  test('a wrong password, and an authority that is not trusted, are refused at once and never shown', async () => {
    const environment = { USER_NAME: 'probity', USER_PASSWORD: 'not-the-password' };
    const wrong = await drain(kafkaSource('any', { ...secured, group: 'any' }, { environment }), 1).catch(String);
    expect(wrong).toMatch(/do not let us in|not accepted/);
    expect(wrong).not.toContain('not-the-password');
    const stranger = kafkaSource('any', { ...secured, tls: true, group: 'any' }, { environment });
    await expect(drain(stranger, 1)).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE', message: /TLS/ });
  });
});

function startConsumer(topic: string): ChildProcess {
  const script = fileURLToPath(new URL('./consume-and-print.mjs', import.meta.url));
  return spawn(process.execPath, [script, topic, settings.brokers.join(',')], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function readUntil(child: ChildProcess, seen: string[], enough: (text: string[]) => boolean): Promise<void> {
  const here: string[] = [];
  let rest = '';
  for await (const chunk of child.stdout ?? []) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    here.push(...lines);
    seen.push(...lines);
    if (enough(here)) return;
  }
}
