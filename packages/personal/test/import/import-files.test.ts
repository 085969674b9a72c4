import {
  type BankDialect,
  bankDialects,
  simulateHousehold,
  writeBankCsv,
  writeOfx,
  writeQif,
} from '@probity/simulation';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importBankFiles } from '../../src/import/import-files.js';

const bytes = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding);
const household = simulateHousehold({ seed: 3, days: 200 });
/** What every format can tell of a payment. */
const gist = (payments: readonly { account: string; day: number; amountMinor: number }[]) =>
  payments.map(({ account, day, amountMinor }) => `${account} ${day} ${amountMinor}`).sort();

describe('what a bank wrote', () => {
  it.each(bankDialects)(
    'as CSV in the dialect %s is read back payment by payment, nothing stated',
    (dialect: BankDialect) => {
      fc.assert(
        fc.property(fc.nat(1000), (seed) => {
          const world = simulateHousehold({ seed, days: 90 });
          const { ledger, files } = importBankFiles([{ name: 'x.csv', bytes: bytes(writeBankCsv(world, dialect)) }]);
          expect(files[0]?.rejected).toEqual([]);
          expect(gist(ledger.payments)).toEqual(gist(world.payments));
        }),
        { numRuns: 25 },
      );
    },
  );

  it.each(['utf16le', 'latin1'] as const)('in %s is read back', (encoding) => {
    const { ledger } = importBankFiles([{ name: 'x.csv', bytes: bytes(writeBankCsv(household, 'german'), encoding) }]);
    expect(gist(ledger.payments)).toEqual(gist(household.payments));
  });

  it.each([
    ['OFX 1', writeOfx(household, 1)],
    ['OFX 2', writeOfx(household, 2)],
    ['QIF', writeQif(household)],
  ])('as %s is read back', (_, text) => {
    const { ledger, files } = importBankFiles([{ name: 'x', bytes: bytes(text) }]);
    expect(files[0]?.rejected).toEqual([]);
    expect(gist(ledger.payments)).toEqual(gist(household.payments));
  });
});

describe('a ledger', () => {
  const whole = { name: 'whole.csv', bytes: bytes(writeBankCsv(household, 'signed')) };
  const between = (from: number, to: number) => ({
    ...household,
    payments: household.payments.filter(({ day }) => day - household.firstDay >= from && day - household.firstDay < to),
  });

  it.each([
    ['CSV', whole.bytes],
    ['OFX', bytes(writeOfx(household, 1))],
    ['QIF', bytes(writeQif(household))],
  ])('does not change when the same %s file comes twice', (_, content) => {
    const once = importBankFiles([{ name: 'a', bytes: content }]);
    const again = importBankFiles([{ name: 'b', bytes: content }], once.ledger);
    expect(again.ledger).toEqual(once.ledger);
    expect(again.files[0]).toMatchObject({ accepted: 0, known: household.payments.length });
    expect(
      importBankFiles([
        { name: 'a', bytes: content },
        { name: 'b', bytes: content },
      ]).ledger,
    ).toEqual(once.ledger);
  });

  it('is the same whether an account comes at once or in exports that overlap by whole days', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 180 }), fc.integer({ min: 0, max: 40 }), (cut, overlap) => {
        const first = bytes(writeBankCsv(between(0, Math.min(200, cut + overlap)), 'german'));
        const second = bytes(writeBankCsv(between(cut, 200), 'german'));
        const parts = importBankFiles([
          { name: '1', bytes: first },
          { name: '2', bytes: second },
        ]).ledger.payments;
        const all = importBankFiles([{ name: '0', bytes: bytes(writeBankCsv(household, 'german')) }]).ledger.payments;
        expect(new Set(parts.map(({ id }) => id))).toEqual(new Set(all.map(({ id }) => id)));
        expect(parts).toHaveLength(all.length);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps two equal payments of one day apart', () => {
    const text = 'Date,Description,Amount\n2024-01-02,Coffee,-3.00\n2024-01-02,Coffee,-3.00\n';
    const { ledger } = importBankFiles([{ name: 'x', bytes: bytes(text) }]);
    expect(ledger.payments).toHaveLength(2);
  });
});

