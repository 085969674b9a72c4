import { join } from 'node:path';
import { rebin } from '@probity/learn';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { builtPage, startBrowser } from '../browser-page.js';
import { startScorecardServer } from './scorecard-server.js';

const browser = await startBrowser();

describe.skipIf(browser.reason !== undefined)('the scorecard page', async () => {
  const server = await startScorecardServer(await builtPage());
  let page: Page;
  afterEach(async () => {
    await browser.closePage();
    expect(browser.complaints()).toEqual([]);
  });
  afterAll(async () => {
    await server.close();
    await browser.close();
  });

  const open = async (search = '?variable=age', viewport = { width: 1280, height: 800 }, hasTouch = false) => {
    page = await browser.open(`${server.url}/scorecard${search}`, { viewport, hasTouch, reducedMotion: 'reduce' });
    await page.getByLabel('Gini of the card', { exact: true }).waitFor();
  };
  const number = async (label: string) =>
    Number.parseFloat((await page.getByLabel(label, { exact: true }).textContent()) ?? '');
  const edge = (index: number): Locator => page.getByRole('slider').nth(index);
  const placeOf = async (index: number) => Number(await edge(index).getAttribute('aria-valuenow'));
  const drag = async (index: number, pixels: number) => {
    const box = await edge(index).boundingBox();
    if (box === null) throw new Error('the edge is not drawn');
    const [x, y] = [box.x + box.width / 2, box.y + 15];
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let step = 1; step <= 8; step++) await page.mouse.move(x + (pixels * step) / 8, y);
    return () => page.mouse.up();
  };
  const age = () => {
    const found = server.model.variables.find(({ feature }) => feature.name === 'age');
    if (found === undefined) throw new Error('age is not on the card');
    return found;
  };
  const editsInAddress = () => JSON.parse(new URL(page.url()).searchParams.get('edits') ?? '{}');
  const shot = async (name: string) => {
    const folder = process.env['PROBITY_SCREENSHOTS'];
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  };

  it('lists variables by information value', async () => {
    await open('');
    const values = await page.locator('.variable-list button .number:first-of-type').allTextContents();
    const figures = (await page.locator('.variable-list button').allTextContents()).length;
    expect(figures).toBe(6);
    expect(values.map(Number)).toEqual(values.map(Number).toSorted((one, other) => other - one));
    await shot('desktop');
  });

  it('follows an edge while it is dragged: value, Gini, points and card, as the library counts them', async () => {
    await open();
    const [before, cardBefore, placeBefore] = [
      await number('IV of the variable'),
      await number('Gini of the card'),
      await placeOf(0),
    ];
    const pointsBefore = await page.locator('.bin-table-points').allTextContents();
    const release = await drag(0, 60);
    expect(await placeOf(0)).toBeGreaterThan(placeBefore);
    expect(await number('IV of the variable')).not.toBe(before);
    expect(await number('Gini of the card')).not.toBe(cardBefore);
    expect(await page.locator('.bin-table-points').allTextContents()).not.toEqual(pointsBefore);
    expect(editsInAddress()).toEqual({});
    await shot('dragging');
    await release();
    await expect.poll(editsInAddress).not.toEqual({});
    const { edges } = editsInAddress().age as { edges: number[] };
    expect(await number('IV of the variable')).toBeCloseTo(rebin(age().table, { edges }).informationValue, 4);
  });

  it('counts a dragged edge in less than a frame', async () => {
    await open();
    const times: number[] = [];
    const release = await drag(0, 5);
    for (let step = 0; step < 30; step++) {
      const box = await edge(0).boundingBox();
      await page.mouse.move((box?.x ?? 0) + (step % 2 === 0 ? 40 : -14), (box?.y ?? 0) + 15);
      times.push(Number(await page.getByTestId('milliseconds').getAttribute('data-milliseconds')));
    }
    await release();
    const median = times.toSorted((one, other) => one - other)[15] ?? Number.NaN;
    process.stderr.write(`scorecard page: an edge dragged on 10,000 rows: median ${median.toFixed(2)} ms\n`);
    expect(median).toBeLessThan(16);
  });

  it('never lets an edge pass its neighbour', async () => {
    await open();
    const release = await drag(0, 2_000);
    await release();
    expect(await placeOf(0)).toBe((await placeOf(1)) - 1);
  });

  it('works with the keyboard, and undoes and redoes', async () => {
    await open();
    const start = await placeOf(1);
    await edge(1).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => placeOf(1)).toBe(start + 1);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => placeOf(1)).toBe(start - 1);
    const bins = await number('Number of bins');
    await page.keyboard.press('Delete');
    await expect.poll(() => number('Number of bins')).toBe(bins - 1);
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(await number('Number of bins')).toBe(bins);
    await page.getByRole('button', { name: 'Redo' }).click();
    expect(await number('Number of bins')).toBe(bins - 1);
    await page.getByRole('button', { name: 'Reset' }).click();
    await expect.poll(editsInAddress).toEqual({});
    expect(await placeOf(1)).toBe(start);
  });

  it('splits and merges bins, takes a trend, and leaves a variable out', async () => {
    await open();
    const bins = await number('Number of bins');
    await page
      .getByRole('button', { name: /^Split/ })
      .first()
      .click();
    expect(await number('Number of bins')).toBe(bins + 1);
    await page
      .getByRole('button', { name: /^Merge/ })
      .first()
      .click();
    expect(await number('Number of bins')).toBe(bins);
    await page.getByLabel('Find the best bins with this trend').selectOption('ascending');
    await expect.poll(() => page.getByLabel('Trend of the variable').textContent()).toBe('ascending');
    await page.getByLabel('On the card').click({ force: true });
    await expect.poll(() => page.locator('.variable-list').textContent()).toContain('left out: edited out');
  });

  it('moves levels of a category between bins', async () => {
    await open('?variable=purpose');
    await page.getByLabel('Bin of Home improvement').selectOption({ label: 'A bin of its own' });
    await expect.poll(() => JSON.stringify(editsInAddress())).toContain('["home"]');
    await shot('category');
  });

  it('works with a finger on a phone, without a sideways scroll', async () => {
    await open('?variable=age', { width: 390, height: 800 }, true);
    const start = await placeOf(0);
    const session = await page.context().newCDPSession(page);
    await edge(0).scrollIntoViewIfNeeded();
    const box = await edge(0).boundingBox();
    const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 15];
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
    for (let step = 1; step <= 6; step++) {
      await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: x + 5 * step, y }] });
    }
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await expect.poll(() => placeOf(0)).toBeGreaterThan(start);
    await shot('phone');
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  });

  it('opens with the edits of its address, and hands them over as a file with the command', async () => {
    const edges = [rebin(age().table, {}).table.cells[9]?.range].map((range) =>
      range?.kind === 'interval' ? range.upTo : 0,
    );
    await open(`?variable=age&edits=${encodeURIComponent(JSON.stringify({ age: { edges } }))}`);
    expect(await page.getByRole('slider').count()).toBe(1);
    await page.getByRole('button', { name: 'Try new weights here' }).click();
    expect(await number('Gini with new weights')).toBeCloseTo(await number('Gini of the card'), 1);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download edits.json' }).click();
    const text = await (await download).createReadStream().then(async (stream) => {
      let all = '';
      for await (const chunk of stream) all += chunk;
      return all;
    });
    expect(JSON.parse(text)).toMatchObject({ model: { name: 'loans', version: 3 }, edits: { age: { edges } } });
    expect(await page.locator('.command-line').textContent()).toContain('probity scorecard loans@3 --edits edits.json');
    await shot('edited');
  });

  it('exports in every language', async () => {
    await open();
    for (const [button, name] of [
      ['SQL', 'loans-3.sql'],
      ['PMML', 'loans-3.pmml'],
      ['Workbook', 'loans-3.xlsx'],
      ['JavaScript', 'loans-3.mjs'],
    ] as const) {
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: button, exact: true }).click();
      expect((await download).suggestedFilename()).toBe(name);
    }
  });

  it('is dark when asked', async () => {
    await open();
    await page.keyboard.press('t');
    await shot('dark');
    expect(await page.evaluate(() => document.documentElement.dataset['mantineColorScheme'])).toBe('dark');
  });
});
