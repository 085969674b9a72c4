import {
  asDatasetHash,
  type ColumnSchema,
  columnNamed,
  type DatasetSchema,
  isCodedColumn,
  type Table,
} from '@probity/domain';
import { bindCompanyColumns } from '@probity/features';
import { createScorer, prepareCompany, readBundle } from '@probity/scoring';
import { simulateCompanies } from '@probity/simulation';
import {
  chooseCostCut,
  type Dataset,
  defaultMistakeCosts,
  makeSplits,
  predictOutOfFold,
  ratioTable,
  trainBankruptcy,
} from '@probity/training';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duplicateGroups } from '../../src/validation/duplicate-groups.js';
import { groupTimeFolds } from '../../src/validation/group-time-folds.js';
import { mayTeach } from '../../src/validation/make-splits.js';

const statements = simulateCompanies({ companies: 300, seed: 3 });
const columns = bindCompanyColumns(statements.columns.map(({ name }) => name));
const keys = { company: 'company', time: 'year' };

function datasetOf(table: Table, roles: Readonly<Record<string, ColumnSchema['role']>>): Dataset {
  const schema: DatasetSchema = {
    formatVersion: 1,
    badValue: '1',
    columns: table.columns.map(({ name, kind }) => ({ name, kind, role: roles[name] ?? 'feature' })),
  };
  return {
    ...{ hash: asDatasetHash('b'.repeat(64)), schema, table, notes: [] },
    lines: Uint32Array.from({ length: table.rowCount }, (_, row) => row + 2),
    rowsRead: table.rowCount,
    quarantined: { count: 0, rows: [] },
    dialect: { delimiter: ',', header: true, quote: '"', encoding: 'utf-8', decimal: '.', dates: 'ymd', gzip: false },
  };
}

const valuesOf = (table: Table, name: string): Float64Array => {
  const column = columnNamed(table, name);
  return isCodedColumn(column) ? new Float64Array() : column.values;
};

describe('ratios of a table of statements', () => {
  const table = ratioTable(statements, columns, keys);

  it('keep what is no item, and take growth from the same company’s year before', () => {
    expect(table.columns.slice(0, 3).map(({ name }) => name)).toEqual(['company', 'year', 'failed']);
    const company = columnNamed(statements, 'company');
    const codes = isCodedColumn(company) ? company.codes : new Int32Array();
    const sales = valuesOf(statements, 'sales');
    const growth = valuesOf(table, 'salesGrowth');
    for (let row = 1; row < table.rowCount; row++) {
      if (codes[row] === codes[row - 1])
        expect(growth[row]).toBeCloseTo((sales[row] ?? 0) / (sales[row - 1] ?? 0) - 1, 12);
      else expect(growth[row]).toBeNaN();
    }
  });

  it('know no growth without company and time', () => {
    expect(ratioTable(statements, columns, {}).columns.map(({ name }) => name)).not.toContain('salesGrowth');
  });
});

describe('folds of companies', () => {
  it('by company and time never learn from the future or from the company they judge, and judge later rows once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 6 })), {
          minLength: 120,
          maxLength: 200,
        }),
        fc.integer({ min: 0, max: 1000 }),
        (rows, seed) => {
          const groups = Int32Array.from(rows, ([group]) => group);
          const times = Float64Array.from(rows, ([, time]) => time);
          fc.pre(new Set(times).size >= 4);
          const labels = Uint8Array.from(rows, (_, row) => row % 2);
          const early = rows.filter(([, time]) => time === Math.min(...times)).length;
          fc.pre(early >= 4);
          let found: ReturnType<typeof groupTimeFolds>;
          try {
            found = groupTimeFolds(groups, times, labels, 2, seed);
          } catch {
            return; // Both outcomes did not fall into the first stretch.
          }
          const judged = new Int32Array(rows.length);
          for (const { train, validate } of found.splits) {
            const first = Math.min(...Array.from(validate, (row) => times[row] ?? 0));
            const companies = new Set(Array.from(validate, (row) => groups[row]));
            for (const row of train) {
              expect(times[row]).toBeLessThan(first);
              expect(companies.has(groups[row])).toBe(false);
            }
            for (const row of validate) judged[row] = (judged[row] ?? 0) + 1;
          }
          const least = Math.min(
            ...found.splits.flatMap(({ validate }) => Array.from(validate, (row) => times[row] ?? 0)),
          );
          for (const [row, count] of judged.entries()) expect(count).toBe((times[row] ?? 0) >= least ? 1 : 0);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('of one period do not teach each other', () => {
    const plan = { kind: 'time-ordered', splits: [], periods: [0, 0, 1, 1], description: '' } as const;
    expect([0, 1, 2, 3].map((other) => mayTeach(plan, other, 2))).toEqual([true, true, false, false]);
    expect(mayTeach(plan, 0, 1)).toBe(false);
  });

  it('without ids keep rows of equal features together: 0 and −0, and every NaN, are equal', () => {
    const matrix = {
      rowCount: 5,
      features: [
        { name: 'a', kind: 'numeric' },
        { name: 'b', kind: 'numeric' },
      ] as const,
      columns: [Float64Array.of(1, 0, -0, 1, 2), Float64Array.of(Number.NaN, 3, 3, Number.NaN, 3)],
    };
    const { groups, repeats } = duplicateGroups(matrix);
    expect([...groups]).toEqual([0, 1, 1, 0, 2]);
    expect(repeats).toBe(2);
    const twice = { ...statements, rowCount: statements.rowCount };
    const dataset = datasetOf(twice, { company: 'excluded', year: 'excluded', failed: 'target' });
    const labels = Uint8Array.from(valuesOf(statements, 'failed'));
    const pairs = Int32Array.from(labels, (_, row) => row >> 1);
    const { splits, description } = makeSplits(dataset, labels, 3, 1, pairs);
    expect(description).toContain('duplicate rows kept together');
    for (const { validate } of splits) {
      const own = new Set(validate);
      for (const row of validate) {
        const partner = row ^ 1;
        if (partner < labels.length) expect(own.has(partner)).toBe(true);
      }
    }
  });
});

