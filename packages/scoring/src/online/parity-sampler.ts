import {
  computeHistory,
  createFeatureEngine,
  type EventColumns,
  type EventValue,
  type FeaturePlan,
} from '@probity/features';
import type { EventLog, LoggedArrival } from '../ports/event-log.js';
import type { TransactionReader } from './read-transaction.js';

export interface ParityCounts {
  /** Events whose features were computed again from the log. */
  readonly checked: number;
  /** Of these, where a byte differed. */
  readonly differing: number;
  /** Sampled but not computed again: erased meanwhile, too many events behind it, or too many samples at once. */
  readonly skipped: number;
  readonly waiting: number;
}

/** Computes a sample of the events again, from the log by the batch evaluator, and compares every byte. */
export interface ParitySampler {
  /** Considers a durable event for the sample. */
  offer(sequence: number): void;
  /**
   * Computes some of the sampled events again; does nothing while it has had more than its share of the time.
   * @param monotonicMs a clock that never goes back
   * @param pause awaited now and then, so that who waits for an answer comes first
   */
  check(log: EventLog, monotonicMs: () => number, pause?: () => Promise<void>): Promise<void>;
  counts(): ParityCounts;
}

export interface ParitySettings {
  readonly plan: FeaturePlan;
  readonly reader: TransactionReader;
  readonly share: number;
  readonly seed: number;
  /** Counts to go on from. */
  readonly counts: ParityCounts | undefined;
  readonly onDiffering: (facts: { readonly sequence: number; readonly features: readonly string[] }) => void;
}

const MOST_WAITING = 200;
const CHECKS_AT_ONCE = 20;
/** Looking through a long log takes time: after each look it rests for so many times as long. */
const REST = 50;
/** An entity with more events behind it would take the process away from its callers. */
const MOST_EVENTS = 2_000;
/** So many arrivals of the log are looked through at once: about ten milliseconds of the database's time, one query of ours. */
const STRETCH = 4_000;

export function createParitySampler({ plan, reader, share, seed, counts, onDiffering }: ParitySettings): ParitySampler {
  const threshold = share * 2 ** 32;
  const waiting: number[] = [];
  let notBefore = Number.NEGATIVE_INFINITY;
  let checked = counts?.checked ?? 0;
  let differing = counts?.differing ?? 0;
  let skipped = (counts?.skipped ?? 0) + (counts?.waiting ?? 0);

  const checkOne = async (log: EventLog, sequence: number, pause?: () => Promise<void>) => {
    const [row] = await log.read({ after: sequence - 1, upTo: sequence });
    const again = row && (await computeAgain(log, plan, reader, row, pause));
    if (row?.features === undefined || again === undefined) {
      skipped += 1;
      return;
    }
    checked += 1;
    const wrong = plan.names.filter((_, index) => !Object.is(row.features?.[index], again[index]));
    if (wrong.length === 0) return;
    differing += 1;
    onDiffering({ sequence, features: wrong });
  };

  return {
    offer(sequence) {
      if (mix(seed, sequence) >= threshold) return;
      if (waiting.length < MOST_WAITING) waiting.push(sequence);
      else skipped += 1;
    },
    async check(log, monotonicMs, pause) {
      for (let count = 0; count < CHECKS_AT_ONCE && waiting.length > 0; count++) {
        const begin = monotonicMs();
        if (begin < notBefore) return;
        await checkOne(log, waiting.shift() as number, pause);
        const end = monotonicMs();
        notBefore = end + (end - begin) * REST;
      }
    },
    counts: () => ({ checked, differing, skipped, waiting: waiting.length }),
  };
}

/**
 * Features of a logged event, from nothing but the log: all arrivals of its entities that windows reach, as columns.
 * @param pause awaited between stretches of the log, which may be long
 * @returns undefined where the event was erased, or more events than can be borne with lie behind it
 */
