import { isCodedColumn } from '@probity/domain';
import {
  levelBins,
  numericBins,
  type Periods,
  type ReferenceBins,
  rowsByPeriod,
  stabilityIndex,
} from '@probity/monitoring';
import { type Cells, ordinaryValues } from '../column/cells.js';

/** How one column moves from month to month; lists go with `months`. Null where the month has no such rows. */
export interface ColumnStability {
  readonly column: string;
  readonly missingShare: readonly number[];
  /** Null for categories. */
  readonly mean: readonly (number | null)[] | null;
  /** Population stability index against the first month with at least 100 rows. */
  readonly psiFromFirst: readonly (number | null)[];
  readonly psiFromPrevious: readonly (number | null)[];
  /** Greatest of `psiFromFirst`. */
  readonly worstPsi: number;
}

export interface Stability {
  readonly timeColumn: string;
  readonly months: readonly string[];
  readonly counts: readonly number[];
  /** Null without a target. */
  readonly badRates: readonly (number | null)[] | null;
  readonly columns: readonly ColumnStability[];
}

/** Rows that a month needs for its shares to be compared. */
const COMPARABLE_ROWS = 100;
/** Levels of a category with a bin of their own; the rarer ones share one. */
const LEVELS = 20;

export function monthlyCounts(months: Periods, labels: Uint8Array | undefined): Pick<Stability, 'counts' | 'badRates'> {
  const rows = rowsByPeriod(months);
  const badRate = (month: Uint32Array, outcomes: Uint8Array) =>
    month.length === 0 ? null : month.reduce((bads, row) => bads + (outcomes[row] ?? 0), 0) / month.length;
  return {
    counts: rows.map(({ length }) => length),
    badRates: labels === undefined ? null : rows.map((month) => badRate(month, labels)),
  };
}

/**
 * How a column's distribution moves by month: missing share, mean, and the stability index of `@probity/monitoring` over
 * ten bins of equal counts in the first comparable month (categories: 20 most frequent levels), special codes and missing
 * apart.
 */
export function columnStability(cells: Cells, months: Periods): ColumnStability {
  const rows = rowsByPeriod(months);
  const ordinary = ordinaryValues(cells);
  const isComparable = rows.map(({ length }) => length >= COMPARABLE_ROWS);
  const first = isComparable.indexOf(true);
  const { bins, values } = cells.coded ? binLevels(cells, ordinary) : binNumbers(cells, ordinary, rows[first]);
  const counts = rows.map((month) => bins.count(values, month));
  const psiBetween = (reference: number, current: number) =>
    reference < 0 || !isComparable[current]
      ? null
      : stabilityIndex(counts[reference] as Float64Array, counts[current] as Float64Array).index;
  let previous = -1;
  const psiFromPrevious = rows.map((_, month) => {
    const index = psiBetween(previous, month);
    if (isComparable[month]) previous = month;
    return index;
  });
  const psiFromFirst = rows.map((_, month) => psiBetween(first, month));
  return {
    column: cells.schema.name,
    missingShare: rows.map((month) => shareOfMissing(cells.values, month)),
    mean: cells.coded ? null : rows.map((month) => meanOfFilled(ordinary, month)),
    psiFromFirst,
    psiFromPrevious,
    worstPsi: psiFromFirst.reduce((worst: number, index) => Math.max(worst, index ?? 0), 0),
  };
}

interface BinnedColumn {
  readonly bins: ReferenceBins;
  /** What the bins are asked for, by row. */
  readonly values: Float64Array;
}

function binNumbers({ values, specials }: Cells, ordinary: Float64Array, reference?: Uint32Array): BinnedColumn {
  const base = reference === undefined ? [] : Float64Array.from(reference, (row) => ordinary[row] as number);
  return { bins: numericBins(base, { specialCodes: [...specials] }), values };
}

/** A bin for each special code and each of the most frequent levels, whose rank takes the place of the level's code. */
function binLevels({ column, values, specials }: Cells, ordinary: Float64Array): BinnedColumn {
  const counts = new Map<number, number>();
  for (const code of ordinary) if (!Number.isNaN(code)) counts.set(code, (counts.get(code) ?? 0) + 1);
  const frequent = [...counts].sort((one, other) => other[1] - one[1] || one[0] - other[0]).slice(0, LEVELS);
  const codes = [...specials, ...frequent.map(([code]) => code)];
  const rankOf = new Map(codes.map((code, rank) => [code, rank]));
  const levels = isCodedColumn(column) ? column.levels : [];
  return {
    bins: levelBins(codes.map((code) => levels[code] ?? String(code))),
    values: values.map((code) => (Number.isNaN(code) ? code : (rankOf.get(code) ?? codes.length))),
  };
}

function shareOfMissing(values: Float64Array, rows: Uint32Array): number {
  let missing = 0;
  for (const row of rows) if (Number.isNaN(values[row] as number)) missing++;
  return rows.length === 0 ? 0 : missing / rows.length;
}

function meanOfFilled(values: Float64Array, rows: Uint32Array): number | null {
  let total = 0;
  let filled = 0;
  for (const row of rows) {
    const value = values[row] as number;
    if (Number.isNaN(value)) continue;
    total += value;
    filled++;
  }
  return filled === 0 ? null : total / filled;
}
