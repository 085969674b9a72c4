import { createRandom, type Random } from '@probity/numerics';
import { clamp, drawAmount, drawCount, drawEvent } from '../draw/draw.js';
import { type Habit, habits, subscriptionOffers } from './habits.js';

/** One movement on an account of a simulated household, with the truth that a bank file does not tell. */
export interface HouseholdPayment {
  /** The bank's own id. */
  readonly bankId: string;
  readonly account: string;
  /** Days since 1970-01-01. */
  readonly day: number;
  /** Minor units; above 0 comes in. */
  readonly amountMinor: number;
  readonly text: string;
  /** True category, in the words of `@probity/personal`. */
  readonly category: string;
  readonly isTransfer: boolean;
  /** Balance of the account behind the payment. */
  readonly balanceMinor: number;
}

export interface HouseholdAccount {
  readonly name: string;
  readonly kind: 'current' | 'card' | 'savings';
  readonly openingMinor: number;
}

export interface Household {
  readonly currency: string;
  readonly accounts: readonly HouseholdAccount[];
  /** In order of time. */
  readonly payments: readonly HouseholdPayment[];
  readonly firstDay: number;
  readonly lastDay: number;
}

export interface HouseholdSettings {
  readonly seed: number;
  /** Default 540. */
  readonly days?: number;
  /** Default 2023-01-01. */
  readonly firstDay?: number;
  /** Default EUR. */
  readonly currency?: string;
}

const FIRST_DAY = 19_358;
const MONTH_DAYS = 30.44;
/** Monthly income after tax: median and spread of the logarithm, roughly those of European household surveys. */
const MEDIAN_INCOME_MINOR = 260_000;
const INCOME_SPREAD = 0.42;

interface Traits {
  readonly incomeMinor: number;
  readonly isFortnightly: boolean;
  readonly payDay: number;
  /** Spending that is not fixed, as a share of what the fixed costs leave. */
  readonly appetite: number;
  /** How much less is spent when money is short: 0 not at all. */
  readonly caution: number;
  readonly rentShare: number;
  readonly hasCard: boolean;
  readonly hasSavings: boolean;
  readonly shocksPerYear: number;
  readonly jobLossPerYear: number;
}

/**
 * Simulates one household's accounts day by day: income (monthly or every two weeks, now and then lost), rent, bills,
 * subscriptions, everyday spending that shrinks when money is short, shocks, a card that is settled monthly, savings.
 *
 * A made-up world: good to test readers and to have an outcome that is known, no statement on real households.
 *
 * @example simulateHousehold({ seed: 7 }).payments.length
 */
export function simulateHousehold({
  seed,
  days = 540,
  firstDay = FIRST_DAY,
  currency = 'EUR',
}: HouseholdSettings): Household {
  const random = createRandom(seed).fork('household');
  const traits = drawTraits(random.fork('traits'));
  const book = new Book(traits, random.fork('opening'), seed);
  const fixed = drawFixedCosts(traits, random.fork('fixed'));
  const daily = random.fork('days');
  let jobLostUntil = -1;
  for (let at = 0; at < days; at++) {
    const day = firstDay + at;
    const { dayOfMonth, isMonday } = dateParts(day);
    if (drawEvent(daily, traits.jobLossPerYear / 365)) jobLostUntil = day + 30 + daily.nextUint32Below(150);
    payIncome(book, traits, day, dayOfMonth, jobLostUntil, daily);
    for (const cost of fixed) {
      if (
        dayOfMonth === cost.dayOfMonth &&
        (cost.months === 1 || Math.floor(at / MONTH_DAYS) % cost.months === cost.phase)
      ) {
        book.pay(
          cost.onCard,
          day,
          Math.round(cost.amountMinor * (1 + cost.variation * daily.nextNormal())),
          cost.text,
          cost.category,
        );
      }
    }
    spend(book, traits, fixed, day, daily);
    if (drawEvent(daily, traits.shocksPerYear / 365)) {
      const amount = Math.round(drawAmount(daily, traits.incomeMinor * 0.35, 0.6));
      const [text, category] =
        daily.nextFloat() < 0.5 ? ['AUTO REPAIR CENTER', 'transport'] : ['DENTAL CLINIC INVOICE', 'health'];
      book.pay(false, day, amount, text, category);
    }
    if (dayOfMonth === 3) book.settleCard(day);
    if (dayOfMonth === 28) book.save(day);
    if (isMonday && book.current < 0) book.overdraftFee(day);
  }
  const payments = book.payments.sort((a, b) => a.day - b.day);
  return { currency, accounts: book.accounts, payments, firstDay, lastDay: firstDay + days - 1 };
}

