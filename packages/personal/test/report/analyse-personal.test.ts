import { sigmoid } from '@probity/numerics';
import { simulateHousehold, writeBankCsv, writeOfx } from '@probity/simulation';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importBankFiles } from '../../src/import/import-files.js';
import { dayOf, formatDay } from '../../src/payment/calendar.js';
import { analysePersonal } from '../../src/report/analyse-personal.js';
import type { RiskInputs } from '../../src/risk/risk-inputs.js';
import { riskCategoryOf, scoreRisk } from '../../src/risk/score-risk.js';

const ledgerOf = (text: string) => importBankFiles([{ name: 'x.csv', bytes: Buffer.from(text) }]).ledger;
const lines = (head: string, rows: readonly string[]) => `${[head, ...rows].join('\n')}\n`;

describe('the eight features', () => {
  const ledger = ledgerOf(
    lines('Date,Description,Amount,Balance', [
      '2024-01-01,SALARY,1000.00,1100.00',
      '2024-01-02,RENT,-600.00,500.00',
      '2024-01-03,LIDL,-400.00,100.00',
      '2024-01-04,LIDL,-50.00,50.00',
      '2024-01-10,ZALANDO refund,20.00,70.00',
    ]),
  );

  it('are what a person would count by hand', () => {
    const { features, balance } = analysePersonal(ledger, { lowBalanceMinor: 10_000 });
    expect(balance.source).toBe('file');
    expect(features).toMatchObject({
      totalIncomeMinor: 102_000,
      totalExpenseMinor: 105_000,
      numberOfTransactions: 5,
      averageExpenseMinor: 35_000,
      maximumExpenseMinor: 60_000,
      // 4 to 10 January: seven of ten days.
      lowBalanceFrequency: 0.7,
      topSpendingCategory: 'housing',
      topSpendingMinor: 60_000,
    });
    expect(features.expenseIncomeRatio).toBeCloseTo(105 / 102, 12);
  });

  it('of a file without balances say so, with the lowest day at 0 unless an opening is stated', () => {
    const bare = ledgerOf(
      lines('Date,Description,Amount', ['2024-01-01,LIDL,-5.00', '2024-01-02,PAY,9.00', '2024-01-03,LIDL,-2.00']),
    );
    const derived = analysePersonal(bare);
    expect([...derived.balance.balancesMinor]).toEqual([0, 900, 700]);
    expect(derived.notes.join()).toContain('derived');
    expect(derived.risk.model).toBe('flows-only');
    const stated = analysePersonal(bare, { openingMinor: { main: 10_000 } });
    expect([...stated.balance.balancesMinor]).toEqual([9_500, 10_400, 10_200]);
  });

  it('of OFX count back from the ledger balance to what the household really had', () => {
    const household = simulateHousehold({ seed: 4, days: 120 });
    const { ledger: ofx } = importBankFiles([
      { name: 'x.ofx', bytes: Buffer.from(writeOfx(household, 2, 'Current account')) },
    ]);
    const { balance } = analysePersonal(ofx);
    expect(balance.source).toBe('statement');
    const last = household.payments.findLast(({ account }) => account === 'Current account');
    expect(balance.balancesMinor.at(-1)).toBe(last?.balanceMinor);
    const firstDay = household.payments
      .filter(({ account, day }) => account === 'Current account' && day === balance.firstDay)
      .at(-1);
    expect(balance.balancesMinor[0]).toBe(firstDay?.balanceMinor);
  });
});

