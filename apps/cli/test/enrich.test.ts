import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EnrichmentCounts } from '@probity/connectors';
import { openStores } from '@probity/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJson, runProbity, temporaryFolder } from './run-probity.js';

const SIMULATOR = fileURLToPath(new URL('../../../scripts/services/bureau.mjs', import.meta.url));
const ROWS = 240;
/** Two rows name nobody. */
const WITHOUT_KEY = [7, 101];

interface Answer {
  readonly rows: number;
  readonly rejected: number;
  readonly features: number;
  readonly metrics: { readonly rocAuc: number };
  readonly enrichment: readonly EnrichmentCounts[];
}

interface Bureau {
  readonly url: string;
  readonly process: ChildProcess;
}

/** Loans that go bad where the simulated bureau says so; the file itself says next to nothing. */
describe('train, score and assess with --enrich', () => {
  let folder: { path: string; remove: () => Promise<void> };
  let bureau: Bureau;
  const at = (name: string) => join(folder.path, name);
  const workspace = () => ['--workspace', at('.probity')];

  beforeAll(async () => {
    folder = await temporaryFolder();
    bureau = await startBureau('--unknown', '0.05');
    await writeFile(at('loans.csv'), await loansOf(bureau.url));
    await writeDefinition('bureau.json', bureau.url, {});
  });
  afterAll(async () => {
    await stop(bureau);
    await folder?.remove();
  });

  async function writeDefinition(name: string, url: string, policy: object): Promise<void> {
    const fields = {
      score: { kind: 'integer', min: 300, max: 850 },
      utilisation: { kind: 'numeric', min: 0, max: 1 },
    };
    const source = { kind: 'bureau', name: 'bureau', url, by: 'person', timeoutMs: 20_000, fields, ...policy };
    await writeFile(at(name), JSON.stringify({ asOf: 'decided', sources: [source] }));
  }

  const train = (definition: string, ...more: string[]) => [
    ...['train', at('loans.csv'), '--target', 'default', '--bad', '1', '--id', 'id', '--exclude', 'person,decided'],
    ...['--learner', 'logistic', '--folds', '2', '--enrich', at(definition), ...workspace(), ...more],
  ];
  const score = (definition: string, out: string) => [
    ...['score', at('loans.csv'), '--out', at(out), '--model', 'loans', '--enrich', at(definition), ...workspace()],
  ];

  it('learns from the bureau, scores with it, and counts every row, in the log too', async () => {
    const trained = await runJson<Answer>(train('bureau.json', '--name', 'loans'));
    expect([trained.rows, trained.rejected, trained.features]).toEqual([ROWS, 0, 3]);
    expect(trained.metrics.rocAuc).toBeGreaterThan(0.8);
    const [counts] = trained.enrichment;
    expect(counts).toMatchObject({ source: 'bureau', fallback: { 'key-missing': WITHOUT_KEY.length } });
    expect(counts?.notFound).toBeGreaterThan(0);
    expect((counts?.found ?? 0) + (counts?.notFound ?? 0) + WITHOUT_KEY.length).toBe(ROWS);

    const scored = await runJson<Answer>(score('bureau.json', 'scores.csv'));
    expect([scored.rows, scored.rejected, scored.enrichment]).toEqual([ROWS, 0, trained.enrichment]);
    expect(await idsIn(at('scores.csv'))).toEqual(await idsIn(at('loans.csv')));
    const stores = await openStores({ workspace: at('.probity') });
    const logged = await stores.governance.list({ kind: 'batch-scored' }).finally(() => stores.close());
    expect(logged.map(({ facts }) => facts)).toMatchObject([{ rows: ROWS, enrichment: trained.enrichment }]);
  });

  it('a bureau that hangs on one question in five is asked again: no row is lost, and the scores are the same', async () => {
    const slow = await startBureau('--unknown', '0.05', '--hang', '0.2');
    try {
      await writeDefinition('slow.json', slow.url, { timeoutMs: 300, retries: 12, retryPauseMs: 1, breakAfter: 1000 });
      const scored = await runJson<Answer>(score('slow.json', 'scores-slow.csv'));
      expect([scored.rows, scored.rejected]).toEqual([ROWS, 0]);
      expect(scored.enrichment[0]?.fallback).toEqual({ 'key-missing': WITHOUT_KEY.length });
      expect(await readFile(at('scores-slow.csv'), 'utf8')).toBe(await readFile(at('scores.csv'), 'utf8'));
    } finally {
      await stop(slow);
    }
  });

  it('a bureau that never answers in time stops train and score with a code; nothing is written, registered or logged', async () => {
    const hanging = await startBureau('--hang', '1');
    try {
      await writeDefinition('hanging.json', hanging.url, { timeoutMs: 100, retries: 0 });
      await refusedWhole('hanging.json', /no whole answer within 100 ms|failed too often in a row/);
    } finally {
      await stop(hanging);
    }
  });

  it('so does a dead bureau; one application is still answered, by a person, and its record says why', async () => {
    const dead = await startBureau();
    await stop(dead);
    await writeDefinition('dead.json', dead.url, { retries: 0 });
    await refusedWhole('dead.json', /failed for \d+ of 240 rows or more/);
    const application = JSON.stringify({ amount: 5000 });
    const assess = (definition: string) =>
      runJson<{ decision: string; decisionId: string; causes?: object[]; enrichment: object[] }>([
        ...['assess', application, '--subject', 'person-3', '--model', 'loans', '--enrich', at(definition)],
        ...workspace(),
      ]);
    const answer = await assess('dead.json');
    expect(answer.decision).toBe('refer');
    expect(answer.causes).toMatchObject([{ kind: 'enrichment', text: expect.stringContaining('(unreachable)') }]);
    expect(answer.enrichment).toMatchObject([{ outcome: 'fallback', cause: { code: 'unreachable' } }]);
    const stores = await openStores({ workspace: at('.probity') });
    const recorded = await stores.decisions.find(answer.decisionId as never).finally(() => stores.close());
    expect(recorded).toMatchObject({ decision: 'refer', enrichment: [{ outcome: 'fallback' }] });
    expect(await assess('bureau.json')).toMatchObject({ enrichment: [{ outcome: 'found' }] });
  });

  /** Train and score with such a bureau: a coded error, the scores of before untouched, no further model or entry. */
  async function refusedWhole(definition: string, reason: RegExp): Promise<void> {
    const [trained, scored] = [
      await runProbity([...train(definition, '--name', 'guessed'), '--json']),
      await runProbity([...score(definition, 'none.csv'), '--json']),
    ];
    for (const { code, stdout } of [trained, scored]) {
      expect(code).not.toBe(0);
      const { error } = JSON.parse(stdout) as { error: { code: string; message: string } };
      expect(error.code).toBe('SOURCE_UNAVAILABLE');
      expect(error.message).toContain('the enrichment "bureau"');
      expect(error.message).toMatch(reason);
    }
    expect(existsSync(at('none.csv'))).toBe(false);
    const stores = await openStores({ workspace: at('.probity') });
    try {
      expect((await stores.registry.list()).map(({ name }) => name)).toEqual(['loans']);
      expect(await stores.governance.list({ kind: 'batch-scored' })).toHaveLength(2);
    } finally {
      await stores.close();
    }
  }
});

