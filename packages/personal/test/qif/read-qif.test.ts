import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatDay } from '../../src/payment/calendar.js';
import { guessQifNotation, readQif } from '../../src/qif/read-qif.js';

const folder = join(import.meta.dirname, '../golden/qif');
const cases = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as {
  files: Record<string, [string, string, number, string][]>;
};
const read = (text: string) => readQif(text, guessQifNotation(text));

describe('a QIF file', () => {
  it('of several accounts has the payments that quiffen finds', () => {
    const { payments } = read(readFileSync(join(folder, 'household.qif'), 'utf8'));
    const sorted = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).sort();
    expect(
      sorted(payments.map(({ account, day, amountMinor, text }) => [account, formatDay(day), amountMinor, text])),
    ).toEqual(sorted(cases.files['household.qif'] ?? []));
  });

  it('with Quicken’s apostrophe years, split parts and old years is read', () => {
    const { payments } = read(readFileSync(join(folder, 'odd.qif'), 'utf8'));
    expect(payments.map(({ day, amountMinor, text, given }) => [formatDay(day), amountMinor, text, given])).toEqual([
      ['2004-01-05', -123_456, 'Landlord Rent for January', 'Housing:Rent'],
      ['1999-12-31', 25_000, 'Refund', undefined],
      ['2024-02-14', -7_500, 'Grocer', undefined],
    ]);
  });

  it('tells days first from months first where a day shows it', () => {
    expect(guessQifNotation('!Type:Bank\nD31/12/2023\nT1\n^\nD01/02/2024\nT1\n^\n').dates).toBe('dmy');
  });

  it('keeps transfers apart and broken records with their reason', () => {
    const { payments, rejected } = read(
      '!Type:Bank\nD1/2/2024\nT-5.00\nL[Savings]\n^\nDxx\nT1.00\n^\nD1/3/2024\nTmuch\n^\n',
    );
    expect(payments).toMatchObject([{ saysTransfer: true }]);
    expect(rejected.map(({ line, field }) => [line, field])).toEqual([
      [6, 'D'],
      [9, 'T'],
    ]);
  });
});
