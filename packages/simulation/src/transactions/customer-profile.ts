import { type CustomerSegment, type TransactionCategory, transactionCategories } from './vocabulary.js';

/** What is typical of a segment: figures of the world, made up, in the range of European household statistics. */
export interface SegmentProfile {
  /** Share of the customers. */
  readonly share: number;
  /** Median yearly income in euros, and the spread of its logarithm. */
  readonly income: number;
  readonly incomeSpread: number;
  readonly ageFrom: number;
  readonly ageTo: number;
  /** Transactions a day beside the others'. */
  readonly activity: number;
  /** How often an ordinary payment is made online where the category allows it. */
  readonly online: number;
  /** Chance of a journey abroad in ninety days. */
  readonly travel: number;
  /** Which of the profiles of hours. */
  readonly hours: keyof typeof hourProfiles;
  /** How often each category is paid, beside one another. */
  readonly categories: Readonly<Partial<Record<TransactionCategory, number>>>;
}

/** Payments by hour of the day, beside one another: weekday and weekend. */
export const hourProfiles = {
  early: {
    weekday: [1, 0, 0, 0, 1, 2, 6, 9, 10, 11, 12, 11, 10, 8, 7, 7, 7, 7, 5, 4, 2, 2, 1, 1],
    weekend: [1, 1, 0, 0, 0, 1, 2, 5, 9, 12, 13, 12, 10, 8, 7, 6, 5, 5, 4, 3, 2, 2, 1, 1],
  },
  worker: {
    weekday: [1, 1, 0, 0, 0, 1, 4, 8, 5, 4, 5, 7, 12, 8, 4, 5, 8, 13, 13, 10, 7, 5, 3, 2],
    weekend: [3, 2, 1, 1, 0, 0, 1, 2, 5, 9, 12, 13, 12, 10, 9, 9, 8, 8, 8, 8, 7, 6, 5, 4],
  },
  late: {
    weekday: [7, 5, 3, 2, 1, 0, 1, 2, 4, 5, 6, 7, 9, 8, 7, 7, 8, 9, 10, 11, 11, 11, 10, 9],
    weekend: [11, 9, 7, 5, 3, 1, 0, 1, 2, 3, 5, 7, 8, 8, 8, 8, 8, 9, 10, 11, 12, 12, 12, 12],
  },
} as const;

