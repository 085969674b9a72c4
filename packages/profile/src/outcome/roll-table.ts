import { type AccountHistory, worstBetween } from './account-history.js';
import type { OutcomeDefinition } from './outcome-definition.js';

/** Accounts by their worst state in one stretch of months (rows) and in the next (columns). */
export interface RollTable {
  /** Lower ends of the buckets in days past due; the first is current. */
  readonly bucketsFromDays: readonly number[];
  readonly monthsBefore: readonly [number, number];
  readonly monthsAfter: readonly [number, number];
  /** `counts[before][after]`. */
  readonly counts: readonly (readonly number[])[];
  /** Of each row, the share that is in the last bucket afterwards; null for an empty row. */
  readonly shareWorst: readonly (number | null)[];
  /** Of each row, the share that is in a better bucket afterwards than before. */
  readonly shareBetter: readonly (number | null)[];
  /** Lower end of the mildest bucket from which more than half end in the last one: the point of no return. */
  readonly noReturnFromDays: number | null;
}

const BUCKETS = [0, 1, 30, 60, 90];

/** Roll-forward table: the first half of the window against the second, of accounts seen in both. */
export function rollTable(histories: readonly AccountHistory[], definition: OutcomeDefinition): RollTable {
  const { observationMonth, windowMonths } = definition;
  const half = Math.max(1, Math.floor(windowMonths / 2));
  const before: [number, number] = [observationMonth + 1, observationMonth + half];
  const after: [number, number] = [observationMonth + half + 1, observationMonth + Math.max(windowMonths, half + 1)];
  const counts = BUCKETS.map(() => BUCKETS.map(() => 0));
  for (const { daysPastDue, chargedOffAt } of histories) {
    const states = [before, after].map(([from, to]) => {
      if (chargedOffAt !== undefined && chargedOffAt <= to && (chargedOffAt >= from || to === after[1])) {
        return Number.POSITIVE_INFINITY;
      }
      return worstBetween(daysPastDue, from, to);
    });
    const [one, other] = states as [number, number];
    if (Number.isNaN(one) || Number.isNaN(other)) continue;
    const row = counts[bucketOf(one)] as number[];
    const column = bucketOf(other);
    row[column] = (row[column] as number) + 1;
  }
  const totals = counts.map((row) => row.reduce((total, count) => total + count, 0));
  const shareOf = (bucket: number, take: (index: number) => boolean) => {
    const total = totals[bucket] as number;
    if (total === 0) return null;
    return (counts[bucket] as number[]).reduce((sum, count, index) => sum + (take(index) ? count : 0), 0) / total;
  };
  const shareWorst = BUCKETS.map((_, bucket) => shareOf(bucket, (index) => index === BUCKETS.length - 1));
  const noReturn = BUCKETS.findIndex(
    (_, bucket) =>
      bucket > 0 &&
      shareWorst.slice(bucket).every((share) => share === null || share > 0.5) &&
      shareWorst[bucket] !== null,
  );
  return {
    bucketsFromDays: BUCKETS,
    monthsBefore: before,
    monthsAfter: after,
    counts,
    shareWorst,
    shareBetter: BUCKETS.map((_, bucket) => shareOf(bucket, (index) => index < bucket)),
    noReturnFromDays: noReturn < 0 ? null : (BUCKETS[noReturn] as number),
  };
}

function bucketOf(days: number): number {
  let bucket = 0;
  while (bucket < BUCKETS.length - 1 && days >= (BUCKETS[bucket + 1] as number)) bucket++;
  return bucket;
}
