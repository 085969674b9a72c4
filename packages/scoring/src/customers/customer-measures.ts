import { ProbityError } from '@probity/domain';
import { type CustomerFact, type CustomerFacts, customerFactNames } from './customer-facts.js';

const DAYS_PER_YEAR = 365;

/** What facts are turned into: figures that compare a customer with any other, whatever the size of the purse. */
export const customerMeasureNames = [
  'annual_income',
  'total_spent',
  'spend_to_income',
  'debt_to_income',
  'utilisation',
  'unpaid_share',
  'overdrawn_share',
  'cash_share',
  'night_share',
  'refund_share',
  'volatility',
  'silence',
] as const;

/** One figure of a customer. */
export type CustomerMeasure = (typeof customerMeasureNames)[number];

/** What each measure is, as a reason names it. */
export const customerMeasureTitles = {
  annual_income: 'annual income',
  total_spent: 'total spent',
  spend_to_income: 'yearly spending against income',
  debt_to_income: 'debt against income',
  utilisation: 'share of the credit line that is drawn',
  unpaid_share: 'statements not paid in full',
  overdrawn_share: 'transactions that left the account overdrawn',
  cash_share: 'spending taken as cash',
  night_share: 'payments at night',
  refund_share: 'money that came back as refunds',
  volatility: 'how much payments differ in size',
  silence: 'time since the last payment',
} as const satisfies Record<CustomerMeasure, string>;

/** Measures of many customers, one column each; NaN is not known. */
export type CustomerMeasures = Readonly<Record<CustomerMeasure, Float64Array>>;

/**
 * The measures of customers, each from facts of that customer alone.
 *
 * A ratio is unknown where either side is, or where it would divide by nothing.
 *
 * @throws SHAPE_MISMATCH, VALUE_OUT_OF_RANGE naming the fact and the row
 * Cost: O(customers).
 */
export function measureCustomers(facts: CustomerFacts): CustomerMeasures {
  checkFacts(facts);
  const { count } = facts;
  const unknown = new Float64Array(count).fill(Number.NaN);
  const of = (name: CustomerFact): Float64Array => facts.columns[name] ?? unknown;
  const ratio = (top: Float64Array, bottom: Float64Array) =>
    Float64Array.from(top, (value, row) => ((bottom[row] ?? 0) > 0 ? value / (bottom[row] as number) : Number.NaN));
  const spent = of('total_spent');
  const days = of('days_observed');
  const yearly = Float64Array.from(spent, (value, row) => (value * DAYS_PER_YEAR) / (days[row] || DAYS_PER_YEAR));
  const payments = of('transactions');
  const meanPayment = ratio(spent, payments);
  return {
    annual_income: of('annual_income'),
    total_spent: spent,
    spend_to_income: ratio(yearly, of('annual_income')),
    debt_to_income: ratio(of('total_debt'), of('annual_income')),
    utilisation: ratio(of('balance'), of('credit_limit')),
    unpaid_share: of('full_payment_share').map((share) => 1 - share),
    overdrawn_share: of('overdrawn_share'),
    // A file may count cash beside what was spent.
    cash_share: ratio(
      of('cash_spent'),
      of('cash_spent').map((cash, row) => Math.max(cash, spent[row] as number)),
    ),
    night_share: of('night_share'),
    refund_share: ratio(of('refunded'), spent),
    volatility: ratio(of('amount_deviation'), meanPayment),
    silence: ratio(of('days_since_last'), days),
  };
}

const shares: ReadonlySet<CustomerFact> = new Set(['night_share', 'overdrawn_share', 'full_payment_share']);
/** Facts that may be below zero: a balance in the customer's favour. */
const signed: ReadonlySet<CustomerFact> = new Set(['balance']);

function checkFacts({ count, columns }: CustomerFacts): void {
  for (const [name, column] of Object.entries(columns) as [CustomerFact, Float64Array][]) {
    if (!customerFactNames.includes(name)) {
      const message = `"${name}" is no fact about customers; there are ${customerFactNames.join(', ')}`;
      throw new ProbityError('UNKNOWN_FIELD', message, { field: name });
    }
    if (column.length !== count) {
      const message = `\`${name}\` must have one value per customer (${count}); got ${column.length}`;
      throw new ProbityError('SHAPE_MISMATCH', message, { field: name });
    }
    const isShare = shares.has(name);
    for (let row = 0; row < count; row++) {
      const value = column[row] as number;
      if (Number.isNaN(value)) continue;
      const holds = Number.isFinite(value) && (value >= 0 || signed.has(name)) && (!isShare || value <= 1);
      if (holds) continue;
      const rule = isShare ? 'be a share from 0 to 1' : signed.has(name) ? 'be finite' : 'be a number of at least 0';
      throw new ProbityError('VALUE_OUT_OF_RANGE', `\`${name}\` must ${rule}; got ${value} at customer ${row + 1}`, {
        field: name,
        row: row + 1,
      });
    }
  }
}
