import { createScorer, prepareCompany, type ReadBundle, readBundle, riskClassOf } from '@probity/scoring';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { companyOf, exampleDraft } from '../src/companies/company-draft.js';
import { builtPage, startBrowser } from './browser-page.js';
import { makeCompanyBundle } from './company-fixture.js';
import { type FakeServer, startFakeServer } from './fake-server.js';

const browser = await startBrowser();

describe.skipIf(browser.reason !== undefined)('the companies page', () => {
  let server: FakeServer;
  let bundle: ReadBundle;
  let page: Page;

  beforeAll(async () => {
    const written = makeCompanyBundle();
    bundle = await readBundle((await written).bytes);
    server = await startFakeServer({ dist: await builtPage(), bundle: written });
  });
  afterAll(async () => {
    await server?.close();
    await browser.close();
  });
  afterEach(async () => {
    await browser.closePage();
    expect(browser.complaints()).toEqual([]);
  });

  async function open(width = 1280, colorScheme: 'light' | 'dark' = 'light'): Promise<void> {
    page = await browser.open(`${server.url}/companies`, { viewport: { width, height: 900 }, colorScheme });
    await page.getByRole('heading', { name: 'Companies' }).waitFor();
    await page.getByLabel('Class', { exact: true }).waitFor();
  }
  const picture = async (name: string) => {
    const folder = process.env['PROBITY_PICTURES'];
    if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  };

  it('judges the example as the engine does, and again when a figure is changed', async () => {
    await open();
    const scorer = createScorer(bundle);
    const judge = (draft: typeof exampleDraft) => {
      const { application } = prepareCompany(bundle, companyOf(draft, 'statements') ?? {});
      const { riskScore } = scorer.assess(application);
      return { riskScore, riskClass: String(riskClassOf(riskScore, scorer.policy.declineFrom)) };
    };
    const before = judge(exampleDraft);
    expect(await page.getByLabel('Class', { exact: true }).innerText()).toBe(before.riskClass);
    const said = async () => await page.getByLabel('Judgement', { exact: true }).innerText();
    expect(await said()).toContain(`${(100 * before.riskScore).toFixed(2)} %`.replace(' ', '\u00a0').slice(0, 4));
    const healthy = {
      ...exampleDraft,
      statement: { ...exampleDraft.statement, netProfit: '900', ebit: '1300', profitBeforeTax: '1100', cash: '1400' },
    };
    for (const [name, value] of [
      ['Net profit', '900'],
      ['Earnings before interest and taxes', '1300'],
      ['Profit before tax', '1100'],
      ['Cash', '1400'],
    ] as const) {
      await page.getByLabel(name, { exact: true }).fill(value);
    }
    const after = judge(healthy);
    expect(after.riskScore).toBeLessThan(before.riskScore);
    await page.getByLabel('Class', { exact: true }).getByText(after.riskClass).waitFor();
    expect(await said()).toMatch(/Average company[\s\S]*This company/);
    expect(await page.getByLabel('Classic scores', { exact: true }).innerText()).not.toContain('marketEquityTo');
    await picture('companies-light');
  });

  it('shows the classic scores with their zones, and the cut on the cost curve', async () => {
    await open(1280, 'dark');
    const classics = page.getByLabel('Classic scores', { exact: true });
    expect(await classics.locator('tbody tr').count()).toBe(5);
    expect(await classics.innerText()).toMatch(/Altman Z″[\s\S]*(safe|grey|distress)/);
    expect(await page.getByLabel('Cost of mistakes', { exact: true }).innerText()).toMatch(/250.000 EUR/);
    expect(await page.locator('.company-cost .mark').count()).toBeGreaterThanOrEqual(1);
    await picture('companies-dark');
  });

  it('picks a company from a dropped file, and says which text is no number', async () => {
    await open(420);
    await page.getByRole('radio', { name: 'From a file' }).locator('..').click();
    const csv = 'company,year,Total assets,sales,net_profit,equity\nA,2020,100,120,6,50\nB,2020,100,70,-30,-5\n';
    await page
      .getByLabel('CSV file')
      .setInputFiles({ name: 'firms.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page.getByText('firms.csv: 4 items of statements').waitFor();
    const first = await page.getByLabel('Judgement', { exact: true }).innerText();
    expect(await page.getByLabel('How much is known', { exact: true }).innerText()).toMatch(
      /^Only \d of the 14 features .*most is gained by .*\(currentAssets\)/,
    );
    await page.getByLabel(/^Company \(2 rows\)/).selectOption('1');
    await expect.poll(() => page.getByLabel('Judgement', { exact: true }).innerText()).not.toBe(first);
    expect(await page.getByLabel(/^Company \(2 rows\)/).innerText()).toContain('B · 2020');
    await page.getByRole('radio', { name: 'Statements' }).locator('..').click();
    expect(await page.getByLabel('Sales', { exact: true }).inputValue()).toBe('70');
    await page.getByLabel('Sales', { exact: true }).fill('many');
    await page.getByText('not a number').waitFor();
    const widest = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(widest).toBeLessThanOrEqual(420);
    await picture('companies-narrow');
  });
});
