import { describe, expect, it } from 'vitest';
import { formatMapping, parseMapping } from '../../src/csv/bank-mapping.js';
import { guessMapping } from '../../src/csv/guess-mapping.js';
import { readBankCsv } from '../../src/csv/read-bank-csv.js';

const lines = (...rows: string[]) => `${rows.join('\n')}\n`;

describe('how a bank file is read', () => {
  it('comes back from the words in which it is shown', () => {
    const text = lines('Buchungstag;Zweck;Soll;Haben', '31.01.2024;Miete;900,00;', '01.02.2024;Lohn;;2.000,00');
    const { mapping } = guessMapping(text);
    expect(mapping.columns).toMatchObject({ date: 'Buchungstag', debit: 'Soll', credit: 'Haben' });
    expect(guessMapping(text, parseMapping(formatMapping(mapping))).mapping).toEqual(mapping);
  });

  it('takes what is stated over what would be guessed', () => {
    const text = lines('Date,A,B', '01/02/2024,1.00,-2.00', '02/02/2024,3.00,-4.00');
    const { mapping } = guessMapping(text, parseMapping('amount=B,dates=mdy'));
    expect(readBankCsv(text, mapping).payments.map(({ amountMinor }) => amountMinor)).toEqual([-200, -400]);
    expect(mapping.dates).toBe('mdy');
  });

  it('says where a choice was open', () => {
    const text = lines('Date,Description,Amount', '01/02/2024,a,-1.00', '01/02/2024,b,-2.00');
    expect(guessMapping(text).notes.join()).toMatch(/dates could be read in two ways/);
    expect(guessMapping(lines('Date,Description,Amount', '2024-01-02,a,1.00')).notes.join()).toMatch(
      /no amount has a sign/,
    );
  });

  it('finds the sign by the balance, whichever comes first', () => {
    const flipped = lines(
      'Date,Description,Amount,Balance',
      '2024-01-01,a,10.00,90.00',
      '2024-01-02,b,20.00,70.00',
      '2024-01-03,c,-5.00,75.00',
    );
    expect(guessMapping(flipped).mapping.sign).toBe('out-positive');
    const newest = lines(
      'Date,Description,Amount,Balance',
      '2024-01-03,c,5.00,75.00',
      '2024-01-02,b,-20.00,70.00',
      '2024-01-01,a,-10.00,90.00',
    );
    expect(guessMapping(newest).mapping.sign).toBe('in-positive');
  });

  it('reads files without a header by what the cells hold', () => {
    const text = lines('2024-01-02;REWE MARKT;-12,50', '2024-01-03;SALARY;2000,00');
    const { mapping } = guessMapping(text);
    expect(readBankCsv(text, mapping).payments).toMatchObject([
      { amountMinor: -1250, text: 'REWE MARKT' },
      { amountMinor: 200_000 },
    ]);
  });

  it('refuses with what to say where no column fits, and names a stated column that is not there', () => {
    expect(() => guessMapping('a,b\nx,y\n', {}, 'q.csv')).toThrowError(/q\.csv has no column that could hold dates/);
    expect(() => guessMapping('Date,Amount\n2024-01-01,1.00\n', parseMapping('date=Tag'))).toThrowError(
      /no column "Tag"; it has Date, Amount/,
    );
    expect(() => parseMapping('dates=abc')).toThrowError(/ymd, dmy or mdy/);
  });
});
