import { describe, expect, it } from 'vitest';
import { cellsOf, temporaryWarehouse } from '../temporary-warehouse.js';

const { read } = temporaryWarehouse();

function file(outcomes: readonly string[]): string {
  return `outcome,x\n${[...outcomes, ...outcomes].map((outcome, row) => `${outcome},${row}.5`).join('\n')}\n`;
}

describe('the bad value is assumed where it is obvious, and said', () => {
  const obvious: readonly (readonly [good: string, bad: string, kind: string])[] = [
    ['0', '1', 'boolean'],
    ['0.0', '1.0', 'boolean'],
    ['no', 'Yes', 'boolean'],
    ['FALSE', 'TRUE', 'boolean'],
    ['good', 'bad', 'category'],
    ['paid off', 'Default', 'category'],
    ['P I F', 'CHGOFF', 'category'],
    ['Fully Paid', 'Charged Off', 'category'],
  ];
  for (const [good, bad, kind] of obvious) {
    it(`${bad} beside ${good}`, async () => {
      const dataset = await read(file([good, bad]), { target: 'outcome' });
      expect(dataset.schema.badValue).toBe(bad === '1.0' ? '1' : bad);
      expect(dataset.schema.columns[0]?.kind).toBe(kind);
      expect(dataset.notes.join()).toContain('bad value of "outcome" assumed');
    });
  }
});

describe('otherwise it must be named', () => {
  const unclear: readonly (readonly [one: string, other: string])[] = [
    ['1', '2'],
    ['1', '-1'],
    ['+', '-'],
    ['A', 'B2'],
    ['bad', 'default'],
  ];
  for (const [one, other] of unclear) {
    it(`${one} or ${other}`, async () => {
      const error = await read(file([one, other]), { target: 'outcome' }).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'TARGET_INVALID', details: { field: 'outcome' } });
      expect((error as Error).message).toContain(`"${one}" (2)`);
      expect((error as Error).message).toContain('--bad');
      const dataset = await read(file([one, other]), { target: 'outcome', badValue: other });
      expect(dataset.schema.badValue).toBe(other);
      expect(dataset.table.rowCount).toBe(4);
      expect(new Set(cellsOf(dataset, 'outcome').map(String))).toEqual(new Set([one, other]));
    });
  }

  it('and be one of the two', async () => {
    await expect(read(file(['1', '2']), { target: 'outcome', badValue: '3' })).rejects.toMatchObject({
      code: 'TARGET_INVALID',
      message: expect.stringContaining('the bad value "3" is not in target "outcome"'),
    });
  });
});

describe('a target without two values is refused', () => {
  it('with three, which are listed with their counts', async () => {
    await expect(read(file(['a', 'b', 'b', 'c']), { target: 'outcome' })).rejects.toMatchObject({
      code: 'TARGET_INVALID',
      message: 'target "outcome" must hold two values; it holds 3: "b" (4), "a" (2), "c" (2)',
    });
  });

  it('with one, or none', async () => {
    await expect(read(file(['1', '1']), { target: 'outcome' })).rejects.toMatchObject({ code: 'TARGET_INVALID' });
    await expect(read(file(['', 'NA']), { target: 'outcome' })).rejects.toMatchObject({ code: 'TARGET_INVALID' });
  });
});

it('a row without outcome is set aside in training and kept in scoring', async () => {
  const content = file(['0', '1', '']);
  const dataset = await read(content, { target: 'outcome' });
  expect(dataset.quarantined.rows.map(({ line, rule }) => [line, rule])).toEqual([
    [4, 'target is missing'],
    [7, 'target is missing'],
  ]);
  const batch = await read(content, { schema: dataset.schema, targetOptional: true });
  expect(batch.table.rowCount).toBe(6);
  expect(cellsOf(batch, 'outcome')[2]).toBeNull();
});
