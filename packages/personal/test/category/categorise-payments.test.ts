import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { simulateHousehold, writeBankCsv } from '@probity/simulation';
import { describe, expect, it } from 'vitest';
import { categorisePayments, correctCategory } from '../../src/category/categorise-payments.js';
import { categoryOfGiven } from '../../src/category/category.js';
import { categoryByWords } from '../../src/category/keyword-rules.js';
import { merchantKey } from '../../src/category/merchant-key.js';
import { fitWordModel } from '../../src/category/word-model.js';
import { importBankFiles } from '../../src/import/import-files.js';

const data = process.env['PROBITY_DATA'] ?? join(import.meta.dirname, '../../../../../shared/data');
const real = join(data, 'personal_transactions/personal_transactions.csv.gz');
const ledgerOf = (text: string) => importBankFiles([{ name: 'x.csv', bytes: Buffer.from(text) }]).ledger;
const rows = (...lines: string[]) => ledgerOf(['Date,Account,Description,Amount', ...lines, ''].join('\n')).payments;

describe('categories', () => {
  it('are told by words of several languages, the more telling phrase first', () => {
    expect(categoryByWords('GAS COMPANY')).toBe('utilities');
    expect(categoryByWords('Shell gas station 0815')).toBe('transport');
    expect(categoryByWords('MIETE Januar Hausverwaltung')).toBe('housing');
    expect(categoryByWords('Bäckerei Müller')).toBe('dining');
    expect(categoryByWords('xyzzy')).toBeUndefined();
    expect(categoryOfGiven('Mortgage & Rent', -1)).toBe('housing');
    expect(categoryOfGiven('My Own Thing', -1)).toBe('my own thing');
  });

  it('meet for one receiver whatever numbers the bank puts around it', () => {
    expect(merchantKey('POS 4711 NETFLIX.COM 12/03')).toBe(merchantKey('Netflix com 0815'));
    expect(merchantKey('VISA CARD')).not.toBe('');
  });

  it('are corrected for all payments of a receiver at once', () => {
    const payments = rows('2024-01-02,A,FITX 1,-20.00', '2024-02-02,A,FITX 2,-20.00', '2024-02-03,A,LIDL,-9.00');
    const { categories, sources } = categorisePayments(payments, correctCategory({}, 'fitx 99', 'health'));
    expect(categories).toEqual(['health', 'health', 'groceries']);
    expect(sources.slice(0, 2)).toEqual(['you', 'you']);
  });

  it('are learned from a person’s own where words say nothing', () => {
    const known = Array.from({ length: 40 }, (_, at) => ({
      text: at % 2 ? 'blorp one' : 'flurb two',
      amountMinor: -500,
      account: 'A',
      category: at % 2 ? 'gifts' : 'home',
    }));
    const model = fitWordModel(known);
    expect(model.guess({ text: 'blorp', amountMinor: -450, account: 'A' }).category).toBe('gifts');
    expect(model.guess({ text: 'flurb', amountMinor: -450, account: 'A' }).category).toBe('home');
  });

  it('money from a shop is money back or other income, never less spending by a guess', () => {
    const { categories } = categorisePayments(
      rows(
        '2024-01-02,A,ZALANDO refund,20.00',
        '2024-01-03,A,UBER payout,30.00',
        '2024-01-04,A,LIDL,-1.00',
        '2024-01-05,A,LIDL,-1.00',
      ),
    );
    expect(categories.slice(0, 2)).toEqual(['refunds', 'other-income']);
  });
});

describe('transfers between own accounts', () => {
  it('are found in simulated households, and ordinary payments are left alone', () => {
    let [found, missed, wrong] = [0, 0, 0];
    for (let seed = 1; seed <= 30; seed++) {
      const household = simulateHousehold({ seed, days: 300 });
      const { payments, isTransfer } = categorisePayments(ledgerOf(writeBankCsv(household, 'signed')).payments);
      const truth = new Map<string, number>();
      for (const { account, day, amountMinor, isTransfer: is } of household.payments) {
        if (is) truth.set(`${account} ${day} ${amountMinor}`, 1);
      }
      for (const [at, { account, day, amountMinor }] of payments.entries()) {
        const is = truth.has(`${account} ${day} ${amountMinor}`);
        if (is && isTransfer[at] === 1) found += 1;
        else if (is) missed += 1;
        else if (isTransfer[at] === 1) wrong += 1;
      }
    }
    expect(found).toBeGreaterThan(300);
    expect(missed).toBe(0);
    expect(wrong).toBe(0);
  });

  it('a card bill is an expense without the card’s payments, and none with them', () => {
    const bill = '2024-02-03,Giro,CREDIT CARD PAYMENT,-50.00';
    expect([...categorisePayments(rows(bill, '2024-02-04,Giro,LIDL,-1.00')).isTransfer]).toEqual([0, 0]);
    const both = categorisePayments(
      rows('2024-01-20,Visa card,SHOP,-50.00', bill, '2024-02-04,Visa card,PAYMENT THANK YOU,50.00'),
    );
    expect([...both.isTransfer]).toEqual([0, 1, 1]);
  });

  it('equal amounts are no transfer where the words are ordinary', () => {
    expect([
      ...categorisePayments(rows('2024-01-02,A,LIDL,-20.00', '2024-01-03,B,ZALANDO refund,20.00')).isTransfer,
    ]).toEqual([0, 0]);
  });

  it.skipIf(!existsSync(real))(
    'personal_transactions: every card payment is recognised (skipped where PROBITY_DATA does not hold it)',
    () => {
      const { ledger } = importBankFiles([{ name: 'x', bytes: gunzipSync(readFileSync(real)) }]);
      const { payments, isTransfer } = categorisePayments(ledger.payments);
      expect(payments.filter(({ given }, at) => (given === 'Credit Card Payment') !== (isTransfer[at] === 1))).toEqual(
        [],
      );
    },
  );
});
