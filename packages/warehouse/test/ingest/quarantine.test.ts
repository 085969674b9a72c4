import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { csvCell } from '../../src/ingest/quarantine-file.js';
import { temporaryWarehouse } from '../temporary-warehouse.js';

const { folder, read } = temporaryWarehouse();
const rows = Array.from({ length: 40 }, (_, row) => `${row % 7},${row}.5`).join('\n');

it('refused rows lie in a file with line, column, value and rule', async () => {
  const dataset = await read(`n,x\n${rows}\n1,2,3\n"a ""quoted"", one",2.5\n`);
  expect(dataset.quarantined.count).toBe(2);
  expect(readFileSync(dataset.quarantined.file ?? '', 'utf8')).toBe(
    'line,column,value,rule\r\n42,,1 | 2 | 3,3 cells where there are 2 columns\r\n43,n,"a ""quoted"", one",not a number\r\n',
  );
});

it('no cell of the file is a formula to a spreadsheet', async () => {
  const dataset = await read(`n,x\n${rows}\n"=HYPERLINK(""http://x"")",2.5\n`);
  expect(readFileSync(dataset.quarantined.file ?? '', 'utf8')).toContain(`"'=HYPERLINK(""http://x"")"`);
  for (const start of ['=', '+', '-', '@', '\t', '\r']) expect(csvCell(`${start}1`).replace(/^"/, '')).toMatch(/^'/);
});

it('there is no file when all rows are accepted', async () => {
  expect((await read(`n,x\n${rows}\n`)).quarantined).toEqual({ count: 0, rows: [] });
});

it('when no row is accepted the error says why and where the rows are', async () => {
  const schema = {
    formatVersion: 1 as const,
    columns: [{ name: 'n', kind: 'integer' as const, role: 'feature' as const }],
  };
  const error = await read('n\nx\ny\n', { schema }).catch((caught: unknown) => caught);
  expect(error).toMatchObject({
    code: 'FILE_EMPTY',
    message: expect.stringContaining('line 2, column "n": not a number'),
  });
  expect(existsSync((error as { details: { quarantine: string } }).details.quarantine)).toBe(true);
});

it('nothing half-written is left behind', () => {
  expect(readdirSync(folder).filter((name) => name.startsWith('.') || name.endsWith('.tmp'))).toEqual([]);
});
