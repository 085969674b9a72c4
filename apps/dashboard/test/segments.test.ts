import type { CustomersRequest } from '@probity/contract';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builtPage, startBrowser } from './browser-page.js';
import { type FakeServer, startFakeServer } from './fake-server.js';
import { makeSegments, type SegmentsFixture } from './segments-fixture.js';

const browser = await startBrowser();
const pictures = process.env['PROBITY_PICTURES'];

describe.skipIf(browser.reason !== undefined)('the segments page', () => {
  let fixture: SegmentsFixture;
  let server: FakeServer;
  let page: Page;

  beforeAll(async () => {
    fixture = makeSegments(10_000);
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

  async function open(options: { width?: number; height?: number; dark?: boolean; none?: boolean } = {}) {
    const prepare = async (opened: Page) => {
      await opened.route('**/v1/customers/segments', (route) =>
        options.none === true
          ? route.fulfill({ status: 404, json: { error: { code: 'MODEL_NOT_FOUND', message: 'none', remedy: '' } } })
          : route.fulfill({ json: fixture.segments }),
      );
      await opened.route('**/v1/customers?*', (route) =>
        route.fulfill({ json: fixture.answer(route.request().postDataJSON() as CustomersRequest) }),
      );
    };
    page = await browser.open(`${server.url}/segments`, {
      viewport: { width: options.width ?? 1280, height: options.height ?? 900 },
      colorScheme: options.dark === true ? 'dark' : 'light',
      prepare,
    });
    await page.getByRole('heading', { name: 'Segments', level: 1 }).waitFor();
  }

  async function picture(name: string): Promise<void> {
    if (pictures !== undefined) await page.screenshot({ path: `${pictures}/segments-${name}.png`, fullPage: true });
  }

  const plot = () => page.getByRole('img', { name: /customers by annual income and total spent/ });

  it('shows each segment with its size and what sets it apart, and draws ten thousand customers', async () => {
    await open();
    const cards = page.getByRole('list', { name: 'Segments' }).getByRole('listitem');
    expect(await cards.count()).toBe(fixture.segments.segments.length);
    for (const { name, size } of fixture.segments.segments) {
      const text = (await cards.filter({ hasText: new RegExp(`^${name}`, 'i') }).innerText()).replaceAll('\u202f', '');
      expect(text).toContain(String(size));
    }
    await plot().waitFor();
    // Something is drawn: many pixels are not the background's.
    const inked = await plot().evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
        0,
        0,
        canvas.width,
        canvas.height,
      );
      let count = 0;
      for (let at = 3; at < data.length; at += 4) if ((data[at] as number) > 0) count++;
      return count / (data.length / 4);
    });
    expect(inked).toBeGreaterThan(0.05);
    await picture('light');
  });

  it('opens a customer of the list with the score and the reasons that the server gives', async () => {
    await open();
    const { sample } = fixture.segments;
    const rows = [...sample.anomalies.keys()].filter((row) => sample.anomalies[row] === 1);
    const first = rows.sort((a, b) => (sample.riskScores[b] as number) - (sample.riskScores[a] as number))[0] as number;
    await page.locator('.anomaly-list button').first().click();
    const panel = page.getByRole('region', { name: `Customer ${first + 1} of the sample` });
    await panel.getByRole('list', { name: 'What adds to the score' }).getByRole('listitem').first().waitFor();
    const text = await panel.innerText();
    expect(text).toContain(String(sample.riskScores[first]));
    expect(text).toContain('anomalous');
    await picture('customer');
  });

  it('opens the customer whose point is clicked, and only of the segment that is pressed', async () => {
    await open();
    const { sample, segments } = fixture.segments;
    const wanted = segments.at(-1)?.cluster as number;
    await page.locator('.segment-card').nth(wanted).click();
    expect(await page.locator('.segment-card').nth(wanted).getAttribute('aria-pressed')).toBe('true');
    const box = (await plot().boundingBox()) as { x: number; y: number; width: number; height: number };
    // Somewhere along this line of the picture there is one of the segment.
    let chosen: number | undefined;
    for (let share = 0.95; share > 0.3 && chosen === undefined; share -= 0.03) {
      await page.mouse.click(box.x + box.width * share, box.y + box.height * 0.3);
      const heading = page.getByRole('heading', { name: /^Customer \d+ of the sample$/ });
      if ((await heading.count()) > 0) chosen = Number(/\d+/.exec(await heading.innerText())?.[0]) - 1;
    }
    expect(chosen).toBeDefined();
    expect(sample.clusters[chosen as number]).toBe(wanted);
    const listed = await page.locator('.anomaly-list button').count();
    const expected = sample.anomalies.filter((flag, row) => flag === 1 && sample.clusters[row] === wanted).length;
    expect(listed).toBe(Math.min(200, expected));
  });

  it.each([
    ['narrow', { width: 390, height: 800 }],
    ['dark', { dark: true }],
  ] as const)('fits a %s window', async (name, options) => {
    await open(options);
    await plot().waitFor();
    expect(await browser.overflow()).toBeLessThanOrEqual(0);
    await page.locator('.anomaly-list button').first().click();
    await page.getByRole('list', { name: 'What adds to the score' }).waitFor();
    await picture(name);
  });

  it('says how to get there where nothing is scored yet', async () => {
    await open({ none: true });
    await page.getByText('probity customers users.csv transactions.csv').waitFor();
  });
});
