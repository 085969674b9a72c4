import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { companyRatios } from '../../src/statements/company-ratios.js';
import { type CompanyStatement, statementItemNames } from '../../src/statements/company-statement.js';
import { computeRatios } from '../../src/statements/compute-ratios.js';
import { missingItems } from '../../src/statements/missing-items.js';

const plain = companyRatios.filter(({ form }) => form === 'quotient' || form === 'amount').map(({ name }) => name);

describe('missingItems', () => {
  it('names the items of ratios that matter, the most wanted first, and none that follows from others', () => {
    expect(missingItems({ currentAssets: 30 }, ['currentRatio'])).toEqual([
      { item: 'shortTermLiabilities', ratios: 1 },
    ]);
    expect(missingItems({ totalAssets: 9, equity: 4 }, ['liabilitiesToAssets'])).toEqual([]);
    expect(missingItems({}, ['currentRatio', 'salesToAssets', 'netProfitToSales'])[0]).toEqual({
      item: 'sales',
      ratios: 2,
    });
  });

  it('is empty exactly where no ratio lacks an item', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...statementItemNames), fc.integer({ min: 1, max: 1000 })),
        fc.constantFrom(...plain),
        (statement, name) => {
          const { value, note } = computeRatios(statement as CompanyStatement).ratios[name] ?? {};
          const lacks = value === null && note?.endsWith('is not known') === true;
          expect(missingItems(statement as CompanyStatement, [name]).length > 0).toBe(lacks);
        },
      ),
    );
  });
});
