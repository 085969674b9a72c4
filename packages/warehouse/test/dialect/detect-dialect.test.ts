import { gzipSync } from 'node:zlib';
import { ProbityError } from '@probity/domain';
import type { Dialect } from '@probity/training';
import { describe, expect, it } from 'vitest';
import { cellsOf, temporaryWarehouse } from '../temporary-warehouse.js';

const { read } = temporaryWarehouse();

const common: Dialect = {
  ...{ delimiter: ',', header: true, quote: '"', encoding: 'utf-8' as const },
  ...{ decimal: '.' as const, dates: 'ymd' as const, gzip: false },
};
const plain = 'age,town,income\n30,Rome,1200.5\n41,Oslo,900\n25,Bonn,1100\n';
const utf16 = (text: string, mark = true) => Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le');

/** Name of the trait, the file, and what must be found besides the common. */
const traits: readonly (readonly [trait: string, content: string | Uint8Array, found: Partial<Dialect>])[] = [
  ['commas', plain, {}],
  ['semicolons', plain.replaceAll(',', ';'), { delimiter: ';' }],
  ['tabs', plain.replaceAll(',', '\t'), { delimiter: '\t' }],
  ['bars', plain.replaceAll(',', '|'), { delimiter: '|' }],
  ['runs of blanks', plain.replaceAll(',', '   ').replaceAll('\n', ' \n '), { delimiter: ' ' }],
  ['comma and blank', plain.replaceAll(',', ', '), {}],
  ['no header', plain.slice(plain.indexOf('\n') + 1), { header: false }],
  ['lines that end in CR LF', plain.replaceAll('\n', '\r\n'), {}],
  ['lines that end in CR', plain.replaceAll('\n', '\r'), {}],
  ['double quotes', plain.replaceAll(/([A-Z]\w+)/g, '"$1, North"'), {}],
  ['single quotes', plain.replaceAll(/([A-Z]\w+)/g, "'$1, North'"), { quote: "'" }],
  ['a byte-order mark', `\ufeff${plain}`, {}],
  ['UTF-16, little end first', utf16(plain), { encoding: 'utf-16le' }],
  ['UTF-16, big end first', Buffer.from(utf16(plain)).swap16(), { encoding: 'utf-16be' }],
  ['UTF-16 without mark', utf16(plain, false), { encoding: 'utf-16le' }],
  ['Windows-1252', Buffer.from(plain.replace('Rome', 'K\xf6ln \x80'), 'latin1'), { encoding: 'windows-1252' }],
  ['decimal comma', plain.replaceAll(',', ';').replace('1200.5', '1.200,5'), { delimiter: ';', decimal: ',' }],
  ['decimal comma in quotes', plain.replace('1200.5', '"1200,5"'), { decimal: ',' }],
  ['decimal comma between blanks', '1,5 2,25 7,5\n1,25 8,5 9,25\n', { delimiter: ' ', header: false, decimal: ',' }],
  ['day first', plain.replaceAll(/[A-Z]\w+/g, '31/12/2020'), { dates: 'dmy' }],
  ['month first', plain.replaceAll(/[A-Z]\w+/g, '12/31/2020'), { dates: 'mdy' }],
  ['dates with points', plain.replaceAll(/[A-Z]\w+/g, '31.12.20'), { dates: 'dmy' }],
  ['gzip', gzipSync(plain), { gzip: true }],
  ['titles above the table', `Loans of May\n\n${plain}`, {}],
  ["Excel's word on the delimiter", `sep=;\r\n${plain.replaceAll(',', ';')}`, { delimiter: ';' }],
  ['a delimiter that only Excel names', `\ufeffsep=~\n${plain.replaceAll(',', '~')}`, { delimiter: '~' }],
  ['backslashes before quotes', plain.replaceAll(/([A-Z]\w+)/g, '"the \\"$1\\", North"'), { escape: '\\' }],
  ['a backslash that ends a cell', plain.replaceAll(/([A-Z]\w+)/g, '"C:\\$1, North\\"'), {}],
];

