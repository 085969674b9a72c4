import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { randomApplicant } from '../src/form/presets.js';
import { builtPage, startBrowser } from './browser-page.js';
import { type FakeServer, startFakeServer } from './fake-server.js';

const browser = await startBrowser();
/** Where screenshots go, for whoever wants to look at them. */
const pictures = process.env['PROBITY_SCREENSHOTS'];

describe.skipIf(browser.reason !== undefined)('policy and review in a browser', () => {
  let server: FakeServer;
  let page: Page;

  beforeAll(async () => {
    server = await startFakeServer({ dist: await builtPage() });
    await server.governance.backTest();
    await fillQueue();
  });
  afterAll(async () => {
    await server?.close();
    await browser.close();
  });
  afterEach(async () => {
    await browser.closePage();
    expect(browser.complaints()).toEqual([]);
  });

  /** Assesses applicants until some are referred. */
  async function fillQueue(): Promise<void> {
    const form = await (await fetch(`${server.url}/v1/models/loans/form`)).json();
    let seed = 1;
    const draw = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    for (let tries = 0; tries < 400 && (await server.governance.reviews.list()).length < 5; tries++) {
      const application = randomApplicant(form.fields, draw);
      await fetch(`${server.url}/v1/assess`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ application }),
      });
    }
  }

  async function open(path: string, actor = 'Anna', options: BrowserContextOptions = {}): Promise<Page> {
    const prepare = (opened: Page) =>
      opened.addInitScript((name) => sessionStorage.setItem('probity-actor', name), actor);
    page = await browser.open(server.url + path, { ...options, prepare });
    return page;
  }

  const figure = (name: string) => page.locator(`[data-figure="${name}"] dd`).first().textContent();
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });

  it('says at once what to type where no model is on duty', async () => {
    const error = { code: 'MODEL_UNAVAILABLE', message: 'there is no champion', remedy: 'Train a model.' };
    page = await browser.open(`${server.url}/policy`, {
      prepare: (opened) => opened.route('**/v1/policies*', (route) => route.fulfill({ status: 503, json: { error } })),
    });
    await page.getByRole('heading', { name: 'No policy yet' }).waitFor({ timeout: 5000 });
    await page.getByText('probity train loans.csv --target default').waitFor();
  });

  it('shows at once what a cut-off means, and keeps it in the address', async () => {
    await open('/policy');
    await page.getByRole('heading', { name: 'Cut-offs' }).waitFor();
    const before = await figure('Approved');
    await page.getByRole('slider', { name: 'Approve below this risk score' }).focus();
    for (let press = 0; press < 25; press++) await page.keyboard.press('ArrowRight');
    await page.waitForURL(/approve=0\./);
    expect(await figure('Approved')).not.toBe(before);
    expect(await page.getByTestId('gain').textContent()).toMatch(/[+−]/);
    const shown = await figure('Approved');
    await page.reload();
    await page.getByRole('heading', { name: 'Cut-offs' }).waitFor();
    expect(await figure('Approved')).toBe(shown);
  });

  it('chooses by a target bad rate, and the bad rate then is at most that', async () => {
    await open('/policy');
    await page.getByLabel('Target in per cent').fill('4');
    await button('Bad rate at most').click();
    await page.waitForURL(/approve=/);
    expect(Number.parseFloat((await figure('Bad rate')) ?? '')).toBeLessThanOrEqual(4);
  });

  it('takes a policy from a proposal to live by two people, and rolls it back', { timeout: 60_000 }, async () => {
    await open('/policy?approve=0.05&decline=0.1');
    await page.getByLabel('Why', { exact: true }).fill('less risk in a downturn');
    await button('Propose').click();
    await page.waitForURL(/base=/);
    await button('Approve').click();
    await page.getByText('FOUR_EYES').waitFor();
    await page.getByLabel('You act as').fill('Ben');
    await button('Approve').click();
    await button('Make live').click();
    await page.getByText('Version 1 decides.').waitFor();
    const live = await server.governance.policies.live(server.decisions[0]?.model.hash as never);
    expect(live?.policy.approveBelow).toBe(0.05);
    const events = (await server.governance.policies.list())[0]?.events.map(
      ({ kind, actor }) => `${kind} ${actor.name}`,
    );
    expect(events).toEqual(['policy-drafted Anna', 'policy-proposed Anna', 'policy-approved Ben', 'policy-live Ben']);

    await page.goto(`${server.url}/`);
    await button('Typical applicant').click();
    await page.getByRole('button', { name: 'Assess', exact: true }).click();
    await page.getByText('Same engine, same bytes.').waitFor();
    expect(server.decisions[0]?.policy?.id).toBe(live?.reference.id);

    await page.goto(`${server.url}/policy`);
    await button('Roll back to this').click();
    await page.getByText('The bundle’s own policy decides.').waitFor();
  });

  it('shows a grid of prices and limits, also before anything is known of its cells', async () => {
    const { policies } = server.governance;
    const { policy: own } = server.scorer;
    const rows = own.grades
      .slice(0, 5)
      .map(({ grade }, index) => ({ grade, margin: 0.08 + index / 100, limits: [5000, null] }));
    const bands = [
      { label: 'up to 2000', upTo: 2000 },
      { label: 'above 2000', upTo: null },
    ];
    const model = server.decisions[0]?.model.hash as never;
    const policy = {
      ...own,
      offers: { bandField: 'income', bands, rows },
      exposure: { typical: 4000, currency: 'EUR' },
    };
    const { reference } = await policies.draft({ model, policy, actor: { name: 'Anna', identifiedBy: 'declared' } });
    await open(`/policy?base=${reference.id}`);
    await page.getByRole('columnheader', { name: 'income up to 2000' }).waitFor();
    expect(await page.locator('.grid-table tbody tr').count()).toBe(own.grades.length);
    expect(await page.locator('.grid-table tbody tr').first().textContent()).toMatch(/5.000/);
    await page.route('**/v1/reports/*', (route) => route.abort());
    await page.reload();
    await page.getByRole('columnheader', { name: 'income up to 2000' }).waitFor();
  });

  it('decides a case by keys alone: take it, approve, give a reason, send', { timeout: 60_000 }, async () => {
    const waiting = (await server.governance.reviews.list()).length;
    expect(waiting).toBeGreaterThan(2);
    await open('/review');
    await page.locator('.case-row').first().waitFor();
    await page.keyboard.press('j');
    await page.waitForURL(/case=/);
    expect(await page.locator('.case-row').nth(1).getAttribute('aria-current')).toBe('true');
    await page.keyboard.press('k');
    await page.keyboard.press('c');
    await page.getByRole('button', { name: /^Approve/ }).waitFor();
    await page.keyboard.press('a');
    await page.locator('.verdict-reasons input:focus').waitFor();
    const reason = page.getByLabel('Income was verified');
    await reason.focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Control+Enter');
    await expect.poll(async () => (await server.governance.reviews.list({ state: 'decided' })).length).toBe(1);
    const [decided] = await server.governance.reviews.list({ state: 'decided' });
    expect(decided?.verdict).toMatchObject({ outcome: 'approve', actor: { name: 'Anna', identifiedBy: 'declared' } });
    expect(decided?.verdict?.reasons).toContain('income-verified');
    await page.locator('.review-list-head').getByText('Decided').click();
    await page.locator('.case-verdict').waitFor();
    await page.getByRole('link', { name: 'The whole decision' }).click();
    await page.waitForURL(`**/decisions/${decided?.decisionId}`);
  });

  it('tells who has a case that another person claimed', async () => {
    const [one] = await server.governance.reviews.list({ state: 'open' });
    await server.governance.reviews.claim(one?.decisionId as never, { name: 'Carl', identifiedBy: 'token' });
    await open(`/review?case=${one?.decisionId}`);
    await page.getByText(/Carl has it until/).waitFor();
    expect(await button(/^Claim/).isDisabled()).toBe(true);
  });

  it.each([
    ['desktop', { width: 1280, height: 800 }, 'light'],
    ['desktop', { width: 1280, height: 800 }, 'dark'],
    ['phone', { width: 390, height: 800 }, 'light'],
  ] as const)('fits a %s of %o in %s', { timeout: 60_000 }, async (name, viewport, colorScheme) => {
    for (const path of ['/policy', '/review']) {
      await open(path, 'Anna', { viewport, colorScheme });
      await page.locator('.card h2, .case-row').first().waitFor();
      await page.waitForTimeout(400);
      expect(await browser.overflow(), path).toBeLessThanOrEqual(0);
      if (pictures !== undefined)
        await page.screenshot({ path: join(pictures, `${path.slice(1)}-${name}-${colorScheme}.png`), fullPage: true });
      await browser.closePage();
    }
  });
});
