import { ProbityError } from '@probity/domain';
import type { EventColumn, ZoneOffsets } from '../definition/feature-set.js';
import { hourOfDay } from '../definition/zone-offsets.js';
import type { CodeCounts } from '../evaluate/code-counts.js';
import { EntityProgram, type FeatureReader } from '../evaluate/entity-program.js';
import { EventTable } from '../evaluate/event-table.js';
import { FeatureEvaluator } from '../evaluate/feature-evaluator.js';
import { bindOwnColumns, type OwnColumns } from '../evaluate/own-columns.js';
import type { Timeline } from '../evaluate/timeline.js';
import { LARGEST_UNITS } from '../event/read-event-value.js';
import type { CodedValues, EventColumns } from '../event/source-event.js';
import { holdNumber } from '../plan/compile-plan.js';
import type { FeaturePlan } from '../plan/plan-features.js';
import { fillRunning, isRunning } from './fill-running.js';

const UTC: ZoneOffsets = { from: [0], minutes: [0] };

/** A column that the features of an entity read. */
interface ReadColumn {
  readonly position: number;
  readonly name: string;
  readonly numbers: Float64Array | undefined;
  readonly codes: Int32Array | undefined;
  readonly kind: EventColumn['kind'];
  readonly scale: number;
}

/**
 * Features of one entity column over events that are all known: the programs of the live engine, on one entity's events after
 * another. What is derived for an entity stays in the processor's cache.
 */
export class SegmentEvaluator {
  /** Positions in the plan of the features that are computed. */
  readonly features: readonly number[];
  readonly #columns: EventColumns;
  readonly #program: EntityProgram;
  readonly #evaluator: FeatureEvaluator;
  readonly #own: readonly OwnColumns[];
  readonly #read: readonly ReadColumn[];
  readonly #zone: ZoneOffsets;
  #values = new Float64Array(0);
  #highs: Int32Array[] = [];
  #lows: Int32Array[] = [];
  readonly #timeline: Timeline = { slots: new Int32Array(0), head: 0, tail: 0 };