describe('a trait of a file is found', () => {
  for (const [trait, content, found] of traits) {
    it(trait, async () => {
      const dataset = await read(content);
      expect(dataset.dialect).toEqual({ ...common, ...found });
      expect(dataset.table.columns).toHaveLength(3);
      expect(dataset.table.rowCount).toBe(trait === 'decimal comma between blanks' ? 2 : 3);
      expect(dataset.notes[0]).toMatch(/^dialect: 3 columns/);
    });
  }

  it('decimal commas give the right numbers', async () => {
    const dataset = await read('a;b\n1.234,5;x\n2,25;y\n3;z\n');
    expect(cellsOf(dataset, 'a')).toEqual([1234.5, 2.25, 3]);
  });

  it("Excel's first line is no row, and lines are counted from it", async () => {
    const dataset = await read(`sep=;\n${plain.replaceAll(',', ';')}x;y\n`);
    expect([...dataset.lines]).toEqual([3, 4, 5]);
    expect(dataset.quarantined.rows.map(({ line }) => line)).toEqual([6]);
    const without = await read('sep=,\n1,2.5\n2,3.5\n');
    expect([...without.lines]).toEqual([2, 3]);
  });

  it('escaped quotes and backslashes are undone, others kept', async () => {
    const rows = [
      String.raw`1,"say \"hi\", twice"`,
      String.raw`2,"C:\dir\new ""old"""`,
      String.raw`3,"a\\"`,
      '4,"line\nbreak \\"q\\""',
      '5,plain',
    ];
    const dataset = await read(`n,note\n${rows.join('\n')}\n`);
    expect(dataset.dialect.escape).toBe('\\');
    expect(cellsOf(dataset, 'note')).toEqual([
      'say "hi", twice',
      String.raw`C:\dir\new "old"`,
      'a\\',
      'line\nbreak "q"',
      'plain',
    ]);
    expect([...dataset.lines]).toEqual([2, 3, 4, 5, 7]);
  });

  it('bytes that are not UTF-8 far behind the sample turn the whole file to Windows-1252', async () => {
    const rows = Array.from({ length: 60_000 }, (_, row) => `${row},Rome`).join('\n');
    const dataset = await read(Buffer.from(`n,town\n${rows}\n60000,K\xf6ln\n`, 'latin1'));
    expect(dataset.dialect.encoding).toBe('windows-1252');
    expect(cellsOf(dataset, 'town').at(-1)).toBe('Köln');
  });

  it('all characters that only Windows-1252 has are read', async () => {
    const bytes = Buffer.from([...Array(32).keys()].map((index) => 0x80 + index));
    const dataset = await read(Buffer.concat([Buffer.from('n,t\n1,a'), bytes, Buffer.from('z\n2,b\n3,c\n')]));
    expect(cellsOf(dataset, 't')[0]).toBe('a€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸz');
  });
});