describe('the picture', () => {
  it('adds up: months to totals, categories to expense, whatever the household', () => {
    fc.assert(
      fc.property(fc.nat(500), (seed) => {
        const report = analysePersonal(ledgerOf(writeBankCsv(simulateHousehold({ seed, days: 200 }), 'german')));
        const total = (pick: (month: (typeof report.months)[number]) => number) =>
          report.months.reduce((sum, month) => sum + pick(month), 0);
        expect(total(({ incomeMinor }) => incomeMinor)).toBe(report.features.totalIncomeMinor);
        expect(total(({ expenseMinor }) => expenseMinor)).toBe(report.features.totalExpenseMinor);
        expect(
          total(({ expenseByCategory }) => Object.values(expenseByCategory).reduce((sum, value) => sum + value, 0)),
        ).toBe(report.features.totalExpenseMinor);
        const { lowMinor, medianMinor, highMinor } = report.projection;
        expect(
          medianMinor.every((median, at) => (lowMinor[at] as number) <= median && median <= (highMinor[at] as number)),
        ).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it('finds rent, salary and subscriptions with their next day and a risen price', () => {
    const rows: string[] = [];
    for (let month = 1; month <= 8; month++) {
      const at = `2024-0${month}`;
      rows.push(
        `${at}-01,RENT Berger,-900.00`,
        `${at}-${month % 2 ? '28' : '27'},SALARY Acme,2000.00`,
        `${at}-15,NETFLIX.COM,-${month < 8 ? '12.99' : '14.99'}`,
      );
      rows.push(`${at}-${String(3 + month * 2).padStart(2, '0')},LIDL ${month},-${month}1.00`);
    }
    const { recurring, recommendations } = analysePersonal(ledgerOf(lines('Date,Description,Amount', rows)));
    const of = (word: string) => recurring.find(({ text }) => text.includes(word));
    expect(of('RENT')).toMatchObject({
      period: 'monthly',
      amountMinor: -90_000,
      isFixed: true,
      nextDay: dayOf(2024, 9, 1),
    });
    expect(of('SALARY')).toMatchObject({ period: 'monthly', amountMinor: 200_000, isActive: true });
    expect(of('NETFLIX')).toMatchObject({ riseMinor: 200, amountMinor: -1499 });
    expect(formatDay(of('NETFLIX')?.nextDay ?? 0)).toBe('2024-09-15');
    expect(recommendations.map(({ text }) => text).join()).toContain('NETFLIX.COM went up by 2.00 to 14.99');
  });

  it('advises on a category above the own habit, with amounts', () => {
    const rows: string[] = [];
    for (let day = 0; day < 300; day++) {
      const date = formatDay(dayOf(2024, 1, 1) + day);
      if (day % 10 === 0) rows.push(`${date},PIZZA NAPOLI,-${day >= 270 ? '26.00' : '20.00'}`);
      if (day % 30 === 0) rows.push(`${date},SALARY,500.00`);
      if (day === 299) rows.push(`${date},LIDL,-1.00`);
    }
    const { recommendations } = analysePersonal(ledgerOf(lines('Date,Description,Amount', rows)));
    expect(recommendations.find(({ category }) => category === 'dining')?.text).toMatch(
      /^Dining is 30 % above your own habit: 78 in the last 30 days, usually 60\. 18 less a month/,
    );
  });

  it('of no payments is empty and does not fail', () => {
    expect(analysePersonal({ payments: [], balances: [] }).features.numberOfTransactions).toBe(0);
  });
});

describe('the risk score', () => {
  const inputs = fc.record({
    expenseIncomeRatio: fc.double({ min: 0, max: 3, noNaN: true }),
    lowBalanceFrequency: fc.double({ min: 0, max: 1, noNaN: true }),
    overdrawnDays: fc.double({ min: 0, max: 1, noNaN: true }),
    bufferDays: fc.double({ min: -30, max: 120, noNaN: true }),
    lowestBufferDays: fc.double({ min: -30, max: 120, noNaN: true }),
    incomeSwing: fc.double({ min: 0, max: 2, noNaN: true }),
    expenseSwing: fc.double({ min: 0, max: 2, noNaN: true }),
    essentialShare: fc.double({ min: 0, max: 1, noNaN: true }),
    largestExpense: fc.double({ min: 0, max: 3, noNaN: true }),
  });

  it('is the sum of its contributions, with four reasons at most that all raise it', () => {
    fc.assert(
      fc.property(inputs, fc.constantFrom('file' as const, 'derived' as const), (measured: RiskInputs, source) => {
        const { riskScore, contributions, baseline, reasons, category } = scoreRisk(measured, source);
        let logOdds = baseline;
        for (const contribution of contributions) logOdds += contribution.logOdds;
        expect(riskScore).toBe(sigmoid(logOdds));
        expect(reasons.length).toBeLessThanOrEqual(4);
        for (const { input } of reasons)
          expect(contributions.find((one) => one.input === input)?.logOdds).toBeGreaterThan(0);
        expect(category).toBe(riskCategoryOf(riskScore));
      }),
    );
  });

  it('never falls with more spending and never rises with more money at hand', () => {
    fc.assert(
      fc.property(inputs, fc.double({ min: 0, max: 1, noNaN: true }), (measured, more) => {
        const { riskScore } = scoreRisk(measured, 'file');
        expect(
          scoreRisk({ ...measured, expenseIncomeRatio: measured.expenseIncomeRatio + more }, 'file').riskScore,
        ).toBeGreaterThanOrEqual(riskScore);
        expect(
          scoreRisk({ ...measured, bufferDays: measured.bufferDays + more * 50 }, 'file').riskScore,
        ).toBeLessThanOrEqual(riskScore);
      }),
    );
  });

  it('has its cuts where they are said to be', () => {
    expect([0.399_999, 0.4, 0.7, 0.700_001].map(riskCategoryOf)).toEqual(['low', 'medium', 'medium', 'high']);
  });
});