function drawTraits(random: Random): Traits {
  const incomeMinor = Math.round(drawAmount(random, MEDIAN_INCOME_MINOR, INCOME_SPREAD));
  return {
    incomeMinor,
    isFortnightly: drawEvent(random, 0.3),
    payDay: 1 + random.nextUint32Below(28),
    appetite: clamp(0.78 + 0.17 * random.nextNormal(), 0.4, 1.3),
    caution: clamp(0.5 + 0.3 * random.nextNormal(), 0, 1),
    rentShare: clamp(0.31 + 0.08 * random.nextNormal(), 0.12, 0.55),
    hasCard: drawEvent(random, 0.55),
    hasSavings: drawEvent(random, 0.6),
    shocksPerYear: clamp(drawAmount(random, 0.5, 0.6), 0.1, 3),
    jobLossPerYear: clamp(drawAmount(random, 0.04, 0.7), 0.005, 0.3),
  };
}

interface FixedCost {
  readonly text: string;
  readonly category: string;
  readonly amountMinor: number;
  readonly dayOfMonth: number;
  readonly months: number;
  readonly phase: number;
  readonly variation: number;
  readonly onCard: boolean;
}

function drawFixedCosts(traits: Traits, random: Random): readonly FixedCost[] {
  const cost = (text: string, category: string, amountMinor: number, rest: Partial<FixedCost> = {}): FixedCost => ({
    ...{ text, category, amountMinor: Math.round(amountMinor / 100) * 100, dayOfMonth: 1 + random.nextUint32Below(28) },
    ...{ months: 1, phase: 0, variation: 0, onCard: false, ...rest },
  });
  const costs = [
    cost('RENT HAUSVERWALTUNG BERGER', 'housing', traits.incomeMinor * traits.rentShare, {
      dayOfMonth: 1 + random.nextUint32Below(3),
    }),
    cost('STADTWERKE STROM', 'utilities', drawAmount(random, 7_500, 0.3)),
    cost('CITY WATER CHARGES', 'utilities', drawAmount(random, 9_000, 0.3), {
      months: 3,
      phase: random.nextUint32Below(3),
      variation: 0.05,
    }),
    cost('VODAFONE INTERNET', 'telecom', 3_999 + 1_000 * random.nextUint32Below(3)),
    cost('MOBILE PHONE TELEKOM', 'telecom', 1_500 + 500 * random.nextUint32Below(5)),
    cost('ALLIANZ INSURANCE', 'insurance', drawAmount(random, 6_000, 0.4)),
  ];
  if (drawEvent(random, 0.3))
    costs.push(
      cost('CAR LOAN BANK11', 'loans', traits.incomeMinor * clamp(0.09 + 0.03 * random.nextNormal(), 0.03, 0.2)),
    );
  for (const [text, amountMinor] of subscriptionOffers) {
    if (drawEvent(random, 0.35))
      costs.push({ ...cost(text, 'subscriptions', 0, { onCard: traits.hasCard }), amountMinor });
  }
  return costs;
}

function payIncome(
  book: Book,
  traits: Traits,
  day: number,
  dayOfMonth: number,
  jobLostUntil: number,
  random: Random,
): void {
  const isLost = day <= jobLostUntil;
  if (isLost) {
    if (dayOfMonth === 28)
      book.receive(day, Math.round(traits.incomeMinor * 0.55), 'UNEMPLOYMENT BENEFIT AGENCY', 'benefits');
    return;
  }
  const isDue = traits.isFortnightly ? day % 14 === traits.payDay % 14 : dayOfMonth === traits.payDay;
  if (!isDue) return;
  const share = traits.isFortnightly ? 14 / MONTH_DAYS : 1;
  const varied = traits.isFortnightly ? 1 + 0.06 * random.nextNormal() : 1;
  book.receive(day, Math.round(traits.incomeMinor * share * varied), 'SALARY ACME WORKS GMBH', 'salary');
}

function spend(book: Book, traits: Traits, fixed: readonly FixedCost[], day: number, random: Random): void {
  const monthlyFixed = fixed.reduce((total, { amountMinor, months }) => total + amountMinor / months, 0);
  const free = Math.max(traits.incomeMinor * 0.12, traits.incomeMinor - monthlyFixed) * traits.appetite;
  // A household that sees its account run dry holds back, some more and some less.
  const reserve = book.current / (traits.incomeMinor * 0.35);
  const holdBack = reserve >= 1 ? 1 : 1 - traits.caution * clamp(1 - reserve, 0, 1);
  for (const habit of habits) {
    const count = drawCount(random, habit.timesPerMonth / MONTH_DAYS);
    for (let time = 0; time < count; time++) {
      const scale = habit.isEssential ? 1 - (1 - holdBack) * 0.35 : holdBack;
      const median = (free * habit.share) / habit.timesPerMonth;
      const amount = Math.max(150, Math.round(drawAmount(random, median * 0.9, habit.spread) * scale));
      book.pay(traits.hasCard && habit.onCard, day, amount, wordsOf(habit, random), habit.category);
    }
  }
}