describe('the first line', () => {
  it('is a header when the column below holds numbers, also with an empty name', async () => {
    const dataset = await read(',bad,x\n1,0,5.5\n2,1,4.5\n');
    expect(dataset.schema.columns.map(({ name }) => name)).toEqual(['column_1', 'bad', 'x']);
  });

  it('is data when one of its cells comes again below', async () => {
    expect((await read('b,u,g\na,u,p\nb,y,g\n')).dialect.header).toBe(false);
  });

  it('is a header when all is text and none of its cells comes again', async () => {
    expect((await read('sex,mood\nm,glad\nf,glad\nm,sad\n')).dialect.header).toBe(true);
  });

  it('with one name too few leaves the first column, of row names, without one', async () => {
    const dataset = await read('a b\nr1 1 2.5\nr2 3 4.5\n');
    expect(dataset.schema.columns.map(({ name }) => name)).toEqual(['column_1', 'a', 'b']);
  });

  it('with one name too few belongs to a table whose lines end in a delimiter', async () => {
    const dataset = await read('a;b\n1;2.5;\n3;4.5;\n');
    expect(dataset.schema.columns.map(({ name }) => name)).toEqual(['a', 'b', 'column_3']);
  });

  it('with names that do not fit the rows is refused for its rows', async () => {
    await expect(read('a,b,c\n1,2\n3,4\n5,6\n7,8\n9,1\n', {})).rejects.toMatchObject({ code: 'FILE_EMPTY' });
    const dataset = await read('Loans, May\na,b,c,d,e\n1,2,3,4,5\n1,2,3,4,6\n');
    expect(dataset.schema.columns.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('is what the caller says', async () => {
    expect((await read('a,b\nc,d\n', { dialect: { header: false } })).table.rowCount).toBe(2);
    expect((await read('1,2\n3,4\n', { dialect: { header: true } })).schema.columns[0]?.name).toBe('1');
  });

  it('with one name twice is refused', async () => {
    await expect(read('a,a\n1,2\n3,4\n')).rejects.toMatchObject({ code: 'COLUMN_DUPLICATED', details: { field: 'a' } });
  });
});

describe('what is no table is refused', () => {
  const refused: readonly (readonly [what: string, content: string | Uint8Array, code: string])[] = [
    ['an empty file', '', 'FILE_EMPTY'],
    ['blank lines', '\n \n\n', 'FILE_EMPTY'],
    ['an empty archive', gzipSync(''), 'FILE_EMPTY'],
    ['a header alone', 'a,b,c\n', 'FILE_EMPTY'],
    ['a ZIP archive', Buffer.from('PK\x03\x04rest'), 'FILE_UNREADABLE'],
    ['a Parquet file', Buffer.from('PAR1rest'), 'FILE_UNREADABLE'],
    ['binary data', Buffer.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16, 17, 18, 0, 3]), 'FILE_UNREADABLE'],
    ['a cut archive', gzipSync(plain.repeat(1000)).subarray(0, 60), 'FILE_UNREADABLE'],
    ['prose', 'Well, well.\nOne, two, three, four.\nNo.\nA, b, c, d, e, f; g.\nSo, then, it is.\n', 'DIALECT_UNCLEAR'],
  ];
  for (const [what, content, code] of refused) {
    it(what, async () => {
      const error = await read(content).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(ProbityError);
      expect((error as ProbityError).code).toBe(code);
    });
  }

  it('a dialect that cannot be', async () => {
    for (const dialect of [{ delimiter: '' }, { delimiter: ',,' }, { delimiter: '"' }, { quote: '""' }]) {
      await expect(read(plain, { dialect })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
    await expect(
      read(Buffer.from('a,b\n1,\xff\n', 'latin1'), { dialect: { encoding: 'utf-8' } }),
    ).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
    });
  });
});

describe('what real files have besides their rows', () => {
  it("a row of transformations under the header, as FRED's own files have it, is set aside", async () => {
    const months = Array.from({ length: 240 }, (_, month) => `${(month % 12) + 1}/1/${1960 + Math.floor(month / 12)}`);
    const rows = months.map((month, row) => `${month},${(row / 7).toFixed(3)},${row % 5 === 0 ? '' : row * 1.5}\n`);
    const monthly = await read(`sasdate,RPI,UNRATE\nTransform:,5,2\n${rows.join('')}`);
    expect(monthly.quarantined.rows).toEqual([{ line: 2, column: 'sasdate', value: 'Transform:', rule: 'not a date' }]);
    const quarterly = await read(`sasdate,RPI,UNRATE\nfactors,0,1\ntransform,5,2\n${rows.join('')}`);
    expect(quarterly.quarantined.rows.map(({ line }) => line)).toEqual([2, 3]);
    for (const dataset of [monthly, quarterly]) {
      expect(dataset.schema.columns.map(({ kind }) => kind)).toEqual(['date', 'numeric', 'numeric']);
      expect(dataset.table.rowCount).toBe(240);
      expect(dataset.dialect.dates).toBe('mdy');
    }
  });

  it('dates without signs are dates where the name of the column says so', async () => {
    const rows = ['930705,930705,1', '940228,940228,2', '971231,971231,3'].map((row) => `${row}\n`).join('');
    const dataset = await read(`issue_date,amount,x\n${rows}`);
    expect(dataset.schema.columns.map(({ kind }) => kind)).toEqual(['date', 'integer', 'integer']);
    expect(cellsOf(dataset, 'issue_date')).toEqual(['1993-07-05', '1994-02-28', '1997-12-31']);
    const none = await read('date,x\n930705,1.5\n945328,2.5\n960101,3.5\n');
    expect(none.schema.columns[0]?.kind).toBe('integer');
  });
});
