import { readFileSync } from 'node:fs';
import {
  bindCompanyColumns,
  type CompanyStatement,
  classicInputsOf,
  classicScores,
  companyRatios,
  completeStatement,
  computeRatios,
  describeRatio,
  ratioNamed,
  statementItemNames,
} from '@probity/features';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

interface Golden {
  readonly cases: readonly {
    readonly statement: CompanyStatement;
    readonly earlier: readonly CompanyStatement[];
    readonly polish: readonly number[];
    readonly classics: Readonly<Record<string, number>>;
  }[];
}
const golden = JSON.parse(
  readFileSync(new URL('../golden/company-ratios/cases.json', import.meta.url), 'utf8'),
) as Golden;

const near = (got: number | null | undefined, expected: number) => {
  expect(got).not.toBeNull();
  expect(Math.abs((got ?? Number.NaN) - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
};

describe('ratios of statements', () => {
  it('are the 64 of the Polish data, as a second writing of the formulas has them', () => {
    const polish = companyRatios.filter((ratio) => ratio.polish !== undefined);
    expect(polish.map((ratio) => ratio.polish)).toEqual(Array.from({ length: 64 }, (_, index) => `Attr${index + 1}`));
    for (const { statement, earlier, polish: expected } of golden.cases) {
      const { ratios } = computeRatios(statement, earlier);
      for (const [index, { name }] of polish.entries()) near(ratios[name]?.value, expected[index] ?? Number.NaN);
    }
  });

  it('have names of their own, and formulas in words', () => {
    expect(new Set(companyRatios.map(({ name }) => name)).size).toBe(companyRatios.length);
    expect(describeRatio(ratioNamed('currentRatio'))).toBe('currentAssets / shortTermLiabilities');
    expect(describeRatio(ratioNamed('salesGrowth'))).toBe('sales / sales of the year before - 1');
    expect(describeRatio(ratioNamed('daysToRepayLiabilities'))).toBe(
      '365 * totalLiabilities / (profitBeforeTax + depreciation)',
    );
    expect(() => ratioNamed('luck')).toThrow(/there is no ratio "luck"/);
  });

  it('are null with the reason where an item is missing or a denominator is 0', () => {
    const { ratios } = computeRatios({ currentAssets: 30, shortTermLiabilities: 0, totalAssets: 100, netProfit: 5 });
    expect(ratios['currentRatio']).toEqual({ value: null, note: 'its denominator is 0' });
    expect(ratios['netProfitToSales']).toEqual({ value: null, note: 'sales (sales) is not known' });
    expect(ratios['salesGrowth']?.note).toBe('sales (sales) is not known');
    expect(ratios['netProfitToAssets']).toEqual({ value: 0.05 });
  });

  it('say that a ratio turns round where its denominator is below 0', () => {
    const { ratios } = computeRatios({ longTermLiabilities: 40, equity: -20 });
    expect(ratios['longTermLiabilitiesToEquity']?.value).toBe(-2);
    expect(ratios['longTermLiabilitiesToEquity']?.note).toMatch(/below 0/);
  });

  it('need the years before for growth, and an amount above 0 there', () => {
    expect(computeRatios({ sales: 12 }).ratios['salesGrowth']?.note).toBe('the year before is not known');
    expect(computeRatios({ sales: 12 }, [{ sales: 0 }]).ratios['salesGrowth']?.value).toBeNull();
    near(computeRatios({ sales: 12 }, [{ sales: 10 }]).ratios['salesGrowth']?.value, 0.2);
  });

  it('never are infinite or NaN, and do not depend on the unit but for sizes', () => {
    const amount = fc.option(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { nil: null });
    const statement = fc.record(Object.fromEntries(statementItemNames.map((name) => [name, amount])));
    fc.assert(
      fc.property(statement, statement, (now, before) => {
        const { ratios } = computeRatios(now as CompanyStatement, [before as CompanyStatement]);
        for (const { value } of Object.values(ratios)) {
          // A quotient of 1e9 and the smallest double is the one way to an overflow; it is no amount of money.
          if (value !== null) expect(Number.isNaN(value)).toBe(false);
        }
      }),
    );
    for (const { statement: now, earlier, polish } of golden.cases) {
      const inThousands = (year: CompanyStatement) =>
        Object.fromEntries(Object.entries(year).map(([name, value]) => [name, (value ?? 0) / 1024]));
      const { ratios } = computeRatios(inThousands(now), earlier.map(inThousands));
      for (const [index, { name, group }] of companyRatios.slice(0, 64).entries()) {
        if (group !== 'size') near(ratios[name]?.value, polish[index] ?? Number.NaN);
      }
    }
  });
});

describe('completeStatement', () => {
  it('adds what follows and keeps what was given', () => {
    const { items, derived } = completeStatement({ totalAssets: 100, equity: 30, shortTermLiabilities: 50 });
    expect(items).toEqual({
      ...{ totalAssets: 100, equity: 30, shortTermLiabilities: 50 },
      ...{ totalLiabilities: 70, longTermLiabilities: 20 },
    });
    expect(derived).toEqual(['totalLiabilities', 'longTermLiabilities']);
  });

  it('says once that a balance sheet does not add up', () => {
    const { notes } = completeStatement({ totalAssets: 100, equity: 30, totalLiabilities: 90 });
    expect(notes).toEqual([
      'total assets of 100 differ from total liabilities, provisions included and equity (book value), which add up to 120',
    ]);
  });

  it('refuses names that are no items and values that are no numbers', () => {
    expect(() => completeStatement({ assets: 1 } as CompanyStatement)).toThrow(/"assets" is no item/);
    expect(() => completeStatement({ sales: Number.NaN })).toThrow(/item "sales" must be a finite number/);
    expect(() => completeStatement({ sales: '12' } as unknown as CompanyStatement)).toThrow(/got "12"/);
  });
});

describe('classic scores', () => {
  it('have the published coefficients, as a second writing of the formulas has them', () => {
    for (const { statement, earlier, classics } of golden.cases) {
      for (const { name, score } of classicScores(classicInputsOf(statement, earlier))) {
        near(score, classics[name] ?? Number.NaN);
      }
    }
  });

  it('put a sound and a failing company into their zones', () => {
    const sound = classicScores({
      ...{ workingCapitalToAssets: 0.41, retainedEarningsToAssets: 0.35, ebitToAssets: 0.15 },
      ...{ marketEquityToLiabilities: 2.48, equityToLiabilities: 2.48, salesToAssets: 1.9 },
      ...{ liabilitiesToAssets: 0.29, netProfitToAssets: 0.1, currentRatio: 3 },
    });
    expect(sound.map(({ zone }) => zone)).toEqual(['safe', 'safe', 'safe', null, 'safe']);
    const failing = classicScores({
      ...{ workingCapitalToAssets: -0.061, retainedEarningsToAssets: -0.626, ebitToAssets: -0.318 },
      ...{ marketEquityToLiabilities: 0.401, equityToLiabilities: -0.3, salesToAssets: 1.5 },
      ...{ liabilitiesToAssets: 1.4, netProfitToAssets: -0.4, currentRatio: 0.5 },
      ...{ netProfitAndDepreciationToLiabilities: -0.25, logAssets: 4 },
    });
    expect(failing.map(({ zone }) => zone)).toEqual(['distress', 'distress', 'distress', 'distress', 'distress']);
    // Altman 1968, table 1: the means of his bankrupt group, in per cent there, give Z = −0.26.
    near(failing[0]?.score, 1.2 * -0.061 + 1.4 * -0.626 + 3.3 * -0.318 + 0.6 * 0.401 + 0.999 * 1.5);
    expect(failing[0]?.score).toBeCloseTo(-0.26, 2);
  });

  it('say which inputs are missing, and that Ohlson’s terms of the year before count 0', () => {
    const scores = classicScores(classicInputsOf({ totalAssets: 100, totalLiabilities: 60 }));
    expect(scores[0]?.missing).toContain('marketEquityToLiabilities');
    expect(scores[0]?.score).toBeNull();
    const [first] = golden.cases;
    const ohlson = classicScores(classicInputsOf(first?.statement ?? {})).find(({ name }) => name === 'ohlson-o');
    expect(ohlson?.notes).toEqual(['the year before is not known: its two terms count 0']);
  });

  it('point upwards with the risk', () => {
    for (const { name, score, risk } of classicScores(classicInputsOf(golden.cases[0]?.statement ?? {}))) {
      expect(risk).toBe(name.startsWith('altman') ? -(score ?? 0) : score);
    }
  });
});

describe('bindCompanyColumns', () => {
  it('finds the columns of the Polish data and of statements, and lets what is stated win', () => {
    const polish = bindCompanyColumns(Array.from({ length: 64 }, (_, index) => `Attr${index + 1}`));
    expect(polish.ratios['equityToLiabilities']).toBe('Attr8');
    const mine = bindCompanyColumns(['Total assets', 'net_profit', 'umsatz'], { sales: 'umsatz' });
    expect(mine.items).toEqual({ totalAssets: 'Total assets', netProfit: 'net_profit', sales: 'umsatz' });
    expect(mine.guessed).toEqual(['totalAssets', 'netProfit']);
  });

  it('takes a lone Attr column for no ratio, and refuses names that are not there', () => {
    expect(bindCompanyColumns(['Attr1', 'Attr2']).ratios).toEqual({});
    expect(() => bindCompanyColumns(['a'], { sales: 'b' })).toThrow(/no column "b"/);
    expect(() => bindCompanyColumns(['a'], { luck: 'a' })).toThrow(/must name a ratio or an item/);
  });
});
