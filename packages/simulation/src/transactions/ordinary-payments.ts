import { exp, type Random } from '@probity/numerics';
import { WeightedTable } from '../draw/weighted-table.js';
import { type CategoryProfile, categoryList, hourProfiles, segmentProfiles } from './customer-profile.js';
import type { CustomerTable } from './draw-customers.js';
import { anyMerchant, type MerchantTable, terminalOf, usualMerchant } from './draw-merchants.js';
import { cities, homeCities } from './place/city.js';
import type { TransactionBatch } from './transaction-batch.js';
import {
  benignLookAlikes,
  codeOf,
  customerSegments,
  transactionCategories,
  transactionChannels,
} from './vocabulary.js';

const CHIP = codeOf(transactionChannels, 'chip');
const CONTACTLESS = codeOf(transactionChannels, 'contactless');
const ONLINE = codeOf(transactionChannels, 'online');
const TRANSFER = codeOf(transactionChannels, 'transfer');
const TRAVEL = codeOf(benignLookAlikes, 'travel');
const NIGHT_CATEGORIES = (['restaurants', 'transport', 'fuel', 'entertainment', 'digital', 'cash'] as const).map(
  (name) => codeOf(transactionCategories, name),
);

/** Everyday payments: who pays, when, where, how and how much, by the customer's habits. */
export class OrdinaryPayments {
  readonly #customers: CustomerTable;
  readonly #merchants: MerchantTable;
  readonly #who: WeightedTable;
  /** By segment: 256 categories, each as often as the segment pays for it. */
  readonly #categories: readonly Uint8Array[];
  /** By profile, weekday then weekend: 256 hours, each as often as paid in. */
  readonly #hours: readonly (readonly Uint8Array[])[];

  constructor(customers: CustomerTable, merchants: MerchantTable) {
    this.#customers = customers;
    this.#merchants = merchants;
    this.#who = new WeightedTable(customers.activity);
    this.#categories = customerSegments.map((segment) => {
      const weights: Readonly<Record<string, number>> = segmentProfiles[segment].categories;
      return spreadOut(transactionCategories.map((category) => weights[category] ?? 0));
    });
    this.#hours = Object.values(hourProfiles).map(({ weekday, weekend }) => [spreadOut(weekday), spreadOut(weekend)]);
  }

  drawCustomer(random: Random): number {
    return this.#who.draw(random);
  }

  /** A second of the day, by the customer's hours. */
  drawSecond(random: Random, customer: number, isWeekend: boolean): number {
    const word = random.nextUint32();
    const hour = this.#hours[this.#customers.hours[customer]][isWeekend ? 1 : 0][word >>> 24];
    return hour * 3600 + Math.floor(((word & 0xffffff) * 3600) / 0x1000000);
  }

  /** Fills in a row for a customer who pays at a second of a day. */
  fill(random: Random, batch: TransactionBatch, row: number, customer: number, day: number, second: number): void {
    const table = this.#customers;
    const word = random.nextUint32();
    let category = this.#categories[table.segment[customer]][word >>> 24];
    if (second < 6 * 3600) category = NIGHT_CATEGORIES[(word & 0xff) % NIGHT_CATEGORIES.length];
    const profile: CategoryProfile = categoryList[category];
    const trip = table.tripStart[customer];
    const isAway = trip >= 0 && day >= trip && day < trip + table.tripDays[customer];
    const channel = this.#drawChannel(random, customer, profile);
    const isOnline = channel === ONLINE || channel === TRANSFER;
    const home = table.city[customer];
    const isElsewhere = (word & 0xff00) >>> 8 < 6;
    const city =
      isAway && !isOnline ? table.tripCity[customer] : isElsewhere ? random.nextUint32Below(homeCities.length) : home;
    const isUsual = !isAway && !isElsewhere && random.nextUint32() < 0xd0000000;
    const merchant = isUsual
      ? usualMerchant(this.#merchants, random, customer, city, category)
      : anyMerchant(this.#merchants, random, city, category);
    batch.customer[row] = customer;
    batch.card[row] = channel === TRANSFER ? -1 : one(random, table.firstCard, customer);
    batch.terminal[row] = terminalOf(this.#merchants, random, merchant, isOnline);
    batch.merchant[row] = merchant;
    batch.device[row] = isOnline ? one(random, table.firstDevice, customer) : -1;
    batch.amountMinor[row] = amountOf(random, profile, table.spendScale[customer]);
    batch.category[row] = category;
    batch.channel[row] = channel;
    batch.city[row] = city;
    const whereAbroad = isAway ? cities[table.tripCity[customer]] : undefined;
    batch.latitude[row] = isOnline
      ? (whereAbroad?.latitude ?? table.latitude[customer])
      : this.#merchants.latitude[merchant];
    batch.longitude[row] = isOnline
      ? (whereAbroad?.longitude ?? table.longitude[customer])
      : this.#merchants.longitude[merchant];
    batch.lookAlike[row] = isAway ? TRAVEL : 0;
    batch.episode[row] = -1;
  }

  #drawChannel(random: Random, customer: number, profile: CategoryProfile): number {
    if (profile.channel !== undefined) return codeOf(transactionChannels, profile.channel);
    const draw = random.nextFloat();
    const online = profile.online ?? this.#customers.online[customer];
    if (draw < online) return ONLINE;
    return draw < online + (1 - online) * 0.62 ? CONTACTLESS : CHIP;
  }
}

/** A log-normal amount in cents, in the steps of the category; one in two hundred comes back as a refund. */
function amountOf(random: Random, profile: CategoryProfile, scale: number): number {
  const euros = profile.median * scale * exp(profile.spread * random.nextNormal());
  const cents = Math.max(profile.stepCents, Math.round((euros * 100) / profile.stepCents) * profile.stepCents);
  return random.nextUint32() < 21_474_836 && profile.channel === undefined ? -cents : cents;
}

function one(random: Random, first: Uint32Array, owner: number): number {
  const from = first[owner];
  const size = first[owner + 1] - from;
  // The first of several three times in four.
  return size === 1 || random.nextUint32() < 0xc0000000 ? from : from + 1 + random.nextUint32Below(size - 1);
}

/** 256 indices, each about as often as its weight says and never left out when it has one. */
function spreadOut(weights: readonly number[]): Uint8Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const table = new Uint8Array(256);
  let before = 0;
  let filled = 0;
  for (const [index, weight] of weights.entries()) {
    before += weight;
    const until = Math.round((before / total) * 256);
    while (filled < until) table[filled++] = index;
  }
  return table;
}
