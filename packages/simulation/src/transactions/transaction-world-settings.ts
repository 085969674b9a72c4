import { ProbityError } from '@probity/domain';

/** What a world of transactions is like. */
export interface TransactionWorldSettings {
  /** Whole, in [10, 10,000,000]. */
  readonly customers: number;
  /** Transactions, whole, in [1, 1,000,000,000]; default 0.6 a customer and day. Corrections and duplicates come on top. */
  readonly rows: number;
  /** Length of the world in days, whole, in [1, 3650]; default 90. */
  readonly days: number;
  /** Whole number in [0, 2³²); equal settings give equal bytes, everywhere. Default 1. */
  readonly seed: number;
  /** Midnight at which the world starts, milliseconds since 1970-01-01 UTC; default 2024-01-01, a Monday. */
  readonly start: number;
  /** Share of `rows` that is fraud, in [0, 0.2]; default 0.008. Exact to the row. */
  readonly fraudShare: number;
  /** Share of `rows` that are payroll, remittances, top-ups and big purchases, in [0, 0.2]; default 0.01. Travel comes on top. */
  readonly lookAlikeShare: number;
  /** Share of rows known later than they happened, in [0, 1]; default 0. Up to three days late. */
  readonly lateShare: number;
  /** Share of rows that come again with another amount or category, in [0, 1]; default 0. */
  readonly correctedShare: number;
  /** Share of rows that come again unchanged, in [0, 1]; default 0. */
  readonly duplicatedShare: number;
}

export const MILLISECONDS_PER_DAY = 86_400_000;
export const SECONDS_PER_DAY = 86_400;
const DEFAULT_START = 1_704_067_200_000;

/** The settings with what was left out. @throws INVALID_ARGUMENT naming the setting */
export function completeTransactionWorld(
  given: Partial<TransactionWorldSettings> & { readonly customers: number },
): TransactionWorldSettings {
  const days = given.days ?? 90;
  const settings = {
    customers: given.customers,
    rows: given.rows ?? Math.max(1, Math.round(given.customers * days * 0.6)),
    days,
    seed: given.seed ?? 1,
    start: given.start ?? DEFAULT_START,
    fraudShare: given.fraudShare ?? 0.008,
    lookAlikeShare: given.lookAlikeShare ?? 0.01,
    lateShare: given.lateShare ?? 0,
    correctedShare: given.correctedShare ?? 0,
    duplicatedShare: given.duplicatedShare ?? 0,
  };
  requireIn('customers', settings.customers, 10, 10_000_000, true);
  requireIn('days', settings.days, 1, 3650, true);
  requireIn('rows', settings.rows, 1, 1_000_000_000, true);
  requireIn('seed', settings.seed, 0, 2 ** 32 - 1, true);
  requireIn('start', settings.start, 0, 4_102_444_800_000, true);
  if (settings.start % MILLISECONDS_PER_DAY !== 0) refuse('start', 'be midnight UTC', settings.start);
  requireIn('fraudShare', settings.fraudShare, 0, 0.2, false);
  requireIn('lookAlikeShare', settings.lookAlikeShare, 0, 0.2, false);
  requireIn('lateShare', settings.lateShare, 0, 1, false);
  requireIn('correctedShare', settings.correctedShare, 0, 1, false);
  requireIn('duplicatedShare', settings.duplicatedShare, 0, 1, false);
  return settings;
}

function requireIn(name: string, value: number, low: number, high: number, isWhole: boolean): void {
  if (value >= low && value <= high && (!isWhole || Number.isInteger(value))) return;
  refuse(name, `be a ${isWhole ? 'whole number' : 'number'} from ${low} to ${high}`, value);
}

function refuse(name: string, rule: string, value: number): never {
  const message = `\`${name}\` of \`simulateTransactions\` must ${rule}; got ${value}`;
  throw new ProbityError('INVALID_ARGUMENT', message, { field: name });
}