function wordsOf(habit: Habit, random: Random): string {
  const merchant = habit.merchants[random.nextUint32Below(habit.merchants.length)] as string;
  return `POS ${1000 + random.nextUint32Below(30)} ${merchant}`;
}

/** The household's accounts, booked payment by payment. */
class Book {
  readonly payments: HouseholdPayment[] = [];
  readonly accounts: HouseholdAccount[];
  current: number;
  #card = 0;
  #savings: number;
  readonly #traits: Traits;
  readonly #seed: number;

  constructor(traits: Traits, random: Random, seed: number) {
    this.#traits = traits;
    this.#seed = seed;
    this.current = Math.round(drawAmount(random, traits.incomeMinor * 0.9, 0.9) - traits.incomeMinor * 0.12);
    this.#savings = Math.round(drawAmount(random, traits.incomeMinor, 1.2));
    this.accounts = [
      { name: 'Current account', kind: 'current', openingMinor: this.current },
      ...(traits.hasCard ? [{ name: 'Credit card', kind: 'card' as const, openingMinor: 0 }] : []),
      ...(traits.hasSavings ? [{ name: 'Day money', kind: 'savings' as const, openingMinor: this.#savings }] : []),
    ];
  }

  receive(day: number, amountMinor: number, text: string, category: string): void {
    this.#book('Current account', day, amountMinor, text, category);
  }

  pay(onCard: boolean, day: number, amountMinor: number, text: string, category: string): void {
    this.#book(onCard ? 'Credit card' : 'Current account', day, -Math.abs(amountMinor), text, category);
  }

  settleCard(day: number): void {
    if (!this.#traits.hasCard || this.#card >= 0) return;
    const owed = -this.#card;
    this.#book('Current account', day, -owed, 'CREDIT CARD PAYMENT', 'card-payment', true);
    this.#book('Credit card', day + 1, owed, 'PAYMENT THANK YOU', 'card-payment', true);
  }

  /** What is over a month's income is put aside; what is missing is fetched, as far as it goes. */
  save(day: number): void {
    if (!this.#traits.hasSavings) return;
    const over = Math.floor((this.current - this.#traits.incomeMinor * 1.3) / 5_000) * 5_000;
    const amount = over > 0 ? over : this.current < 0 ? -Math.min(this.#savings, this.#traits.incomeMinor * 0.2) : 0;
    const rounded = Math.round(amount / 1_000) * 1_000;
    if (rounded === 0) return;
    this.#book(
      'Current account',
      day,
      -rounded,
      rounded > 0 ? 'TRANSFER TO SAVINGS' : 'TRANSFER FROM SAVINGS',
      'savings',
      true,
    );
    this.#book(
      'Day money',
      day,
      rounded,
      rounded > 0 ? 'TRANSFER FROM CURRENT' : 'TRANSFER TO CURRENT',
      'savings',
      true,
    );
  }

  overdraftFee(day: number): void {
    this.#book('Current account', day, -Math.max(50, Math.round(-this.current * 0.002)), 'OVERDRAFT INTEREST', 'fees');
  }

  #book(account: string, day: number, amountMinor: number, text: string, category: string, isTransfer = false): void {
    if (amountMinor === 0) return;
    let balanceMinor: number;
    if (account === 'Credit card') balanceMinor = this.#card += amountMinor;
    else if (account === 'Day money') balanceMinor = this.#savings += amountMinor;
    else balanceMinor = this.current += amountMinor;
    const bankId = `${this.#seed}-${this.payments.length + 1}`;
    this.payments.push({ bankId, account, day, amountMinor, text, category, isTransfer, balanceMinor });
  }
}

function dateParts(day: number): { readonly dayOfMonth: number; readonly isMonday: boolean } {
  return { dayOfMonth: Number(isoDay(day).slice(8)), isMonday: (day + 3) % 7 === 0 };
}

/** ISO text of a day since 1970-01-01. */
export function isoDay(day: number): string {
  let text = isoDays.get(day);
  if (text === undefined) {
    text = new Date(day * 86_400_000).toISOString().slice(0, 10);
    isoDays.set(day, text);
  }
  return text;
}

/** A world has few days and very many payments. */
const isoDays = new Map<number, string>();
