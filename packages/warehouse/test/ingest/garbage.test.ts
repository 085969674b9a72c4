import { readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { errorCatalogue, ProbityError } from '@probity/domain';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { temporaryWarehouse } from '../temporary-warehouse.js';

const { folder, read } = temporaryWarehouse();

const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));
const letters = fc
  .array(fc.constantFrom(...'ab1.-,;|\t "\'\n\r\0=é%', '\r\n', '1,2\n', 'NA', '"x\n"', '2020-01-01'), {
    maxLength: 120,
  })
  .map((parts) => Buffer.from(parts.join('')));
const table = fc
  .array(
    fc.array(fc.constantFrom('1', '2.5', '', 'x', '"', '"a"', '?', '1e999', '=1+1', '\0', 'é'), {
      minLength: 1,
      maxLength: 5,
    }),
    { maxLength: 20 },
  )
  .map((rows) => Buffer.from(`a,b,c\n${rows.map((row) => row.join(',')).join('\n')}`));
const archive = fc.tuple(table, fc.nat(100)).map(([content, cut]) => {
  const packed = gzipSync(content);
  return packed.subarray(0, Math.max(2, packed.length - cut));
});
const utf16 = letters.map((content) =>
  Buffer.from(`\ufeff${content.toString()}`, 'utf16le').subarray(0, content.length * 2 - 1),
);
const options = fc.record(
  {
    target: fc.constantFrom('a', 'column_1', 'nope'),
    badValue: fc.constantFrom('1', 'x', ''),
    id: fc.constantFrom('b', 'column_2'),
    targetOptional: fc.boolean(),
    specialCodes: fc.constantFrom(['1'], ['x', '?']),
    dialect: fc.record(
      { delimiter: fc.constantFrom(',', ' ', '"', 'ab'), header: fc.boolean(), quote: fc.constantFrom('', '"', ',') },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

it('whatever bytes come in: a coded error, or a data set whose counts add up', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(bytes, letters, table, archive, utf16), options, async (content, settings) => {
      const outcome = await read(content, settings).catch((error: unknown) => error);
      if (outcome instanceof Error) {
        expect(outcome).toBeInstanceOf(ProbityError);
        const { code, message } = outcome as ProbityError;
        expect(Object.keys(errorCatalogue)).toContain(code);
        expect(code, message).not.toBe('INTERNAL');
        return;
      }
      const { table: accepted, lines, quarantined, rowsRead } = outcome as Awaited<ReturnType<typeof read>>;
      expect(accepted.rowCount + quarantined.count).toBe(rowsRead);
      expect(lines.length).toBe(accepted.rowCount);
      expect(accepted.rowCount).toBeGreaterThan(0);
      for (const column of accepted.columns) {
        expect('values' in column ? column.values.length : column.codes.length).toBe(accepted.rowCount);
      }
    }),
    { numRuns: 500 },
  );
  expect(readdirSync(folder).filter((name) => name.startsWith('.') || name.endsWith('.tmp'))).toEqual([]);
}, 120_000);

it('a line of ten million characters, and one of a hundred thousand cells, do no harm', async () => {
  const long = await read(`a,b\n1,2.5\n${'9'.repeat(10_000_000)},1\n3,4.5\n`);
  expect(long.quarantined.rows.map(({ line, rule }) => [line, rule])).toEqual([
    [3, 'a line of more than 1,048,576 characters'],
  ]);
  await expect(read(`${'1,'.repeat(100_000)}1\n`)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
});
