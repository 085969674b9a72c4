import type { Column, ColumnExpectation, ColumnSchema, DatasetExpectation, DatasetSchema } from '@probity/domain';
import { checkExpectations, duplicateShare, type IngestFacts, numericBins, stabilityIndex } from '@probity/monitoring';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const NaNs = Number.NaN;
const numbers = (
  name: string,
  values: readonly number[],
  kind: 'integer' | 'numeric' | 'date' = 'integer',
): Column => ({
  ...{ name, kind, values: Float64Array.from(values) },
});
const levels = (name: string, texts: readonly (string | null)[], known: readonly string[]): Column => {
  const all = [...new Set([...known, ...texts.filter((text) => text !== null)])];
  return {
    name,
    kind: 'category',
    levels: all,
    codes: Int32Array.from(texts, (text) => (text === null ? -1 : all.indexOf(text))),
  };
};

function check(
  columns: readonly (readonly [Column, ColumnExpectation?, Partial<ColumnSchema>?])[],
  whole?: DatasetExpectation,
  more: Partial<IngestFacts> = {},
) {
  const rowCount =
    columns[0] === undefined ? 0 : 'values' in columns[0][0] ? columns[0][0].values.length : columns[0][0].codes.length;
  const schema: DatasetSchema = {
    formatVersion: 1,
    columns: columns.map(([{ name, kind }, expectation, extra]) => ({
      ...{ name, kind, role: 'feature' as const },
      ...extra,
      ...(expectation === undefined ? {} : { expect: expectation }),
    })),
    ...(whole === undefined ? {} : { expect: whole }),
  };
  return checkExpectations({
    ...{ series: 'loans', dataset: 'd', schema, table: { rowCount, columns: columns.map(([column]) => column) } },
    ...{ rowsRead: rowCount, atMs: Date.UTC(2026, 2, 31, 12), references: {}, ...more },
  });
}
const outcomes = (checked: ReturnType<typeof check>) =>
  checked.report.results.map(({ expectation, outcome, observed }) => [expectation, outcome, observed]);

