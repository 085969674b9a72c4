import { appendFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatasetSchema } from '@probity/domain';
import { createWarehouse } from '@probity/warehouse';
import { describe, expect, it } from 'vitest';
import { temporaryWarehouse } from '../temporary-warehouse.js';

const { folder, warehouse, write, read } = temporaryWarehouse();
const csv = (rows: number, shift = 0) =>
  `age,town\n${Array.from({ length: rows }, (_, row) => `${20 + (row % 40) + shift},${row % 2 === 0 ? 'Rome' : 'Oslo'}\n`).join('')}`;

async function expecting(expectations: { age?: object; whole?: object }): Promise<DatasetSchema> {
  const { schema } = await read(csv(80));
  return {
    ...schema,
    columns: schema.columns.map((column) =>
      column.name === 'age' && expectations.age !== undefined ? { ...column, expect: expectations.age } : column,
    ),
    ...(expectations.whole === undefined ? {} : { expect: expectations.whole }),
  };
}

describe('expectations at ingest', () => {
  it('are no part of the data: same hash, and the stored version has none', async () => {
    const bare = await read(csv(80));
    expect(bare.quality).toBeUndefined();
    const schema = await expecting({ age: { maximumAtMost: 30 }, whole: { rowsAtLeast: 1 } });
    const watched = await read(csv(80), { schema });
    expect(watched.hash).toBe(bare.hash);
    expect(watched.schema).toEqual(schema);
    expect(watched.quality?.outcome).toBe('failed');
    expect((await warehouse.openDataset(watched.hash)).schema).toEqual(bare.schema);
  });

  it('refuse no row, and are kept by the name of the source', async () => {
    const schema = await expecting({ age: { maximumAtMost: 59 } });
    const file = write(csv(80), 'monthly.csv');
    for (const shift of [0, 5]) {
      write(csv(80, shift), 'monthly.csv');
      expect((await warehouse.ingest(file, { schema })).table.rowCount).toBe(80);
    }
    const history = await warehouse.readQualityHistory('monthly.csv');
    expect(history.map(({ outcome, rows }) => [outcome, rows])).toEqual([
      ['met', 80],
      ['failed', 80],
    ]);
    expect(await warehouse.listQualitySeries()).toContain('monthly.csv');
    expect(await warehouse.readQualityHistory('none')).toEqual([]);
    expect(statSync(join(folder, 'quality')).mode & 0o777).toBe(0o700);
  });

  it('compare with the first data of the series, whatever the files are called', async () => {
    const schema = await expecting({ age: { populationStabilityAtMost: 0.2 }, whole: { series: 'Kredite / März' } });
    const clocked = createWarehouse({ folder, now: () => Date.UTC(2026, 0, 1) });
    for (const [name, shift] of [
      ['a.csv', 0],
      ['b.csv', 0],
      ['c.csv', 30],
      ['d.csv', 30],
    ] as const) {
      await clocked.ingest(write(csv(400, shift), name), { schema });
    }
    const history = await warehouse.readQualityHistory('Kredite / März');
    expect(history.map(({ results, outcome }) => [results[0]?.outcome, outcome])).toEqual([
      ...[
        ['not assessed', 'met'],
        ['met', 'met'],
        ['broken', 'failed'],
        ['broken', 'failed'],
      ],
    ]);
    expect(history[0]?.checkedAt).toBe('2026-01-01T00:00:00.000Z');
    expect(await warehouse.listQualitySeries()).toContain('Kredite / März');
  });

  it('go on behind a line that a crash cut, and no series escapes its folder', async () => {
    const schema = await expecting({ whole: { series: '../../..', rowsAtLeast: 1 } });
    await read(csv(80), { schema });
    const file = readdirSync(join(folder, 'quality')).find(
      (name) => !name.startsWith('monthly') && !name.startsWith('Kredite') && !name.startsWith('file'),
    );
    appendFileSync(join(folder, 'quality', file ?? ''), '{"report":{"formatVers');
    await read(csv(80), { schema });
    expect(await warehouse.readQualityHistory('../../..')).toHaveLength(2);
  });

  it('name the source as the caller does', async () => {
    const schema = await expecting({ whole: { rowsAtLeast: 1 } });
    const dataset = await read(csv(80), { schema, sourceName: 'loans' });
    expect(dataset.quality?.series).toBe('loans');
  });
});
