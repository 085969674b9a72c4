import { exp, type Random } from '@probity/numerics';
import { categoryList } from './customer-profile.js';
import type { CustomerTable } from './draw-customers.js';
import { anyMerchant, type MerchantTable, terminalOf } from './draw-merchants.js';
import { cities } from './place/city.js';
import { SECONDS_PER_DAY } from './transaction-world-settings.js';
import {
  codeOf,
  type TransactionCategory,
  type TransactionChannel,
  transactionCategories,
  transactionChannels,
} from './vocabulary.js';

/** A transaction that is part of a story: a fraud or something honest that looks like one. */
export interface PlannedTransaction {
  /** Whole seconds since the start of the world. */
  readonly second: number;
  readonly customer: number;
  readonly card: number;
  readonly merchant: number;
  readonly terminal: number;
  readonly device: number;
  readonly amountMinor: number;
  readonly category: number;
  readonly channel: number;
  readonly city: number;
  readonly latitude: number;
  readonly longitude: number;
}

/** What a payment of a story is, where it differs from the customer's usual. */
export interface PlannedPayment {
  readonly second: number;
  readonly customer: number;
  readonly amountMinor: number;
  readonly category: TransactionCategory;
  readonly channel: TransactionChannel;
  /** Default: the customer's home. */
  readonly city?: number;
  /** Default: any of the city and category. */
  readonly merchant?: number;
  readonly terminal?: number;
  /** Default: the customer's first; −1 where the channel has none. */
  readonly device?: number;
  /** Default: the customer's first. */
  readonly card?: number;
}

/** Where stories are told: the world as it is, and the length of its time. */
export class Stage {
  readonly customers: CustomerTable;
  readonly merchants: MerchantTable;
  readonly seconds: number;
  /** The number of the next device that belongs to no customer. */
  #nextDevice: number;

  constructor(customers: CustomerTable, merchants: MerchantTable, days: number, firstStrangeDevice: number) {
    this.customers = customers;
    this.merchants = merchants;
    this.seconds = days * SECONDS_PER_DAY;
    this.#nextDevice = firstStrangeDevice;
  }

  /** How many devices there are with those of the stories. */
  get deviceCount(): number {
    return this.#nextDevice;
  }

  /** A device nobody has used before. */
  strangeDevice(): number {
    return this.#nextDevice++;
  }

  anyCustomer(random: Random): number {
    return random.nextUint32Below(this.customers.count);
  }

  /** A second in the world at the given hour or up to `hours` later, on any day. */
  anySecond(random: Random, hour = 0, hours = 24): number {
    const day = random.nextUint32Below(this.seconds / SECONDS_PER_DAY);
    return day * SECONDS_PER_DAY + hour * 3600 + random.nextUint32Below(hours * 3600);
  }

  /** What a customer would pay for a category, times a factor. */
  usualAmount(random: Random, customer: number, category: TransactionCategory, factor = 1): number {
    const { median, spread, stepCents } = categoryList[codeOf(transactionCategories, category)];
    const euros = median * this.customers.spendScale[customer] * factor * exp(spread * random.nextNormal());
    return Math.max(stepCents, Math.round((euros * 100) / stepCents) * stepCents);
  }

  /** A payment with all its columns. */
  pay(random: Random, payment: PlannedPayment): PlannedTransaction {
    const { customers, merchants } = this;
    const { customer, second, amountMinor } = payment;
    const city = payment.city ?? customers.city[customer];
    const category = codeOf(transactionCategories, payment.category);
    const merchant = payment.merchant ?? anyMerchant(merchants, random, city, category);
    const isOnline = payment.channel === 'online' || payment.channel === 'transfer';
    const isPerson = merchant >= merchants.count;
    const terminal = payment.terminal ?? (isPerson ? -1 : terminalOf(merchants, random, merchant, isOnline));
    const atMerchant = !isOnline && !isPerson;
    return {
      ...{ second, customer, merchant, terminal, amountMinor, category, city },
      card: payment.channel === 'transfer' ? -1 : (payment.card ?? customers.firstCard[customer]),
      device: payment.device ?? (isOnline ? customers.firstDevice[customer] : -1),
      channel: codeOf(transactionChannels, payment.channel),
      latitude: atMerchant
        ? merchants.latitude[merchant]
        : placeOf(customers.latitude[customer], cities[city].latitude, city, customers.city[customer]),
      longitude: atMerchant
        ? merchants.longitude[merchant]
        : placeOf(customers.longitude[customer], cities[city].longitude, city, customers.city[customer]),
    };
  }
}

function placeOf(home: number, there: number, city: number, homeCity: number): number {
  return city === homeCity ? home : there;
}
