import { describe, expect, it } from 'vitest';
import { sharedFile } from '../shared-data.js';
import { temporaryWarehouse } from '../temporary-warehouse.js';

const { warehouse } = temporaryWarehouse();

/** File, options, rows, features, bad rows, id column. */
const files = [
  ['german_credit/german.data.gz', { target: 'column_21', badValue: '2' }, 1000, 20, 300, undefined],
  ['hmeq/hmeq.csv.gz', { target: 'BAD' }, 5960, 12, 1189, undefined],
  ['give_me_some_credit/cs-training.csv.gz', { target: 'SeriousDlqin2yrs' }, 150_000, 10, 10_026, 'column_1'],
  ['taiwan_credit_card/UCI_Credit_Card.csv.gz', { target: 'default.payment.next.month' }, 30_000, 23, 6636, 'ID'],
] as const;

describe('the credit files of the benchmarks are read whole', () => {
  for (const [name, options, rows, features, bads, id] of files) {
    const file = sharedFile(name);
    it.skipIf(file === undefined)(`${name} (skipped where the data set is not at hand)`, async () => {
      const shares: number[] = [];
      const dataset = await warehouse.ingest(file ?? '', { ...options, onProgress: (share) => shares.push(share) });
      const { schema, table } = dataset;
      expect([dataset.rowsRead, table.rowCount, dataset.quarantined.count]).toEqual([rows, rows, 0]);
      expect(schema.columns.filter(({ role }) => role === 'feature')).toHaveLength(features);
      expect(schema.columns.find(({ role }) => role === 'id')?.name).toBe(id);
      const target = table.columns.find((column) => column.name === options.target);
      const bad = Number(schema.badValue);
      expect(
        target !== undefined && 'values' in target ? target.values.filter((value) => value === bad).length : -1,
      ).toBe(bads);
      expect(shares.at(-1)).toBe(1);
      expect(shares).toEqual([...shares].sort((one, other) => one - other));
    });
  }
});