export async function computeAgain(
  log: EventLog,
  plan: FeaturePlan,
  reader: TransactionReader,
  row: LoggedArrival,
  pause?: () => Promise<void>,
): Promise<Float64Array | undefined> {
  if (row.content === undefined || row.kind !== 'event') return undefined;
  const { values } = JSON.parse(row.content) as { values: Record<string, EventValue> };
  const entities = reader.entitiesOf(row.source, values);
  const knownFrom = Number.isFinite(plan.retentionMs) ? Math.max(0, row.knownAt - 2 * plan.retentionMs) : 0;
  const rows: LoggedArrival[] = [];
  for (let upTo = row.sequence; upTo > 0; upTo -= STRETCH) {
    const after = Math.max(0, upTo - STRETCH);
    rows.unshift(...(await log.read({ after, upTo, knownFrom, entities, limit: MOST_EVENTS + 1 })));
    if (rows.length > MOST_EVENTS) return undefined;
    // What is known never goes back: before an arrival that lies behind all windows, all do.
    const [oldest] = knownFrom > 0 && after > 0 ? await log.read({ after: after - 1, upTo: after }) : [];
    if (oldest !== undefined && oldest.knownAt < knownFrom) break;
    await pause?.();
  }
  if (rows.at(-1)?.sequence !== row.sequence) return undefined;
  await addFirstVersions(log, rows);
  if (plan.set.sources.length > 1) return replay(plan, reader, rows);
  const features = computeHistory(plan, columnsOf(plan, reader, rows));
  return Float64Array.from(features, (column) => column[rows.length - 1] as number);
}

/**
 * A correction may have brought an event to the entity from another: its place among events of one instant is that of
 * its first arrival, so that is taken too. What lay between was never the entity's.
 */
async function addFirstVersions(log: EventLog, rows: LoggedArrival[]): Promise<void> {
  const known = new Set(rows.filter(({ kind }) => kind === 'event').map(({ source, id }) => `${source}\n${id}`));
  const missing = new Map<string, Set<string>>();
  for (const { kind, source, id } of rows) {
    if (kind === 'event' || known.has(`${source}\n${id}`)) continue;
    missing.set(source, (missing.get(source) ?? new Set()).add(id));
  }
  for (const [source, ids] of missing) rows.push(...(await log.findEvents(source, [...ids])));
  if (missing.size > 0) rows.sort((one, other) => one.sequence - other.sequence);
}

/** Several sources have no common columns: they are taken one arrival at a time, by an evaluator that knows nothing else. */
function replay(
  plan: FeaturePlan,
  reader: TransactionReader,
  rows: readonly LoggedArrival[],
): Float64Array | undefined {
  const engine = createFeatureEngine(plan);
  let features: Float64Array | undefined;
  for (const { kind, source, id, knownAt, content } of rows) {
    if (content === undefined) continue;
    const { at, values } = JSON.parse(content) as { at: number; values: Record<string, EventValue> };
    const kept = reader.adopt({ at, values }, source).values;
    if (kind === 'amendment') engine.amend({ source, id, knownAt, values: kept });
    else features = engine.observe({ source, id, at, knownAt, values: kept }).features;
  }
  return features;
}

function columnsOf(plan: FeaturePlan, reader: TransactionReader, rows: readonly LoggedArrival[]): EventColumns {
  const source = plan.set.sources[0] as FeaturePlan['set']['sources'][number];
  const events = rows.map(({ content, source: from }) => {
    const { at, values } = JSON.parse(content ?? '{"at":0,"values":{}}') as {
      at: number;
      values: Record<string, EventValue>;
    };
    return { at, values: reader.adopt({ at, values }, from).values };
  });
  const columns: Record<string, EventColumns['columns'][string]> = {};
  for (const [name, { kind }] of Object.entries(source.columns)) {
    const cells = events.map(({ values }) => values[name] ?? null);
    if (kind !== 'key' && kind !== 'category') {
      columns[name] = Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell)));
      continue;
    }
    const levels = [...new Set(cells.filter((cell) => cell !== null).map(String))];
    const places = new Map(levels.map((level, index) => [level, index]));
    columns[name] = {
      levels,
      codes: Int32Array.from(cells, (cell) => (cell === null ? -1 : (places.get(String(cell)) as number))),
    };
  }
  return {
    source: source.name,
    count: rows.length,
    at: Float64Array.from(events, ({ at }) => at),
    knownAt: Float64Array.from(rows, ({ knownAt }) => knownAt),
    ids: rows.map(({ id }) => id),
    amendments: Uint8Array.from(rows, ({ kind }) => (kind === 'amendment' ? 1 : 0)),
    columns,
  };
}

/** A number from 0 to 2³² − 1 that looks like chance: MurmurHash3's finish over both. */
function mix(seed: number, sequence: number): number {
  let value = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ sequence ^ Math.floor(sequence / 2 ** 32);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
