import {
  type CodedValues,
  computeHistory,
  type EventColumns,
  type FeaturePlan,
  orderOfArrival,
  parseDuration,
  reorderEvents,
  type SourceDefinition,
} from '@probity/features';
import type { SpillColumn } from './extent-file.js';
import { FOREIGN } from './partition-events.js';
import { DEFAULT_LATENESS } from './split-by-entity.js';

/** What a bucket's columns are. */
export interface BucketLayout {
  readonly hasKnownAt: boolean;
  readonly hasIds: boolean;
  readonly columns: readonly string[];
  /** Texts behind the codes, of the columns that need theirs. */
  readonly levels: Readonly<Record<string, readonly string[]>>;
}

/** A part's plan, and the one that remembers as long as the whole set: of its features only those of the first are used. */
export interface BucketPlans {
  readonly plan: FeaturePlan;
  readonly replayPlan: FeaturePlan;
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
  plans: BucketPlans,
  layout: BucketLayout,
  spilled: readonly SpillColumn[],
): BucketFeatures {
  const byRow = rowOrder(spilled[0] as Uint32Array);
  const columns = byRow === undefined ? spilled : spilled.map((column) => pick(column, byRow));
  const bound = toEvents(plans.plan, layout, columns);
  const order = orderOfArrival(bound);
  const events = order === undefined ? bound : reorderEvents(bound, order);
  const numbers = columns[0] as Uint32Array;
  const rows = order === undefined ? numbers : (pick(numbers, order) as Uint32Array);
  const computed = computeApart(plans, events);
  if (!layout.hasIds || !rows.some((number) => number >= FOREIGN)) return { rows, values: computed };
  const own = Uint32Array.from(rows.keys()).filter((row) => (rows[row] as number) < FOREIGN);
  return { rows: pick(rows, own) as Uint32Array, values: computed.map((values) => pick(values, own) as Float64Array) };
}

/**
 * Entities whose events came once each and in the order of their times go by columns, which is many times faster than the live
 * engine's replay that the others need. No feature sees more than its own entity, so the values are the same.
 */
function computeApart({ plan, replayPlan }: BucketPlans, events: EventColumns): readonly Float64Array[] {
  const { ids, ...withoutIds } = events;
  const unsettled = unsettledEntities(plan, events);
  if (unsettled === undefined) return computeHistory(plan, withoutIds);
  const { codes } = events.columns[(plan.set.features[0] as { entity: string }).entity] as CodedValues;
  const rows = Uint32Array.from(codes.keys());
  const settledRows = rows.filter((row) => unsettled[(codes[row] as number) + 1] === 0);
  if (settledRows.length === 0) return computeHistory(replayPlan, events).slice(0, plan.names.length);
  const others = rows.filter((row) => unsettled[(codes[row] as number) + 1] === 1);
  const parts = [
    { rows: settledRows, values: computeHistory(plan, reorderEvents(withoutIds, settledRows)) },
    { rows: others, values: computeHistory(replayPlan, reorderEvents(events, others)) },
  ];
  return plan.names.map((_, feature) => {
    const whole = new Float64Array(events.count);
    for (const part of parts) {
      const values = part.values[feature] as Float64Array;
      for (let index = 0; index < values.length; index++) whole[part.rows[index] as number] = values[index] as number;
    }
    return whole;
  });
}

/** By code + 1 (0: no key): 1 where events repeat, or arrive out of the order of their times, or too late; undefined: none. */
function unsettledEntities(
  plan: FeaturePlan,
  { at, knownAt, ids, columns, count }: EventColumns,
): Uint8Array | undefined {
  if (ids === undefined && knownAt === undefined) return undefined;
  const { codes, levels } = columns[(plan.set.features[0] as { entity: string }).entity] as CodedValues;
  const unsettled = new Uint8Array(levels.length + 1);
  const latest = new Float64Array(levels.length + 1).fill(Number.NEGATIVE_INFINITY);
  const lateness = parseDuration(plan.set.lateness ?? DEFAULT_LATENESS);
  for (let row = 0; row < count; row++) {
    const entity = (codes[row] as number) + 1;
    const moment = at[row] as number;
    const isRepeated = ids !== undefined && (ids[row] as string).startsWith(REPEATED);
    const isLate = knownAt !== undefined && (knownAt[row] as number) - moment > lateness;
    if (isRepeated || isLate || moment < (latest[entity] as number)) unsettled[entity] = 1;
    latest[entity] = moment;
  }
  return unsettled.includes(1) ? unsettled : undefined;
}

/** Starts the id of an event that comes more than once. */
const REPEATED = 'i';

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
      : { ids: Array.from(repeated, (id, row) => (id < 0 ? `r${rows[row]}` : `${REPEATED}${id}`)) }),
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
