import { readFileSync } from 'node:fs';
import { createRandom } from '@probity/numerics';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { randomApplicant } from '../src/form/presets.js';
import { builtPage, startBrowser } from './browser-page.js';
import { type FakeServer, startFakeServer } from './fake-server.js';

const browser = await startBrowser();

const ROWS = 400;

describe.skipIf(browser.reason !== undefined)('the batch page', () => {
  let server: FakeServer;
  let page: Page;
  let csv = '';

  beforeAll(async () => {
    server = await startFakeServer({ dist: await builtPage() });
    const form = server.scorer.form();
    const random = createRandom(5);
    const lines = Array.from({ length: ROWS }, (_, row) => {
      const drawn = randomApplicant(form, () => random.nextFloat());
      // Every hundredth row holds an amount that the schema refuses.
      const applicant = row % 100 === 50 ? { ...drawn, loanAmount: 1 } : drawn;
      return [`A-${row}`, ...form.map(({ name }) => applicant[name] ?? '')].join(',');
    });
    csv = `applicationId,${form.map(({ name }) => name).join(',')}\n${lines.join('\n')}\n`;
  });

  afterAll(async () => {
    await server?.close();
    await browser.close();
  });

  afterEach(async () => {
    await browser.closePage();
    expect(browser.complaints()).toEqual([]);
  });

  async function open(size = { width: 1280, height: 900 }): Promise<void> {
    page = await browser.open(`${server.url}/batch`, { viewport: size, acceptDownloads: true });
    await page
      .getByLabel('CSV file')
      .setInputFiles({ name: 'loans.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  }

  async function score(record: boolean): Promise<void> {
    if (!record) await page.getByRole('switch', { name: 'Record each row as a decision' }).click();
    await page.getByRole('button', { name: record ? 'Decide on every row' : 'Score every row' }).click();
    await page.getByRole('link', { name: 'Download the scores' }).waitFor();
  }

  const total = async (name: string) =>
    Number((await page.locator('.batch-totals div', { hasText: name }).locator('dd').innerText()).split(/\s/)[0]);

  it('says what was dropped, scores it, and its totals are those of the engine', async () => {
    await open();
    await page.getByText(`${ROWS} rows`).waitFor();
    await score(false);
    expect(await total('Refused rows')).toBe(4);
    expect((await total('Approve')) + (await total('Refer')) + (await total('Decline'))).toBe(ROWS - 4);
    expect(server.decisions).toHaveLength(0);
    await page.getByRole('radio', { name: 'Refused' }).locator('..').click();
    expect(await page.locator('.batch-table tbody tr').count()).toBe(4);
    expect(await page.locator('.batch-table tbody tr').first().innerText()).toContain('loanAmount');
  });

  it('a bar of the histogram narrows the table to its rows, and the address keeps it', async () => {
    await open();
    await score(false);
    const bar = page.locator('.score-histogram .bar[tabindex="0"]').first();
    const [count = ''] = ((await bar.getAttribute('aria-label')) ?? '').split(' ');
    await bar.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/bar=/);
    expect(await page.locator('.batch-table tbody tr').count()).toBe(Math.min(50, Number(count)));
  });

  it('a recorded row leads to its decision', async () => {
    await open();
    await score(true);
    expect(server.decisions).toHaveLength(ROWS - 4);
    await page.getByRole('link', { name: 'Decision of line 3', exact: true }).click();
    await page.waitForURL(/decisions\//);
    const decision = server.decisions.find(({ decisionId }) => page.url().endsWith(decisionId));
    expect(decision?.application['applicationId']).toBe('A-1');
  });

  it('gives the scores as a file', async () => {
    await open();
    await score(false);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the scores' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('scores-loans.csv');
    const text = readFileSync(await download.path(), 'utf8');
    expect(text.trimEnd().split('\r\n')).toHaveLength(ROWS + 1);
  });

  it('fits a phone', async () => {
    await open({ width: 390, height: 800 });
    await score(false);
    expect(await browser.overflow()).toBeLessThanOrEqual(0);
  });
});
