import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { bureauLookUp } from '../../src/enrichment/bureau-look-up.js';
import { guardLookUp } from '../../src/enrichment/guard-look-up.js';

const SIMULATOR = fileURLToPath(new URL('../../../../scripts/services/bureau.mjs', import.meta.url));
const MARCH = Date.parse('2024-03-15');
const fields = {
  score: { kind: 'integer', min: 300, max: 850 },
  delinquencies_24m: { kind: 'integer', min: 0 },
  open_accounts: { kind: 'integer', min: 0 },
  utilisation: { kind: 'numeric', min: 0, max: 1 },
  oldest_account_months: { kind: 'integer', min: 0 },
  bankruptcy: { kind: 'boolean' },
} as const;

let running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running) child.kill();
  running = [];
});

async function startBureau(timeoutMs: number, ...options: string[]) {
  const child = spawn(process.execPath, [SIMULATOR, ...options], { stdio: ['ignore', 'ignore', 'pipe'] });
  running.push(child);
  for await (const chunk of child.stderr.iterator({ destroyOnReturn: false })) {
    const url = /http:\S+/.exec(String(chunk))?.[0];
    const policy = { retries: 0, timeoutMs, breakAfter: 1000 };
    if (url !== undefined) return guardLookUp({ name: 'bureau', fields, lookUp: bureauLookUp({ url }) }, policy);
  }
  throw new Error('the bureau did not start');
}

test('the simulated bureau keeps the contract: the same person, the same history; another month, other figures', async () => {
  const [one, other] = [await startBureau(20_000, '--seed', '7'), await startBureau(20_000, '--seed', '7')];
  const people = Array.from({ length: 200 }, (_, index) => `person-${index}`);
  const answers = await Promise.all(people.map((person) => one.enrich(person, MARCH)));
  expect(await Promise.all(people.map((person) => other.enrich(person, MARCH)))).toEqual(answers);
  const outcomes = new Set(answers.map(({ outcome }) => outcome));
  expect(outcomes).toEqual(new Set(['found', 'not-found']));
  const scores = answers.flatMap(({ values }) => (values['score'] === null ? [] : [Number(values['score'])]));
  expect(Math.max(...scores) - Math.min(...scores)).toBeGreaterThan(200);
  const known = people[answers.findIndex(({ outcome }) => outcome === 'found')] ?? '';
  const [march, lateMarch, may] = await Promise.all(
    ['2024-03-15', '2024-03-30', '2024-05-15'].map((day) => one.enrich(known, Date.parse(day))),
  );
  expect(lateMarch?.values).toEqual(march?.values);
  expect(may?.values).not.toEqual(march?.values);
});

test('told to hang, fail and lie it does, and every cause is recorded', async () => {
  const enricher = await startBureau(2000, '--hang', '0.2', '--fail', '0.2', '--lie', '0.2', '--unknown', '0');
  const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => enricher.enrich(`p${index}`, MARCH)));
  const causes = answers.map(({ outcome, cause }) => cause?.code ?? outcome);
  expect(new Set(causes)).toEqual(new Set(['found', 'timed-out', 'unreachable', 'answer-invalid']));
});
