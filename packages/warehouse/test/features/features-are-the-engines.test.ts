import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFeatureEngine, type FeatureSet, planFeatures, type SourceEvent } from '@probity/features';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withDatabase } from '../../src/duckdb/with-database.js';
import { computeFeatureFile } from '../../src/features/compute-feature-file.js';
import { writeParquetFile } from '../write-parquet-file.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'probity-features-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const set: FeatureSet = {
  format: 'probity-features/1',
  name: 'payments',
  lateness: '3d',
  sources: [
    {
      name: 'payments',
      columns: {
        customer: { kind: 'key' },
        terminal: { kind: 'key' },
        amount: { kind: 'number', decimals: 2 },
        category: { kind: 'category' },
      },
    },
  ],
  features: [
    { name: 'customer_count_1d', entity: 'customer', aggregate: 'count', window: '1d' },
    { name: 'customer_sum_7d', entity: 'customer', aggregate: 'sum', of: 'amount', window: '7d' },
    { name: 'customer_std_7d', entity: 'customer', aggregate: 'std', of: 'amount', window: '7d' },
    { name: 'customer_terminals_7d', entity: 'customer', aggregate: 'distinct', of: 'terminal', window: '7d' },
    {
      ...{ name: 'customer_food_7d', entity: 'customer', aggregate: 'sum', of: 'amount', window: '7d' },
      filter: [{ column: 'category', is: 'food' }],
    },
    { name: 'terminal_count_2d', entity: 'terminal', aggregate: 'count', window: '2d', delay: '1d' },
    {
      name: 'terminal_entropy',
      entity: 'terminal',
      aggregate: 'entropy',
      of: 'customer',
      window: { lastEvents: 5, within: '20d' },
    },
    { name: 'terminal_recency', entity: 'terminal', aggregate: 'recency', window: '7d' },
  ],
};

interface Row {
  readonly id: number;
  readonly at: number;
  readonly knownAt: number;
  readonly customer: number | null;
  readonly terminal: string;
  readonly amount: number | null;
  readonly category: string | null;
}

const START = Date.UTC(2024, 0, 1);

/** Payments with late ones, corrections (also of the customer), duplicates, ties and gaps. */
const logs = fc
  .array(
    fc.record({
      id: fc.nat(40),
      day: fc.oneof(fc.nat(40), fc.nat(240)),
      late: fc.constantFrom(0, 0, 0, 1, 5, 20),
      customer: fc.option(fc.nat(5), { freq: 8 }),
      terminal: fc.constantFrom('T1', 'T2', "T'3", 'Ü4'),
      cents: fc.option(fc.integer({ min: 1, max: 99_999 }), { freq: 8 }),
      category: fc.option(fc.constantFrom('food', 'rent', 'fuel'), { freq: 5 }),
    }),
    { minLength: 1, maxLength: 90 },
  )
  .map((rows) =>
    rows.map(({ id, day, late, customer, terminal, cents, category }): Row => {
      const at = START + day * 6 * 3_600_000;
      const amount = cents === null ? null : cents / 100;
      return { id, at, knownAt: at + late * 6 * 3_600_000, customer, terminal, amount, category };
    }),
  );

