import { type DatasetSchema, ProbityError, parseDatasetSchema, withoutExpectations } from '@probity/domain';
import { describe, expect, it } from 'vitest';

const schema = (column: unknown, whole?: unknown) => ({
  formatVersion: 1,
  columns: [
    { name: 'age', kind: 'integer', role: 'feature', ...(column === undefined ? {} : { expect: column }) },
    { name: 'town', kind: 'category', role: 'feature', levels: ['Rome'] },
    { name: 'day', kind: 'date', role: 'time' },
  ],
  ...(whole === undefined ? {} : { expect: whole }),
});

function fieldOf(value: unknown): string | undefined {
  try {
    parseDatasetSchema(value);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(ProbityError);
    expect((error as ProbityError).code).toBe('SCHEMA_INVALID');
    return (error as ProbityError).details.field;
  }
}

describe('expectations in a schema', () => {
  it('are taken as they are where they are right', () => {
    const column = {
      ...{ severity: 'warn', missingShareAtMost: 0.1, minimumAtLeast: 18, maximumAtMost: 100, meanBetween: [30, 50] },
      ...{ quantileBetween: { '0.5': [30, 50], '0.95': [60, 80] }, distinctAtLeast: 2, distinctAtMost: 90 },
      ...{ populationStabilityAtMost: 0.25 },
    };
    const whole = {
      ...{ series: 'loans', rowsAtLeast: 1, rowsAtMost: 10, quarantinedShareAtMost: 0, duplicateShareAtMost: 0.01 },
      ...{ freshness: { column: 'day', daysAtMost: 35 }, severity: 'fail' },
    };
    expect(fieldOf(schema(column, whole))).toBeUndefined();
  });

  const wrong: readonly (readonly [field: string, column: unknown, whole?: unknown])[] = [
    ['columns[0].expect', 7],
    ['columns[0].expect.missingShare', { missingShare: 0.1 }],
    ['columns[0].expect.severity', { severity: 'error' }],
    ['columns[0].expect.missingShareAtMost', { missingShareAtMost: 5 }],
    ['columns[0].expect.minimumAtLeast', { minimumAtLeast: '2020-01-01' }],
    ['columns[0].expect.meanBetween', { meanBetween: [5, 1] }],
    ['columns[0].expect.quantileBetween.1.5', { quantileBetween: { '1.5': [1, 2] } }],
    ['columns[0].expect.quantileBetween.0.5', { quantileBetween: { '0.5': [1] } }],
    ['columns[0].expect.newLevelsAllowed', { newLevelsAllowed: false }],
    ['columns[0].expect.populationStabilityAtMost', { populationStabilityAtMost: -1 }],
    ['expect', undefined, []],
    ['expect.rows', undefined, { rows: 1 }],
    ['expect.series', undefined, { series: '' }],
    ['expect.freshness.column', undefined, { freshness: { column: 'age', daysAtMost: 1 } }],
    ['expect.freshness.column', undefined, { freshness: { column: 'none', daysAtMost: 1 } }],
    ['expect.freshness.days', undefined, { freshness: { column: 'day', days: 1 } }],
    ['expect.freshness.daysAtMost', undefined, { freshness: { column: 'day' } }],
  ];
  for (const [field, column, whole] of wrong) {
    it(`are refused by name: ${JSON.stringify(column ?? whole)}`, () => {
      expect(fieldOf(schema(column, whole))).toBe(field);
    });
  }

  it('can be taken off, with nothing else', () => {
    const bare = schema(undefined) as DatasetSchema;
    const full = schema({ distinctAtMost: 3 }, { rowsAtLeast: 1 }) as unknown as DatasetSchema;
    expect(withoutExpectations(full)).toEqual(bare);
    expect(withoutExpectations(bare)).toEqual(bare);
  });
});