/** Rows whose outcome follows the bureau's score of the month before. */
async function loansOf(url: string): Promise<string> {
  const lines = ['id,person,decided,amount,default'];
  for (let row = 0; row < ROWS; row++) {
    const person = WITHOUT_KEY.includes(row) ? '' : `person-${row % 80}`;
    const day = `20${String(15 + (row % 8))}-0${1 + (row % 9)}-15`;
    const amount = 1000 + ((row * 7919) % 9000);
    const response = await fetch(`${url}/v1/reports`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ reference: person || 'nobody', asOf: `${day}T00:00:00.000Z` }),
    });
    const { values } = (await response.json()) as { values?: { score: number } };
    const isBad = (values?.score ?? 600) + ((row * 31) % 60) - 30 < 640;
    lines.push([`L${row}`, person, day, amount, isBad ? 1 : 0].join(','));
  }
  return `${lines.join('\n')}\n`;
}

async function idsIn(file: string): Promise<readonly (string | undefined)[]> {
  return (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => line.split(',')[0]);
}

async function startBureau(...options: string[]): Promise<Bureau> {
  const child = spawn(process.execPath, [SIMULATOR, ...options], { stdio: ['ignore', 'ignore', 'pipe'] });
  for await (const chunk of child.stderr.iterator({ destroyOnReturn: false })) {
    const url = /http:\S+/.exec(String(chunk))?.[0];
    if (url !== undefined) return { url, process: child };
  }
  throw new Error('the bureau did not start');
}

async function stop({ process }: Bureau): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const gone = new Promise((resolve) => process.once('close', resolve));
  process.kill('SIGKILL');
  await gone;
}
