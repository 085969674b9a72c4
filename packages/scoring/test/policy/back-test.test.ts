import type { CreditPolicy } from '@probity/domain';
import { describe, expect, it } from 'vitest';
import { backTestPolicy } from '../../src/policy/back-test.js';
import { createCreditPolicy } from '../../src/policy/credit-policy.js';
import { describeGrid, evenBands, suggestGrid } from '../../src/policy/price-grid.js';
import { compareSwapSet } from '../../src/policy/swap-set.js';
import { makeHistory } from './small-history.js';

const policy = createCreditPolicy();
const history = makeHistory();
const approvedBy = (cut: number) => history.filter(({ riskScore }) => riskScore < cut);
const realised = (rows: typeof history) =>
  rows.reduce((sum, { isBad, exposure }) => sum + (isBad === null ? 0 : isBad ? -0.45 * exposure : 0.08 * exposure), 0);

describe('a back-test', () => {
  const report = backTestPolicy(policy, history);

  it('counts what the policy would have done', () => {
    const approved = approvedBy(policy.approveBelow);
    const known = approved.filter(({ isBad }) => isBad !== null);
    expect(report.total.approved).toMatchObject({ count: approved.length, of: history.length });
    expect(report.total.badRate).toMatchObject({ count: known.filter(({ isBad }) => isBad).length, of: known.length });
    expect(report.total.profit.amount).toBeCloseTo(realised(approved), 6);
    const { approved: a, referred, declined, straightThrough } = report.total;
    expect(a.count + referred.count + declined.count).toBe(history.length);
    expect(straightThrough.count).toBe(history.length - referred.count);
  });

  it('adds up over months, segments and grades', () => {
    for (const parts of [report.byMonth, report.bySegment, report.byGrade]) {
      expect(parts.reduce((sum, { rows }) => sum + rows, 0)).toBe(history.length);
      expect(parts.reduce((sum, { profit }) => sum + profit.amount, 0)).toBeCloseTo(report.total.profit.amount, 6);
      expect(parts.reduce((sum, { approved }) => sum + approved.count, 0)).toBe(report.total.approved.count);
    }
    expect(report.byMonth.map(({ month }) => month)[0]).toBe('2024-01');
    expect(report.histogram.reduce((sum, { good, bad, unknown }) => sum + good + bad + unknown, 0)).toBe(
      history.length,
    );
  });

  it('gives the adverse impact ratio with an interval that covers equal groups', () => {
    const [reference] = report.groups.filter(({ isReference }) => isReference);
    const other = report.groups.find(({ isReference }) => !isReference);
    expect(other?.adverseImpactRatio).toBeCloseTo((other?.approved.rate ?? 0) / (reference?.approved.rate ?? 1), 12);
    expect(other?.interval?.[0]).toBeLessThan(other?.adverseImpactRatio ?? 0);
    expect(other?.interval?.[1]).toBeGreaterThan(1);
  });

  it('says what it could not assess', () => {
    expect(report.notAssessed.map(({ what }) => what)).toEqual([
      expect.stringMatching(/^outcome of \d+ of 2000 rows$/),
    ]);
    const bare = history.map(({ riskScore, isBad, exposure }) => ({ riskScore, isBad, exposure, application: {} }));
    const gaps = backTestPolicy(policy, bare).notAssessed.map(({ what }) => what);
    expect(gaps).toEqual([
      expect.stringContaining('outcome'),
      'results by month',
      'results by segment',
      'adverse impact',
    ]);
  });

  it('the interval of profit covers the expectation of calibrated scores in nearly all samples', () => {
    let covered = 0;
    for (let seed = 0; seed < 40; seed++) {
      const sample = makeHistory(1000, 100 + seed);
      const { profit, expectedProfit } = backTestPolicy(policy, sample).total;
      const [low, high] = profit.interval ?? [0, 0];
      if (low <= expectedProfit && expectedProfit <= high) covered += 1;
    }
    expect(covered).toBeGreaterThanOrEqual(35);
  });

  it('counts which rules decided', () => {
    const ruled: CreditPolicy = {
      ...policy,
      rules: [{ id: 'minor', when: [{ field: 'age', op: '<', value: 18 }], outcome: 'decline', reason: 'Under age.' }],
    };
    const minors = history.filter(({ application }) => (application['age'] as number) < 18).length;
    expect(minors).toBeGreaterThan(10);
    expect(backTestPolicy(ruled, history).causes).toEqual([{ cause: 'rule minor', rows: minors, outcome: 'decline' }]);
  });
});