function sqlOf(rows: readonly Row[]): string {
  const text = (value: string | null) => (value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`);
  const tuples = rows.map(
    ({ id, at, knownAt, customer, terminal, amount, category }) =>
      `(${id}, ${at}, ${knownAt}, ${customer ?? 'NULL'}, ${text(terminal)}, ${amount ?? 'NULL'}, ${text(category)})`,
  );
  return `SELECT id, epoch_ms(a::BIGINT) AS "when", epoch_ms(k::BIGINT) AS told, c::INTEGER AS who, t::VARCHAR AS terminal,
    p::DOUBLE AS amount, g::VARCHAR AS category FROM (VALUES ${tuples.join(', ')}) AS rows(id, a, k, c, t, p, g)`;
}

/** The live engine, an event at a time in order of arrival. */
function live(rows: readonly Row[]): (number | null)[][] {
  const engine = createFeatureEngine(planFeatures(set));
  const answers: (number | null)[][] = rows.map(() => set.features.map(() => null));
  const order = [...rows.keys()].sort((a, b) => (rows[a] as Row).knownAt - (rows[b] as Row).knownAt || a - b);
  for (const index of order) {
    const { id, at, knownAt, customer, terminal, amount, category } = rows[index] as Row;
    const values = { customer: customer === null ? null : String(customer), terminal, amount, category };
    const event: SourceEvent = { id: String(id), at, knownAt, values };
    try {
      const { features } = engine.observe(event);
      if (features !== undefined)
        answers[index] = Array.from(features, (value) => (Number.isNaN(value) ? null : value));
    } catch (error) {
      if ((error as { code?: string }).code !== 'TOO_LATE') throw error;
    }
  }
  return answers;
}

async function featuresOf(file: string): Promise<(number | null)[][]> {
  return await withDatabase(async (connection) => {
    const list = set.features.map(({ name }) => name).join(', ');
    return (await (await connection.run(`SELECT ${list} FROM read_parquet('${file}')`)).getRows()) as (
      | number
      | null
    )[][];
  });
}

const map = { at: 'when', knownAt: 'told', id: 'id', customer: 'who' };

describe('computeFeatureFile', () => {
  test('gives the values of the live engine, whatever the blocks: late, corrected and repeated events too', async () => {
    const input = join(folder, 'log.parquet');
    const output = join(folder, 'out.parquet');
    await fc.assert(
      fc.asyncProperty(logs, fc.constantFrom(2, 8, 64), async (rows, blockRows) => {
        await writeParquetFile(input, sqlOf(rows));
        const report = await computeFeatureFile({ input, output, set, map, blockRows, threads: 1 });
        expect(report.rows).toBe(rows.length);
        expect(await featuresOf(output)).toEqual(live(rows));
      }),
      { numRuns: 25, seed: 5 },
    );
  });

  test('an id that comes again is a correction as long as the whole set remembers, and a new event after', async () => {
    const input = join(folder, 'again.parquet');
    const output = join(folder, 'again-out.parquet');
    const again = (day: number, id = 1): Row => {
      const at = START + day * 86_400_000;
      return { id, at, knownAt: at, customer: 1, terminal: 'T1', amount: 5, category: 'food' };
    };
    // Features of customers alone would forget after 10 days, the whole set forgets after 23.
    const rows = [again(0), again(15), again(16, 2), again(60)];
    await writeParquetFile(input, sqlOf(rows));
    await computeFeatureFile({ input, output, set, map, threads: 1 });
    const values = await featuresOf(output);
    expect(values).toEqual(live(rows));
    expect(values.map(([count]) => count)).toEqual([0, null, 1, 0]);
  });

  test('writes the same bytes on one thread and on several', async () => {
    const input = join(folder, 'threads.parquet');
    const [rows] = fc.sample(logs, { numRuns: 1, seed: 11 }) as unknown as [readonly Row[]];
    await writeParquetFile(input, sqlOf(rows));
    const values: unknown[] = [];
    for (const threads of [1, 3]) {
      const output = join(folder, `threads-${threads}.parquet`);
      await computeFeatureFile({ input, output, set, map, blockRows: 8, threads });
      values.push(await featuresOf(output));
    }
    expect(values[1]).toEqual(values[0]);
  });

  test('keeps the rows, their order and their columns, and takes CSV as well', async () => {
    const input = join(folder, 'rows.csv');
    const output = join(folder, 'rows.parquet');
    const lines = Array.from(
      { length: 50 },
      (_, row) => `2024-01-${String(31 - (row % 30)).padStart(2, '0')},${row % 3},T${row % 2},${row}.25,food`,
    );
    await writeFile(input, `day,who,terminal,amount,category\n${lines.join('\n')}\n`);
    await computeFeatureFile({ input, output, set, map: { at: 'day', customer: 'who' }, threads: 1 });
    const rows = await withDatabase(async (connection) =>
      (await connection.run(`SELECT amount, customer_count_1d FROM read_parquet('${output}')`)).getRows(),
    );
    expect(rows.map(([amount]) => amount)).toEqual(lines.map((_, row) => row + 0.25));
    // The next day of the same customer stands three days on: one payment of the day before never comes.
    expect(new Set(rows.map(([, count]) => count))).toEqual(new Set([0]));
  });

  test('leaves nothing behind when it is stopped or refused', async () => {
    const input = join(folder, 'stop.parquet');
    const output = join(folder, 'stopped.parquet');
    const [rows] = fc.sample(logs, { numRuns: 1, seed: 3 }) as unknown as [readonly Row[]];
    await writeParquetFile(input, sqlOf(rows));
    const before = await readdir(folder);
    const stop = new AbortController();
    const stopped = computeFeatureFile({
      ...{ input, output, set, map, blockRows: 2, threads: 1, signal: stop.signal },
      progress: (share) => {
        if (share > 0.6) stop.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' });
    const lacking = computeFeatureFile({ input, output, set, map: { at: 'when', id: 'id', customer: 'nobody' } });
    await expect(lacking).rejects.toMatchObject({ code: 'COLUMN_MISSING', details: { field: 'nobody' } });
    const taken = { ...set, features: [{ ...set.features[0]!, name: 'Amount' }] };
    await expect(computeFeatureFile({ input, output, set: taken, map })).rejects.toMatchObject({
      code: 'COLUMN_DUPLICATED',
    });
    expect(await readdir(folder)).toEqual(before);
  });
});
