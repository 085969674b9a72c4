import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { simulateHousehold, writeBankCsv, writeOfx } from '@probity/simulation';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builtPage, startBrowser } from './browser-page.js';
import { type FakeServer, startFakeServer } from './fake-server.js';

const browser = await startBrowser();
const household = simulateHousehold({ seed: 21 });
const shots = process.env['PROBITY_SCREENSHOTS'];
const root = fileURLToPath(new URL('../../..', import.meta.url));
const data = process.env['PROBITY_DATA'] ?? join(root, '..', 'shared', 'data');
const realFiles = [
  ['personal_transactions', 'personal_transactions.csv.gz', 806],
  ['household_transactions', 'daily_household_transactions.csv.gz', 2461],
  ['berka', 'trans_1993-01_to_1994-03.asc.gz', 49_102],
] as const;

describe.skipIf(browser.reason !== undefined)('the money page', () => {
  let server: FakeServer;
  let page: Page;
  let requests: string[] = [];

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

  async function open(options: Parameters<typeof browser.open>[1] = {}): Promise<void> {
    page = await browser.open(`${server.url}/money`, options);
    await page.getByText('Drop your bank’s files here').waitFor();
    await page.waitForLoadState('networkidle');
    requests = [];
    page.on('request', (request) => requests.push(`${request.method()} ${request.url()}`));
  }
  const drop = (...files: { name: string; buffer: Buffer }[]) =>
    page.locator('input[type=file]').setInputFiles(files.map((file) => ({ mimeType: 'text/plain', ...file })));
  const shoot = async (name: string) => {
    if (shots !== undefined) await page.screenshot({ path: join(shots, `money-${name}.png`), fullPage: true });
  };

  it('reads files of several kinds in the browser, and no request leaves the page', async () => {
    await open();
    await drop(
      { name: 'giro.csv', buffer: Buffer.from(writeBankCsv(household, 'german', 'Current account'), 'latin1') },
      { name: 'card.ofx', buffer: Buffer.from(writeOfx(household, 1, 'Credit card')) },
    );
    await page.getByRole('heading', { name: 'Risk of an overdraft' }).waitFor();
    expect(await page.locator('.money-file').count()).toBe(2);
    expect(await page.locator('.month-bars g').count()).toBeGreaterThan(12);
    await page.locator('.month-bars svg').focus();
    await page.keyboard.press('End');
    expect(await page.locator('.month-bars-read').innerText()).toMatch(/in .*EUR, out .*EUR/);
    expect(await page.locator('.money-reasons li').count()).toBeLessThanOrEqual(4);
    await page.getByLabel('Account', { exact: true }).first().selectOption('Current account');
    await shoot('light');
    expect(requests).toEqual([]);
  });

  it('says the same file twice changes nothing, and refuses what it cannot read with a code', async () => {
    await open();
    const buffer = Buffer.from(writeBankCsv(household, 'signed'));
    await drop(
      { name: 'a.csv', buffer },
      { name: 'b.csv', buffer },
      { name: 'c.pdf', buffer: Buffer.from('%PDF-1.7') },
      { name: 'd.csv', buffer: Buffer.from('Date,Description,Amount\n') },
    );
    await page.getByText(`${household.payments.length} known already`).waitFor();
    const alerts = await page.getByRole('alert').allInnerTexts();
    expect(alerts[0]).toContain('BANK_FILE_INVALID');
    expect(alerts[1]).toMatch(/^d\.csv holds no payments.*FILE_EMPTY/);
  });

  it('remembers a corrected category for all payments of that receiver, also after a reload', async () => {
    await open();
    const file = { name: 'giro.csv', buffer: Buffer.from(writeBankCsv(household, 'signed')) };
    await drop(file);
    await page.getByPlaceholder('Search').fill('SUSHI BAR');
    const first = page.locator('.money-table tbody tr', { hasText: 'SUSHI BAR' }).locator('select');
    await first.first().selectOption('gifts');
    await page.getByRole('button', { name: 'Forget 1 correction' }).waitFor();
    const values = await first.evaluateAll((selects) => selects.map((select) => (select as HTMLSelectElement).value));
    expect(values.length).toBeGreaterThan(1);
    expect(new Set(values)).toEqual(new Set(['gifts']));
    await page.reload();
    await page.getByText('Drop your bank’s files here').waitFor();
    await drop(file);
    await page.getByText('Gifts and donations', { exact: true }).first().waitFor();
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('LIDL');
  });

  it('shows how a file was read, and reads it again as its owner says', async () => {
    await open();
    await drop({
      name: 'x.csv',
      buffer: Buffer.from('when,what,much\n2024-01-02,Rent,-900.00\n2024-02-02,Rent,-900.00\n2024-02-03,Pay,1000.00\n'),
    });
    await page.locator('.money-mapping summary').click();
    await page.getByLabel('Without a sign').selectOption('out-positive');
    await page.getByText('1,800.00').first().waitFor();
    expect(await page.locator('.money-tiles div', { hasText: 'Total income' }).innerText()).toContain('1,800.00');
  });

  it('fits a phone and is readable in the dark', async () => {
    await open({ viewport: { width: 390, height: 820 }, colorScheme: 'dark' });
    await drop({ name: 'giro.csv', buffer: Buffer.from(writeBankCsv(household, 'american')) });
    await page.getByRole('heading', { name: 'Payments', exact: true }).waitFor();
    expect(await browser.overflow()).toBeLessThanOrEqual(0);
    await shoot('narrow-dark');
  });

  for (const [folder, name, rows] of realFiles) {
    const file = join(data, folder, name);
    it.skipIf(!existsSync(file))(
      `reads ${folder} (skipped where PROBITY_DATA does not hold it)`,
      async () => {
        await open({ colorScheme: 'dark', viewport: { width: 1280, height: 900 } });
        await drop({ name, buffer: readFileSync(file) });
        await page
          .getByText(new RegExp(`${String(rows).replace(/\B(?=(\d{3})+$)/g, '\\D?')} rows: `))
          .waitFor({ timeout: 60_000 });
        await page.getByRole('heading', { name: 'Recurring payments' }).waitFor();
        await shoot(folder);
        expect(requests).toEqual([]);
      },
      90_000,
    );
  }
});