describe('a broken bank file', () => {
  it('loses nothing: rows read are payments and refused rows with line, field and reason', () => {
    const text = [
      'Date,Description,Amount,Balance',
      '2024-01-02,Rent,-900.00,100.00',
      '2024-13-02,Rent,-1.00,99.00',
      '2024-01-03,"never closed,-1.00,98.00',
      '2024-01-04,Shop,much,97.00',
      '2024-01-05,Shop,,97.00',
      '2024-01-05,Shop,-1.005,97.00',
      '2024-01-06,Pay,1000.00,1097.00',
      '',
    ].join('\n');
    const { files, ledger } = importBankFiles([{ name: 'x.csv', bytes: bytes(text) }]);
    expect(files[0]).toMatchObject({ rowsRead: 7, accepted: 2 });
    expect(ledger.payments).toHaveLength(2);
    expect(files[0]?.rejected.map(({ line, field, code }) => [line, field, code])).toEqual([
      [3, 'Date', 'BANK_ROW_INVALID'],
      [4, 'row', 'BANK_ROW_INVALID'],
      [5, 'Amount', 'BANK_ROW_INVALID'],
      [6, 'Amount', 'BANK_ROW_INVALID'],
      [7, 'Amount', 'BANK_ROW_INVALID'],
    ]);
    expect(files[0]?.rejected[4]?.reason).toContain('2 decimals');
  });

  it('adds up whatever is done to its bytes, or is refused with a code', () => {
    const good = [writeBankCsv(household, 'german'), writeOfx(household, 1), writeQif(household)].map((text) =>
      bytes(text.slice(0, 6000)),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...good),
        fc.array(fc.tuple(fc.nat(5999), fc.nat(255)), { maxLength: 12 }),
        fc.nat(6000),
        (file, changes, end) => {
          const broken = Uint8Array.from(file.subarray(0, end));
          for (const [at, byte] of changes) if (at < broken.length) broken[at] = byte;
          try {
            const { files, ledger } = importBankFiles([{ name: 'x', bytes: broken }]);
            const [{ rowsRead = 0, accepted = 0, known = 0, rejected = [] } = {}] = files;
            expect(accepted + known + rejected.length).toBe(rowsRead);
            expect(ledger.payments).toHaveLength(accepted);
            for (const { day, amountMinor } of ledger.payments)
              expect(Number.isSafeInteger(day) && Number.isSafeInteger(amountMinor)).toBe(true);
          } catch (error) {
            expect(error).toMatchObject({ name: 'ProbityError', code: expect.stringMatching(/^(BANK_|FILE_EMPTY)/) });
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('a file without payments', () => {
  const file = (name: string, text: string) => ({ name, bytes: bytes(text) });
  const header = 'Date,Description,Amount\n';
  const one = file('april.csv', `${header}2024-04-01,Rent,-900.00\n`);
  const code = (files: Parameters<typeof importBankFiles>[0], ledger?: Parameters<typeof importBankFiles>[1]) => {
    try {
      importBankFiles(files, ledger);
    } catch (error) {
      const { code: found, message } = error as { code: string; message: string };
      return `${found}: ${message}`;
    }
    return 'none';
  };

  it.each([
    ['a header alone', header, /^FILE_EMPTY: march\.csv holds no payments: there is no row below its header$/],
    ['a header, and lines of nothing', `${header},,\n\n`, /^FILE_EMPTY: march\.csv holds no payments/],
    [
      'a header below a preamble',
      `Account 12\n\nBuchungstag;Betrag;Text\n`,
      /^FILE_EMPTY: march\.csv holds no payments/,
    ],
    ['words that nobody knows', 'foo,bar,baz\n', /^FILE_EMPTY: march\.csv holds no payments/],
    ['nothing', '', /^FILE_EMPTY: march\.csv is empty$/],
    ['blank lines', ' \n\n', /^FILE_EMPTY: march\.csv is empty$/],
    ['a QIF file without records', '!Type:Bank\n', /^FILE_EMPTY: march\.csv holds no payments$/],
    [
      'rows none of which can be read',
      '!Type:Bank\nDsoon\nT-5.00\n^\n',
      /^FILE_EMPTY: none of the 1 rows of march\.csv could be read; the first: line \d+, D: "soon"/,
    ],
  ])('that is alone is refused by name, and told what is not in it: %s', (_, text, refused) => {
    expect(code([file('march.csv', text)])).toMatch(refused);
  });

  it('does not keep another out, before it or behind it, and says so in a note', () => {
    const empty = file('march.csv', header);
    for (const files of [
      [empty, one],
      [one, empty],
      [file('zero.csv', ''), one],
    ]) {
      const { ledger, files: read } = importBankFiles(files);
      expect(ledger.payments).toHaveLength(1);
      const notes = read.filter(({ rowsRead }) => rowsRead === 0).flatMap((found) => found.notes);
      expect(notes).toEqual([expect.stringMatching(/^march\.csv holds no payments|^zero\.csv is empty/)]);
      expect(read.map(({ name }) => name)).toEqual(files.map(({ name }) => name));
    }
    expect(code([empty, file('zero.csv', '')])).toMatch(/march\.csv holds no payments.*; zero\.csv is empty$/);
  });

  it('leaves a ledger as it was, unless it brings a balance', () => {
    const { ledger } = importBankFiles([one]);
    expect(code([file('march.csv', header)], ledger)).toMatch(/^FILE_EMPTY/);
    const ofx = writeOfx({ ...household, payments: [] }, 1);
    expect(code([file('may.ofx', ofx)])).toMatch(/^FILE_EMPTY: may\.ofx holds no payments/);
    const after = importBankFiles([file('may.ofx', ofx)], ledger).ledger;
    expect(after.payments).toEqual(ledger.payments);
    expect(after.balances.length).toBeGreaterThan(ledger.balances.length);
  });

  it('is not taken for one whose columns are unclear', () => {
    expect(code([file('march.csv', 'a;b\nx;y\n')])).toMatch(/^BANK_MAPPING_UNCLEAR/);
    expect(code([file('march.csv', 'Date,Description,Amount\nfoo,Rent,bar\n')])).toMatch(/^BANK_MAPPING_UNCLEAR/);
  });
});
