import { describe, expect, it } from 'vitest';
import { defineOutcome } from '../../src/outcome/define-outcome.js';
import type { OutcomeDefinition, PerformanceRow } from '../../src/outcome/outcome-definition.js';
import { vintageMaturity } from '../../src/outcome/vintage-maturity.js';
import { simulatePanel } from './simulate-panel.js';

const definition: OutcomeDefinition = {
  observationMonth: 0,
  windowMonths: 6,
  badFromDays: 90,
  indeterminateFromDays: 30,
};

/** An account with these days past due from its first month on. */
const account = (name: string, days: readonly number[], last: Partial<PerformanceRow> = {}): PerformanceRow[] =>
  days.map((daysPastDue, month) => ({
    account: name,
    month: 24_000 + month,
    daysPastDue,
    ...(month === days.length - 1 ? last : {}),
  }));

const outcomeOf = (rows: PerformanceRow[], settings: Partial<OutcomeDefinition> = {}) => {
  const [first] = defineOutcome(rows, { ...definition, ...settings }).accounts;
  return first?.reason === undefined ? first?.outcome : `${first.outcome}: ${first.reason}`;
};

describe('defineOutcome', () => {
  it('calls an account by its worst month in the window', () => {
    expect(outcomeOf(account('a', [0, 0, 30, 60, 90, 0, 0]))).toBe('bad');
    expect(outcomeOf(account('a', [0, 0, 30, 60, 0, 0, 0]))).toBe('indeterminate');
    expect(outcomeOf(account('a', [0, 0, 15, 0, 0, 0, 0]))).toBe('good');
  });

  it('does not look beyond the window, nor before the observation point', () => {
    expect(outcomeOf(account('a', [0, 0, 0, 0, 0, 0, 0, 120]))).toBe('good');
    expect(outcomeOf(account('a', [0, 60, 0, 0, 0, 0, 0, 0]), { observationMonth: 1 })).toBe('good');
  });

  it('leaves out what was bad already, was not seen, or has not had its time', () => {
    expect(outcomeOf(account('a', [0, 90, 0, 0, 0, 0, 0, 0]), { observationMonth: 1 })).toBe(
      'excluded: bad-at-observation',
    );
    expect(outcomeOf(account('a', [0, 0]), { observationMonth: 3 })).toBe('excluded: not-observed');
    expect(outcomeOf(account('a', [0, 0, 0]))).toBe('excluded: window-not-over');
  });

  it('calls an account bad before its window is over, and good when it closed within it', () => {
    expect(outcomeOf(account('a', [0, 30, 60, 90]))).toBe('bad');
    expect(outcomeOf(account('a', [0, 0, 0], { isClosed: true }))).toBe('good');
    expect(outcomeOf(account('a', [0, 0, 30], { isChargedOff: true }))).toBe('bad');
  });

  it('takes fewer months where the caller says so', () => {
    expect(outcomeOf(account('a', [0, 0, 0, 0]), { leastMonths: 3 })).toBe('good');
  });

  it('counts every account once, and the rates follow from the counts', () => {
    const { accounts, counts, badRate, indeterminateShare } = defineOutcome(
      simulatePanel({ accounts: 2000, openingMonths: 12, lastMonth: 30, seed: 1 }),
      { ...definition, windowMonths: 12 },
    );
    expect(accounts).toHaveLength(2000);
    expect(counts.bad + counts.good + counts.indeterminate + counts.excluded).toBe(2000);
    expect(badRate).toBe(counts.bad / (counts.bad + counts.good));
    expect(indeterminateShare).toBe(counts.indeterminate / (counts.bad + counts.good + counts.indeterminate));
  });

  it('says that a short window misses bads and that a long one does not', () => {
    const panel = simulatePanel({ accounts: 3000, openingMonths: 6, lastMonth: 60, seed: 2 });
    const short = defineOutcome(panel, definition).maturity;
    const long = defineOutcome(panel, { ...definition, windowMonths: 55 }).maturity;
    expect(short.isWindowLongEnough).toBe(false);
    expect(short.verdict).toMatch(
      /^too short: month 6 sees \d+ % of the bads seen by month \d+; 90 % are reached at month \d+/,
    );
    expect(long.isWindowLongEnough).toBe(true);
    expect(long.matureAt).toBeLessThanOrEqual(55);
  });

  it('does not judge a window that is as long as the data', () => {
    const panel = simulatePanel({ accounts: 300, openingMonths: 1, lastMonth: 12, seed: 3 });
    const { maturity } = defineOutcome(panel, { ...definition, windowMonths: 12 });
    expect(maturity.isWindowLongEnough).toBeNull();
    expect(maturity.verdict).toContain('not assessed');
  });

  it('finds the planted point of no return in the roll-forward table', () => {
    const panel = simulatePanel({ accounts: 6000, openingMonths: 6, lastMonth: 40, seed: 4 });
    const { roll } = defineOutcome(panel, { ...definition, windowMonths: 12 });
    // Of the accounts at 60 days a quarter cures each month, of those at 90 hardly any.
    expect([60, 90]).toContain(roll.noReturnFromDays);
    expect(roll.shareWorst[0]).toBeLessThan(0.2);
    expect(roll.shareWorst[4]).toBeGreaterThan(0.9);
    expect(roll.shareBetter[2] ?? 0).toBeGreaterThan(roll.shareBetter[4] ?? 1);
  });

  it('takes rows in any order and refuses two of one account and month', () => {
    const rows = account('a', [0, 0, 30, 60, 90, 0, 0]);
    expect(outcomeOf([...rows].reverse())).toBe('bad');
    expect(() => defineOutcome([...rows, rows[0] as PerformanceRow], definition)).toThrow(/two rows for one month/);
  });

  it.each([
    ['windowMonths', 0],
    ['observationMonth', -1],
    ['badFromDays', 0],
    ['indeterminateFromDays', 91],
    ['leastMonths', 7],
  ])('refuses `%s` of %d by name', (field, value) => {
    expect(() => defineOutcome([], { ...definition, [field]: value })).toThrow(`\`${field}\` of \`defineOutcome\``);
  });
});

describe('vintageMaturity', () => {
  it('gives the cumulative bad rate of each quarter as far as all of it was watched', () => {
    const accounts = [
      { openedMonth: 24_000, badAt: 2, watchedTo: 5 },
      { openedMonth: 24_001, badAt: undefined, watchedTo: 4 },
      { openedMonth: 24_003, badAt: undefined, watchedTo: 1 },
    ];
    expect(vintageMaturity(accounts, 3).vintages).toEqual([
      { name: '2000-Q1', accounts: 2, cumulative: [0, 0, 0.5, 0.5, 0.5] },
      { name: '2000-Q2', accounts: 1, cumulative: [0, 0] },
    ]);
  });

  it('counts accounts only as long as they were watched (Kaplan–Meier)', () => {
    const many = (count: number, badAt: number | undefined, watchedTo: number) =>
      Array.from({ length: count }, () => ({ openedMonth: 24_000, badAt, watchedTo }));
    // 100 at risk, 10 bad in month 1; 40 leave after month 1; 5 of the 50 left go bad in month 2.
    const { overall } = vintageMaturity(
      [...many(10, 1, 9), ...many(40, undefined, 1), ...many(5, 2, 9), ...many(45, undefined, 9)],
      1,
    );
    expect(overall[1]).toBeCloseTo(0.1, 12);
    expect(overall[2]).toBeCloseTo(1 - 0.9 * 0.9, 12);
  });
});
