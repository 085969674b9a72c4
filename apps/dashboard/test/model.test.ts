import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builtPage, startBrowser } from './browser-page.js';
import { type FakeServer, startFakeServer } from './fake-server.js';

const browser = await startBrowser();

describe.skipIf(browser.reason !== undefined)('the model page', () => {
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

  async function open(
    size = { width: 1280, height: 900 },
    prepare: (page: Page) => Promise<unknown> = async () => undefined,
  ): Promise<void> {
    page = await browser.open(`${server.url}/model`, { viewport: size, prepare });
    await page.getByRole('heading', { name: 'How good it is' }).waitFor();
  }

  it('shows every metric of the bundle with its interval and both baselines', async () => {
    await open();
    const { metrics } = server.evaluation;
    const rows = await page.locator('.metric-table tbody tr').allInnerTexts();
    expect(rows).toHaveLength(7);
    expect(rows[0]).toContain(metrics.rocAuc.toFixed(4));
    expect(rows[3]).toContain(metrics.prAuc.toFixed(4));
  });

  it('a point of the ROC curve says its cut-off and leads to the decisions from there on', async () => {
    await open();
    const chart = page.getByRole('application', { name: 'ROC' });
    await chart.focus();
    for (let step = 0; step < 6; step++) await page.keyboard.press('ArrowRight');
    const readout = page.locator('.line-chart-readout').first();
    const { roc } = server.evaluation.curves ?? { roc: { cutOffs: [] } };
    expect(await readout.innerText()).toContain('risk score from');
    await page.keyboard.press('Enter');
    await page.waitForURL(/decisions\?from=/);
    const from = Number(new URL(page.url()).searchParams.get('from'));
    expect(roc.cutOffs.some((cutOff) => Math.abs(cutOff - from) < 1e-5)).toBe(true);
  });

  it('draws the dependence of the feature that is chosen, and the address keeps it', async () => {
    await open();
    const second = server.evaluation.insight?.importance[1];
    await page.locator('.importance button').nth(1).click();
    await page.waitForURL(/feature=/);
    expect(new URL(page.url()).searchParams.get('feature')).toBe(second?.feature);
    expect(await page.locator('.importance button[aria-pressed="true"]').count()).toBe(1);
    await page.reload();
    await page.locator('.importance button[aria-pressed="true"]').waitFor();
    expect(await page.locator('.importance button').nth(1).getAttribute('aria-pressed')).toBe('true');
  });

  it('shows a validation report as the server keeps it, wide hashes and tables within a phone', async () => {
    const hash = 'a'.repeat(64);
    const columns = Array.from({ length: 14 }, (_, index) => ({ label: `column ${index}` }));
    const report = {
      data: { basis: 'out-of-fold', dataset: hash, rows: 1000, bads: 300 },
      verdict: { light: 'amber', sentence: 'Usable with remarks.', counts: {} },
      sections: [
        {
          ...{ id: 'data', title: 'Data', status: 'assessed', light: 'green', finding: 'All there.' },
          blocks: [
            { kind: 'figures', figures: [{ id: 'hash', label: 'dataset hash', value: hash }] },
            { kind: 'table', title: 'Wide', columns, rows: [columns.map((_, index) => 0.7 + index / 1000)] },
          ],
        },
        { id: 'seal', title: 'Sealed test set', status: 'not assessed', reason: 'not sealed' },
      ],
    };
    await open({ width: 390, height: 800 }, (opened) =>
      opened.route('**/v1/models/*/validation', (route) =>
        route.fulfill({ json: { id: '1', kind: 'validation', savedAt: '2026-01-02T03:04:05.000Z', report } }),
      ),
    );
    await page.getByText('Usable with remarks.').waitFor();
    await page.locator('summary', { hasText: 'All there.' }).click();
    await page.getByText('0.7010').waitFor();
    expect(await page.getByText('not assessed: not sealed').count()).toBe(1);
    expect(await browser.overflow()).toBeLessThanOrEqual(0);
  });

  it('a point of the dependence leads to the training rows near it, and says so where there are none', async () => {
    await open();
    await page.getByText('The data it was trained on are not in this workspace').waitFor();
    await browser.closePage();
    const dataset = { source: 'loans.csv', rows: 9, rowsRefused: 0, notes: [], profiled: false };
    await open(undefined, (opened) =>
      opened.route('**/v1/datasets', (route) =>
        route.fulfill({ json: { datasets: [{ ...dataset, hash: server.trainedOn }] } }),
      ),
    );
    const numeric = server.evaluation.insight?.dependence.find(({ values = [] }) => values.length > 2);
    await page.goto(`${server.url}/model?feature=${numeric?.feature}`);
    await page.getByText('A point leads to the training rows near it.').waitFor();
    await page.getByRole('application', { name: /^Mean risk along/ }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/data\//);
    const { searchParams } = new URL(page.url());
    const at = numeric?.values?.[1] ?? Number.NaN;
    expect(searchParams.get('column')).toBe(numeric?.feature);
    expect(Number(searchParams.get('from'))).toBeLessThanOrEqual(at);
    expect(Number(searchParams.get('to'))).toBeGreaterThan(at);
  });

  it('says that nobody has validated it, and how to', async () => {
    await open();
    await page.getByText('Nobody has validated it yet').waitFor();
    expect(await page.getByText('probity validate --model loans@1').count()).toBe(1);
  });

  it('fits a phone', async () => {
    await open({ width: 390, height: 800 });
    expect(await browser.overflow()).toBeLessThanOrEqual(0);
  });
});
