import { beforeAll, describe, expect, it } from 'vitest';
import { simulateLoanApplications } from '../../src/index.js';
import { correlation, mean, median, pairedOrder, readWorld } from './loan-world.js';

/** Bounds are about four standard errors wide at 60,000 rows: they fail when a mechanism is lost, not by chance. */
describe('the world of loan applicants', () => {
  let world: ReturnType<typeof readWorld>;
  beforeAll(() => {
    world = readWorld(simulateLoanApplications({ rows: 60_000, seed: 20 }));
  });

  const badRateOf = (name: string, ...values: unknown[]) =>
    world.badRate(world.rowsWhere(name, (value) => values.includes(value)));
  const missingShare = (rows: readonly number[], name: string) => {
    const values = world.values(name);
    return mean(rows.map((row) => Number(values[row] === null)));
  };
  const both = (left: readonly number[], right: readonly number[]) => {
    const kept = new Set(right);
    return left.filter((row) => kept.has(row));
  };

  it('has about one bad loan in nine', () => {
    expect(mean(world.defaulted)).toBeGreaterThan(0.1);
    expect(mean(world.defaulted)).toBeLessThan(0.12);
  });

  it('leaves much to luck: not even the true probabilities order more than four pairs in five', () => {
    const best = pairedOrder(world.trueProbabilities, world.defaulted);
    expect(best).toBeGreaterThan(0.785);
    expect(best).toBeLessThan(0.81);
  });

  it('draws outcomes as often as the true probabilities say, in every tenth of them', () => {
    const order = Array.from(world.trueProbabilities.keys()).sort(
      (a, b) => world.trueProbabilities[a]! - world.trueProbabilities[b]!,
    );
    for (let tenth = 0; tenth < 10; tenth++) {
      const rows = order.slice(tenth * 6_000, (tenth + 1) * 6_000);
      const expected = mean(rows.map((row) => world.trueProbabilities[row]!));
      const error = Math.sqrt((expected * (1 - expected)) / rows.length);
      expect(Math.abs(world.badRate(rows) - expected)).toBeLessThan(4 * error);
    }
  });

  it('spreads incomes log-normally, wider for the self-employed', () => {
    const logs = (employment: string) => {
      const incomes = world.values('annual_income');
      return world
        .rowsWhere('employment', (value) => value === employment)
        .flatMap((row) => (incomes[row] === null ? [] : [Math.log(Number(incomes[row]))]));
    };
    const spread = (numbers: number[]) => {
      const middle = mean(numbers);
      return Math.sqrt(mean(numbers.map((number) => (number - middle) ** 2)));
    };
    const permanent = logs('permanent');
    expect(Math.abs(mean(permanent) - median(permanent))).toBeLessThan(0.02);
    expect(spread(permanent)).toBeGreaterThan(0.4);
    expect(spread(permanent)).toBeLessThan(0.52);
    expect(spread(logs('self_employed'))).toBeGreaterThan(spread(permanent) + 0.1);
  });

  it('ties columns together as a lender would see them', () => {
    const { values } = world;
    expect(correlation(values('annual_income'), values('loan_amount'))).toBeGreaterThan(0.2);
    expect(correlation(values('loan_amount'), values('term_months'))).toBeGreaterThan(0.4);
    expect(correlation(values('utilisation'), values('delinquencies_24m'))).toBeGreaterThan(0.2);
    expect(correlation(values('utilisation'), values('enquiries_6m'))).toBeGreaterThan(0.15);
    expect(correlation(values('savings'), values('utilisation'))).toBeLessThan(-0.05);
    expect(correlation(values('employment_months'), values('credit_age_months'))).toBeGreaterThan(0.1);
  });

  it('has a mild downturn in the middle of 2022 and calm at both ends', () => {
    const quarter = (prefix: string[]) =>
      world.badRate(world.rowsWhere('application_date', (date) => prefix.includes(String(date).slice(0, 7))));
    const before = quarter(['2021-01', '2021-02', '2021-03', '2021-04', '2021-05', '2021-06']);
    const downturn = quarter(['2022-05', '2022-06', '2022-07', '2022-08']);
    const after = quarter(['2023-07', '2023-08', '2023-09', '2023-10', '2023-11', '2023-12']);
    expect(downturn / before).toBeGreaterThan(1.2);
    expect(downturn / before).toBeLessThan(1.8);
    expect(downturn / after).toBeGreaterThan(1.15);
  });

  it('drifts: more applications, more of them on the web, larger amounts', () => {
    const year = (name: string) => world.rowsWhere('application_date', (date) => String(date).startsWith(name));
    const [first, last] = [year('2021'), year('2023')];
    expect(last.length / first.length).toBeGreaterThan(1.2);
    const channels = world.values('channel');
    const online = (rows: number[]) => mean(rows.map((row) => Number(channels[row] === 'online')));
    expect(online(last) - online(first)).toBeGreaterThan(0.12);
    const amounts = world.values('loan_amount').map(Number);
    const typical = (rows: number[]) => median(rows.map((row) => amounts[row]!));
    expect(typical(last) / typical(first)).toBeGreaterThan(1.06);
  });

  it('lets brokers bring worse loans year after year', () => {
    const brokered = world.rowsWhere('channel', (value) => value === 'broker');
    const excess = (name: string) => {
      const rows = world.rowsWhere('application_date', (date) => String(date).startsWith(name));
      const risk = (some: number[]) => mean(some.map((row) => world.trueProbabilities[row]!));
      return risk(both(brokered, rows)) / risk(rows);
    };
    expect(excess('2023')).toBeGreaterThan(excess('2021') + 0.15);
  });

  it('leaves answers out for a reason: who withholds income or savings defaults more', () => {
    for (const name of ['annual_income', 'savings']) {
      const stated = world.badRate(world.rowsWhere(name, (value) => value !== null));
      const withheld = world.badRate(world.rowsWhere(name, (value) => value === null));
      expect(withheld / stated, name).toBeGreaterThan(1.1);
    }
    const selfEmployed = world.rowsWhere('employment', (value) => value === 'self_employed');
    const permanent = world.rowsWhere('employment', (value) => value === 'permanent');
    expect(missingShare(selfEmployed, 'annual_income')).toBeGreaterThan(0.14);
    expect(missingShare(permanent, 'annual_income')).toBeLessThan(0.07);
  });

  it('gives the young thin files', () => {
    const young = world.rowsWhere('age_group', (value) => value === '18-24');
    const grown = world.rowsWhere('age_group', (value) => value === '35-49');
    expect(missingShare(young, 'credit_age_months')).toBeGreaterThan(0.3);
    expect(missingShare(grown, 'credit_age_months')).toBeLessThan(0.07);
  });

  it('has risks that only work together', () => {
    const full = world.rowsWhere('utilisation', (value) => Number(value) > 0.6);
    const free = world.rowsWhere('utilisation', (value) => value !== null && Number(value) <= 0.6);
    const consolidation = world.rowsWhere('purpose', (value) => value === 'debt_consolidation');
    const car = world.rowsWhere('purpose', (value) => value === 'car');
    // Repaying other debts is a bad sign with full cards, and a good one with free ones.
    expect(world.badRate(both(consolidation, full))).toBeGreaterThan(1.15 * world.badRate(both(car, full)));
    expect(world.badRate(both(consolidation, free))).toBeLessThan(world.badRate(both(car, free)));

    const thin = world.rowsWhere('credit_age_months', (value) => value === null);
    const known = world.rowsWhere('existing_customer', (value) => value === true);
    const strangers = world.rowsWhere('existing_customer', (value) => value === false);
    expect(world.badRate(both(thin, strangers)) / world.badRate(both(thin, known))).toBeGreaterThan(1.8);
  });

  it('orders employment, housing and late payments as lenders know them', () => {
    expect(badRateOf('employment', 'permanent')).toBeLessThan(badRateOf('employment', 'temporary'));
    expect(badRateOf('employment', 'permanent')).toBeLessThan(badRateOf('employment', 'unemployed'));
    expect(badRateOf('housing', 'owner')).toBeLessThan(badRateOf('housing', 'rent'));
    expect(badRateOf('delinquencies_24m', 0)).toBeLessThan(badRateOf('delinquencies_24m', 1));
    expect(badRateOf('delinquencies_24m', 1)).toBeLessThan(badRateOf('delinquencies_24m', 2, 3, 4));
  });

  it('lets sex and age reach the outcome only through other columns', () => {
    const sex = world.values('sex');
    const incomes = world.values('annual_income');
    const income = (who: string) =>
      median(incomes.flatMap((value, row) => (sex[row] === who && value !== null ? [Number(value)] : [])));
    expect(income('female') / income('male')).toBeGreaterThan(0.84);
    expect(income('female') / income('male')).toBeLessThan(0.92);

    // Given the true probability, nothing is left that depends on either.
    for (const [name, groups] of [
      ['sex', ['female', 'male']],
      ['age_group', ['18-24', '25-34', '35-49', '50-64', '65+']],
    ] as const) {
      for (const group of groups) {
        const rows = world.rowsWhere(name, (value) => value === group);
        const surplus = mean(rows.map((row) => world.defaulted[row]! - world.trueProbabilities[row]!));
        expect(Math.abs(surplus), group).toBeLessThan(4 * Math.sqrt(0.1 / rows.length));
      }
    }
    expect(badRateOf('age_group', '18-24')).toBeGreaterThan(1.2 * badRateOf('age_group', '50-64'));
  });
});