export const segmentProfiles = {
  student: {
    share: 0.13,
    income: 11_000,
    incomeSpread: 0.35,
    ageFrom: 18,
    ageTo: 27,
    activity: 0.9,
    online: 0.35,
    travel: 0.12,
    hours: 'late',
    categories: {
      groceries: 22,
      restaurants: 18,
      transport: 16,
      clothing: 6,
      electronics: 2,
      entertainment: 10,
      digital: 16,
      cash: 5,
      transfer: 4,
      health: 1,
    },
  },
  'young worker': {
    share: 0.22,
    income: 30_000,
    incomeSpread: 0.3,
    ageFrom: 23,
    ageTo: 38,
    activity: 1.3,
    online: 0.32,
    travel: 0.2,
    hours: 'worker',
    categories: {
      groceries: 22,
      restaurants: 18,
      transport: 13,
      fuel: 4,
      utilities: 4,
      clothing: 7,
      electronics: 3,
      entertainment: 8,
      digital: 10,
      cash: 4,
      transfer: 4,
      health: 2,
      travel: 1,
    },
  },
  family: {
    share: 0.28,
    income: 46_000,
    incomeSpread: 0.35,
    ageFrom: 28,
    ageTo: 58,
    activity: 1.35,
    online: 0.22,
    travel: 0.14,
    hours: 'worker',
    categories: {
      groceries: 34,
      restaurants: 8,
      transport: 6,
      fuel: 9,
      utilities: 8,
      clothing: 9,
      electronics: 3,
      entertainment: 4,
      digital: 5,
      cash: 4,
      transfer: 5,
      health: 4,
      travel: 1,
    },
  },
  'high earner': {
    share: 0.09,
    income: 98_000,
    incomeSpread: 0.45,
    ageFrom: 32,
    ageTo: 66,
    activity: 1.5,
    online: 0.3,
    travel: 0.45,
    hours: 'worker',
    categories: {
      groceries: 18,
      restaurants: 18,
      transport: 8,
      fuel: 7,
      utilities: 5,
      clothing: 9,
      electronics: 5,
      entertainment: 7,
      digital: 7,
      cash: 3,
      transfer: 5,
      health: 4,
      travel: 3,
      jewellery: 1,
    },
  },
  retired: {
    share: 0.21,
    income: 22_000,
    incomeSpread: 0.35,
    ageFrom: 62,
    ageTo: 88,
    activity: 0.65,
    online: 0.08,
    travel: 0.1,
    hours: 'early',
    categories: {
      groceries: 42,
      restaurants: 7,
      transport: 4,
      fuel: 5,
      utilities: 8,
      clothing: 4,
      electronics: 1,
      entertainment: 3,
      digital: 1,
      cash: 12,
      transfer: 4,
      health: 9,
    },
  },
  'small business': {
    share: 0.07,
    income: 58_000,
    incomeSpread: 0.6,
    ageFrom: 26,
    ageTo: 65,
    activity: 1.7,
    online: 0.3,
    travel: 0.2,
    hours: 'early',
    categories: {
      groceries: 14,
      restaurants: 10,
      transport: 9,
      fuel: 12,
      utilities: 9,
      clothing: 3,
      electronics: 8,
      entertainment: 2,
      digital: 9,
      cash: 6,
      transfer: 16,
      health: 1,
      travel: 2,
    },
  },
} as const satisfies Record<CustomerSegment, SegmentProfile>;

/** What a payment of a category costs, and how it is made. */
export interface CategoryProfile {
  /** Median in euros, the spread of the logarithm, and what amounts are multiples of, in cents. */
  readonly median: number;
  readonly spread: number;
  readonly stepCents: number;
  /** How often it is paid online whatever the customer; undefined: as often as the customer does. */
  readonly online?: number;
  readonly channel?: 'atm' | 'transfer';
  /** How many merchants of a city trade in it, beside one another. */
  readonly merchants: number;
}

const categoryProfiles = {
  groceries: { median: 27, spread: 0.8, stepCents: 1, merchants: 20 },
  restaurants: { median: 21, spread: 0.7, stepCents: 10, online: 0.12, merchants: 24 },
  transport: { median: 6, spread: 0.9, stepCents: 10, online: 0.5, merchants: 6 },
  fuel: { median: 52, spread: 0.4, stepCents: 1, online: 0, merchants: 6 },
  utilities: { median: 75, spread: 0.6, stepCents: 1, online: 0.9, merchants: 2 },
  clothing: { median: 48, spread: 0.8, stepCents: 5, merchants: 10 },
  electronics: { median: 120, spread: 1.1, stepCents: 100, merchants: 5 },
  health: { median: 24, spread: 0.8, stepCents: 1, online: 0.08, merchants: 7 },
  entertainment: { median: 18, spread: 0.8, stepCents: 10, merchants: 6 },
  travel: { median: 210, spread: 0.9, stepCents: 100, online: 0.85, merchants: 3 },
  digital: { median: 11, spread: 0.9, stepCents: 1, online: 1, merchants: 5 },
  cash: { median: 90, spread: 0.7, stepCents: 1000, channel: 'atm', merchants: 4 },
  transfer: { median: 140, spread: 1.1, stepCents: 1, channel: 'transfer', merchants: 1 },
  jewellery: { median: 260, spread: 0.9, stepCents: 100, merchants: 1 },
} as const satisfies Record<TransactionCategory, CategoryProfile>;

export const categoryList: readonly CategoryProfile[] = transactionCategories.map((name) => categoryProfiles[name]);