  constructor(plan: FeaturePlan, source: number, entity: number, columns: EventColumns) {
    const { compiled } = plan;
    const planned = compiled.sources[source];
    this.#columns = columns;
    this.#zone = plan.set.zoneOffsets ?? UTC;
    const table = new EventTable(planned, 1024);
    const codeOf = (column: number, text: string) => {
      const levels = (columns.columns[planned.columns[column].name] as CodedValues | undefined)?.levels ?? [];
      const code = levels.indexOf(text);
      return code < 0 ? -2 : code;
    };
    this.#program = new EntityProgram(compiled, table, source, entity, codeOf);
    const keeper = {
      countsOf: (reader: FeatureReader, timeline: Timeline, low: number, high: number, habit: boolean) => {
        const counts = (habit ? reader.habitCounts : reader.counts) as CodeCounts;
        counts.moveTo(timeline, low, high);
        return counts;
      },
    };
    const hourOf = (at: number) => hourOfDay(this.#zone, at);
    this.#evaluator = new FeatureEvaluator(this.#program, keeper, hourOf);
    this.#own = this.#program.readers.map((reader) => bindOwnColumns(reader.plan, compiled, planned, table));
    this.features = this.#program.readers.map((reader) => reader.index);
    this.#read = this.#columnsRead(plan, source);
  }

  /**
   * Features of one entity's events: `rows[from..to)` by time and then by arrival.
   *
   * @param rows undefined: the rows stand in that order as they are
   * @param out one array a feature of the plan; those of this entity are filled in at the rows
   */
  evaluate(rows: Int32Array | undefined, from: number, to: number, out: readonly Float64Array[]): void {
    const length = to - from;
    this.#fill(rows, from, length);
    const timeline = this.#timeline;
    timeline.tail = length;
    const program = this.#program;
    program.extend(timeline, 0, -Infinity);
    this.#locateAll(length);
    const at = program.table.at.data;
    const { readers, highs, lows } = program;
    const values = this.#values;
    for (let r = 0; r < readers.length; r++) {
      const reader = readers[r];
      const starts = this.#lows[reader.start];
      const ends = this.#highs[reader.end];
      if (isRunning(reader)) fillRunning(reader, starts, ends, length, values);
      else {
        const habitStarts = reader.habitStart < 0 ? starts : this.#lows[reader.habitStart];
        reader.counts?.reset(0);
        reader.habitCounts?.reset(0);
        for (let position = 0; position < length; position++) {
          highs[reader.end] = ends[position];
          lows[reader.start] = starts[position];
          if (reader.habitStart >= 0) lows[reader.habitStart] = habitStarts[position];
          values[position] = this.#evaluator.read(reader, timeline, at[position], this.#own[r], position);
        }
      }
      const target = out[reader.index];
      if (rows === undefined) target.set(values.subarray(0, length), from);
      else for (let position = 0; position < length; position++) target[rows[from + position]] = values[position];
    }
  }

  /** Where every window starts and ends, at every position: both only ever move on. */
  #locateAll(length: number): void {
    const { delays, starts, table } = this.#program;
    const at = table.at.data;
    for (let i = 0; i < delays.length; i++) moveAlong(at, length, delays[i], this.#highs[i]);
    for (let i = 0; i < starts.length; i++)
      moveAlong(at, length, starts[i].delayMs + starts[i].windowMs, this.#lows[i]);
  }

  #fill(rows: Int32Array | undefined, from: number, length: number): void {
    const { table } = this.#program;
    const timeline = this.#timeline;
    if (timeline.slots.length < length) {
      table.makeRoom(length - 1);
      const { capacity } = table;
      timeline.slots = Int32Array.from({ length: capacity }, (_, slot) => slot);
      this.#values = new Float64Array(capacity);
      this.#highs = this.#program.delays.map(() => new Int32Array(capacity));
      this.#lows = this.#program.starts.map(() => new Int32Array(capacity));
    }
    const at = table.at.data;
    const times = this.#columns.at;
    const order = table.order.data;
    for (let position = 0; position < length; position++) {
      const time = times[rows === undefined ? from + position : rows[from + position]];
      at[position] = time;
      order[position] = position;
      if (position > 0 && !(time >= at[position - 1])) {
        throw new ProbityError('INVALID_ARGUMENT', 'rows must be sorted by time within an entity', {
          field: 'at',
          row: from + position + 1,
        });
      }
    }
    if (this.#program.readsHours) {
      const hour = table.hour.data;
      for (let position = 0; position < length; position++) hour[position] = hourOfDay(this.#zone, at[position]);
    }
    for (const column of this.#read) this.#fillColumn(column, rows, from, length);
  }

  #fillColumn(column: ReadColumn, rows: Int32Array | undefined, from: number, length: number): void {
    const target = this.#program.table.columns[column.position].data;
    const { codes, numbers, kind, scale } = column;
    const most = MOST[kind];
    if (codes !== undefined) {
      for (let position = 0; position < length; position++) {
        const code = codes[rows === undefined ? from + position : rows[from + position]];
        target[position] = code < 0 ? NaN : code;
      }
    } else if (numbers !== undefined) {
      for (let position = 0; position < length; position++) {
        const row = rows === undefined ? from + position : rows[from + position];
        const held = holdNumber(numbers[row], kind, scale);
        target[position] = held;
        if (Math.abs(held) > most || (kind === 'flag' && (held < 0 || held > 1 || held % 1 > 0)))
          refuseValue(column, row, numbers[row]);
      }
    } else target.fill(NaN, 0, length);
  }

  #columnsRead(plan: FeaturePlan, source: number): ReadColumn[] {
    const { compiled } = plan;
    const planned = compiled.sources[source];
    const positions = new Set<number>();
    for (const { plan: feature } of this.#program.readers) {
      if (feature.of >= 0) positions.add(feature.of);
      for (const condition of feature.conditions) positions.add(condition.column);
      if (feature.aggregate === 'distance' || feature.aggregate === 'speed')
        positions.add(planned.latitude).add(planned.longitude);
    }
    return [...positions].map((position) => {
      const { name, kind, scale, isLabel } = planned.columns[position];
      const given = this.#columns.columns[name];
      if (given === undefined && !isLabel) {
        throw new ProbityError('COLUMN_MISSING', `\`${name}\` of the feature set is not among the columns`, {
          field: name,
        });
      }
      const coded = kind === 'key' || kind === 'category';
      if (given !== undefined && coded === given instanceof Float64Array) {
        throw new ProbityError('WRONG_TYPE', `\`${name}\` must be given as ${coded ? 'codes and levels' : 'numbers'}`, {
          field: name,
        });
      }
      const numbers = given instanceof Float64Array ? given : undefined;
      return {
        position,
        name,
        kind,
        scale,
        numbers,
        codes: numbers === undefined ? (given as CodedValues | undefined)?.codes : undefined,
      };
    });
  }
}

function moveAlong(at: Float64Array, length: number, backMs: number, positions: Int32Array): void {
  let reached = 0;
  for (let position = 0; position < length; position++) {
    const time = at[position] - backMs;
    while (at[reached] < time) reached++;
    positions[position] = reached;
  }
}

/** The greatest magnitude that is held. */
const MOST = { key: 0, category: 0, number: LARGEST_UNITS - 1, flag: 1, latitude: 90, longitude: 180 } as const;

function refuseValue(column: ReadColumn, row: number, value: number): never {
  const message = `\`${column.name}\` of row ${row + 1} must be ${column.kind === 'flag' ? '0 or 1' : `within ±${MOST[column.kind] / column.scale}`}; got ${value}`;
  throw new ProbityError('VALUE_OUT_OF_RANGE', message, { field: column.name, row: row + 1 });
}
