import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readUsers, sampleParquet, summariseCustomers } from '@probity/warehouse';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeParquetFile } from '../write-parquet-file.js';

const START = 1_704_067_200_000;
const map = { customer: 'who', at: 'when', amount: 'paid', category: 'kind', id: 'id', knownAt: 'known' };

interface Payment {
  readonly id: number;
  readonly who: number;
  readonly at: number;
  readonly late: number;
  readonly cents: number;
  readonly kind: string;
}

let folder: string;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'probity-summary-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function write(payments: readonly Payment[]): Promise<string> {
  const rows = payments.map(
    ({ id, who, at, late, cents, kind }) =>
      `('p${id}', 'c${who}', epoch_ms(${START + at}), epoch_ms(${START + at + late}), ${cents} / 100.0::DOUBLE, '${kind}')`,
  );
  const query = `SELECT * FROM (VALUES ${rows.join(', ')}) AS rows(id, who, "when", known, paid, kind)`;
  return writeParquetFile(join(folder, `${++files}.parquet`), query);
}

/** The plainest reading of what the figures mean. */
function byHand(payments: readonly Payment[], asOf: number) {
  const known = payments.filter(({ at, late }) => START + at + late < asOf);
  const latest = new Map<number, Payment & { place: number }>();
  for (const [place, payment] of known.entries()) {
    const before = latest.get(payment.id);
    const knownAt = (one: Payment) => one.at + one.late;
    if (before === undefined || knownAt(payment) >= knownAt(before)) latest.set(payment.id, { ...payment, place });
  }
  const customers = new Map<string, Payment[]>();
  for (const payment of latest.values()) {
    const name = `c${payment.who}`;
    customers.set(name, [...(customers.get(name) ?? []), payment]);
  }
  return [...customers]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, own]) => {
      const paid = own.map(({ cents }) => Math.max(0, cents));
      const sum = paid.reduce((total, cents) => total + cents, 0);
      const count = own.filter(({ cents }) => cents > 0).length;
      return {
        name,
        spent: sum / 100,
        refunded: own.reduce((total, { cents }) => total + Math.max(0, -cents), 0) / 100,
        transactions: count,
        cash: own.reduce((total, { cents, kind }) => total + (kind === 'cash' ? Math.max(0, cents) : 0), 0) / 100,
        night: own.filter(({ at, cents }) => cents > 0 && at % 86_400_000 < 21_600_000).length / count,
        deviation: Math.sqrt(paid.reduce((total, cents) => total + cents ** 2, 0) / count - (sum / count) ** 2) / 100,
        last: Math.max(...own.map(({ at }) => START + at)),
      };
    });
}

const payment = fc.record({
  id: fc.integer({ min: 0, max: 30 }),
  who: fc.integer({ min: 0, max: 4 }),
  at: fc.integer({ min: 1, max: 5 * 86_400_000 }),
  late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 86_400_000 })),
  // Mostly money out, so that the file is a shop's.
  cents: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 1, max: 900_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: -900, max: -1 }) },
  ),
  kind: fc.constantFrom('cash', 'groceries'),
});

