import { asDatasetHash, type ColumnSchema, type DatasetSchema, type Table } from '@probity/domain';
import { bindCompanyColumns, companyRatios } from '@probity/features';
import type { WrittenBundle } from '@probity/scoring';
import { simulateCompanies } from '@probity/simulation';
import { type Dataset, ratioTable, trainBankruptcy } from '@probity/training';

/** Enough for every classic score, and few enough that the fit takes a second. */
const kept = new Set([
  ...[
    'company',
    'year',
    'failed',
    'netProfitToAssets',
    'liabilitiesToAssets',
    'workingCapitalToAssets',
    'currentRatio',
  ],
  ...['retainedEarningsToAssets', 'ebitToAssets', 'equityToLiabilities', 'salesToAssets', 'logAssets', 'salesGrowth'],
  ...['netProfitAndDepreciationToLiabilities', 'cashRatio', 'interestCover', 'quickRatio'],
]);

/** Company-years of the simulator as ratios, with company, year and outcome. */
export function companyYears(companies: number): { readonly statements: Table; readonly dataset: Dataset } {
  const statements = simulateCompanies({ companies, seed: 4 });
  const columns = bindCompanyColumns(statements.columns.map(({ name }) => name));
  const all = ratioTable(statements, columns, { company: 'company', time: 'year' });
  const table = { ...all, columns: all.columns.filter(({ name }) => kept.has(name)) };
  const roles: Readonly<Record<string, ColumnSchema['role']>> = { company: 'group', year: 'time', failed: 'target' };
  const titles = new Map(companyRatios.map(({ name, title }) => [name, title]));
  const schema: DatasetSchema = {
    formatVersion: 1,
    badValue: '1',
    columns: table.columns.map(({ name, kind }) => {
      const label = titles.get(name);
      return { name, kind, role: roles[name] ?? 'feature', ...(label === undefined ? {} : { label }) };
    }),
  };
  return {
    statements,
    dataset: {
      ...{ hash: asDatasetHash('c'.repeat(64)), schema, table, notes: [] },
      lines: Uint32Array.from({ length: table.rowCount }, (_, row) => row + 2),
      rowsRead: table.rowCount,
      quarantined: { count: 0, rows: [] },
      dialect: { delimiter: ',', header: true, quote: '"', encoding: 'utf-8', decimal: '.', dates: 'ymd', gzip: false },
    },
  };
}

/** A model of the blueprint bankruptcy on simulated companies. */
export async function makeCompanyBundle(): Promise<WrittenBundle> {
  return trainBankruptcy(
    companyYears(500).dataset,
    {
      ...{ learner: 'logistic', folds: 2, libraryVersion: '0.0.0' },
      costs: { lossGivenDefault: 0.45, margin: 0.02, exposure: 250_000, currency: 'EUR' },
    },
    { seed: 2, onProgress: () => undefined, pause: async () => undefined },
  );
}