describe('expectations of a column', () => {
  const age = numbers('age', [20, 30, NaNs, 40, -9]);
  const codes = { specialCodes: ['-9'] };

  it('are met at their bounds and broken beyond them; special codes and missing are no values', () => {
    const at: ColumnExpectation = {
      ...{ missingShareAtMost: 0.2, minimumAtLeast: 20, maximumAtMost: 40, meanBetween: [30, 30] },
      ...{ quantileBetween: { '0.5': [30, 30], '1.0': [40, 41] }, distinctAtLeast: 3, distinctAtMost: 3 },
    };
    const met = check([[age, at, codes]]);
    expect(met.report.outcome).toBe('met');
    expect(outcomes(met)).toEqual([
      ...[
        ['missingShareAtMost', 'met', 0.2],
        ['minimumAtLeast', 'met', 20],
        ['maximumAtMost', 'met', 40],
      ],
      ...[
        ['meanBetween', 'met', 30],
        ['quantileBetween', 'met', 30],
        ['quantileBetween', 'met', 40],
      ],
      ...[
        ['distinctAtLeast', 'met', 3],
        ['distinctAtMost', 'met', 3],
      ],
    ]);
    const beyond: ColumnExpectation = {
      ...{ missingShareAtMost: 0.19, minimumAtLeast: 20.5, maximumAtMost: 39, meanBetween: [30.1, 31] },
      ...{ quantileBetween: { '0.5': [0, 29] }, distinctAtLeast: 4, distinctAtMost: 2 },
    };
    const broken = check([[age, beyond, codes]]);
    expect(broken.report.results.map(({ outcome }) => outcome)).toEqual(new Array(7).fill('broken'));
    expect(broken.report.outcome).toBe('failed');
    expect(broken.report.results[1]?.sentence).toBe('the least value is 20; expected at least 20.5');
  });

  it('of severity warn do not fail the whole', () => {
    const one = check([[age, { severity: 'warn', distinctAtMost: 1 }]]);
    expect(one.report.outcome).toBe('warned');
    const two = check([[age, { severity: 'warn', distinctAtMost: 1 }]], { rowsAtLeast: 6 });
    expect(two.report.outcome).toBe('failed');
  });

  it('that cannot be assessed say why, and break nothing', () => {
    const empty = numbers('x', [NaNs, NaNs]);
    const { report } = check([[empty, { minimumAtLeast: 1, meanBetween: [0, 1], populationStabilityAtMost: 0.1 }]]);
    expect(report.outcome).toBe('met');
    expect(report.results.map(({ outcome, sentence, observed }) => [outcome, sentence, observed])).toEqual([
      ['not assessed', 'not assessed: the column holds no value', null],
      ['not assessed', 'not assessed: the column holds no value', null],
      ['not assessed', 'not assessed: there is no earlier data of this series to compare with', null],
    ]);
    const absent = checkExpectations({
      ...{ series: 's', dataset: 'd', table: { rowCount: 0, columns: [] }, rowsRead: 0, atMs: 0, references: {} },
      schema: {
        formatVersion: 1,
        columns: [
          { name: 'gone', kind: 'numeric', role: 'feature', expect: { meanBetween: [0, 1], severity: 'fail' } },
        ],
      },
    });
    expect(absent.report.results.map(({ sentence }) => sentence)).toEqual([
      'not assessed: the column is not in the data',
    ]);
  });

  it('on dates are in dates', () => {
    const day = numbers('day', [Date.UTC(2020, 0, 31) / 86_400_000, Date.UTC(2021, 0, 1) / 86_400_000], 'date');
    const { report } = check([[day, { minimumAtLeast: '2020-02-01', maximumAtMost: '2021-01-01' }]]);
    expect(report.results.map(({ outcome, observed }) => [outcome, observed])).toEqual([
      ['broken', '2020-01-31'],
      ['met', '2021-01-01'],
    ]);
  });

  it('on levels name the new ones that many rows share, and only those', () => {
    const texts = [...new Array(5).fill('Oslo'), 'Ada Lovelace', 'Rome', '-9', null];
    const town = levels('town', texts, ['Rome']);
    const { report } = check([[town, { newLevelsAllowed: false }, { levels: ['Rome'], specialCodes: ['-9'] }]]);
    expect(report.results[0]).toMatchObject({ outcome: 'broken', observed: 2 });
    expect(report.results[0]?.sentence).toBe('2 values that the schema does not list: "Oslo" (5 rows), …');
    expect(JSON.stringify(report)).not.toContain('Lovelace');
  });
});