describe('summariseCustomers', () => {
  it('is what summing by hand gives, with rows that come again, late and after the moment', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(payment, { minLength: 8, maxLength: 60 }),
        fc.integer({ min: 1, max: 7 }),
        async (payments, days) => {
          fc.pre(payments.filter(({ cents }) => cents > 0).length > payments.length / 2);
          const asOf = START + days * 86_400_000;
          const summary = await summariseCustomers(await write(payments), { map, asOf });
          const expected = byHand(payments, asOf);
          expect(summary.ids).toEqual(expected.map(({ name }) => name));
          expect([...summary.spent]).toEqual(expected.map(({ spent }) => spent));
          expect([...summary.refunded]).toEqual(expected.map(({ refunded }) => refunded));
          expect([...summary.transactions]).toEqual(expected.map(({ transactions }) => transactions));
          expect([...summary.cash]).toEqual(expected.map(({ cash }) => cash));
          expect([...summary.nightShare]).toEqual(expected.map(({ night }) => night));
          expect([...summary.lastAt]).toEqual(expected.map(({ last }) => last));
          for (const [row, { deviation }] of expected.entries()) {
            if (Number.isNaN(deviation)) expect(summary.deviation[row]).toBeNaN();
            else expect(summary.deviation[row]).toBeCloseTo(deviation, 2);
          }
          const { read, used, afterAsOf, superseded, incomplete } = summary.rows;
          expect(read).toBe(payments.length);
          expect(used + afterAsOf + superseded + incomplete).toBe(read);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('adds money exactly where doubles would not', async () => {
    const payments = Array.from({ length: 2000 }, (_, id) => ({
      id,
      who: 0,
      at: 1000 + id,
      late: 0,
      cents: 10,
      kind: 'x',
    }));
    const { spent } = await summariseCustomers(await write(payments), { map });
    expect(spent[0]).toBe(200);
    expect(payments.reduce((sum) => sum + 0.1, 0)).not.toBe(200);
  });

  it('reads a bank statement: credits are income, payments are below zero or said to go out', async () => {
    const signed = `SELECT * FROM (VALUES (1, DATE '2024-01-01', -30.5, 10.0), (1, DATE '2024-01-02', 1000.0, -5.0), (1, DATE '2024-01-03', -20.0, 3.0)) AS t(account, day, amount, balance)`;
    const file = await writeParquetFile(join(folder, 'signed.parquet'), signed);
    const own = { customer: 'account', at: 'day', amount: 'amount', balance: 'balance' };
    const summary = await summariseCustomers(file, { map: own });
    expect([summary.spent[0], summary.received[0], summary.overdrawnShare[0]]).toEqual([50.5, 1000, 1 / 3]);
    expect(summary.refunded[0]).toBeNaN();
    expect(summary.nightShare[0]).toBeNaN();
    expect(summary.notes[0]).toContain('below zero');
    const said = `SELECT * FROM (VALUES (7, 930101, 700.0, 'PRIJEM'), (7, 930102, 60.0, 'VYDAJ')) AS t(account, day, amount, kind)`;
    const directed = await writeParquetFile(join(folder, 'directed.parquet'), said);
    const other = await summariseCustomers(directed, {
      map: { customer: 'account', at: 'day', amount: 'amount', direction: 'kind' },
    });
    expect([other.spent[0], other.received[0]]).toEqual([60, 700]);
    expect(other.from).toBe(Date.UTC(1993, 0, 1));
  });

  it('says which column is missing, or holds what it must not', async () => {
    const file = await write([{ id: 1, who: 1, at: 5, late: 0, cents: 100, kind: 'x' }]);
    await expect(summariseCustomers(file, { map: { customer: 'who', at: 'when' } })).rejects.toThrow(
      'add --map amount=<column>',
    );
    await expect(summariseCustomers(file, { map: { ...map, at: 'then' } })).rejects.toMatchObject({
      code: 'COLUMN_MISSING',
    });
    await expect(summariseCustomers(file, { map: { ...map, amount: 'kind' } })).rejects.toMatchObject({
      code: 'WRONG_TYPE',
    });
    await expect(summariseCustomers(join(folder, 'none.parquet'), { map })).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
    });
  });
});

describe('readUsers', () => {
  it('keeps the last row of an id that comes twice and counts what it leaves out', async () => {
    const query = `SELECT * FROM (VALUES ('a', 10, 'x'), (NULL, 5, 'y'), ('b', NULL, 'z'), ('a', 30, 'x')) AS t(id, income, city)`;
    const file = await writeParquetFile(join(folder, 'users.parquet'), query);
    const users = await readUsers(file, { user_id: 'id', annual_income: 'income' });
    expect(users.ids).toEqual(['a', 'b']);
    expect([...(users.columns['annual_income'] as Float64Array)]).toEqual([30, Number.NaN]);
    expect([users.withoutId, users.repeated]).toEqual([1, 1]);
    await expect(readUsers(file, { user_id: 'id', annual_income: 'city' })).rejects.toThrow(
      'must hold numbers to be "annual_income"',
    );
    const sample = await sampleParquet(file);
    expect(sample.columns.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'id category',
      'income integer',
      'city category',
    ]);
  });
});
