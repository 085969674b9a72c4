// What is known of a card payment when it is made: its customer's and its terminal's payments so far.

const SECONDS_A_DAY = 86_400;
/** A fraud is known a week after it happened. */
const DELAY_DAYS = 7;

/** Adds to each payment (in order of time) what came before it; the table's own columns stay. */
export function describePayments(payments) {
  const customers = new Map();
  const terminals = new Map();
  let known = 0;
  return payments.map((payment) => {
    const [seconds, day, amount] = [payment.TX_TIME_SECONDS, payment.TX_TIME_DAYS, payment.TX_AMOUNT].map(Number);
    while (known < payments.length && Number(payments[known].TX_TIME_DAYS) <= day - DELAY_DAYS) {
      const earlier = payments[known++];
      const terminal = terminals.get(earlier.TERMINAL_ID);
      terminal.judged += 1;
      if (earlier.TX_FRAUD === '1') terminal.frauds.push(Number(earlier.TX_TIME_DAYS));
    }
    const customer = entry(customers, payment.CUSTOMER_ID);
    const terminal = entry(terminals, payment.TERMINAL_ID);
    const lately = terminal.frauds.filter((when) => when > day - DELAY_DAYS - 28).length;
    const described = {
      ...payment,
      second_of_day: seconds % SECONDS_A_DAY,
      weekday: day % 7,
      customer_payments: customer.count,
      customer_mean: customer.count === 0 ? '' : customer.sum / customer.count,
      customer_ratio: customer.count === 0 ? '' : (amount * customer.count) / customer.sum,
      customer_pause: customer.last === undefined ? '' : seconds - customer.last,
      terminal_payments: terminal.count,
      terminal_mean: terminal.count === 0 ? '' : terminal.sum / terminal.count,
      terminal_pause: terminal.last === undefined ? '' : seconds - terminal.last,
      terminal_frauds: terminal.frauds.length,
      terminal_frauds_lately: lately,
      terminal_fraud_rate: terminal.judged === 0 ? '' : terminal.frauds.length / terminal.judged,
    };
    for (const party of [customer, terminal]) {
      party.count += 1;
      party.sum += amount;
      party.last = seconds;
    }
    return described;
  });
}

function entry(parties, name) {
  if (!parties.has(name)) parties.set(name, { count: 0, sum: 0, last: undefined, judged: 0, frauds: [] });
  return parties.get(name);
}