describe('the cut of least cost', () => {
  const costs = { lossGivenDefault: 0.5, margin: 0.1, exposure: 100 };

  it('is no dearer than any other cut, and flags nobody or everybody where that is cheapest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 99 }), fc.boolean(), fc.integer({ min: 1, max: 50 })), {
          minLength: 4,
          maxLength: 60,
        }),
        (rows) => {
          const riskScores = Float64Array.from(rows, ([score]) => score / 100);
          const labels = Uint8Array.from(rows, ([, bad]) => Number(bad));
          const exposures = Float64Array.from(rows, ([, , exposure]) => exposure);
          const folds = Int32Array.from(rows, (_, row) => row % 2);
          const found = chooseCostCut({ riskScores, labels, folds, exposures }, costs, 1);
          const costAt = (cut: number) =>
            rows.reduce((sum, [score, bad, exposure]) => {
              const flagged = score / 100 >= cut;
              return sum + (flagged === bad ? 0 : exposure * (bad ? 0.5 : 0.1));
            }, 0);
          expect(found.costAtCut).toBeCloseTo(costAt(found.cut), 9);
          for (let cut = 0; cut <= 100; cut++) expect(found.costAtCut).toBeLessThanOrEqual(costAt(cut / 100) + 1e-9);
          expect(found.costOfNobody).toBeCloseTo(costAt(2), 9);
          expect(found.costOfEverybody).toBeCloseTo(costAt(-1), 9);
          expect(found.cost).toBeGreaterThanOrEqual(found.costAtCut - 1e-9);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('refuses shares and amounts out of range', () => {
    const rows = {
      riskScores: Float64Array.of(0.1),
      labels: Uint8Array.of(1),
      folds: new Int32Array(1),
      exposures: Float64Array.of(1),
    };
    expect(() => chooseCostCut(rows, { ...costs, lossGivenDefault: 1.2 }, 1)).toThrow(/lossGivenDefault/);
    expect(() => chooseCostCut(rows, { ...costs, exposure: 0 }, 1)).toThrow(/exposure/);
  });
});

describe('a model of the blueprint bankruptcy', () => {
  const context = { seed: 2, onProgress: () => undefined, pause: async () => undefined };
  const all = ratioTable(statements, columns, keys);
  // Enough for the classic scores.
  const kept =
    /^(company|year|failed|salesGrowth|equityToAssets|logAssets|currentRatio|retained.*ToAssets|ebitToAssets|equityToLiabilities|salesToAssets|liabilitiesToAssets|netProfitToAssets|workingCapitalToAssets|netProfitAndDep.*)$/;
  const table = { ...all, columns: all.columns.filter(({ name }) => kept.test(name)) };
  const dataset = datasetOf(table, {
    company: 'group',
    year: 'time',
    failed: 'target',
  });

  it('is cut by cost, has rivals, remembers its columns, and is reproduced out of fold', async () => {
    const trained = await trainBankruptcy(dataset, { folds: 2, libraryVersion: '0' }, context);
    expect(trained.learner).toBe('logistic');
    const { cost, rivals, foldRocAucs, split } = trained.evaluation;
    expect(split).toContain('not learned from');
    expect(cost?.costs).toEqual(defaultMistakeCosts);
    expect(trained.bundle.policy.approveBelow).toBe(cost?.cut);
    expect(trained.bundle.policy.declineFrom).toBe(cost?.cut);
    expect(rivals?.map(({ name }) => name)).toEqual([
      'altman-z-private',
      'altman-z-double-prime',
      'ohlson-o',
      'zmijewski',
    ]);
    expect(foldRocAucs?.length).toBeGreaterThan(1);
    const again = await predictOutOfFold(trained.bundle, dataset, context);
    expect(again.reproduced).toBe(true);

    const bundle = await readBundle(trained.bytes);
    const scorer = createScorer(bundle);
    const { application, classics } = prepareCompany(bundle, {
      statement: { totalAssets: 100, equity: 20, sales: 90, netProfit: -5 },
      ratios: { currentRatio: 0.8 },
    });
    expect(Object.keys(application)).toEqual(bundle.model.features.map(({ name }) => name));
    expect(application).toMatchObject({ currentRatio: 0.8, equityToAssets: 0.2, salesGrowth: null });
    expect(scorer.assess(application).decision).toMatch(/approve|decline/);
    expect(classics.find(({ name }) => name === 'zmijewski')?.score).toBeCloseTo(
      -4.336 + 4.513 * 0.05 + 5.679 * 0.8 + 0.0032,
      9,
    );
    expect(() => prepareCompany(bundle, { ratios: { luck: 1 } })).toThrow(/neither a ratio nor a feature/);
    expect(() => prepareCompany(bundle, {})).toThrow(/statement or ratios/);
  });

  it('is refused for companies when it is of another kind', () => {
    const provenance = { settings: {} } as never;
    expect(() => prepareCompany({ provenance, model: { features: [] } as never }, { ratios: { a: 1 } })).toThrow(
      /blueprint/,
    );
  });
});
