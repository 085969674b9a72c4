import { exp, type Random } from '@probity/numerics';
import { cities, homeCities } from '../place/city.js';
import type { PlannedTransaction, Stage } from '../planned-transaction.js';
import { SECONDS_PER_DAY } from '../transaction-world-settings.js';
import type { FraudTypology, TransactionCategory } from '../vocabulary.js';

/** Tells one fraud: its payments, in any order. */
export type FraudStory = (stage: Stage, random: Random) => PlannedTransaction[];

/** Small payments on many stolen cards at one web shop within the hour; some of the cards are used in earnest hours later. */
const testCards: FraudStory = (stage, random) => {
  const start = stage.anySecond(random);
  const device = stage.strangeDevice();
  const city = random.nextUint32Below(cities.length);
  const merchant = stage.pay(random, {
    ...{ second: start, customer: 0, amountMinor: 100, category: 'digital', channel: 'online', city },
  }).merchant;
  return repeat(6 + random.nextUint32Below(14), (index) => {
    const customer = stage.anyCustomer(random);
    const card = anyCardOf(stage, random, customer);
    const probe = { customer, card, device, city, channel: 'online' } as const;
    const second = start + index * (20 + random.nextUint32Below(200));
    const amountMinor = 80 + random.nextUint32Below(1400);
    const paid = [stage.pay(random, { ...probe, second, amountMinor, category: 'digital', merchant })];
    if (random.nextFloat() < 0.3) {
      const category = oneOf(random, ['electronics', 'clothing', 'travel', 'digital'] as const);
      const later = second + 1800 + random.nextUint32Below(40 * 3600);
      const large = stage.usualAmount(random, customer, category, 1.8);
      paid.push(stage.pay(random, { ...probe, second: later, amountMinor: large, category }));
    }
    return paid;
  });
};

/** A stolen card is used at one shop after another, mostly by contactless payment, until it is blocked. */
const spendStolenCard: FraudStory = (stage, random) => {
  const customer = stage.anyCustomer(random);
  const card = anyCardOf(stage, random, customer);
  const home = stage.customers.city[customer];
  const city = random.nextFloat() < 0.75 ? home : random.nextUint32Below(homeCities.length);
  let second = stage.anySecond(random, 8, 13);
  return repeat(3 + random.nextUint32Below(9), () => {
    second += 240 + random.nextUint32Below(4200);
    const category = oneOf(random, [
      'groceries',
      'clothing',
      'electronics',
      'fuel',
      'restaurants',
      'jewellery',
      'cash',
    ] as const);
    const isCash = category === 'cash';
    const channel = isCash ? 'atm' : random.nextFloat() < 0.7 ? 'contactless' : 'chip';
    const usual = stage.usualAmount(random, customer, category, 1.5);
    const amountMinor = channel === 'contactless' ? Math.min(usual, 4900 + random.nextUint32Below(100)) : usual;
    return [stage.pay(random, { second, customer, card, city, category, channel, amountMinor })];
  });
};

/** Somebody else logs in, from a new device and a new place, and empties the account by transfers and purchases. */
const takeOverAccount: FraudStory = (stage, random) => {
  const customer = stage.anyCustomer(random);
  const device = stage.strangeDevice();
  const city = random.nextUint32Below(cities.length);
  const receiver = stage.merchants.count + stage.anyCustomer(random);
  let second = stage.anySecond(random);
  return repeat(2 + random.nextUint32Below(6), () => {
    second += 120 + random.nextUint32Below(9000);
    const isTransfer = random.nextFloat() < 0.5;
    const category: TransactionCategory = isTransfer
      ? 'transfer'
      : oneOf(random, ['electronics', 'travel', 'digital', 'clothing'] as const);
    const amountMinor = stage.usualAmount(random, customer, category, isTransfer ? 2.5 : 1.6);
    const to = isTransfer ? ({ channel: 'transfer', merchant: receiver } as const) : ({ channel: 'online' } as const);
    return [stage.pay(random, { second, customer, city, device, category, amountMinor, ...to })];
  });
};

/** A skimmed terminal: for one to four weeks payments of ordinary size are made there with copies of cards. */
const compromiseTerminal: FraudStory = (stage, random) => {
  const city = random.nextUint32Below(homeCities.length);
  const category = oneOf(random, ['fuel', 'groceries', 'restaurants', 'clothing'] as const);
  const from = stage.anySecond(random);
  const seconds = (7 + random.nextUint32Below(22)) * SECONDS_PER_DAY;
  const at = stage.pay(random, { second: from, customer: 0, amountMinor: 100, category, channel: 'chip', city });
  const { merchant, terminal } = at;
  return repeat(8 + random.nextUint32Below(18), () => {
    const customer = stage.anyCustomer(random);
    const second = daytime(random, from + random.nextUint32Below(seconds));
    const amountMinor = stage.usualAmount(random, customer, category, 1.15);
    const card = anyCardOf(stage, random, customer);
    return [
      stage.pay(random, { second, customer, card, city, category, channel: 'chip', amountMinor, merchant, terminal }),
    ];
  });
};

