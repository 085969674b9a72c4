import { setTimeout } from 'node:timers/promises';
import { cellValue, columnNamed, isCodedColumn, ProbityError, type Table } from '@probity/domain';
import { eventTimes } from '@probity/features';
import type { DeliveredEvent, EventSource, PoisonMessage, StreamHandlers } from '../stream/event-source.js';
import { type EventMapping, parseEvent } from '../stream/parse-event.js';

export interface ReplayOptions extends EventMapping {
  /** How many times faster than it happened: 60 plays an hour in a minute; default "max", without waiting. */
  readonly speed?: number | 'max';
  /** Rows, in order of arrival, that are done already; default 0. */
  readonly from?: number;
  /** Default 500. */
  readonly batchSize?: number;
  /** Milliseconds that only grow; default `performance.now`. */
  readonly now?: () => number;
  readonly pause?: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
}

/** A replay also says how far it is. */
export interface Replay extends EventSource {
  readonly rows: number;
  /** Rows, in order of arrival, whose batch is handled: what `from` takes to go on. */
  readonly done: number;
}

/** The longest sleep in one go, so that a stop is seen and timers do not overflow. */
const LONGEST_PAUSE_MS = 60_000;

/**
 * Plays the rows of a table as if they arrived again: in order of `knownAt`, or of `at` where there is none; ties as in the table.
 *
 * Rows whose time cannot be read come first, as poison. Fed to the same decider, a replay gives the same features at any speed.
 *
 * @param name for messages, e.g. the file's name
 * @throws INVALID_ARGUMENT for a `speed` that is not above 0 or a `from` outside the table; COLUMN_MISSING when the map names a
 * column that is not there, or there is no `at`
 * Cost: O(n log n) time; the table and 4 bytes a row of memory.
 * @example
 * const replay = replayTable('payments.csv', table, { map: { id: 'TX_ID', at: 'TX_TIME' }, speed: 60 });
 * await replay.run({ handle, quarantine });
 */
export function replayTable(name: string, table: Table, options: ReplayOptions = {}): Replay {
  const { speed = 'max', from = 0, map = {}, batchSize = 500 } = options;
  if (speed !== 'max' && !(speed > 0 && Number.isFinite(speed))) {
    throw new ProbityError('INVALID_ARGUMENT', `\`speed\` of a replay must be > 0 or "max"; got ${speed}`, {
      field: 'speed',
    });
  }
  if (!Number.isInteger(from) || from < 0 || from > table.rowCount) {
    const range = `must be a whole number from 0 to ${table.rowCount}, the rows of "${name}"; got ${from}`;
    throw new ProbityError('INVALID_ARGUMENT', `\`from\` of a replay ${range}`, { field: 'from' });
  }
  for (const column of Object.values(map)) columnNamed(table, column);
  const { now = () => performance.now(), pause = sleep } = options;
  const at = timesOf(table, map['at'] ?? 'at');
  const arrivals = arrivalTimes(table, at, map['knownAt'] ?? 'knownAt');
  const order = arrivalOrder(arrivals);
  const frame: ReplayFrame = { table, mapping: options, at, arrivals };
  let done = from;
  return {
    name,
    rows: table.rowCount,
    get done() {
      return done;
    },
    async run(handlers, signal) {
      const started = now();
      const first = order.subarray(done).find((row) => !Number.isNaN(arrivals[row]));
      const resumed = arrivals[first ?? 0] as number;
      const dueAt = (position: number) => {
        const arrival = arrivals[order[position] as number] as number;
        return speed === 'max' || Number.isNaN(arrival) ? started : started + (arrival - resumed) / speed;
      };
      while (done < order.length && signal?.aborted !== true) {
        const wait = dueAt(done) - now();
        if (wait > 0) {
          await pause(Math.min(wait, LONGEST_PAUSE_MS), signal);
          continue;
        }
        let end = done + 1;
        while (end < order.length && end - done < batchSize && (speed === 'max' || dueAt(end) <= now())) end += 1;
        await deliver(frame, order.subarray(done, end), handlers);
        done = end;
      }
    },
  };
}

/** What every batch of a replay shares. */
interface ReplayFrame {
  readonly table: Table;
  readonly mapping: EventMapping;
  readonly at: Float64Array;
  readonly arrivals: Float64Array;
}

async function deliver(
  { table, mapping, at, arrivals }: ReplayFrame,
  rows: Uint32Array,
  { handle, quarantine }: StreamHandlers,
): Promise<void> {
  const { map = {} } = mapping;
  const batch: DeliveredEvent[] = [];
  for (const row of rows) {
    const position = `row ${row + 1}`;
    const record = Object.fromEntries(table.columns.map((column) => [column.name, cellValue(column, row)]));
    const times = {
      [map['at'] ?? 'at']: isoTime(at[row] as number),
      [map['knownAt'] ?? 'knownAt']: isoTime(arrivals[row] as number),
    };
    try {
      batch.push({ event: parseEvent(withId({ ...record, ...times }, mapping, row), 0, mapping), position });
    } catch (error) {
      if (!(error instanceof ProbityError)) throw error;
      const poison: PoisonMessage = { position, code: error.code, reason: error.message, raw: JSON.stringify(record) };
      await quarantine(poison);
    }
  }
  if (batch.length > 0) await handle(batch);
}

function isoTime(milliseconds: number): string | null {
  return Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString();
}

/** A file without a column of ids is told apart by its rows: the same file played twice gives the same ids. */
function withId(record: Record<string, unknown>, { map = {} }: EventMapping, row: number): Record<string, unknown> {
  return (map['id'] ?? 'id') in record ? record : { ...record, id: `row-${row + 1}` };
}

/** When each row arrived, in milliseconds; NaN where it does not say. */
function arrivalTimes(table: Table, at: Float64Array, knownAt: string): Float64Array {
  if (!table.columns.some(({ name }) => name === knownAt)) return at;
  return timesOf(table, knownAt).map((known, row) => (Number.isNaN(known) ? (at[row] as number) : known));
}

/** Columns of dates and times as they are, whole numbers as `eventTimes` reads them, texts one by one. */
function timesOf(table: Table, name: string): Float64Array {
  const column = columnNamed(table, name);
  if (!isCodedColumn(column)) return eventTimes(column);
  const byLevel = column.levels.map((text) => {
    try {
      return parseEvent({ id: '-', at: text }, 0).at;
    } catch {
      return Number.NaN;
    }
  });
  return Float64Array.from(column.codes, (code) => byLevel[code] ?? Number.NaN);
}

function arrivalOrder(arrivals: Float64Array): Uint32Array {
  const order = Uint32Array.from(arrivals, (_, row) => row);
  const key = (row: number) => {
    const arrival = arrivals[row] as number;
    return Number.isNaN(arrival) ? Number.NEGATIVE_INFINITY : arrival;
  };
  return order.sort((one, other) => {
    const [a, b] = [key(one), key(other)];
    return a === b ? one - other : a - b;
  });
}

function sleep(milliseconds: number, signal?: AbortSignal): Promise<unknown> {
  return setTimeout(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => {});
}
