import {
  computeHistory,
  type EventColumns,
  type FeaturePlan,
  orderOfArrival,
  reorderEvents,
  type SourceDefinition,
} from '@probity/features';
import type { SpillColumn } from './extent-file.js';
import { FOREIGN } from './partition-events.js';

/** What a bucket's columns are. */
export interface BucketLayout {
  readonly hasKnownAt: boolean;
  readonly hasIds: boolean;
  readonly columns: readonly string[];
  /** Texts behind the codes, of the columns that need theirs. */
  readonly levels: Readonly<Record<string, readonly string[]>>;
}

/** Features of the rows of a bucket. */
export interface BucketFeatures {
  /** Number of each row in the file. */
  readonly rows: Uint32Array;
  /** One array a feature. */
  readonly values: readonly Float64Array[];
}

/** Computes the features of whole entities, whatever order their rows came in. */
export function computeBucket(
  plan: FeaturePlan,
  layout: BucketLayout,
  spilled: readonly SpillColumn[],
): BucketFeatures {
  const rows = spilled[0] as Uint32Array;
  const byRow = rowOrder(rows);
  const columns = byRow === undefined ? spilled : spilled.map((column) => pick(column, byRow));
  const events = toEvents(plan, layout, columns);
  const order = orderOfArrival(events);
  const computed = computeHistory(plan, order === undefined ? events : reorderEvents(events, order));
  const numbers = columns[0] as Uint32Array;
  const ordered = order === undefined ? numbers : Uint32Array.from(order, (row) => numbers[row] as number);
  if (!layout.hasIds || !ordered.some((number) => number >= FOREIGN)) return { rows: ordered, values: computed };
  const own = Uint32Array.from(ordered.keys()).filter((row) => (ordered[row] as number) < FOREIGN);
  return {
    rows: pick(ordered, own) as Uint32Array,
    values: computed.map((values) => pick(values, own) as Float64Array),
  };
}

function toEvents(plan: FeaturePlan, layout: BucketLayout, spilled: readonly SpillColumn[]): EventColumns {
  const { columns: definitions } = plan.set.sources[0] as SourceDefinition;
  let next = 1;
  const at = spilled[next++] as Float64Array;
  const knownAt = layout.hasKnownAt ? (spilled[next++] as Float64Array) : undefined;
  const repeated = layout.hasIds ? (spilled[next++] as Int32Array) : undefined;
  const columns: Record<string, EventColumns['columns'][string]> = {};
  for (const name of layout.columns) {
    const values = spilled[next++] as SpillColumn;
    const kind = definitions[name]?.kind;
    if (kind !== 'key' && kind !== 'category') columns[name] = values as Float64Array;
    else {
      const levels = layout.levels[name];
      columns[name] =
        levels === undefined ? compactCodes(values as Int32Array) : { codes: values as Int32Array, levels };
    }
  }
  const rows = spilled[0] as Uint32Array;
  return {
    ...{ count: rows.length, at, columns },
    ...(knownAt === undefined ? {} : { knownAt }),
    // Only ids that come again need to be known again.
    ...(repeated === undefined
      ? {}
      : { ids: Array.from(repeated, (id, row) => (id < 0 ? `r${rows[row]}` : `i${id}`)) }),
  };
}

/** Codes from 0 on, in the order of their first row; nobody compares their texts, so any will do. */
function compactCodes(codes: Int32Array): { codes: Int32Array; levels: readonly string[] } {
  const index = new Map<number, number>();
  const levels: string[] = [];
  const compact = new Int32Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    let own = code < 0 ? -1 : index.get(code);
    if (own === undefined) {
      own = levels.push(String(code)) - 1;
      index.set(code, own);
    }
    compact[row] = own;
  }
  return { codes: compact, levels };
}

/** The order of the file; undefined where the rows are in it, as they are unless a join mixed them. */
function rowOrder(rows: Uint32Array): Uint32Array | undefined {
  const number = (row: number) => (rows[row] as number) % FOREIGN;
  let isOrdered = true;
  for (let row = 1; row < rows.length && isOrdered; row++) isOrdered = number(row) > number(row - 1);
  return isOrdered ? undefined : Uint32Array.from(rows.keys()).sort((one, other) => number(one) - number(other));
}

function pick(values: SpillColumn, rows: Uint32Array): SpillColumn {
  const picked = new (values.constructor as new (length: number) => SpillColumn)(rows.length);
  for (let index = 0; index < rows.length; index++) picked[index] = values[rows[index] as number] as number;
  return picked;
}
