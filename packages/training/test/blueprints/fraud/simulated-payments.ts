import type { Column, Table } from '@probity/domain';
import { createRandom } from '@probity/numerics';
import type { Dataset } from '../../../src/index.js';

const DAY_MS = 86_400_000;
export const FIRST_DAY = Date.UTC(2024, 0, 1);

/** Payments of customers with a habit each, terminals that are compromised for two weeks, and cards that are for one. */
export function simulatePayments(days = 70, customers = 60, terminals = 40, seed = 11): Dataset {
  const random = createRandom(seed);
  const habits = Array.from({ length: customers }, () => 10 + 80 * random.nextFloat());
  const compromised = Array.from({ length: terminals }, () => FIRST_DAY + random.nextFloat() * days * DAY_MS);
  const rows: { at: number; customer: number; terminal: number; amount: number; fraud: number }[] = [];
  for (let day = 0; day < days; day++) {
    for (let customer = 0; customer < customers; customer++) {
      for (let payment = random.nextUint32Below(4); payment > 0; payment--) {
        const at = FIRST_DAY + day * DAY_MS + random.nextUint32Below(DAY_MS);
        const terminal = (customer * 7 + random.nextUint32Below(8)) % terminals;
        const since = at - (compromised[terminal] as number);
        const stolen = random.nextFloat() < 0.006;
        const isFraud = stolen || (terminal % 4 === 0 && since >= 0 && since < 14 * DAY_MS);
        const usual = (habits[customer] as number) * (0.5 + random.nextFloat());
        rows.push({
          at,
          customer,
          terminal,
          amount: Math.round(100 * usual * (stolen ? 5 : 1)) / 100,
          fraud: isFraud ? 1 : 0,
        });
      }
    }
  }
  rows.sort((a, b) => a.at - b.at);
  const numeric = (
    name: string,
    kind: 'datetime' | 'integer' | 'numeric',
    of: (row: (typeof rows)[number]) => number,
  ): Column => ({
    ...{ name, kind, values: Float64Array.from(rows, of) },
  });
  const table: Table = {
    rowCount: rows.length,
    columns: [
      numeric('when', 'datetime', ({ at }) => at),
      numeric('who', 'integer', ({ customer }) => customer),
      numeric('where', 'integer', ({ terminal }) => terminal),
      numeric('paid', 'numeric', ({ amount }) => amount),
      numeric('bad', 'integer', ({ fraud }) => fraud),
    ],
  };
  return datasetOf(table);
}

export function datasetOf(table: Table): Dataset {
  return {
    hash: 'f'.repeat(64),
    schema: { formatVersion: 1, badValue: '1', columns: [] },
    ...{ table, lines: new Uint32Array(), rowsRead: table.rowCount },
    quarantined: { count: 0, rows: [] },
    dialect: {},
    notes: [],
  } as unknown as Dataset;
}

export const map = { at: 'when', customer: 'who', terminal: 'where', amount: 'paid', fraud: 'bad' };
export const day = (number: number) => FIRST_DAY + number * DAY_MS;
