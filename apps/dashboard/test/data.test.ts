import type { ColumnProfile, DatasetProfileResponse } from '@probity/contract';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builtPage, startBrowser } from './browser-page.js';
import { makeProfile, PROFILE_HASH } from './data-fixture.js';
import { type FakeServer, startFakeServer } from './fake-server.js';

const browser = await startBrowser();

describe.skipIf(browser.reason !== undefined)('the data page', () => {
  const profile: DatasetProfileResponse = makeProfile();
  let server: FakeServer;
  let page: Page;
  let asked: URL[] = [];

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

  async function open(search = '', size = { width: 1280, height: 800 }): Promise<void> {
    asked = [];
    const dataset = {
      hash: PROFILE_HASH,
      source: 'loans.csv',
      rows: profile.rows,
      rowsRefused: 0,
      notes: [],
      profiled: true,
    };
    const prepare = async (page: Page) => {
      await page.route('**/v1/datasets', (route) => route.fulfill({ json: { datasets: [dataset] } }));
      await page.route('**/v1/datasets/*/profile', (route) => route.fulfill({ json: profile }));
      await page.route('**/v1/datasets/*/quality', (route) =>
        route.fulfill({ json: { series: 'loans.csv', reports: [] } }),
      );
      await page.route('**/v1/datasets/*/rows?*', (route) => {
        asked.push(new URL(route.request().url()));
        const cells = profile.columns.map((_, index) => index);
        return route.fulfill({
          json: {
            columns: profile.columns.map(({ name }) => name),
            total: 1,
            rows: [{ row: 4, line: 6, bad: true, cells }],
          },
        });
      });
    };
    page = await browser.open(`${server.url}/data/${PROFILE_HASH}${search}`, { viewport: size, prepare });
    await page.getByRole('heading', { name: 'loans.csv' }).waitFor();
  }

  const names = () => page.locator('.column-table tbody .link-button').allInnerTexts();

  it('leads from the list to a data set', async () => {
    await open();
    await page.getByRole('link', { name: 'All data sets' }).click();
    await page.getByRole('link', { name: /loans\.csv/ }).click();
    await page.waitForURL(new RegExp(PROFILE_HASH));
  });

  it('tells leaks first, with their numbers, and leads to the column', async () => {
    await open();
    const leaks = page.getByRole('region', { name: 'Leaks' });
    expect(await leaks.getByRole('listitem').count()).toBe(profile.leaks.length);
    expect(await leaks.innerText()).toContain('87.7 % bad');
    await leaks.getByRole('button', { name: 'term' }).click();
    await page.getByRole('region', { name: 'Column term' }).waitFor();
  });

  it('finds and sorts hundreds of columns without a pause', async () => {
    await open();
    expect((await names()).length).toBe(profile.columns.length);
    await page.getByRole('button', { name: /^AUC alone/ }).click();
    const byAuc = [...profile.columns].sort(
      (one: ColumnProfile, other: ColumnProfile) => (other.auc ?? -1) - (one.auc ?? -1),
    );
    expect((await names())[0]).toBe(byAuc[0]?.name);
    const started = Date.now();
    await page.getByLabel('Find a column').fill('column 17');
    await page.getByText(/^\d+ of \d+ columns$/).waitFor();
    const found = profile.columns.map(({ name }) => name).filter((name) => name.includes('column 17'));
    expect((await names()).sort()).toEqual(found.sort());
    // Generous, for a machine that is busy with other things; it takes a tenth of that.
    expect(Date.now() - started).toBeLessThan(3000);
    expect(new URL(page.url()).searchParams.get('order')).toBe('auc');
  });

  it('asks for the very rows of a bar that is clicked, and shows their line in the file', async () => {
    await open('?column=term');
    await page.locator('.distribution-bar').nth(1).click();
    await page
      .getByRole('dialog')
      .getByText(/^1 row where term is /)
      .waitFor();
    const { from, to } = profile.columns.find(({ name }) => name === 'term')?.numbers?.histogram[1] ?? {};
    expect(Object.fromEntries(asked[0]?.searchParams ?? [])).toMatchObject({
      column: 'term',
      from: String(from),
      to: String(to),
    });
    expect(await page.getByRole('dialog').getByRole('rowheader').innerText()).toBe('6');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(page.url()).not.toContain('from=');
  });

  it('does so by keyboard, for missing cells too', async () => {
    await open('?column=term');
    await page.getByRole('button', { name: /^missing: 7 rows/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    expect(asked[0]?.searchParams.get('missing')).toBe('true');
  });

  it('walks the correlation map by keyboard and says where one is', async () => {
    await open('?view=dependence');
    const map = page.getByRole('application', { name: 'Correlations of the columns' });
    await map.focus();
    await page.keyboard.press('ArrowRight');
    const [first, second] = profile.correlations.matrix.columns;
    expect(await page.locator('.heat-readout').innerText()).toContain(`${second} and ${second}`);
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator('.heat-readout').innerText()).toContain(`${second} and ${first}: `);
  });

  it('says what was not assessed, and why', async () => {
    await open('?view=months');
    await page.getByText('Not assessed: no time column: name one with --time.').waitFor();
    await open('?view=quality');
    await page.getByText(/Nothing is expected of loans.csv yet/).waitFor();
  });

  it('fits a phone, in every view', async () => {
    for (const view of ['columns', 'missing', 'dependence', 'outliers', 'components', 'months', 'quality']) {
      await open(`?view=${view}`, { width: 390, height: 800 });
      expect(await browser.overflow(), view).toBeLessThanOrEqual(0);
      await browser.closePage();
    }
  });
});
