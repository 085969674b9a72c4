/**
 * Transactions as columns, in order of arrival.
 *
 * Numbers of customers, cards, merchants … become names by `TransactionWorld`; −1 is none.
 */
export interface TransactionBatch {
  readonly count: number;
  /** Whole number, unique for each transaction; a correction and a duplicate have that of the first. */
  readonly number: Float64Array;
  /** When it happened and when it was known, milliseconds since 1970-01-01 UTC; `knownAt` never falls. */
  readonly at: Float64Array;
  readonly knownAt: Float64Array;
  readonly customer: Int32Array;
  readonly card: Int32Array;
  readonly terminal: Int32Array;
  /** Below `merchants.count` a merchant, from there on a person who is paid: `merchants.count` + customer. */
  readonly merchant: Int32Array;
  readonly device: Int32Array;
  /** Cents of the account's currency (EUR), whatever it was paid in; below 0 is money back. */
  readonly amountMinor: Float64Array;
  /** Codes into `transactionCategories`, `transactionChannels`. */
  readonly category: Uint8Array;
  readonly channel: Uint8Array;
  /** Index into `cities`: its country and currency. */
  readonly city: Uint8Array;
  readonly latitude: Float64Array;
  readonly longitude: Float64Array;
  /** Codes into `arrivalKinds`. */
  readonly arrival: Uint8Array;
  /** 1 = fraud. The only one of the truth's columns that a bank gets to know, weeks later. */
  readonly fraud: Uint8Array;
  /** Codes into `fraudTypologies` and `benignLookAlikes`; truth, not for models. */
  readonly typology: Uint8Array;
  readonly lookAlike: Uint8Array;
  /** Which fraud or which episode of a look-alike a row belongs to; −1 none; truth, not for models. */
  readonly episode: Int32Array;
}

/** The columns of a batch. */
export type TransactionColumn = Exclude<keyof TransactionBatch, 'count'>;

const makers = {
  number: Float64Array,
  at: Float64Array,
  knownAt: Float64Array,
  customer: Int32Array,
  card: Int32Array,
  terminal: Int32Array,
  merchant: Int32Array,
  device: Int32Array,
  amountMinor: Float64Array,
  category: Uint8Array,
  channel: Uint8Array,
  city: Uint8Array,
  latitude: Float64Array,
  longitude: Float64Array,
  arrival: Uint8Array,
  fraud: Uint8Array,
  typology: Uint8Array,
  lookAlike: Uint8Array,
  episode: Int32Array,
} as const satisfies Record<TransactionColumn, unknown>;

const columns = Object.keys(makers) as TransactionColumn[];

/** A batch of that many rows, all zero. */
export function startBatch(count: number): TransactionBatch {
  const entries = columns.map((name) => [name, new makers[name](count)]);
  return { count, ...Object.fromEntries(entries) } as TransactionBatch;
}

/** Copies rows `[from, from + count)` of one batch to another. */
export function copyRows(source: TransactionBatch, from: number, target: TransactionBatch, to: number, count: number) {
  for (const name of columns) target[name].set(source[name].subarray(from, from + count), to);
}

/** Copies one row. */
export function copyRow(source: TransactionBatch, from: number, target: TransactionBatch, to: number): void {
  target.number[to] = source.number[from];
  target.at[to] = source.at[from];
  target.knownAt[to] = source.knownAt[from];
  target.customer[to] = source.customer[from];
  target.card[to] = source.card[from];
  target.terminal[to] = source.terminal[from];
  target.merchant[to] = source.merchant[from];
  target.device[to] = source.device[from];
  target.amountMinor[to] = source.amountMinor[from];
  target.category[to] = source.category[from];
  target.channel[to] = source.channel[from];
  target.city[to] = source.city[from];
  target.latitude[to] = source.latitude[from];
  target.longitude[to] = source.longitude[from];
  target.arrival[to] = source.arrival[from];
  target.fraud[to] = source.fraud[from];
  target.typology[to] = source.typology[from];
  target.lookAlike[to] = source.lookAlike[from];
  target.episode[to] = source.episode[from];
}

/** The first `count` rows, sharing memory. */
export function firstRows(batch: TransactionBatch, count: number): TransactionBatch {
  if (count === batch.count) return batch;
  const entries = columns.map((name) => [name, batch[name].subarray(0, count)]);
  return { count, ...Object.fromEntries(entries) } as TransactionBatch;
}
