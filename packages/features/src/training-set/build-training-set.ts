import { ProbityError } from '@probity/domain';
import { createFeatureEngine } from '../evaluate/create-feature-engine.js';
import type { CodedValues, EventColumns, EventValue } from '../event/source-event.js';
import { orderOfArrival } from '../map/order-of-arrival.js';
import type { FeaturePlan } from '../plan/plan-features.js';

/** Moments at which somebody wants to know the features of entities. */
export interface LabelTable {
  readonly count: number;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly asOf: Float64Array;
  /** Which entity, by key column of the source; −1 where the row names none. */
  readonly keys: Readonly<Record<string, CodedValues>>;
}

/**
 * Features of a table of labels, each row with only what was known before its moment.
 *
 * An event counts when it had arrived before the row's `asOf` and happened before it: late arrivals and later corrections leave
 * no trace, labels that the definitions read come with their delay. The values are those that `lookUp` of the live engine
 * would have answered at that moment. What compares with an event's own values is missing, for there is no event.
 *
 * @param events in any order; of the plan's first source
 * @returns one array a feature in the order of `plan.names`, one value a row of the labels, NaN where missing
 * @throws COLUMN_MISSING where the labels have no key of an entity that features look at, and as `observe` for an event that does not fit
 * Cost: the live engine's for each event of an entity that the labels name, and one look-up a row.
 * @example
 * const values = buildTrainingSet(planFeatures(set), events, { count: 1, asOf: Float64Array.of(moment), keys: { customer } });
 */
export function buildTrainingSet(plan: FeaturePlan, events: EventColumns, labels: LabelTable): readonly Float64Array[] {
  const entities = [...new Set(plan.set.features.map(({ entity }) => entity))];
  for (const entity of entities) {
    if (labels.keys[entity] !== undefined) continue;
    throw new ProbityError(
      'COLUMN_MISSING',
      `the labels have no column for the key "${entity}", which features look at`,
      {
        field: entity,
      },
    );
  }
  const engine = createFeatureEngine(plan);
  const arrivals = orderOfArrival(events) ?? Uint32Array.from(events.at, (_, row) => row);
  const wanted = wantedEvents(events, labels, entities);
  const known = events.knownAt ?? events.at;
  const asked = Uint32Array.from(labels.asOf, (_, row) => row).sort(
    (a, b) => labels.asOf[a]! - labels.asOf[b]! || a - b,
  );
  const values = plan.names.map(() => new Float64Array(labels.count).fill(Number.NaN));
  let next = 0;
  for (const row of asked) {
    const asOf = labels.asOf[row]!;
    if (Number.isNaN(asOf)) continue;
    for (; next < arrivals.length && known[arrivals[next]!]! < asOf; next++) {
      const event = arrivals[next]!;
      if (wanted[event] === 1) observe(plan, engine, events, event);
    }
    const answer = engine.lookUp(keysOf(labels, entities, row), asOf);
    for (let feature = 0; feature < answer.length; feature++) values[feature]![row] = answer[feature]!;
  }
  return values;
}

/** Events of the entities that the labels name, and every other version of those events. */
function wantedEvents(events: EventColumns, labels: LabelTable, entities: readonly string[]): Uint8Array {
  const wanted = new Uint8Array(events.count);
  for (const entity of entities) {
    const { codes, levels } = events.columns[entity] as CodedValues;
    const asked = labels.keys[entity] as CodedValues;
    const names = new Set(Array.from(new Set(asked.codes), (code) => asked.levels[code]));
    const isAsked = levels.map((level) => names.has(level));
    for (let row = 0; row < events.count; row++) if (isAsked[codes[row]!] === true) wanted[row] = 1;
  }
  if (events.ids !== undefined) {
    const ids = new Set(events.ids.filter((_, row) => wanted[row] === 1));
    for (let row = 0; row < events.count; row++) if (ids.has(events.ids[row]!)) wanted[row] = 1;
  }
  return wanted;
}

function keysOf(labels: LabelTable, entities: readonly string[], row: number): Record<string, string> {
  const keys: Record<string, string> = {};
  for (const entity of entities) {
    const { codes, levels } = labels.keys[entity] as CodedValues;
    if (codes[row]! >= 0) keys[entity] = levels[codes[row]!]!;
  }
  return keys;
}

function observe(
  plan: FeaturePlan,
  engine: ReturnType<typeof createFeatureEngine>,
  events: EventColumns,
  row: number,
): void {
  const values: Record<string, EventValue> = {};
  for (const [name, { kind }] of Object.entries(plan.set.sources[0]!.columns)) {
    const column = events.columns[name];
    if (column === undefined) continue;
    if (!(column instanceof Float64Array))
      values[name] = column.codes[row]! < 0 ? null : column.levels[column.codes[row]!]!;
    else {
      const value = column[row]!;
      values[name] = Number.isNaN(value) ? null : kind === 'flag' ? value > 0 : value;
    }
  }
  try {
    engine.observe({
      id: events.ids?.[row] ?? String(row),
      at: events.at[row]!,
      knownAt: (events.knownAt ?? events.at)[row]!,
      values,
    });
  } catch (error) {
    // Too late is an outcome of the log, not a fault of the caller: the event stays out, as it does live.
    if (!(error instanceof ProbityError && error.code === 'TOO_LATE')) throw error;
  }
}
