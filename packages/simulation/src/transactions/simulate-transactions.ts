import { createRandom, type Random } from '@probity/numerics';
import { Arrivals } from './arrivals.js';
import { lookAlikeStories } from './benign/look-alike-stories.js';
import { type CustomerTable, drawCustomers } from './draw-customers.js';
import { drawMerchants, type MerchantTable } from './draw-merchants.js';
import { fraudStories } from './fraud/fraud-stories.js';
import { OrdinaryPayments } from './ordinary-payments.js';
import { planStories, type StoryTransaction } from './plan-stories.js';
import { Stage } from './planned-transaction.js';
import { copyRows, firstRows, startBatch, type TransactionBatch } from './transaction-batch.js';
import {
  completeTransactionWorld,
  MILLISECONDS_PER_DAY,
  SECONDS_PER_DAY,
  type TransactionWorldSettings,
} from './transaction-world-settings.js';
import { benignLookAlikes, codeOf, fraudTypologies } from './vocabulary.js';

/** Payments by day of the week beside one another, from Monday. */
const WEEKDAYS = [1, 0.98, 1, 1.05, 1.22, 1.25, 0.84] as const;
const TELLERS_OF_FRAUD = Object.values(fraudStories);
const TELLERS_OF_LOOK_ALIKES = Object.values(lookAlikeStories);

/** A made-up bank: its customers, where they pay, and everything they paid. */
export interface TransactionWorld {
  readonly settings: TransactionWorldSettings;
  readonly customers: CustomerTable;
  readonly merchants: MerchantTable;
  readonly deviceCount: number;
  /**
   * The log in order of arrival, in pieces of `rows` rows, the last one shorter; the pieces do not change what is in them.
   * @param rows whole, ≥ 1
   */
  chunks(rows: number): Generator<TransactionBatch>;
}

/**
 * Makes a world of customers, cards, merchants, terminals and devices, and the log of their payments.
 *
 * Most payments follow habits of place, hour and merchant. A stated share is fraud of eight kinds, each with a story over several
 * payments, and a stated share is honest and looks like it; neither can be told apart well by one payment alone. Rows may come late,
 * again unchanged or again with other content. Memory is that of the customers and of one day, whatever the number of rows.
 *
 * @throws INVALID_ARGUMENT naming the setting
 * Cost: about a microsecond a row.
 * @example for (const batch of simulateTransactions({ customers: 1000, seed: 1 }).chunks(10_000)) total += batch.count;
 */
export function simulateTransactions(
  given: Partial<TransactionWorldSettings> & { readonly customers: number },
): TransactionWorld {
  const settings = completeTransactionWorld(given);
  const root = createRandom(settings.seed).fork('transactions');
  const customers = drawCustomers(root.fork('customers'), settings);
  const merchants = drawMerchants(root.fork('merchants'), settings.customers);
  const stage = new Stage(customers, merchants, settings.days, customers.firstDevice[customers.count]);
  const frauds = Math.round(settings.rows * settings.fraudShare);
  const lookAlikes = Math.min(settings.rows - frauds, Math.round(settings.rows * settings.lookAlikeShare));
  const stories = [
    ...planStories(TELLERS_OF_FRAUD, stage, root.fork('fraud'), frauds).map((told) => ({ ...told, isFraud: true })),
    ...planStories(TELLERS_OF_LOOK_ALIKES, stage, root.fork('look-alikes'), lookAlikes).map((told) => ({
      ...told,
      isFraud: false,
    })),
  ].sort((a, b) => a.second - b.second);
  const calendar = planDays(settings, stories);
  const days = new DayMaker(settings, root, new OrdinaryPayments(customers, merchants), calendar, stories);
  return {
    ...{ settings, customers, merchants, deviceCount: stage.deviceCount },
    chunks: (rows) => cut(days.inOrderOfArrival(), rows),
  };
}

interface Told extends StoryTransaction {
  readonly isFraud: boolean;
}

/** Where each day's rows begin: ordinary ones, those of stories, and all. */
interface Calendar {
  readonly ordinary: Float64Array;
  readonly stories: Float64Array;
}

function planDays({ days, rows, start }: TransactionWorldSettings, stories: readonly Told[]): Calendar {
  const total = rows - stories.length;
  const weights = Array.from({ length: days }, (_, day) => WEEKDAYS[weekdayOf(start, day)]);
  const sum = weights.reduce((before, weight) => before + weight, 0);
  const calendar = { ordinary: new Float64Array(days + 1), stories: new Float64Array(days + 1) };
  let before = 0;
  let told = 0;
  for (let day = 0; day < days; day++) {
    before += weights[day];
    calendar.ordinary[day + 1] = day + 1 === days ? total : Math.round((total * before) / sum);
    while (told < stories.length && stories[told].second < (day + 1) * SECONDS_PER_DAY) told++;
    calendar.stories[day + 1] = told;
  }
  return calendar;
}

/** 0 is Monday; the first of January 1970 was a Thursday. */
function weekdayOf(start: number, day: number): number {
  return (start / MILLISECONDS_PER_DAY + day + 3) % 7;
}

