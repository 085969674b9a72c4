import { describe, expect, it } from 'vitest';
import { type DatasetSchema, ProbityError, parseDatasetSchema } from '../../src/index.js';

const whole: DatasetSchema = {
  formatVersion: 1,
  badValue: 'yes',
  columns: [
    { name: 'id', kind: 'id', role: 'id', unique: true, required: true },
    {
      name: 'income',
      kind: 'numeric',
      role: 'feature',
      label: 'Yearly income',
      description: 'Before tax.',
      minimum: 0,
      maximum: 1e7,
      specialCodes: ['-7', '-8'],
      change: 'increase',
      reasons: { low: 'The income is low', missing: 'The income is not known' },
    },
    { name: 'purpose', kind: 'category', role: 'feature', levels: ['car', 'home'], levelLabels: { car: 'A car' } },
    { name: 'since', kind: 'date', role: 'time', minimum: '2000-01-01', maximum: '2030-12-31' },
    { name: 'seen', kind: 'datetime', role: 'excluded', minimum: '2000-01-01T00:00:00Z' },
    { name: 'sex', kind: 'category', role: 'protected' },
    { name: 'bad', kind: 'category', role: 'target' },
  ],
};

/** The refusal of a schema: the field it names and its sentence. */
function refusalOf(schema: unknown): { field: unknown; message: string } {
  try {
    parseDatasetSchema(schema);
  } catch (error) {
    if (!(error instanceof ProbityError)) throw error;
    expect(error.code).toBe('SCHEMA_INVALID');
    return { field: error.details.field, message: error.message };
  }
  throw new Error('the schema was accepted');
}

/** A schema of one column that has these entries besides or instead of what it must have. */
function columnWith(entries: Record<string, unknown>): unknown {
  return { formatVersion: 1, columns: [{ name: 'x', kind: 'numeric', role: 'feature', ...entries }] };
}

describe('parseDatasetSchema', () => {
  it('accepts a schema with every entry there is, and gives it back as it was', () => {
    const read: unknown = JSON.parse(JSON.stringify(whole));
    expect(parseDatasetSchema(read)).toEqual(whole);
  });

  it.each([
    ['schema', null],
    ['schema', []],
    ['schema', 'text'],
    ['formatVersion', {}],
    ['formatVersion', { formatVersion: 2, columns: whole.columns }],
    ['colums', { formatVersion: 1, columns: whole.columns, colums: [] }],
    ['columns', { formatVersion: 1 }],
    ['columns', { formatVersion: 1, columns: [] }],
    ['columns', { formatVersion: 1, columns: { 0: whole.columns[0] } }],
    ['columns[1]', { formatVersion: 1, columns: [whole.columns[0], 'income'] }],
    ['badValue', { ...whole, badValue: 1 }],
  ])('names `%s` when the schema as a whole is off there (%j)', (field, schema) => {
    expect(refusalOf(schema).field).toBe(field);
  });

  it.each([
    ['name', { name: undefined }],
    ['name', { name: '' }],
    ['name', { name: 3 }],
    ['kind', { kind: 'number' }],
    ['kind', { kind: undefined }],
    ['kind', { kind: 'constructor' }],
    ['role', { role: 'features' }],
    ['role', { role: null }],
    ['label', { label: 3 }],
    ['description', { description: ['a'] }],
    ['levels', { levels: 'car' }],
    ['levels', { levels: ['car', 3] }],
    ['levels', { levels: ['car', 'home', 'car'] }],
    ['levelLabels', { levelLabels: ['A car'] }],
    ['levelLabels.car', { levelLabels: { car: 1 } }],
    ['minimum', { minimum: '0' }],
    ['minimum', { minimum: Number.NaN }],
    ['maximum', { maximum: null }],
    ['maximum', { minimum: 10, maximum: 9 }],
    ['required', { required: 'yes' }],
    ['unique', { unique: 1 }],
    ['specialCodes', { specialCodes: [-7] }],
    ['change', { change: 'up' }],
    ['reasons', { reasons: 'high' }],
    ['reasons.low', { reasons: { low: 3 } }],
    ['reasons.hihg', { reasons: { hihg: 'Income is high' } }],
    ['requried', { requried: true }],
  ])('names `%s` of the column that is off: %j', (entry, entries) => {
    expect(refusalOf(columnWith(entries)).field).toBe(`columns[0].${entry}`);
  });

  it.each([
    ['date', '2026-02-31'],
    ['date', '31/12/2026'],
    ['date', '2026-12-31T00:00:00Z'],
    ['datetime', '2026-12-31'],
    ['datetime', '2026-12-31T25:00:00Z'],
    ['datetime', '2026-02-30T12:00:00Z'],
  ])('refuses a bound of a %s that could not be read: %s', (kind, minimum) => {
    expect(refusalOf(columnWith({ kind, minimum })).field).toBe('columns[0].minimum');
  });

  it('refuses a latest date before the earliest', () => {
    const bounds = { kind: 'date', minimum: '2026-01-02', maximum: '2026-01-01' };
    expect(refusalOf(columnWith(bounds)).field).toBe('columns[0].maximum');
    expect(parseDatasetSchema(columnWith({ ...bounds, maximum: '2026-01-02' })).columns).toHaveLength(1);
  });

  it.each(['target', 'id', 'time', 'group', 'weight'])('refuses a second column with the role %s', (role) => {
    const columns = ['a', 'b'].map((name) => ({ name, kind: 'integer', role }));
    expect(refusalOf({ formatVersion: 1, columns })).toEqual({
      field: 'columns[1].role',
      message: `\`columns[1].role\` of the schema must not be "${role}", which "a" has; got "${role}"`,
    });
  });

  it.each(['feature', 'protected', 'excluded'])('allows many columns with the role %s', (role) => {
    const columns = ['a', 'b'].map((name) => ({ name, kind: 'integer', role }));
    expect(parseDatasetSchema({ formatVersion: 1, columns }).columns).toHaveLength(2);
  });

  it('refuses two columns of one name', () => {
    const column = { name: 'x', kind: 'integer', role: 'feature' };
    expect(refusalOf({ formatVersion: 1, columns: [column, column] }).field).toBe('columns[1].name');
  });

  it('says what must be and what was got', () => {
    expect(refusalOf(columnWith({ kind: 'number' })).message).toMatchInlineSnapshot(
      `"\`columns[0].kind\` of the schema must be one of numeric, integer, boolean, date, datetime, category, text, id; got "number""`,
    );
    expect(refusalOf(columnWith({ requried: true })).message).toMatchInlineSnapshot(
      `"\`columns[0].requried\` of the schema is not known; there are: name, kind, role, label, description, levels, levelLabels, minimum, maximum, required, unique, specialCodes, change, reasons, expect"`,
    );
  });

  it('quotes no more than a line of what was got', () => {
    expect(refusalOf(columnWith({ label: ['x'.repeat(5_000)] })).message.length).toBeLessThan(250);
  });
});
