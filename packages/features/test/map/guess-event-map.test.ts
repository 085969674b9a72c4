import type { Column, Table } from '@probity/domain';
import { describe, expect, test } from 'vitest';
import { bindEvents } from '../../src/map/bind-events.js';
import { parseEventMap } from '../../src/map/event-map.js';
import { eventTimes } from '../../src/map/event-times.js';
import { guessEventMap } from '../../src/map/guess-event-map.js';

const ROWS = 6;
const numbers = (
  name: string,
  kind: 'numeric' | 'integer' | 'boolean' | 'date' | 'datetime',
  ...values: number[]
): Column => ({
  ...{ name, kind },
  values: Float64Array.from(values),
});
const texts = (name: string, ...values: string[]): Column => {
  const levels = [...new Set(values)];
  return { name, kind: 'category', codes: Int32Array.from(values, (value) => levels.indexOf(value)), levels };
};
const table = (...columns: Column[]): Table => ({ rowCount: ROWS, columns });

/** The columns of the Fraud Detection Handbook's simulated payments. */
const handbook = table(
  numbers('TRANSACTION_ID', 'integer', 0, 1, 2, 3, 4, 5),
  numbers('TX_DATETIME', 'datetime', 1.5e12, 1.5e12, 1.6e12, 1.7e12, 1.7e12, 1.8e12),
  numbers('CUSTOMER_ID', 'integer', 7, 7, 8, 8, 9, 9),
  numbers('TERMINAL_ID', 'integer', 3, 4, 3, 4, 3, 3),
  numbers('TX_AMOUNT', 'numeric', 1.5, 2, 3, 4, 5, 6),
  numbers('TX_TIME_SECONDS', 'integer', 31, 31, 45, 46, 50, 51),
  numbers('TX_FRAUD', 'boolean', 0, 0, 0, 1, 0, 0),
  numbers('TX_FRAUD_SCENARIO', 'integer', 0, 0, 0, 3, 0, 2),
);

describe('guessEventMap', () => {
  test('binds the payments of the handbook, and leaves the leaking scenario alone', () => {
    const { map, unused } = guessEventMap(handbook);
    expect(map).toEqual({
      at: 'TX_DATETIME',
      id: 'TRANSACTION_ID',
      customer: 'CUSTOMER_ID',
      terminal: 'TERMINAL_ID',
      amount: 'TX_AMOUNT',
      fraud: 'TX_FRAUD',
    });
    expect(unused).toEqual(['TX_TIME_SECONDS', 'TX_FRAUD_SCENARIO']);
  });

  test('takes an id that comes back for the customer, and a price for the amount', () => {
    const cdnow = table(
      numbers('Id', 'integer', 1, 1, 1, 2, 2, 3),
      numbers('Date', 'date', 9000, 9001, 9002, 9003, 9004, 9005),
      numbers('Price', 'numeric', 1.5, 2.5, 3, 4, 5, 6),
    );
    expect(guessEventMap(cdnow).map).toEqual({ at: 'Date', customer: 'Id', amount: 'Price' });
  });

  test('takes a ledger without a key for one customer, and says so', () => {
    const ledger = table(
      numbers('Date', 'datetime', 1e12, 1.1e12, 1.2e12, 1.3e12, 1.4e12, 1.5e12),
      texts('Category', 'food', 'food', 'rent', 'food', 'rent', 'food'),
      numbers('Amount', 'numeric', 30, 60, 199.5, 10, 20, 30),
    );
    const { map, entries } = guessEventMap(ledger);
    expect(map).toEqual({ at: 'Date', customer: '*', amount: 'Amount', category: 'Category' });
    expect(entries.find(({ name }) => name === 'customer')?.reason).toContain("one customer's");
    const events = bindEvents(ledger, map, {
      name: 'ledger',
      columns: { customer: { kind: 'key' }, amount: { kind: 'number' } },
    });
    expect(events.columns['customer']).toEqual({ codes: new Int32Array(ROWS), levels: ['*'] });
  });

  test('does not take a unique column for a key nor a repeated one for an id', () => {
    const odd = table(
      numbers('transaction_id', 'integer', 1, 1, 2, 3, 4, 5),
      numbers('customer_id', 'integer', 1, 2, 3, 4, 5, 6),
      numbers('at', 'datetime', 1e12, 1.1e12, 1.2e12, 1.3e12, 1.4e12, 1.5e12),
    );
    const { map } = guessEventMap(odd);
    expect(map['id']).toBeUndefined();
    expect(map['customer']).not.toBe('customer_id');
  });
});

describe('eventTimes', () => {
  test('reads days written as digits, and seconds and milliseconds since 1970', () => {
    const read = (...values: number[]) => [...eventTimes(numbers('date', 'integer', ...values))];
    expect(read(930101, 490630)).toEqual([Date.UTC(1993, 0, 1), Date.UTC(2049, 5, 30)]);
    expect(read(19930228)).toEqual([Date.UTC(1993, 1, 28)]);
    expect(read(1_500_000_000)).toEqual([1_500_000_000_000]);
    expect(read(1_500_000_000_000)).toEqual([1_500_000_000_000]);
    expect(() => read(930231)).toThrow(/must hold dates or times/);
  });
});

describe('bindEvents', () => {
  test('names numeric keys by their text, and reads yes and no as flags', () => {
    const events = bindEvents(
      table(
        handbook.columns[1] as Column,
        handbook.columns[2] as Column,
        texts('stolen', 'no', 'no', 'yes', 'no', 'no', 'yes'),
      ),
      { at: 'TX_DATETIME', customer: 'CUSTOMER_ID', fraud: 'stolen' },
      { name: 'payments', columns: { customer: { kind: 'key' }, fraud: { kind: 'flag' } } },
    );
    expect(events.columns).toEqual({
      customer: { codes: Int32Array.of(0, 0, 1, 1, 2, 2), levels: ['7', '8', '9'] },
      fraud: Float64Array.of(0, 0, 1, 0, 0, 1),
    });
  });

  test('says which name the map lacks, and which row has no time', () => {
    const source = { name: 's', columns: { amount: { kind: 'number' as const } } };
    expect(() => bindEvents(handbook, { at: 'TX_DATETIME' }, source)).toThrow('the map binds no column to "amount"');
    const holed = table(
      numbers('at', 'datetime', 1, 2, Number.NaN, 4, 5, 6),
      numbers('amount', 'numeric', 1, 1, 1, 1, 1, 1),
    );
    expect(() => bindEvents(holed, { at: 'at', amount: 'amount' }, source)).toThrow('has no time in row 3');
  });
});

describe('parseEventMap', () => {
  test('reads entries as typed and refuses what is none', () => {
    expect(parseEventMap('customer=CUSTOMER_ID, amount=Amount (EUR)')).toEqual({
      customer: 'CUSTOMER_ID',
      amount: 'Amount (EUR)',
    });
    expect(() => parseEventMap('customer')).toThrow('must be name=column');
    expect(() => parseEventMap('a=x,a=y')).toThrow('names "a" twice');
  });
});
