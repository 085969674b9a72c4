import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AsOfRows, joinAsOf, type KnownRecords } from '../../src/enrichment/join-as-of.js';
import { tableEnricher } from '../../src/enrichment/table-records.js';

const small = fc.integer({ min: 0, max: 12 });
const recordsOf = (list: readonly (readonly [number, number, number])[]): KnownRecords => ({
  keys: { codes: Int32Array.from(list, ([key]) => key - 1), levels: ['0', '1', '2'] },
  at: Float64Array.from(list, ([, at]) => at),
  knownAt: Float64Array.from(list, ([, at, lag]) => at + lag),
});
const rowsOf = (list: readonly (readonly [number, number])[]): AsOfRows => ({
  // Levels in another order than the records', and one that they do not have.
  keys: { codes: Int32Array.from(list, ([key]) => key - 1), levels: ['2', 'x', '0', '1'] },
  asOf: Float64Array.from(list, ([, asOf]) => asOf),
});
const records = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), small, fc.integer({ min: 0, max: 6 })), {
  maxLength: 30,
});
const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 20 })), { maxLength: 20 });

/** The definition, row by row. */
function naive(asking: AsOfRows, known: KnownRecords, row: number): number {
  const key = asking.keys?.levels[asking.keys.codes[row] as number];
  let best = -1;
  for (let record = 0; record < known.at.length; record++) {
    if (key === undefined || known.keys?.levels[known.keys.codes[record] as number] !== key) continue;
    if (!((known.knownAt[record] as number) < (asking.asOf[row] as number))) continue;
    const [at, held] = [known.at[record] as number, known.at[best] ?? Number.NEGATIVE_INFINITY];
    if (at > held || (at === held && (known.knownAt[record] as number) > (known.knownAt[best] as number)))
      best = record;
  }
  return best;
}

test('each row sees the newest record of its key that was known before its moment, in its latest revision', () => {
  fc.assert(
    fc.property(records, rows, (list, asking) => {
      const [known, rows] = [recordsOf(list), rowsOf(asking)];
      expect([...joinAsOf(rows, known)]).toEqual(asking.map((_, row) => naive(rows, known, row)));
    }),
  );
});

test('leak: whatever becomes known at or after a moment changes nothing that was seen there', () => {
  fc.assert(
    fc.property(records, records, fc.integer({ min: 0, max: 20 }), rows, (past, future, now, asking) => {
      const early = past.filter(([, at, lag]) => at + lag < now);
      const late = future.map(([key, at, lag]) => [key, at, lag + Math.max(0, now - at - lag)] as const);
      const before = rowsOf(asking.map(([key, asOf]) => [key, Math.min(asOf, now)]));
      expect(joinAsOf(before, recordsOf([...early, ...late]))).toEqual(joinAsOf(before, recordsOf(early)));
    }),
  );
});

test('live and batch see the same', async () => {
  await fc.assert(
    fc.asyncProperty(records, rows, async (list, asking) => {
      const [known, rows] = [recordsOf(list), rowsOf(asking)];
      const table = {
        rowCount: list.length,
        columns: [
          { name: 'key', kind: 'id', ...(known.keys as { codes: Int32Array; levels: readonly string[] }) },
          { name: 'at', kind: 'datetime', values: known.at },
          { name: 'known', kind: 'datetime', values: known.knownAt },
          { name: 'n', kind: 'integer', values: Float64Array.from(list, (_, index) => index) },
        ],
      } as const;
      const source = {
        name: 's',
        table,
        version: '1',
        columns: { record: 'n' },
        key: 'key',
        at: 'at',
        knownAt: 'known',
      };
      const enricher = tableEnricher(source);
      const batch = joinAsOf(rows, known);
      for (const [row, found] of batch.entries()) {
        const key = rows.keys?.levels[rows.keys.codes[row] as number] ?? null;
        const { values } = await enricher.enrich(key, rows.asOf[row] as number);
        expect(values['record']).toBe(found < 0 ? null : found);
      }
    }),
  );
});

test('a figure published on the day of the decision is not seen; on the day after it is', () => {
  const known = { at: Float64Array.of(0), knownAt: Float64Array.of(100) };
  expect([...joinAsOf({ asOf: Float64Array.of(99, 100, 101, Number.NaN) }, known)]).toEqual([-1, -1, 0, -1]);
});

test('lengths that do not match, and keys on one side only, are refused', () => {
  const none = new Float64Array(1);
  expect(() => joinAsOf({ asOf: none }, { at: none, knownAt: new Float64Array(2) })).toThrow(/must have 1/);
  const keys = { codes: new Int32Array(1), levels: ['a'] };
  expect(() => joinAsOf({ asOf: none, keys }, { at: none, knownAt: none })).toThrow(/both or neither/);
});
