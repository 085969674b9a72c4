import { ProbityError } from '@probity/domain';

/** Loans by month of origination, followed over their age. All arrays have one entry per loan. */
export interface VintageRows {
  /** Position of the origination month in `labels`; −1 is left out. */
  readonly vintageOf: ArrayLike<number>;
  /** Words of the vintages, oldest first. */
  readonly labels: readonly string[];
  /** Age in whole months at which the loan went bad; NaN where it did not (yet). */
  readonly badAtMonths: ArrayLike<number>;
  /** Age in whole months up to which the loan was watched. */
  readonly observedMonths: ArrayLike<number>;
}

export interface VintageCurve {
  readonly vintage: string;
  readonly loans: number;
  /** Cumulative share gone bad at age 1, 2, … months; as long as every loan of the vintage was watched. */
  readonly cumulativeBadRates: readonly number[];
}

/**
 * Vintage curves: the share of each month's loans gone bad by age, so that young vintages are compared at equal age.
 *
 * A curve ends at the youngest age up to which all its loans were watched (a loan gone bad counts as watched for ever);
 * beyond that it would mix loans of unequal exposure.
 *
 * @throws SHAPE_MISMATCH
 * Cost: O(loans + vintages · months).
 */
export function vintageCurves({
  vintageOf,
  labels,
  badAtMonths,
  observedMonths,
}: VintageRows): readonly VintageCurve[] {
  if (badAtMonths.length !== vintageOf.length || observedMonths.length !== vintageOf.length) {
    const message = '`badAtMonths` and `observedMonths` of `vintageCurves` must have one entry per loan';
    throw new ProbityError('SHAPE_MISMATCH', message, { field: 'badAtMonths' });
  }
  const loans = new Float64Array(labels.length);
  const watched = new Float64Array(labels.length).fill(Infinity);
  const badsAt = labels.map(() => new Map<number, number>());
  for (let row = 0; row < vintageOf.length; row++) {
    const vintage = vintageOf[row] ?? -1;
    const bads = badsAt[vintage];
    if (bads === undefined) continue;
    loans[vintage] = (loans[vintage] ?? 0) + 1;
    const age = badAtMonths[row] ?? Number.NaN;
    if (Number.isNaN(age)) watched[vintage] = Math.min(watched[vintage] ?? 0, observedMonths[row] ?? 0);
    else {
      const month = Math.max(1, Math.ceil(age));
      bads.set(month, (bads.get(month) ?? 0) + 1);
    }
  }
  return labels.map((vintage, position) => {
    const bads = badsAt[position] ?? new Map<number, number>();
    const count = loans[position] ?? 0;
    const last = Math.max(0, ...bads.keys());
    const seen = watched[position] ?? 0;
    const months = Math.floor(seen === Infinity ? last : seen);
    const rates: number[] = [];
    let total = 0;
    for (let month = 1; month <= months; month++) {
      total += bads.get(month) ?? 0;
      rates.push(total / count);
    }
    return { vintage, loans: count, cumulativeBadRates: count === 0 ? [] : rates };
  });
}
