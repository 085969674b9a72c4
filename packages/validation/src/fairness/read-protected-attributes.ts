import { cellValue, columnNamed, isCodedColumn, type Table } from '@probity/domain';
import { type ProtectedAttribute, protectedAttribute } from '@probity/learn';

/** From this many values on a number is put into bands. */
const MOST_VALUES = 8;
/** Groups beyond the commonest are put together: a group needs rows to be assessed. */
const MOST_GROUPS = 12;
const OTHER_GROUPS = 'other groups';

export interface ProtectedReading {
  /** Lower ends of the bands of a number, ascending: { age: [25, 40, 62] } gives "below 25", "25 to below 40", … */
  readonly bands?: Readonly<Record<string, readonly number[]>> | undefined;
}

/**
 * Reads protected columns from a table: categories by value, numbers with many values in bands (quarters of the rows unless
 * named). They are read here and nowhere else: no model sees them.
 *
 * @throws COLUMN_MISSING
 */
export function readProtectedAttributes(
  table: Table,
  names: readonly string[],
  { bands = {} }: ProtectedReading = {},
): readonly ProtectedAttribute[] {
  return names.map((name) => {
    const column = columnNamed(table, name);
    const named = Object.hasOwn(bands, name) ? bands[name] : undefined;
    if (!isCodedColumn(column) && column.kind !== 'boolean') {
      const distinct = new Set(column.values.filter((value) => !Number.isNaN(value)));
      if (named !== undefined || distinct.size > MOST_VALUES) return banded(name, column.values, named);
    }
    const values = Array.from({ length: table.rowCount }, (_, row) => {
      const value = cellValue(column, row);
      return value === null ? null : String(value);
    });
    return protectedAttribute(name, gatherRare(values));
  });
}

function gatherRare(values: readonly (string | null)[]): readonly (string | null)[] {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  if (counts.size <= MOST_GROUPS) return values;
  const order = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const kept = new Set(order.slice(0, MOST_GROUPS - 1).map(([value]) => value));
  return values.map((value) => (value === null || kept.has(value) ? value : OTHER_GROUPS));
}

/** Groups keep the order of the numbers, not of the alphabet. */
function banded(name: string, values: Float64Array, named: readonly number[] | undefined): ProtectedAttribute {
  const ends = named ?? quarters(values);
  const groups = [...ends, undefined].map((end, index) => {
    const from = ends[index - 1];
    if (from === undefined) return `below ${String(end)}`;
    return end === undefined ? `${from} and above` : `${from} to below ${end}`;
  });
  const codes = Int32Array.from(values, (value) => {
    if (Number.isNaN(value)) return -1;
    const band = ends.findIndex((end) => value < end);
    return band < 0 ? ends.length : band;
  });
  return { name, groups, codes };
}

function quarters(values: Float64Array): readonly number[] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return [...new Set([0.25, 0.5, 0.75].map(at))];
}
