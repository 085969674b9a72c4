import { describe, expect, it } from 'vitest';
import { cellsOf, describeColumnOf, temporaryWarehouse } from '../temporary-warehouse.js';

const { read } = temporaryWarehouse();

/** A file of one column, beside a column `x` of numbers that are not all different. */
function column(cells: readonly string[]): string {
  return `c,x\n${cells.map((cell, row) => `${cell},${row % 3}.5`).join('\n')}\n`;
}
const repeat = (cells: readonly string[], times: number) => Array.from({ length: times }, () => cells).flat();
const counting = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index));

describe('kind and role follow from the cells', () => {
  const cases: readonly (readonly [what: string, cells: readonly string[], found: string])[] = [
    ['whole numbers', repeat(['3', '4', '12'], 5), 'integer/feature'],
    ['fractions', repeat(['3', '4.5', '12'], 5), 'numeric/feature'],
    ['0 and 1', repeat(['0', '1'], 5), 'boolean/feature'],
    ['0.0 and 1.0', repeat(['0.0', '1.0', ''], 5), 'boolean/feature'],
    ['yes and no', repeat(['Yes', 'no'], 5), 'boolean/feature'],
    ['1 and 2', repeat(['1', '2'], 5), 'integer/feature'],
    ['few texts', repeat(['rent', 'own'], 5), 'category/feature'],
    ['dates', repeat(['2020-01-31', '2020-02-29'], 5), 'date/excluded'],
    ['times', repeat(['2020-01-31 10:00', '2020-02-29'], 5), 'datetime/excluded'],
    ['numbers in sequence', counting(30, (index) => String(100 + index)), 'id/id'],
    ['different codes', counting(30, (index) => `A-${index * 7}`), 'id/id'],
    ['prose', counting(30, (index) => `paid back loan number ${index} in full`), 'text/excluded'],
    [
      'too many levels',
      repeat(
        counting(210, (index) => `town${index}`),
        2,
      ),
      'category/excluded',
    ],
    ['one value only', repeat(['EUR'], 9), 'category/excluded'],
    ['one value or none', repeat(['Y', ''], 9), 'boolean/feature'],
    ['nothing', repeat([''], 9), 'category/excluded'],
    ['markers only', repeat(['NA', '?'], 9), 'category/excluded'],
  ];
  for (const [what, cells, found] of cases) {
    it(`${what}: ${found}`, async () => expect(describeColumnOf(await read(column(cells)), 'c')).toBe(found));
  }

  it('two ways to write a date in one column are both read', async () => {
    const dataset = await read(column(repeat(['2020-03-04', '31/12/2020'], 4)));
    expect(cellsOf(dataset, 'c').slice(0, 2)).toEqual(['2020-03-04', '2020-12-31']);
  });

  it('an order of dates that nothing proves is said', async () => {
    const dataset = await read(column(repeat(['03/04/2020', '05/06/2020'], 4)));
    expect(dataset.notes[0]).toContain('which no date proves');
    expect(cellsOf(dataset, 'c')[0]).toBe('2020-04-03');
    const stated = await read(column(repeat(['03/04/2020', '05/06/2020'], 4)), { dialect: { dates: 'mdy' } });
    expect(cellsOf(stated, 'c')[0]).toBe('2020-03-04');
  });

  it('named keys that repeat are kept from the features', async () => {
    const cells = repeat(
      counting(60, (index) => String(index * 13)),
      2,
    );
    const dataset = await read(column(cells).replace('c,x', 'customer_id,x'));
    expect(describeColumnOf(dataset, 'customer_id')).toBe('id/excluded');
  });

  it('levels are sorted, whatever the order of rows', async () => {
    const levels = async (cells: readonly string[]) =>
      (await read(column(cells))).schema.columns.find(({ name }) => name === 'c')?.levels;
    expect(await levels(repeat(['own', 'rent', 'free'], 4))).toEqual(['free', 'own', 'rent']);
    expect(await levels(repeat(['rent', 'free', 'own'], 4))).toEqual(['free', 'own', 'rent']);
  });

  it('columns that the law may protect are named', async () => {
    const dataset = await read('sex,x\nm,1.5\nf,2.5\nm,2.5\n');
    expect(dataset.notes.join()).toMatch(/protected by law.*sex/);
    expect((await read('sex,x\nm,1.5\nf,2.5\nm,2.5\n', { protected: ['sex'] })).notes.join()).not.toMatch(/law/);
  });
});

describe('a few slips do not change the kind', () => {
  it('one bad cell in 100 numbers: the row is set aside and the slip is said', async () => {
    const dataset = await read(column([...counting(99, (index) => String(index % 40)), 'oops']));
    expect(describeColumnOf(dataset, 'c')).toBe('integer/feature');
    expect(dataset.quarantined.rows).toEqual([{ line: 101, column: 'c', value: 'oops', rule: 'not a number' }]);
    expect(dataset.notes.join()).toContain('"c" holds numbers, but 1 cell is not');
  });

  it('three in 100 make it a category', async () => {
    const dataset = await read(column([...counting(97, (index) => String(index % 20)), 'low', 'low', 'high']));
    expect(describeColumnOf(dataset, 'c')).toBe('category/feature');
    expect(dataset.quarantined.count).toBe(0);
  });

  it('an impossible day is a slip too', async () => {
    const dataset = await read(column([...repeat(['31/12/2020', '30/11/2020'], 20), '31/11/2020']));
    expect(dataset.quarantined.rows).toEqual([{ line: 42, column: 'c', value: '31/11/2020', rule: 'not a date' }]);
  });
});

describe('special codes', () => {
  it('stay in the column as they are, equal numbers as one, and in the schema that is saved', async () => {
    const dataset = await read(column(repeat(['5', '-7', '-8.0', '6'], 5)), { specialCodes: ['-7', '-8'] });
    expect(cellsOf(dataset, 'c').slice(0, 4)).toEqual([5, -7, -8, 6]);
    expect(dataset.schema.columns[0]?.specialCodes).toEqual(['-7', '-8']);
    const again = await read(column(repeat(['5', '-7'], 5)), { schema: dataset.schema });
    expect(cellsOf(again, 'c').slice(0, 2)).toEqual([5, -7]);
  });
});

it('a count of time that is different in every row stays a number', async () => {
  const dataset = await read(column(counting(30, String)), { time: 'c' });
  expect(describeColumnOf(dataset, 'c')).toBe('integer/time');
});

describe('roles', () => {
  const file =
    'key,bad,x,when,who,w,sex\na,0,1.5,2020-01-01,p,1,m\nb,1,2.5,2020-01-02,q,2,f\nc,0,1.5,2020-01-03,p,1,m\n';
  it('are those that the caller gives', async () => {
    const dataset = await read(file, {
      ...{ target: 'bad', id: 'key', time: 'when', group: 'who', weight: 'w', protected: ['sex'], exclude: ['x'] },
    });
    expect(dataset.schema.columns.map(({ role }) => role)).toEqual([
      ...['id', 'target', 'excluded', 'time', 'group', 'weight', 'protected'],
    ]);
  });

  it('of a column that is not there, or two of one column, are refused', async () => {
    await expect(read(file, { target: 'worse' })).rejects.toMatchObject({
      code: 'COLUMN_MISSING',
      details: { field: 'worse' },
    });
    await expect(read(file, { id: 'bad', target: 'bad' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
