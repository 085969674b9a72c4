import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cleanEnvironment, runJson, runProbity, serve, temporaryFolder } from './run-probity.js';

interface Counts {
  readonly read: number;
  readonly decided: number;
  readonly duplicates: number;
  readonly corrections: number;
  readonly quarantined: number;
  readonly answers: Readonly<Record<'allow' | 'review' | 'block', number>>;
  readonly causes: Readonly<Record<string, number>>;
  readonly quarantine: string | null;
}

const PROGRAM = fileURLToPath(new URL('../bin/probity.js', import.meta.url));
const START = Date.UTC(2018, 6, 25);
const HEAD = 'TX_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT\n';
const line = (id: number, minutes: number, amount = 10, start = START) =>
  `${id},${new Date(start + minutes * 60_000).toISOString()},${id % 7},${id % 3},${amount.toFixed(2)}\n`;
const lines = (count: number, start = START) =>
  Array.from({ length: count }, (_, id) => line(id, id, 10, start)).join('');
const isSum = ({ read, decided, duplicates, corrections, quarantined }: Counts) =>
  read === decided + duplicates + corrections + quarantined;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.remove());

describe('probity stream', { timeout: 120_000 }, () => {
  test('decides a file, counts what it read, and a second time changes nothing', async () => {
    const file = join(folder.path, 'twice.csv');
    await writeFile(file, HEAD + lines(300));
    const args = ['stream', file, '--workspace', join(folder.path, 'twice')];
    const alerts = join(folder.path, 'alerts.jsonl');
    const first = await runJson<Counts>([...args, '--alerts', alerts]);
    // No model is registered: a person looks at everything.
    expect(first).toMatchObject({ read: 300, decided: 300, answers: { allow: 0, review: 300, block: 0 } });
    const told = (await readFile(alerts, 'utf8')).trim().split('\n');
    expect(told.map((text) => (JSON.parse(text) as { id: string }).id)).toEqual([...Array(300).keys()].map(String));
    expect(await runJson<Counts>(args)).toMatchObject({ read: 300, decided: 0, duplicates: 300 });
  });

  test('a hostile file: late, corrected and repeated rows, and rows without a time, add up', async () => {
    const file = join(folder.path, 'hostile.csv');
    const rows = [line(1, 0), line(2, 1), line(2, 1), line(1, 0, 99), '3,,1,1,5.00\n', line(4, 60 * 24 * 20)];
    // Known after the one of three weeks later: too late.
    await writeFile(
      file,
      `${HEAD.trim()},LOADED\n${[...rows, line(5, 2)]
        .map((row, index) => `${row.trim()},${new Date(START + (index + 1) * 60_000 * 60 * 24 * 30).toISOString()}\n`)
        .join('')}`,
    );
    const args = ['stream', file, '--map', 'id=TX_ID,knownAt=LOADED', '--workspace', join(folder.path, 'hostile')];
    const counts = await runJson<Counts>(args);
    expect(isSum(counts)).toBe(true);
    expect(counts.read).toBe(7);
    expect(counts.causes['MISSING_FIELD']).toBe(1);
    const kept = (await readFile(counts.quarantine ?? '', 'utf8')).trim().split('\n');
    expect(kept).toHaveLength(counts.quarantined);
    expect(kept.map((text) => JSON.parse(text) as { position: string; code: string })).toContainEqual(
      expect.objectContaining({ position: 'row 5', code: 'MISSING_FIELD' }),
    );
  });

  test('Ctrl-C finishes the batch and says where to go on; kill -9 loses nothing either', async () => {
    const file = join(folder.path, 'broken.csv');
    await writeFile(file, HEAD + lines(4000));
    const workspace = join(folder.path, 'broken');
    const start = () =>
      // Eight days a second: the file's 4,000 minutes take a third of that, so a kill always comes in between.
      spawn(process.execPath, [PROGRAM, 'stream', file, '--workspace', workspace, '--json', '--speed', '20000'], {
        env: cleanEnvironment(),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    const interrupted = start();
    let said = '';
    interrupted.stdout.on('data', (chunk) => {
      said += String(chunk);
    });
    await untilSays(interrupted.stderr, /\d read/);
    interrupted.kill('SIGINT');
    const [code] = (await once(interrupted, 'close')) as [number];
    expect(code).toBe(130);
    const first = JSON.parse(said) as Counts & { rowsDone: number };
    expect(isSum(first)).toBe(true);
    expect(first.rowsDone).toBe(first.decided);
    expect(first.decided).toBeLessThan(4000);

    const killed = start();
    await untilSays(killed.stderr, /duplicates \d|\d read/);
    killed.kill('SIGKILL');
    await once(killed, 'close');

    const rest = await runJson<Counts>(['stream', file, '--workspace', workspace, '--from', String(first.rowsDone)]);
    expect(rest.read).toBe(4000 - first.rowsDone);
    expect(isSum(rest)).toBe(true);
    const again = await runJson<Counts>(['stream', file, '--workspace', workspace]);
    expect(again).toMatchObject({ read: 4000, duplicates: 4000 });
  });

  test('lets a server decide', async () => {
    const file = join(folder.path, 'served.csv');
    // A server counts what arrives as known then, so the file is of the last day.
    await writeFile(file, HEAD + lines(1200, Date.now() - 1_300 * 60_000));
    const workspace = join(folder.path, 'server');
    const server = await serve(['--workspace', workspace]);
    try {
      const args = ['stream', file, '--server', server.url, '--workspace', join(folder.path, 'client')];
      expect(await runJson<Counts>(args)).toMatchObject({ read: 1200, decided: 1200 });
      expect(await runJson<Counts>(args)).toMatchObject({ read: 1200, duplicates: 1200 });
    } finally {
      await server.stop();
    }
    const gone = await runProbity(['stream', file, '--server', 'nowhere', '--workspace', workspace]);
    expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining('`--server` must be an address')]);
  });

  test('a file that is not there ends the program', async () => {
    const gone = await runProbity(['stream', join(folder.path, 'gone.csv'), '--workspace', join(folder.path, 'gone')]);
    expect([gone.code, gone.stderr]).toEqual([3, expect.stringContaining('FILE_NOT_FOUND')]);
  });

  test('options of the other kind of source, and Kafka without brokers, are refused', async () => {
    const workspace = ['--workspace', join(folder.path, 'refused')];
    const env = { PROBITY_KAFKA_BROKERS: '' };
    for (const [args, said] of [
      [['stream', 'kafka:t', '--speed', '2'], '`--speed` is for a file'],
      [['stream', 'f.csv', '--group', 'g'], '`--group` is for a topic of Kafka'],
      [['stream', 'kafka:bad topic'], 'must name a topic'],
      [['stream', 'kafka:t', '--server', 'http://127.0.0.1:1'], 'say where Kafka is'],
      [['stream', 'f.csv', '--speed', 'fast'], '`--speed` must be a number above 0'],
    ] as const) {
      const run = await runProbity([...args, ...workspace], { env });
      expect([run.code > 1, run.stderr]).toEqual([true, expect.stringContaining(said)]);
    }
  });
});

async function untilSays(stream: Readable, words: RegExp): Promise<void> {
  let said = '';
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    said += String(chunk);
    if (words.test(said)) return;
  }
  throw new Error(`it ended without saying ${words}: ${said}`);
}
