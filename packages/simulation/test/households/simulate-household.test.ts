import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulateHousehold, writeBankCsv } from '../../src/index.js';

describe('a simulated household', () => {
  it('is the same for the same seed and another for another', () => {
    expect(simulateHousehold({ seed: 9 })).toEqual(simulateHousehold({ seed: 9 }));
    expect(simulateHousehold({ seed: 10 }).payments).not.toEqual(simulateHousehold({ seed: 9 }).payments);
  });

  it('has balances that follow from its payments, and transfers with two sides', () => {
    fc.assert(
      fc.property(fc.nat(10_000), (seed) => {
        const { accounts, payments, firstDay } = simulateHousehold({ seed, days: 150 });
        const level = new Map(accounts.map(({ name, openingMinor }) => [name, openingMinor]));
        let day = firstDay;
        let transfers = 0;
        for (const payment of payments) {
          expect(payment.day).toBeGreaterThanOrEqual(day);
          day = payment.day;
          const balance = (level.get(payment.account) ?? Number.NaN) + payment.amountMinor;
          expect(payment.balanceMinor).toBe(balance);
          level.set(payment.account, balance);
          if (payment.isTransfer) transfers += payment.amountMinor;
        }
        expect(transfers).toBe(0);
        expect(new Set(payments.map(({ bankId }) => bankId)).size).toBe(payments.length);
      }),
      { numRuns: 20 },
    );
  });

  it('is written with one line a payment and a header below the preamble', () => {
    const household = simulateHousehold({ seed: 2, days: 60 });
    expect(writeBankCsv(household, 'german').split('\r\n')).toHaveLength(household.payments.length + 5);
  });
});
