import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Launch, launchBrowser } from '../../dashboard/test/launch-browser.js';
import { runJson, type Served, serve, temporaryFolder } from './run-probity.js';

const launch: Launch = await launchBrowser();
if (launch.browser === undefined) console.warn(`skipped: ${launch.reason}`);

describe.skipIf(launch.browser === undefined)('the real server and the real page', () => {
  let folder: { path: string; remove: () => Promise<void> };
  let server: Served;

  beforeAll(async () => {
    folder = await temporaryFolder();
    await runJson(['init', folder.path, '--rows', '1500', '--seed', '3']);
    const schema = join(folder.path, 'applications.schema.json');
    const workspace = join(folder.path, '.probity');
    const options = ['--schema', schema, '--learner', 'boosting', '--folds', '2', '--workspace', workspace];
    await runJson(['train', join(folder.path, 'applications.csv'), ...options]);
    server = await serve(['--workspace', workspace]);
  });

  afterAll(async () => {
    await server?.stop();
    await folder?.remove();
    if (launch.browser !== undefined) await launch.close();
  });

  it('agree on a boosted decision bit for bit: score on screen, replay, hash', async () => {
    const form = (await (await fetch(`${server.url}/v1/models/applications/form`)).json()) as {
      fields: { name: string; quantiles?: number[]; levels?: { value: string }[]; kind: string }[];
    };
    const application = Object.fromEntries(
      form.fields.map(({ name, kind, quantiles, levels }) => {
        if (kind === 'boolean') return [name, true];
        return [name, levels?.[0]?.value ?? quantiles?.[13] ?? null];
      }),
    );
    const response = await fetch(`${server.url}/v1/assess`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ application }),
    });
    const decision = (await response.json()) as { decisionId: string; riskScore: number; model: { hash: string } };
    expect(response.status).toBe(200);

    const page = await launch.browser!.newPage();
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`${server.url}/decisions/${decision.decisionId}`);
    const score = page.getByTestId('risk-score');
    await score.waitFor();
    expect(Number(await score.getAttribute('data-exact'))).toBe(decision.riskScore);
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByText('Same engine, same bytes.').waitFor();
    expect(await page.locator('.engine-check').textContent()).toContain(decision.model.hash.slice(0, 12));
    expect(errors).toEqual([]);
    await page.close();
  });
});