describe('a swap-set', () => {
  const looser = { ...policy, approveBelow: 0.3, declineFrom: 0.4 };

  it('names who is swapped in, what they did, and what that is worth', () => {
    const swap = compareSwapSet(policy, looser, history);
    const rows = history.filter(({ riskScore }) => riskScore >= policy.approveBelow && riskScore < 0.3);
    expect(swap.swappedIn).toMatchObject({ rows: rows.length, known: rows.length, unknown: 0 });
    expect(swap.swappedIn.badRate.count).toBe(rows.filter(({ isBad }) => isBad).length);
    expect(swap.swappedIn.profit.amount).toBeCloseTo(realised(rows), 6);
    expect(swap.gain.amount).toBeCloseTo(realised(rows), 6);
    expect(swap.swappedOut.rows).toBe(0);
    expect(swap.notAssessed).toEqual([]);
    const back = compareSwapSet(looser, policy, history);
    expect(back.gain.amount).toBeCloseTo(-swap.gain.amount, 9);
    expect(back.swappedOut.rows).toBe(swap.swappedIn.rows);
  });

  it('of equal policies is empty and worth exactly nothing', () => {
    const { swappedIn, swappedOut, gain } = compareSwapSet(looser, looser, history);
    expect([swappedIn.rows, swappedOut.rows, gain.amount]).toEqual([0, 0, 0]);
  });

  it('measures both by one loss given default: another assumption alone gains nothing', () => {
    const gloomy = { ...policy, economics: { ...policy.economics, lossGivenDefault: 0.9 } };
    expect(compareSwapSet(policy, gloomy, history).gain.amount).toBe(0);
  });

  it('says that the profit of those once declined is not identified, and how far it may reach', () => {
    const open = { ...policy, approveBelow: 0.8, declineFrom: 0.9 };
    const swap = compareSwapSet(policy, open, history);
    const unknown = history.filter(({ riskScore, isBad }) => riskScore < 0.8 && isBad === null);
    expect(swap.swappedIn.unknown).toBe(unknown.length);
    expect(swap.notAssessed[0]?.why).toContain('not identified');
    const exposure = unknown.reduce((sum, row) => sum + row.exposure, 0);
    expect(swap.gainBounds[1] - swap.gainBounds[0]).toBeCloseTo(exposure * (0.45 + 0.08), 4);
  });
});

describe('a suggested grid', () => {
  const bands = { bandField: 'income', bands: evenBands(history, 'income', 3) };
  const grid = suggestGrid(policy, history, bands, {
    largestLimit: 20_000,
    largestExpectedLoss: 400,
    bandMultiple: 3,
    targetReturn: 0.02,
    roundTo: 500,
  });

  it('keeps to its constraints in every cell, and prices no grade below its risk', () => {
    const cells = describeGrid({ ...policy, offers: grid }, history);
    const offered = cells.filter(({ limit }) => limit !== null);
    expect(offered.length).toBeGreaterThan(5);
    for (const { limit, margin, band, expectedLoss } of offered) {
      expect(limit).toBeLessThanOrEqual(20_000);
      expect((limit ?? 1) % 500).toBe(0);
      expect(margin).toBeGreaterThanOrEqual(policy.economics.margin);
      expect(margin).toBeLessThanOrEqual(policy.economics.topMargin);
      expect(expectedLoss).not.toBeNull();
      const index = grid.bands.findIndex(({ label }) => label === band);
      const floor = grid.bands[index - 1]?.upTo;
      if (floor) expect(limit).toBeLessThanOrEqual(3 * floor);
    }
    const margins = grid.rows.map(({ margin }) => margin);
    expect(margins).toEqual([...margins].sort((one, other) => one - other));
  });

  it('gives no offer to a grade that would need more than the highest price', () => {
    expect(grid.rows.map(({ grade }) => grade)).not.toContain('F');
  });

  it('is shown without a history too: prices and limits, and no money', () => {
    const cells = describeGrid({ ...policy, offers: grid }, []);
    expect(cells.map(({ limit }) => limit)).toEqual(
      describeGrid({ ...policy, offers: grid }, history).map(({ limit }) => limit),
    );
    expect(
      cells.every(({ rows, riskScore, expectedProfit }) => rows === 0 && riskScore === null && expectedProfit === null),
    ).toBe(true);
  });

  it('tells each cell’s money: totals are the sum over its rows at their amounts', () => {
    const offers = { ...policy, offers: grid };
    const cells = describeGrid(offers, history);
    const report = backTestPolicy(offers, history);
    expect(report.grid).toEqual(cells);
    for (const cell of cells) {
      if (cell.limit === null) expect([cell.expectedProfit, cell.totalExpectedProfit]).toEqual([null, 0]);
    }
  });
});
