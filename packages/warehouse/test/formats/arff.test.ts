import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cellsOf, describeColumnOf, temporaryWarehouse } from '../temporary-warehouse.js';

const { read } = temporaryWarehouse();

const head = `% a remark
@RELATION 'loan book'
@attribute 'Loan amount' NUMERIC
@attribute home {own, 'with parents', "re\\"nt"}   % what follows a list is passed over
@ATTRIBUTE grade { 3, 2, 1 }
@attribute since date "dd/MM/yyyy"
@attribute note string
@attribute bad {0,1}

@DATA
`;
const body = `1000, own, 3, 31/01/2020, 'first, loan', 0
% a remark between rows
2500.5,'with parents',1,"05/02/2020",'it\\'s', 1
?,?,2,?,?,0
500,"re\\"nt",3,06/02/2020,plain,1,{2}
`;

describe('ARFF', () => {
  it('is read by its head: names, domains, dates; quotes, remarks, weights and missing values', async () => {
    const dataset = await read(gzipSync(head + body), { target: 'bad' });
    expect(dataset.dialect).toMatchObject({ format: 'arff', gzip: true, dates: 'dmy' });
    expect(dataset.notes[0]).toBe('dialect: ARFF of 6 columns; utf-8, gzip; dates are day-month-year');
    expect(cellsOf(dataset, 'Loan amount')).toEqual([1000, 2500.5, null, 500]);
    expect(cellsOf(dataset, 'home')).toEqual(['own', 'with parents', null, 're"nt']);
    expect(cellsOf(dataset, 'since')).toEqual(['2020-01-31', '2020-02-05', null, '2020-02-06']);
    expect(cellsOf(dataset, 'note')).toEqual(['first, loan', "it's", null, 'plain']);
    expect(dataset.schema.columns.find(({ name }) => name === 'home')?.levels).toEqual([
      'own',
      'with parents',
      're"nt',
    ]);
    expect([...dataset.lines]).toEqual([11, 13, 14, 15]);
  });

  it('keeps a nominal column of digits nominal, in its declared order', async () => {
    const dataset = await read(head + body);
    const grade = dataset.schema.columns.find(({ name }) => name === 'grade');
    expect(grade).toMatchObject({ kind: 'category', levels: ['3', '2', '1'] });
    expect(describeColumnOf(dataset, 'bad')).toBe('boolean/feature');
  });

  it('sets aside a value outside its domain, a row of another width and a number that is none, with the line', async () => {
    const dataset = await read(`${head}${body}1,rented,3,?,?,0\n1,own,3,?,?\nmuch,own,3,?,?,0\n1,'own,3,?,?,0\n`);
    expect(dataset.quarantined.rows.map(({ line, column, rule }) => [line, column, rule])).toEqual([
      [16, 'home', 'not one of the declared values'],
      [17, '', '5 cells where there are 6 columns'],
      [18, 'Loan amount', 'not a number'],
      [19, '', 'a quote that is never closed'],
    ]);
    expect(dataset.table.rowCount).toBe(4);
  });

  it('fills sparse rows as the format says: 0, or the first declared value', async () => {
    const sparse = '@relation r\n@attribute n numeric\n@attribute c {low,high}\n@attribute m real\n@data\n';
    const dataset = await read(`${sparse}{0 5, 2 1.5}\n{ 1 high }\n{}\n{2 2.5,1 high}\n{7 1}\n{0 1,0 2}\n{0 1\n`);
    expect(cellsOf(dataset, 'n')).toEqual([5, 0, 0, 0]);
    expect(cellsOf(dataset, 'c')).toEqual(['low', 'high', 'low', 'high']);
    expect(cellsOf(dataset, 'm')).toEqual([1.5, 0, 0, 2.5]);
    expect(dataset.quarantined.rows.map(({ rule }) => rule)).toEqual([
      'no column 7: they count from 0',
      'a value twice',
      'a sparse row that is never closed',
    ]);
  });

  it('with a head that cannot be read is refused, and says which line', async () => {
    for (const [bad, message] of [
      ['@relation r\n@attribute t relational\n@data\n', /line 2 .*relational/],
      ['@relation r\n@attribute t {a,b\n@data\n', /line 2 .*never closed/],
      ['@relation r\n@attribute t wibble\n@data\n', /unknown kind "wibble"/],
      ['@relation r\n@data\n1\n', /declares no attribute/],
      ['@relation r\n@attribute n numeric\n', /does not end in @data/],
      ['@relation r\n@attribute n numeric\n@attribute n numeric\n@data\n1,2\n', /two columns named "n"/],
    ] as const) {
      await expect(read(bad)).rejects.toMatchObject({ message });
    }
  });

  it('has a head longer than the sample that is looked at first', async () => {
    const names = Array.from(
      { length: 4000 },
      (_, at) => `attribute_with_a_rather_long_name_that_fills_the_head_${at}`,
    );
    const wide = `@relation r\n${names.map((name) => `@attribute ${name} numeric\n`).join('')}@data\n`;
    const dataset = await read(
      `${wide}${names.map((_, at) => at).join(',')}\n${names.map((_, at) => at / 2).join(',')}\n`,
    );
    expect(dataset.table.columns).toHaveLength(4000);
    expect(cellsOf(dataset, names[3999] as string)).toEqual([3999, 1999.5]);
  });
});
