import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatasetSchema } from '@probity/domain';
import { loadSchema, saveSchema } from '@probity/warehouse';
import { describe, expect, it } from 'vitest';
import { cellsOf, temporaryWarehouse } from '../temporary-warehouse.js';

const { read, root, write } = temporaryWarehouse();

const schema: DatasetSchema = {
  formatVersion: 1,
  columns: [
    { name: 'ref', kind: 'id', role: 'id', unique: true },
    { name: 'age', kind: 'integer', role: 'feature', minimum: 18, maximum: 99, required: true },
    { name: 'home', kind: 'category', role: 'feature', levels: ['own', 'rent', 'none'] },
    { name: 'since', kind: 'date', role: 'feature', minimum: '2000-01-01' },
    { name: 'bad', kind: 'boolean', role: 'target' },
  ],
  badValue: '1',
};
const header = 'ref,age,home,since,bad\n';
const good = 'a,30,own,2010-01-01,0\nb,40,rent,2011-01-01,1\n';

describe('a saved schema', () => {
  it('comes back from its file as it was, in lines that a person can edit', async () => {
    const file = join(root, 'schema.json');
    await saveSchema(file, schema);
    expect(await loadSchema(file)).toEqual(schema);
    expect(readFileSync(file, 'utf8').split('\n').length).toBeGreaterThan(20);
  });

  it('that is absent, no JSON or wrong is refused with its name', async () => {
    await expect(loadSchema(join(root, 'none.json'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(loadSchema(write('{', 'broken.json'))).rejects.toMatchObject({ code: 'SCHEMA_INVALID' });
    const wrong = write(
      JSON.stringify({ formatVersion: 1, columns: [{ name: 'a', kind: 'no', role: 'feature' }] }),
      'w.json',
    );
    await expect(loadSchema(wrong)).rejects.toMatchObject({
      code: 'SCHEMA_INVALID',
      details: { field: 'columns[0].kind' },
    });
    await expect(read(header + good, { schema: { formatVersion: 1, columns: [] } })).rejects.toMatchObject({
      code: 'SCHEMA_INVALID',
    });
  });

  it('finds its columns by name in any order and ignores others', async () => {
    const dataset = await read('bad,new,since,home,age,ref\n0,9,2010-01-01,own,30,a\n1,8,2011-01-01,rent,40,b\n', {
      schema,
    });
    expect(dataset.table.columns.map(({ name }) => name)).toEqual(['ref', 'age', 'home', 'since', 'bad']);
    expect(dataset.notes.join()).toContain('not in the schema, ignored: new');
    expect(dataset.hash).toBe((await read(header + good, { schema })).hash);
  });

  it('fits a file without header by position, also without the target when scoring', async () => {
    expect((await read(good, { schema })).table.rowCount).toBe(2);
    const batch = await read('a,30,own,2010-01-01\nb,40,rent,2011-01-01\n', { schema, targetOptional: true });
    expect(cellsOf(batch, 'age')).toEqual([30, 40]);
    await expect(read('a,30\nb,40\n', { schema })).rejects.toMatchObject({ code: 'COLUMN_MISSING' });
  });

  it('names the feature that a file lacks; what is no feature may be absent when scoring', async () => {
    await expect(read('ref,home,since,bad\na,own,2010-01-01,0\n', { schema })).rejects.toMatchObject({
      code: 'COLUMN_MISSING',
      details: { field: 'age' },
    });
    const batch = await read('age,home,since\n30,own,2010-01-01\n', { schema, targetOptional: true });
    expect(batch.schema.columns.map(({ name }) => name)).toEqual(['age', 'home', 'since']);
    await expect(read('age,home,since\n30,own,2010-01-01\n', { schema })).rejects.toMatchObject({
      details: { field: 'bad' },
    });
  });

  it('refuses rows that break its rules, and says which', async () => {
    const bad = [
      'c,17,own,2010-01-01,0',
      'd,100,own,2010-01-01,0',
      'e,,own,2010-01-01,0',
      'f,30.5,own,2010-01-01,0',
      'g,old,own,2010-01-01,0',
      'h,30,own,1999-12-31,0',
      'i,30,own,2010-02-30,0',
      'a,30,own,2010-01-01,0',
      'j,30,own,2010-01-01,maybe',
      'k,1e16,own,2010-01-01,0',
    ];
    const dataset = await read(`${header}${good}${bad.join('\n')}\n`, { schema, targetOptional: false }).catch(
      (error) => error,
    );
    // "maybe" is a third outcome: the target itself is refused.
    expect(dataset).toMatchObject({ code: 'TARGET_INVALID' });
    const scored = await read(`${header}${good}${bad.join('\n')}\n`, { schema, targetOptional: true });
    expect(scored.quarantined.rows.map(({ line, column, rule }) => `${line} ${column}: ${rule}`)).toEqual([
      '4 age: below the minimum 18',
      '5 age: above the maximum 99',
      '6 age: missing where a value is required',
      '7 age: not a whole number',
      '8 age: not a number',
      '9 since: below the minimum 2000-01-01',
      '10 since: not a date',
      '11 ref: a repeated value',
      '13 age: beyond ±1e15',
    ]);
    expect(scored.notes.join()).toContain('WARNING: 9 of 12 rows (75.0 %)');
  });

  it('keeps levels it has not seen, and takes its own levels for values even where they look missing', async () => {
    const dataset = await read(`${header}${good}c,50,none,2010-01-01,0\nd,50,boat,2010-01-01,0\n`, { schema });
    expect(cellsOf(dataset, 'home')).toEqual(['own', 'rent', 'none', 'boat']);
    const home = dataset.table.columns[2];
    expect(home !== undefined && 'levels' in home ? home.levels : []).toEqual(['own', 'rent', 'none', 'boat']);
  });

  it('gives way to the roles of the caller; a target that lost its role is not learned from', async () => {
    const dataset = await read(`${header}${good}`, { schema, target: 'home', badValue: 'rent', protected: ['age'] });
    expect(dataset.schema.columns.map(({ role }) => role)).toEqual([
      'id',
      'protected',
      'target',
      'feature',
      'excluded',
    ]);
    expect(dataset.schema.badValue).toBe('rent');
  });

  it('reads outcomes with a full stop behind them as those without', async () => {
    const trained = await read('x,income\n1.5,<=50K\n2.5,>50K\n2.5,>50K\n', { target: 'income', badValue: '<=50K' });
    const test = await read('x,income\n1.5,<=50K.\n2.5,>50K.\n', { schema: trained.schema });
    expect(cellsOf(test, 'income')).toEqual(['<=50K', '>50K']);
  });
});
