import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builtPage, startBrowser } from './browser-page.js';
import { type FakeServer, startFakeServer } from './fake-server.js';

const browser = await startBrowser();

describe.skipIf(browser.reason !== undefined)('what would change it, in a browser', () => {
  let server: FakeServer;
  let page: Page;

  beforeAll(async () => {
    server = await startFakeServer({ dist: await builtPage() });
  });

  afterAll(async () => {
    await server?.close();
    await browser.close();
  });

  afterEach(async () => {
    await browser.closePage();
    expect(browser.complaints()).toEqual([]);
  });

  async function assess(preset: string, options: BrowserContextOptions = {}): Promise<string> {
    page = await browser.open(server.url, options);
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

  it('is tried in the what-if with its values set, none of them in the address', async () => {
    const id = await assess('Risky');
    const decision = server.decisions.find(({ decisionId }) => decisionId === id);
    const [first] = server.scorer.counterfactuals(decision?.application).counterfactuals;
    if (first === undefined) return;
    await answers().first().getByRole('button', { name: 'Try it' }).click();
    await page.waitForURL(/view=what-if/);
    const changes = first.changes.length;
    await page.getByText(`${changes} ${changes === 1 ? 'change' : 'changes'}.`).waitFor();
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ decision: id, view: 'what-if' });
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
    await browser.closePage();
    await assess('Risky', { viewport: { width: 390, height: 800 } });
    await page.locator('.change-it').waitFor();
    expect(await browser.overflow()).toBeLessThanOrEqual(0);
  });
});
