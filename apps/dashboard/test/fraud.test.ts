import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builtPage, startBrowser } from './browser-page.js';
import { type FraudServer, startFraudServer } from './fraud/fraud-server.js';

const browser = await startBrowser();
/** Where screenshots go, for whoever wants to look at them. */
const pictures = process.env['PROBITY_SCREENSHOTS'];

describe.skipIf(browser.reason !== undefined)('the fraud page in a browser', () => {
  let dist: string;
  let server: FraudServer;
  let page: Page;

  beforeAll(async () => {
    dist = await builtPage();
    server = await startFraudServer(dist);
  });
  afterAll(async () => {
    await server?.close();
    await browser.close();
  });
  afterEach(async () => {
    await browser.closePage();
    expect(browser.complaints()).toEqual([]);
  });

  const rows = () => page.locator('.alert-row');
  const figure = async (name: string) =>
    Number((await page.locator(`[data-figure="${name}"] dd`).textContent())?.replace(/\D/g, ''));

  it('shows alerts newest first, and the open one with its reasons, contributions and what came before', async () => {
    page = await browser.open(`${server.url}/fraud`);
    await page.getByRole('heading', { name: 'Fraud', exact: true }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    const answers = await rows().locator('.outcome-badge').allTextContents();
    expect(answers.length).toBeGreaterThan(4);
    expect(answers).not.toContain('Allow');
    await page
      .locator('.alert-detail')
      .getByText('4 payments of this customer in the last hour; usual is 0.3')
      .waitFor();
    await page.getByText('All 4 contributions').click();
    expect(await page.locator('.alert-contributions tbody tr').count()).toBe(4);
    await page.getByRole('heading', { name: /Recent payments of customer/ }).waitFor();
    await page.getByRole('heading', { name: /Recent payments at terminal/ }).waitFor();
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, 'fraud-light.png'), fullPage: true });
  });

  it('shows decisions as they are made, counts them, and says how many it could not show', async () => {
    page = await browser.open(`${server.url}/fraud`);
    await page.getByText('Live', { exact: true }).waitFor();
    const [blocked, listed] = [await figure('Blocked'), await rows().count()];
    const { sequence } = server.push('block');
    server.push('allow');
    server.miss(17);
    await page.locator(`[data-sequence="${sequence}"]`).waitFor();
    expect(await rows().count()).toBe(listed + 1);
    expect(await figure('Blocked')).toBe(blocked + 1);
    await page.locator('[data-figure="Not shown"]').waitFor();
    expect(await figure('Not shown')).toBe(17);
  });

  it('is worked by keys: j moves on, f posts the label of the open one', async () => {
    page = await browser.open(`${server.url}/fraud`);
    await page.locator('.alert-row[aria-current]').waitFor();
    const second = await rows().nth(1).getAttribute('data-sequence');
    await page.keyboard.press('j');
    await page.locator(`.alert-row[data-sequence="${second}"][aria-current]`).waitFor();
    expect(page.url()).toContain(`open=${second}`);
    await page.keyboard.press('f');
    await page.getByText('Labelled fraud').waitFor();
    expect(server.labels.at(-1)).toEqual({
      id: `payment-${second}`,
      body: { values: { fraud: true }, source: 'transactions' },
    });
    await page.getByRole('button', { name: /Genuine/ }).click();
    await page.getByText('Labelled genuine').waitFor();
    expect(server.labels.at(-1)?.body).toEqual({ values: { fraud: false }, source: 'transactions' });
  });

  it('lists all, or blocked ones only, and keeps that in the address', async () => {
    page = await browser.open(`${server.url}/fraud?show=block`);
    await rows().first().waitFor();
    expect(new Set(await rows().locator('.outcome-badge').allTextContents())).toEqual(new Set(['Block']));
    await page.getByText('All', { exact: true }).click();
    await page.waitForURL(/show=all/);
    await page.locator('.alert-row [data-outcome="approve"]').first().waitFor();
  });

  it('says when the stream broke', async () => {
    page = await browser.open(`${server.url}/fraud`);
    await page.getByText('Live', { exact: true }).waitFor();
    server.breakStreams();
    await page.getByText(/The stream broke/).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
  });

  it('says what to do where there is nothing, and what is wrong where there is an error', async () => {
    const empty = await startFraudServer(dist, { count: 0 });
    page = await browser.open(`${empty.url}/fraud`);
    await page.getByRole('heading', { name: 'No transaction yet' }).waitFor();
    await browser.closePage();
    await empty.close();
    const broken = await startFraudServer(dist, { refuse: true });
    page = await browser.open(`${broken.url}/fraud`);
    await page.getByText('the store does not answer').waitFor({ timeout: 20_000 });
    await broken.close();
  });

  it('is readable in the dark and on a narrow screen', async () => {
    page = await browser.open(`${server.url}/fraud`, { colorScheme: 'dark' });
    await rows().first().waitFor();
    await page.evaluate(() => document.documentElement.setAttribute('data-mantine-color-scheme', 'dark'));
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, 'fraud-dark.png'), fullPage: true });
    await browser.closePage();
    page = await browser.open(`${server.url}/fraud`, { viewport: { width: 375, height: 780 } });
    await rows().first().waitFor();
    expect(await browser.overflow()).toBeLessThanOrEqual(0);
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, 'fraud-narrow.png'), fullPage: true });
  });
});