class DayMaker {
  readonly #settings: TransactionWorldSettings;
  readonly #root: Random;
  readonly #ordinary: OrdinaryPayments;
  readonly #calendar: Calendar;
  readonly #stories: readonly Told[];

  constructor(
    settings: TransactionWorldSettings,
    root: Random,
    ordinary: OrdinaryPayments,
    calendar: Calendar,
    stories: readonly Told[],
  ) {
    this.#settings = settings;
    this.#root = root;
    this.#ordinary = ordinary;
    this.#calendar = calendar;
    this.#stories = stories;
  }

  *inOrderOfArrival(): Generator<TransactionBatch> {
    const { days, start } = this.#settings;
    const arrivals = new Arrivals(this.#settings);
    for (let day = 0; day < days || arrivals.waitingCount > 0; day++) {
      const happened = day < days ? this.#happened(day) : startBatch(0);
      const until = start + (day + 1) * MILLISECONDS_PER_DAY;
      yield arrivals.order(happened, until, this.#root.fork('arrivals').fork(day));
    }
  }

  /** What happens on a day, in order of time. */
  #happened(day: number): TransactionBatch {
    const random = this.#root.fork('days').fork(day);
    const { ordinary, stories } = this.#calendar;
    const count = ordinary[day + 1] - ordinary[day];
    const told = stories[day + 1] - stories[day];
    const who = new Int32Array(count);
    const seconds = new Int32Array(count + told);
    const isWeekend = weekdayOf(this.#settings.start, day) >= 5;
    for (let i = 0; i < count; i++) {
      who[i] = this.#ordinary.drawCustomer(random);
      seconds[i] = this.#ordinary.drawSecond(random, who[i], isWeekend);
    }
    for (let i = 0; i < told; i++) seconds[count + i] = this.#stories[stories[day] + i].second % SECONDS_PER_DAY;
    const batch = startBatch(count + told);
    const dayStart = this.#settings.start + day * MILLISECONDS_PER_DAY;
    const firstNumber = ordinary[day] + stories[day];
    for (const [row, index] of orderOf(seconds).entries()) {
      batch.number[row] = firstNumber + row;
      batch.at[row] = batch.knownAt[row] = dayStart + seconds[index] * 1000;
      if (index < count) this.#ordinary.fill(random, batch, row, who[index], day, seconds[index]);
      else fillStory(batch, row, this.#stories[stories[day] + index - count]);
    }
    return batch;
  }
}

function fillStory(batch: TransactionBatch, row: number, told: Told): void {
  batch.customer[row] = told.customer;
  batch.card[row] = told.card;
  batch.terminal[row] = told.terminal;
  batch.merchant[row] = told.merchant;
  batch.device[row] = told.device;
  batch.amountMinor[row] = told.amountMinor;
  batch.category[row] = told.category;
  batch.channel[row] = told.channel;
  batch.city[row] = told.city;
  batch.latitude[row] = told.latitude;
  batch.longitude[row] = told.longitude;
  batch.fraud[row] = told.isFraud ? 1 : 0;
  batch.typology[row] = told.isFraud ? told.kind : 0;
  batch.lookAlike[row] = told.isFraud ? 0 : lookAlikeCodes[told.kind - 1];
  batch.episode[row] = told.episode;
}

const lookAlikeCodes = (Object.keys(lookAlikeStories) as (keyof typeof lookAlikeStories)[]).map((name) =>
  codeOf(benignLookAlikes, name),
);

// The typology of a row is the place of its story: held here, where both lists meet.
if (Object.keys(fraudStories).some((name, index) => fraudTypologies[index + 1] !== name)) {
  throw new RangeError('`fraudStories` and `fraudTypologies` must be in the same order');
}

/** Indices in order of second, equal ones in order of index. Cost: O(n + seconds of a day). */
function orderOf(seconds: Int32Array): Uint32Array {
  const starts = new Uint32Array(SECONDS_PER_DAY + 1);
  for (const second of seconds) starts[second + 1]++;
  for (let second = 0; second < SECONDS_PER_DAY; second++) starts[second + 1] += starts[second];
  const order = new Uint32Array(seconds.length);
  for (let i = 0; i < seconds.length; i++) order[starts[seconds[i]]++] = i;
  return order;
}

function* cut(batches: Iterable<TransactionBatch>, rows: number): Generator<TransactionBatch> {
  if (!(Number.isInteger(rows) && rows >= 1)) {
    throw new RangeError(`\`rows\` of \`chunks\` must be a whole number of at least 1; got ${rows}`);
  }
  let piece = startBatch(rows);
  let filled = 0;
  for (const batch of batches) {
    for (let from = 0; from < batch.count; ) {
      const count = Math.min(rows - filled, batch.count - from);
      copyRows(batch, from, piece, filled, count);
      from += count;
      filled += count;
      if (filled < rows) continue;
      yield piece;
      piece = startBatch(rows);
      filled = 0;
    }
  }
  if (filled > 0) yield firstRows(piece, filled);
}
