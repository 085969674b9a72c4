import { exp, type Random } from '@probity/numerics';
import { farCities, homeCities } from '../place/city.js';
import type { PlannedTransaction, Stage } from '../planned-transaction.js';
import { SECONDS_PER_DAY } from '../transaction-world-settings.js';
import type { BenignLookAlike } from '../vocabulary.js';

/** Tells something honest that looks like fraud. */
export type LookAlikeStory = (stage: Stage, random: Random) => PlannedTransaction[];

/** A business pays its people in one minute, late in the month: many new receivers, one device, like a mule's fan-out. */
const payWages: LookAlikeStory = (stage, random) => {
  const customer = stage.anyCustomer(random);
  const months = Math.max(1, Math.floor(stage.seconds / (30 * SECONDS_PER_DAY)));
  const day = Math.min(stage.seconds / SECONDS_PER_DAY - 1, random.nextUint32Below(months) * 30 + 26);
  const start = day * SECONDS_PER_DAY + 9 * 3600 + random.nextUint32Below(7200);
  return Array.from({ length: 4 + random.nextUint32Below(20) }, (_, index) => {
    const amountMinor = Math.round(210_000 * exp(0.3 * random.nextNormal()));
    const merchant = stage.merchants.count + stage.anyCustomer(random);
    const second = start + index * 2;
    return stage.pay(random, { second, customer, amountMinor, category: 'transfer', channel: 'transfer', merchant });
  });
};

/** Money sent home each month, in round sums, to the same person abroad: like structuring. */
const sendHome: LookAlikeStory = (stage, random) => {
  const customer = stage.anyCustomer(random);
  const city = homeCities.length + random.nextUint32Below(farCities.length);
  const merchant = stage.merchants.count + stage.anyCustomer(random);
  const amountMinor = (10 + random.nextUint32Below(60)) * 2500;
  const first = random.nextUint32Below(SECONDS_PER_DAY * 15) + 18 * 3600;
  return Array.from({ length: 1 + random.nextUint32Below(8) }, (_, index) =>
    stage.pay(random, {
      ...{ second: first + index * 14 * SECONDS_PER_DAY, customer, amountMinor, merchant, city },
      ...{ category: 'transfer', channel: 'transfer' },
      device: stage.customers.firstDevice[customer],
    }),
  );
};

/** Small, quick, equal payments to one web shop by the owner: like card testing. */
const topUp: LookAlikeStory = (stage, random) => {
  const customer = stage.anyCustomer(random);
  const start = stage.anySecond(random, 7, 17);
  const first = stage.pay(random, {
    ...{ second: start, customer, amountMinor: 500, category: 'digital', channel: 'online' },
  });
  const amountMinor = [200, 500, 1000, 1500, 2000][random.nextUint32Below(5)];
  return Array.from({ length: 2 + random.nextUint32Below(5) }, (_, index) => ({
    ...first,
    second: start + index * (30 + random.nextUint32Below(900)),
    amountMinor,
  }));
};

/** A kitchen, a ring, a journey: one payment far above the customer's own habit, like a takeover. */
const buyBig: LookAlikeStory = (stage, random) => {
  const customer = stage.anyCustomer(random);
  const category = (['electronics', 'travel', 'jewellery', 'clothing'] as const)[random.nextUint32Below(4)];
  const channel = random.nextFloat() < 0.45 ? 'online' : 'chip';
  const second = stage.anySecond(random, 9, 13);
  // A new phone or a friend's laptop: one in five pays from a device not seen before.
  const isNewDevice = channel === 'online' && random.nextFloat() < 0.2;
  const device = isNewDevice ? { device: stage.strangeDevice() } : {};
  const amountMinor = stage.usualAmount(random, customer, category, 5);
  return [stage.pay(random, { second, customer, amountMinor, category, channel, ...device })];
};

/** Each look-alike that is told as a story with how often; travel is part of customers' lives and not in here. */
export const lookAlikeStories = {
  payroll: { weight: 0.6, tell: payWages },
  remittance: { weight: 1.4, tell: sendHome },
  'top-up': { weight: 2, tell: topUp },
  'big purchase': { weight: 8, tell: buyBig },
} as const satisfies Record<
  Exclude<BenignLookAlike, 'none' | 'travel'>,
  { readonly weight: number; readonly tell: LookAlikeStory }
>;