/** Money of deceived people goes to a mule, on to others within hours, and out as cash. */
const runMules: FraudStory = (stage, random) => {
  const mules = repeat(3 + random.nextUint32Below(4), () => [stage.anyCustomer(random)]);
  const device = stage.strangeDevice();
  let second = stage.anySecond(random, 8, 12);
  return mules.flatMap((mule, layer) => {
    const next = mules[layer + 1];
    const parts = 1 + random.nextUint32Below(3);
    second += 1800 + random.nextUint32Below(5 * 3600);
    const moved = repeat(parts, (part) => {
      const amountMinor = Math.round(30_000 * exp(0.7 * random.nextNormal())) + random.nextUint32Below(100);
      const when = second + part * (300 + random.nextUint32Below(2400));
      // One person steers the ring: its mules share a device now and then.
      const from = random.nextFloat() < 0.5 ? { device } : {};
      const merchant = stage.merchants.count + (next ?? mule);
      const base = { second: when, customer: mule, amountMinor } as const;
      if (next !== undefined)
        return [stage.pay(random, { ...base, ...from, category: 'transfer', channel: 'transfer', merchant })];
      const cash = Math.max(2000, Math.round(amountMinor / 2000) * 1000);
      return [stage.pay(random, { ...base, amountMinor: cash, category: 'cash', channel: 'atm' })];
    });
    const victim = stage.anyCustomer(random);
    const lost = stage.usualAmount(random, victim, 'transfer', 2.2);
    const taken = {
      second: second - 900,
      customer: victim,
      amountMinor: lost,
      merchant: stage.merchants.count + mule,
    } as const;
    return [stage.pay(random, { ...taken, category: 'transfer', channel: 'transfer' }), ...moved];
  });
};

/** Sums kept just below what must be reported, day after day, at different places. */
const structure: FraudStory = (stage, random) => {
  const customer = stage.anyCustomer(random);
  const from = stage.anySecond(random);
  const limit = oneOf(random, [100_000, 200_000, 300_000] as const);
  const count = 4 + random.nextUint32Below(9);
  return repeat(count, (index) => {
    const second = daytime(random, from + Math.floor((index * 2 * SECONDS_PER_DAY) / 3));
    const amountMinor = limit - 1000 * (1 + random.nextUint32Below(12));
    const isCash = random.nextFloat() < 0.6;
    const way = isCash
      ? ({ category: 'cash', channel: 'atm' } as const)
      : ({ category: 'transfer', channel: 'transfer' } as const);
    return [stage.pay(random, { second, customer, amountMinor, ...way })];
  });
};

/** A farm of accounts run from a few devices: many customers pay a handful of shops from the same device. */
const shareDevice: FraudStory = (stage, random) => {
  const device = stage.strangeDevice();
  const city = random.nextUint32Below(homeCities.length);
  const from = stage.anySecond(random);
  const customers = repeat(4 + random.nextUint32Below(8), () => [stage.anyCustomer(random)]);
  return repeat(customers.length * 2, (index) => {
    const customer = customers[index % customers.length];
    const second = from + random.nextUint32Below(6 * SECONDS_PER_DAY);
    const category = oneOf(random, ['digital', 'electronics', 'clothing'] as const);
    const amountMinor = stage.usualAmount(random, customer, category, 1.2);
    return [stage.pay(random, { second, customer, device, city, category, channel: 'online', amountMinor })];
  });
};

/** The customer in person buys as much as the limit bears within days and is gone. */
const bustOut: FraudStory = (stage, random) => {
  const customer = stage.anyCustomer(random);
  const from = stage.anySecond(random);
  return repeat(6 + random.nextUint32Below(12), () => {
    const second = daytime(random, from + random.nextUint32Below(5 * SECONDS_PER_DAY));
    const category = oneOf(random, ['electronics', 'jewellery', 'cash', 'clothing', 'travel'] as const);
    const amountMinor = stage.usualAmount(random, customer, category, 1.7);
    const channel = category === 'cash' ? 'atm' : random.nextFloat() < 0.4 ? 'online' : 'chip';
    return [stage.pay(random, { second, customer, category, channel, amountMinor })];
  });
};

/** Each fraud with how often it is told beside the others. */
export const fraudStories = {
  'card testing': { weight: 1, tell: testCards },
  'stolen card spree': { weight: 4, tell: spendStolenCard },
  'account takeover': { weight: 3.5, tell: takeOverAccount },
  'compromised terminal': { weight: 2, tell: compromiseTerminal },
  'mule ring': { weight: 1, tell: runMules },
  structuring: { weight: 1, tell: structure },
  'shared device': { weight: 1, tell: shareDevice },
  'bust-out': { weight: 1.2, tell: bustOut },
} as const satisfies Record<Exclude<FraudTypology, 'none'>, { readonly weight: number; readonly tell: FraudStory }>;

function repeat<Item>(times: number, make: (index: number) => Item[]): Item[] {
  return Array.from({ length: times }, (_, index) => make(index)).flat();
}

function oneOf<const Item>(random: Random, items: readonly Item[]): Item {
  return items[random.nextUint32Below(items.length)];
}

function anyCardOf({ customers }: Stage, random: Random, customer: number): number {
  const first = customers.firstCard[customer];
  return first + random.nextUint32Below(customers.firstCard[customer + 1] - first);
}

/** The same day between 8 and 22 o'clock. */
function daytime(random: Random, second: number): number {
  return Math.floor(second / SECONDS_PER_DAY) * SECONDS_PER_DAY + 8 * 3600 + random.nextUint32Below(14 * 3600);
}
