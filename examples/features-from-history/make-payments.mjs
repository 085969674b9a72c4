// Payments to try features on: 60 customers at 40 shops for a hundred days, written as CSV, with fraud at three shops.
//
//   node examples/features-from-history/make-payments.mjs payments.csv
import { writeFileSync } from 'node:fs';
import { createRandom } from '@probity/numerics';

const DAY_MS = 86_400_000;
const START = Date.UTC(2024, 0, 1);

/** The rows of the file, the header first; the same every time. */
export function makePayments() {
  const random = createRandom(2024).fork('payments');
  const rows = [];
  for (let number = 0; number < 9_000; number++) {
    const at = START + Math.floor((number / 9_000) * 100 * DAY_MS) + random.nextUint32Below(60_000);
    const customer = random.nextUint32Below(60);
    // Most payments are at the customer's own five shops.
    const shop = random.nextFloat() < 0.9 ? (customer + random.nextUint32Below(5)) % 40 : random.nextUint32Below(40);
    const isFraud = shop < 3 && random.nextFloat() < 0.25;
    const amount = (5 + 3 * (customer % 10)) * (0.5 + random.nextFloat()) * (isFraud ? 4 : 1);
    const time = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
    rows.push([`P${number}`, time, `C${customer}`, `S${shop}`, amount.toFixed(2), isFraud ? 1 : 0].join(','));
  }
  return ['payment_id,datetime,customer_id,merchant_id,amount,is_fraud', ...rows];
}

if (process.argv[2] !== undefined) writeFileSync(process.argv[2], `${makePayments().join('\n')}\n`);
