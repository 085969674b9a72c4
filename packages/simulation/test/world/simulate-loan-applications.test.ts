import { columnKinds, columnsWithRole, featureColumns, isCodedColumn, parseDatasetSchema } from '@probity/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loanApplicationSchema, simulateLoanApplications, toCsv } from '../../src/index.js';
import { readWorld } from './loan-world.js';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('simulateLoanApplications', () => {
  it('gives the same bytes for the same seed and others for another', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 60 }), (seed, rows) => {
        const csv = () => toCsv(simulateLoanApplications({ rows, seed }).table);
        expect(csv()).toBe(csv());
        const other = toCsv(simulateLoanApplications({ rows, seed: seed === 0 ? 1 : seed - 1 }).table);
        expect(other).not.toBe(csv());
      }),
      { numRuns: 25 },
    );
  });

  it('makes these very rows of seed 1, on every machine', () => {
    const csv = toCsv(simulateLoanApplications({ rows: 3, seed: 1 }).table);
    expect(csv).toMatchInlineSnapshot(`
      "application_id,application_date,sex,age_group,region,education,employment,employment_months,annual_income,housing,dependants,savings,monthly_debt_payments,open_accounts,credit_age_months,utilisation,enquiries_6m,delinquencies_24m,months_since_delinquency,loan_amount,term_months,purpose,channel,existing_customer,defaulted
      A-0000001,2021-01-26,female,25-34,east,vocational,permanent,132,24100,rent,2,38300,130,2,83,0.56,1,0,,9700,48,car,branch,1,0
      A-0000002,2023-01-14,female,25-34,coast,vocational,permanent,154,20600,mortgage,1,,270,3,52,1.14,4,1,7,3800,24,household,partner,0,0
      A-0000003,2023-10-26,male,65+,coast,college,retired,,30400,owner,0,9300,240,2,555,0.2,1,0,,12800,48,home_improvement,online,0,0
      "
    `);
  });

  it('keeps every cell within what the schema allows, for any seed', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { table, schema } = simulateLoanApplications({ rows: 200, seed });
        expect(table.columns.map(({ name, kind }) => [name, kind])).toEqual(
          schema.columns.map(({ name, kind }) => [name, kind]),
        );
        for (const [index, column] of table.columns.entries()) {
          const { levels, minimum = -Infinity, maximum = Infinity, required } = schema.columns[index]!;
          if (isCodedColumn(column)) {
            expect(column.codes.every((code) => code >= 0 && code < column.levels.length)).toBe(true);
            if (levels !== undefined) expect(column.levels).toEqual(levels);
            continue;
          }
          for (const value of column.values) {
            if (Number.isNaN(value)) expect(required).not.toBe(true);
            else if (value < Number(minimum) || value > Number(maximum)) expect.fail(`${column.name}: ${value}`);
            if (column.kind === 'integer' && !Number.isNaN(value)) expect(Number.isInteger(value)).toBe(true);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('numbers the applications once each and gives them in order of date, over three years', () => {
    const { values } = readWorld(simulateLoanApplications({ rows: 5_000, seed: 4 }));
    expect(new Set(values('application_id')).size).toBe(5_000);
    const dates = values('application_date').map(String);
    expect(dates).toEqual(dates.toSorted());
    expect(dates[0]).toBe('2021-01-01');
    expect(dates.at(-1)?.slice(0, 7)).toBe('2023-12');
    expect(new Set(dates.map((date) => date.slice(0, 7))).size).toBe(36);
  });

  it('never contradicts itself within an application', () => {
    const { values, rows } = readWorld(simulateLoanApplications({ rows: 20_000, seed: 5 }));
    const [employment, months] = [values('employment'), values('employment_months')];
    const [late, since] = [values('delinquencies_24m'), values('months_since_delinquency')];
    const [age, creditAge] = [values('age_group'), values('credit_age_months')];
    for (let row = 0; row < rows; row++) {
      if (['unemployed', 'student', 'retired'].includes(String(employment[row]))) expect(months[row]).toBeNull();
      expect(since[row] === null).toBe(late[row] === 0);
      if (age[row] === '18-24') expect(Number(creditAge[row] ?? 0)).toBeLessThanOrEqual((24 - 17) * 12);
    }
  });

  it.each([
    [{ rows: 0, seed: 1 }, '`rows` of `simulateLoanApplications` must be a whole number from 1 to 10000000; got 0'],
    [{ rows: 1.5, seed: 1 }, '`rows` of `simulateLoanApplications` must be a whole number from 1 to 10000000; got 1.5'],
    [
      { rows: 10, seed: -1 },
      '`seed` of `simulateLoanApplications` must be a whole number from 0 to 4294967295; got -1',
    ],
    [{ rows: 10, seed: Number.NaN }, /`seed` .* got NaN/],
  ])('refuses %j with a sentence', (settings, message) => {
    expect(() => simulateLoanApplications(settings)).toThrow(message);
  });
});

describe('loanApplicationSchema', () => {
  it('is a schema as a file may hold it', () => {
    expect(parseDatasetSchema(JSON.parse(JSON.stringify(loanApplicationSchema)))).toEqual(loanApplicationSchema);
  });

  it('keeps sex and age away from the features, and has one id, time and target', () => {
    const names = (role: Parameters<typeof columnsWithRole>[1]) =>
      columnsWithRole(loanApplicationSchema, role).map((column) => column.name);
    expect(names('protected')).toEqual(['sex', 'age_group']);
    expect([names('id'), names('time'), names('target')]).toEqual([
      ['application_id'],
      ['application_date'],
      ['defaulted'],
    ]);
    expect(featureColumns(loanApplicationSchema)).toHaveLength(20);
  });

  it('has words for every feature: a label, every level, and reasons where a number can be high or low', () => {
    for (const column of featureColumns(loanApplicationSchema)) {
      expect(columnKinds).toContain(column.kind);
      expect(column.label, column.name).toMatch(/^[A-Z]/);
      if (column.kind === 'category') expect(Object.keys(column.levelLabels ?? {})).toEqual(column.levels);
      else expect([column.reasons?.high, column.reasons?.low], column.name).not.toContain(undefined);
    }
  });
});