describe('stability against the first data', () => {
  const expectation = { populationStabilityAtMost: 0.1 };
  const steady = Array.from({ length: 1000 }, (_, row) => row % 100);

  it('is 0 for the same data, and the formula for others', () => {
    const first = check([[numbers('x', steady), expectation]]);
    const references = first.newReferences;
    expect(Object.keys(references)).toEqual(['x']);
    const same = check([[numbers('x', steady), expectation]], undefined, { references });
    expect(same.report.results[0]).toMatchObject({ outcome: 'met', observed: 0 });
    expect(same.newReferences).toEqual({});
    // Half of the rows move to the top tenth: shares 0.1 → 0.05 in nine bins, 0.1 → 0.55 in one.
    const moved = steady.map((value, row) => (row % 1000 < 500 ? 99 : value));
    const shifted = check([[numbers('x', moved), expectation]], undefined, { references });
    const index = 9 * (0.05 - 0.1) * Math.log(0.5) + (0.55 - 0.1) * Math.log(5.5);
    expect(shifted.report.results[0]?.outcome).toBe('broken');
    expect(shifted.report.results[0]?.observed).toBeCloseTo(index, 10);
  });

  it('is the index of the drift reports, ties and all', () => {
    const now = steady.map((value) => (value * value) % 37);
    const coarse = steady.map((value) => Math.floor(value / 7));
    const { newReferences: references } = check([[numbers('x', coarse), expectation]]);
    const found = check([[numbers('x', now), expectation]], undefined, { references });
    const bins = numericBins(coarse);
    const drift = stabilityIndex(bins.count(coarse), bins.count(now));
    expect(found.report.results[0]?.observed).toBeCloseTo(drift.index, 12);
  });

  it('sees missing values, special codes and new levels as places of their own', () => {
    const codes = { specialCodes: ['-9'] };
    const withCodes = steady.map((value, row) => (row % 10 === 0 ? -9 : row % 10 === 1 ? NaNs : value));
    const { newReferences: references } = check([[numbers('x', withCodes), expectation, codes]]);
    const noCodes = check([[numbers('x', steady), expectation, codes]], undefined, { references });
    expect(noCodes.report.results[0]?.outcome).toBe('broken');
    const towns = [...new Array(50).fill('Rome'), ...new Array(50).fill(null)];
    const first = check([[levels('town', towns, []), expectation]]);
    const other = check(
      [[levels('town', [...new Array(50).fill('Oslo'), ...new Array(50).fill(null)], []), expectation]],
      undefined,
      {
        references: first.newReferences,
      },
    );
    expect(other.report.results[0]?.outcome).toBe('broken');
  });

  it('survives being written as JSON', () => {
    const { newReferences } = check([
      [numbers('x', steady), expectation],
      [levels('t', steady.map(String), []), expectation],
    ]);
    expect(JSON.parse(JSON.stringify(newReferences))).toEqual(newReferences);
  });
});

describe('expectations of a data set', () => {
  const day = numbers('day', [Date.UTC(2026, 1, 28) / 86_400_000, Date.UTC(2026, 2, 1) / 86_400_000], 'date');

  it('count rows, refusals, repeats and days', () => {
    const whole: DatasetExpectation = {
      ...{ rowsAtLeast: 2, rowsAtMost: 2, quarantinedShareAtMost: 0.5, duplicateShareAtMost: 0 },
      freshness: { column: 'day', daysAtMost: 30 },
    };
    expect(outcomes(check([[day]], whole, { rowsRead: 4 }))).toEqual([
      ...[
        ['rowsAtLeast', 'met', 2],
        ['rowsAtMost', 'met', 2],
        ['quarantinedShareAtMost', 'met', 0.5],
      ],
      ...[
        ['duplicateShareAtMost', 'met', 0],
        ['freshness', 'met', 30],
      ],
    ]);
    const late = check([[day]], { freshness: { column: 'day', daysAtMost: 29 } });
    expect(late.report.results[0]).toMatchObject({ column: 'day', outcome: 'broken', observed: 30 });
  });

  it('leave ids out of what makes two rows equal', () => {
    const id: Column = { name: 'id', kind: 'id', levels: ['a', 'b'], codes: Int32Array.of(0, 1) };
    const { report } = check([[id], [numbers('x', [7, 7])]], { duplicateShareAtMost: 0.4 });
    expect(report.results[0]).toMatchObject({ outcome: 'broken', observed: 0.5 });
  });

  it('count repeats as a set of whole rows does', () => {
    const row = fc.tuple(
      fc.integer({ min: 0, max: 2 }),
      fc.constantFrom(Number.NaN, 0, 1),
      fc.constantFrom('a', 'b', null),
    );
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (rows) => {
        const columns = [
          numbers(
            'a',
            rows.map(([a]) => a),
          ),
          numbers(
            'b',
            rows.map(([, b]) => b),
          ),
          levels(
            'c',
            rows.map(([, , c]) => c),
            [],
          ),
        ];
        const distinct = new Set(rows.map((cells) => cells.map(String).join('|'))).size;
        expect(duplicateShare({ rowCount: rows.length, columns })).toBeCloseTo(
          (rows.length - distinct) / rows.length,
          12,
        );
      }),
    );
  });
});
