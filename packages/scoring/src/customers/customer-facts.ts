/** What may be known of a customer, by name; everything but the id may be missing. Money in one currency, shares in [0, 1]. */
export const customerFactNames = [
  'annual_income',
  'total_debt',
  'balance',
  'credit_limit',
  'total_spent',
  'transactions',
  'amount_deviation',
  'night_share',
  'cash_spent',
  'refunded',
  'overdrawn_share',
  'days_since_last',
  'days_observed',
  'full_payment_share',
] as const;

/** One fact about a customer. */
export type CustomerFact = (typeof customerFactNames)[number];

/** What each fact is, for people and for the API's description. */
export const customerFactTitles = {
  annual_income: "a year's income",
  total_debt: 'what is owed',
  balance: 'what is drawn of the credit line',
  credit_limit: 'the credit line',
  total_spent: 'spent in the time observed; refunds not taken off',
  transactions: 'number of payments',
  amount_deviation: 'standard deviation of the payments',
  night_share: 'share of the payments between 0 and 6 o’clock',
  cash_spent: 'of what was spent, taken as cash',
  refunded: 'money that came back from merchants',
  overdrawn_share: 'share of the transactions that left the account below zero or were a penalty',
  days_since_last: 'days from the last payment to the end of the time observed',
  days_observed: 'days the figures cover',
  full_payment_share: 'share of the statements paid in full',
} as const satisfies Record<CustomerFact, string>;

/** Facts about many customers, one column a fact; NaN is not known, a fact that is left out is known of nobody. */
export interface CustomerFacts {
  readonly count: number;
  readonly columns: Readonly<Partial<Record<CustomerFact, Float64Array>>>;
}

/**
 * The facts of some customers, in the order given: a sample, or one segment.
 * @param rows row numbers, from 0; one beyond the last is a customer of whom nothing is known
 */
export function selectCustomers({ columns }: CustomerFacts, rows: Uint32Array): CustomerFacts {
  const entries = Object.entries(columns).map(([name, column]) => [
    name,
    Float64Array.from(rows, (row) => column[row] ?? Number.NaN),
  ]);
  return { count: rows.length, columns: Object.fromEntries(entries) as CustomerFacts['columns'] };
}
