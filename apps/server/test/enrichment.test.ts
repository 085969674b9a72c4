import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssessResponse } from '@probity/contract';
import { createScorer, readBundle } from '@probity/scoring';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEnrichApplication } from '../src/open-enrich-application.js';
import { type TestApp, testApp } from './fixture/test-app.js';
import { application, trainedBundle } from './fixture/trained-model.js';

const SIMULATOR = fileURLToPath(new URL('../../../scripts/services/bureau.mjs', import.meta.url));

let folder: string;
let bureau: { readonly url: string; readonly process: ChildProcess };
let server: TestApp;
/** A number that the bureau knows and the applicant does not send; its simulated value counts as it. */
let field: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'probity-enrich-'));
  bureau = await startBureau();
  const bundle = await readBundle((await trainedBundle()).bytes);
  field = bundle.schema.columns.find(({ kind, role }) => kind === 'numeric' && role === 'feature')?.name ?? '';
  const definition = {
    sources: [
      {
        ...{ kind: 'bureau', name: 'bureau', url: bureau.url, by: 'reference', retries: 0, timeoutMs: 2000 },
        fields: { utilisation: { kind: 'numeric', min: 0, max: 1 } },
      },
    ],
  };
  const file = join(folder, 'enrichment.json');
  await writeFile(file, JSON.stringify(definition));
  const enrich = await openEnrichApplication(file, folder);
  // The model of the fixture calls its column otherwise than the bureau.
  server = await testApp({
    enrich: async (given, asOf, asked) => {
      const wanted = new Set([...asked.wanted].map((name) => (name === field ? 'utilisation' : name)));
      const enriched = await enrich(given, asOf, { ...asked, wanted });
      const { utilisation, ...rest } = enriched.application;
      return { ...enriched, application: utilisation === undefined ? rest : { ...rest, [field]: utilisation } };
    },
  });
});
afterAll(async () => {
  bureau.process.kill();
  await server.app.close();
  await rm(folder, { recursive: true, force: true });
});

const assess = async (subject: string) => {
  const { [field]: _, ...incomplete } = application as Record<string, unknown>;
  const payload = JSON.stringify({ application: incomplete, subject });
  const headers = { 'content-type': 'application/json' };
  const response = await server.app.inject({ method: 'POST', url: '/v1/assess', headers, payload });
  expect(response.statusCode).toBe(200);
  const answer = response.json<AssessResponse>();
  expect([...Value.Errors(AssessResponse, answer)]).toEqual([]);
  return answer;
};

it('a field that is not sent comes from the bureau, and the decision says from where', async () => {
  const answer = await assess('person-3');
  expect(answer.enrichment).toMatchObject([
    { source: 'bureau', outcome: 'found', fields: ['utilisation'], cached: false },
  ]);
  expect(answer.causes?.some(({ kind }) => kind === 'enrichment') ?? false).toBe(false);
});

it('with the bureau gone a person decides, the cause is recorded, and the replay gives the same bytes', async () => {
  bureau.process.kill('SIGKILL');
  await new Promise((resolve) => bureau.process.once('close', resolve));
  const answer = await assess('person-4');
  expect(answer.decision).toBe('refer');
  expect(answer.causes).toEqual([
    { kind: 'enrichment', text: expect.stringMatching(/^What bureau knows is not at hand: .* \(unreachable\)$/) },
  ]);
  expect(answer.enrichment).toMatchObject([{ outcome: 'fallback', cause: { code: 'unreachable' } }]);
  const recorded = await server.decisions.find(answer.decisionId);
  const scorer = createScorer(await readBundle((await trainedBundle()).bytes));
  const replayed = scorer.assess(recorded.application, { enrichment: recorded.enrichment });
  expect(recorded).toMatchObject(JSON.parse(JSON.stringify(replayed)) as object);
  expect(await server.reviews.list()).toHaveLength(1);
});

async function startBureau(): Promise<typeof bureau> {
  const child = spawn(process.execPath, [SIMULATOR, '--unknown', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  for await (const chunk of child.stderr.iterator({ destroyOnReturn: false })) {
    const url = /http:\S+/.exec(String(chunk))?.[0];
    if (url !== undefined) return { url, process: child };
  }
  throw new Error('the bureau did not start');
}
