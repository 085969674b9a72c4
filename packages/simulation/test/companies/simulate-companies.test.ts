import { columnNamed, isCodedColumn, type Table } from '@probity/domain';
import { companyWorldColumns, simulateCompanies } from '@probity/simulation';
import { describe, expect, it } from 'vitest';

const valuesOf = (table: Table, name: string): Float64Array => {
  const column = columnNamed(table, name);
  return isCodedColumn(column) ? new Float64Array() : column.values;
};

describe('simulated companies', () => {
  const table = simulateCompanies({ companies: 400, seed: 1 });

  it('are the same for the same seed, and others for another', () => {
    expect(simulateCompanies({ companies: 400, seed: 1 })).toEqual(table);
    expect(simulateCompanies({ companies: 400, seed: 2 })).not.toEqual(table);
  });

  it('have balance sheets that add up', () => {
    const [assets, equity, short, long] = ['totalAssets', 'equity', 'shortTermLiabilities', 'longTermLiabilities'].map(
      (name) => valuesOf(table, name),
    );
    for (let row = 0; row < table.rowCount; row++) {
      const sum = (equity?.[row] ?? 0) + (short?.[row] ?? 0) + (long?.[row] ?? 0);
      expect(Math.abs((assets?.[row] ?? 0) - sum)).toBeLessThan(0.2);
    }
  });

  it('fail in a few of their years, and are gone after that', () => {
    const failed = valuesOf(table, companyWorldColumns.target);
    const company = columnNamed(table, companyWorldColumns.company);
    const codes = isCodedColumn(company) ? company.codes : new Int32Array();
    const share = failed.reduce((sum, value) => sum + value, 0) / table.rowCount;
    expect(share).toBeGreaterThan(0.01);
    expect(share).toBeLessThan(0.06);
    for (let row = 0; row + 1 < table.rowCount; row++) {
      if (failed[row] === 1) expect(codes[row + 1]).not.toBe(codes[row]);
    }
  });

  it('refuse sizes that make no sense', () => {
    expect(() => simulateCompanies({ companies: 0, seed: 1 })).toThrow(/`companies` of `simulateCompanies`/);
    expect(() => simulateCompanies({ companies: 1, years: 0.5, seed: 1 })).toThrow(/`years`/);
  });
});
