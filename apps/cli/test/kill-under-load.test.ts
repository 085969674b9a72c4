import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanEnvironment, runJson, temporaryFolder } from './run-probity.js';

const serverProgram = fileURLToPath(new URL('../../server/bin/probity-server.js', import.meta.url));
const KILLS = 6;
const CLIENTS = 8;
/** Long enough for hundreds of decisions, short enough for many kills. */
const LOAD_MS = 700;

describe('kill -9 under load', () => {
  let folder: { path: string; remove: () => Promise<void> };
  let workspace: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    workspace = join(folder.path, '.probity');
    await runJson(['init', folder.path, '--rows', '600']);
    const schema = join(folder.path, 'applications.schema.json');
    await runJson([
      'train',
      join(folder.path, 'applications.csv'),
      '--schema',
      schema,
      '--learner',
      'logistic',
      '--folds',
      '2',
      '--workspace',
      workspace,
    ]);
  });
  afterAll(() => folder?.remove());

  it('loses no acknowledged decision, and the chain verifies', async () => {
    const acknowledged: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) acknowledged.push(...(await loadThenKill()));
    expect(acknowledged.length).toBeGreaterThan(KILLS * 5);

    const recorded = new Set<string>();
    let before: string | undefined;
    do {
      const page: { decisions: { decisionId: string }[]; next?: string } = await runJson([
        ...['decisions', '--limit', '500', '--workspace', workspace],
        ...(before === undefined ? [] : ['--before', before]),
      ]);
      for (const { decisionId } of page.decisions) recorded.add(decisionId);
      before = page.next;
    } while (before !== undefined);
    expect(acknowledged.filter((id) => !recorded.has(id))).toEqual([]);
    expect(await runJson(['audit', 'verify', '--workspace', workspace])).toMatchObject({ intact: true });
  }, 180_000);

  /** Serves, keeps several clients busy, kills the server without warning; the ids of all decisions it had answered. */
  async function loadThenKill(): Promise<string[]> {
    const child = spawn(
      process.execPath,
      [serverProgram, '--port', '0', '--json', '--rate-limit', '0', '--log-level', 'silent', '--workspace', workspace],
      {
        env: cleanEnvironment(),
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const exited = new Promise((resolve) => child.on('exit', resolve));
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout
        .setEncoding('utf8')
        .once('data', (line: string) => resolve((JSON.parse(line) as { url: string }).url));
      void exited.then((code) => reject(new Error(`the server ended with ${String(code)} before it listened`)));
    });
    const form = (await (await fetch(`${url}/v1/models/applications/form`)).json()) as { fields: { name: string }[] };
    const body = JSON.stringify({ application: Object.fromEntries(form.fields.map(({ name }) => [name, null])) });
    const answered: string[] = [];
    let running = true;
    const client = async () => {
      while (running) {
        try {
          const response = await fetch(`${url}/v1/assess`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body,
          });
          if (response.status === 200) answered.push(((await response.json()) as { decisionId: string }).decisionId);
        } catch {
          return; // The server is gone: what it had not answered was not promised.
        }
      }
    };
    const clients = Array.from({ length: CLIENTS }, client);
    await new Promise((resolve) => setTimeout(resolve, LOAD_MS));
    child.kill('SIGKILL');
    running = false;
    await Promise.all([...clients, exited]);
    return answered;
  }
});
