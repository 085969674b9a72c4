import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOfx } from '../../src/ofx/read-ofx.js';
import { formatDay } from '../../src/payment/calendar.js';

const folder = join(import.meta.dirname, '../golden/ofx');
const cases = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as {
  files: Record<
    string,
    {
      ofxtools: [string, number, string, string, string | null][];
      ofxparse: [string, string, number, string][];
      balances: [string, number][];
    }
  >;
};

describe('an OFX file', () => {
  it.each(readdirSync(folder).filter((name) => name.endsWith('.ofx')))(
    '%s has the payments that ofxtools and ofxparse find',
    (name) => {
      const { payments, rejected, balances } = readOfx(readFileSync(join(folder, name), 'utf8'));
      const expected = cases.files[name];
      expect(rejected).toEqual([]);
      expect(payments.length).toBeGreaterThan(5);
      expect(payments.map(({ account, amountMinor, bankId, text }) => [account, amountMinor, bankId, text])).toEqual(
        expected?.ofxtools.map(([account, amount, id, payee, memo]) => [
          account,
          amount,
          id,
          [payee, memo].filter((word) => word).join(' '),
        ]),
      );
      expect(
        payments.map(({ account, day, amountMinor, bankId }) => [account, formatDay(day), amountMinor, bankId]),
      ).toEqual(expected?.ofxparse);
      expect(balances.map(({ account, balanceMinor }) => [account, balanceMinor])).toEqual(expected?.balances);
    },
  );

  it('keeps a broken entry with its line, tag and reason, and reads the others', () => {
    const text = readFileSync(join(folder, 'bank-sgml.ofx'), 'utf8')
      .replace('<DTPOSTED>20240315', '<DTPOSTED>soon')
      .replace('<TRNAMT>-900', '<TRNAMT>');
    const { payments, rejected, rowsRead } = readOfx(text);
    expect(rowsRead).toBe(8);
    expect(payments).toHaveLength(6);
    expect(rejected).toMatchObject([
      { code: 'BANK_ROW_INVALID', line: 17, field: 'DTPOSTED', reason: expect.stringContaining('"soon"') },
      { line: 18, field: 'TRNAMT' },
    ]);
    expect(rejected[0]?.text).toContain('ACME PAYROLL');
  });

  it('without a statement is refused with a code', () => {
    expect(() => readOfx('<OFX></OFX>', 'x.ofx')).toThrowError(/x\.ofx holds no statement/);
  });
});
