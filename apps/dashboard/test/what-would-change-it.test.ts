import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FakeServer, startFakeServer } from './fake-server.js';
import { launchBrowser } from './launch-browser.js';

const launch = await launchBrowser();
if (launch.browser === undefined) console.warn(`Browser tests skipped: ${launch.reason}`);

describe.skipIf(launch.browser === undefined)('what would change it, in a browser', () => {
  const browser = launch.browser as Browser;
  const dist = mkdtempSync(join(tmpdir(), 'probity-dashboard-'));
  let server: FakeServer;
  let page: Page;

  beforeAll(async () => {
    const root = fileURLToPath(new URL('..', import.meta.url));
    await build({ root, configFile: join(root, 'vite.config.ts'), build: { outDir: dist }, logLevel: 'error' });
    server = await startFakeServer({ dist });
  });

  afterAll(async () => {
    await server?.close();
    if (launch.browser !== undefined) await launch.close();
    rmSync(dist, { recursive: true, force: true });
  });

  afterEach(async () => {
    await page?.context().close();
  });

  async function assess(preset: string, options: BrowserContextOptions = {}): Promise<string> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    page = await context.newPage();
    await page.goto(server.url);
    await page.getByRole('button', { name: preset }).click();
    await page.getByRole('button', { name: 'Assess', exact: true }).click();
    await page.waitForURL(/decision=/);
    return new URL(page.url()).searchParams.get('decision') as string;
  }

  const answers = () => page.locator('.change-it-answers > li');

  it('gives the answers of the engine beside a decision that is no approval', async () => {
    const id = await assess('Risky');
    const decision = server.decisions.find(({ decisionId }) => decisionId === id);
    expect(decision?.decision).not.toBe('approve');
    const expected = server.scorer.counterfactuals(decision?.application).counterfactuals;
    await page.getByRole('heading', { name: 'What would change it' }).waitFor();
    if (expected.length === 0) {
      await page.getByText(/Nothing found/).waitFor();
      return;
    }
    await answers().first().waitFor();
    expect(await answers().count()).toBe(expected.length);
    const shown = await answers().first().locator('dt').count();
    expect(shown).toBe(expected[0]?.changes.length);
  });

  it('is searched for on the decision’s own page when asked', async () => {
    const id = await assess('Risky');
    await page.goto(`${server.url}/decisions/${id}`);
    await page.getByRole('button', { name: 'Find out' }).click();
    await page.getByText(/Each was assessed by the engine|Nothing found/).waitFor();
  });

  it('is not asked of an approval, and fits a telephone', async () => {
    const id = await assess('Typical applicant', { viewport: { width: 390, height: 800 } });
    const decision = server.decisions.find(({ decisionId }) => decisionId === id);
    expect(await page.locator('.change-it').count()).toBe(decision?.decision === 'approve' ? 0 : 1);
    await page.context().close();
    await assess('Risky', { viewport: { width: 390, height: 800 } });
    await page.locator('.change-it').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  });
});
