import type { CompiledPlan, PlannedCondition, PlannedFeature, PlannedSource } from '../plan/compile-plan.js';
import { CodeCounts } from './code-counts.js';
import { type CodedCondition, EventFilter } from './event-filter.js';
import type { EventTable, SlotColumn } from './event-table.js';
import { ExtremeLinks } from './extreme-links.js';
import { PreviousTimes } from './previous-times.js';
import { RunningMoments } from './running-moments.js';
import type { Timeline } from './timeline.js';

/** A feature with what it reads found. */
export interface FeatureReader {
  readonly index: number;
  readonly plan: PlannedFeature;
  /** Positions in the program's lists of ends and starts. */
  readonly end: number;
  readonly start: number;
  readonly habitStart: number;
  /** What is aggregated; the hour of the day for `hour-share`. */
  readonly of: SlotColumn | undefined;
  /** Where the events of the window were; meaningful for `distance` and `speed`. */
  readonly places: { readonly latitude: SlotColumn; readonly longitude: SlotColumn };
  readonly filter: EventFilter | undefined;
  readonly moments: RunningMoments | undefined;
  readonly extreme: ExtremeLinks | undefined;
  /** Counts by value of the window, and of the longer one. */
  readonly counts: CodeCounts | undefined;
  readonly habitCounts: CodeCounts | undefined;
  /** Conditions that compare with the event's own values: the window is gone through. */
  readonly dynamic: readonly CodedCondition[];
}

/** Codes of a column's text values; −2 for a text that no event has. */
export type CodeOf = (column: number, text: string) => number;

/**
 * Features of one source by one of its keys: the columns that are derived for them, and how each is read. History and the live
 * engine use it alike.
 */
export class EntityProgram {
  readonly table: EventTable;
  readonly source: number;
  readonly entity: number;
  readonly readers: readonly FeatureReader[];
  /** Delays, and (delay, length) of every stretch that a feature looks at. */
  readonly delays: number[] = [];
  readonly starts: { readonly delayMs: number; readonly windowMs: number }[] = [];
  readonly highs: Int32Array;
  readonly lows: Int32Array;
  /** Some mark depends on what lies before the event, so that a change before it may change it. */
  readonly looksBack: boolean;
  /** Some feature counts hours of the day. */
  readonly readsHours: boolean;
  readonly previousTimes: PreviousTimes[] = [];
  readonly #filters = new Map<string, EventFilter>();
  readonly #moments = new Map<string, RunningMoments>();
  readonly #extremes = new Map<string, ExtremeLinks>();
  readonly #filterList: EventFilter[];
  readonly #momentList: RunningMoments[];
  readonly #extremeList: ExtremeLinks[];

  constructor(plan: CompiledPlan, table: EventTable, source: number, entity: number, codeOf: CodeOf) {
    this.table = table;
    this.source = source;
    this.entity = entity;
    const readers: FeatureReader[] = [];
    plan.features.forEach((feature, index) => {
      if (feature.source === source && feature.entity === entity)
        readers.push(this.#prepare(feature, index, plan.sources[source], codeOf));
    });
    this.readers = readers;
    this.highs = new Int32Array(this.delays.length);
    this.lows = new Int32Array(this.starts.length);
    this.#filterList = [...this.#filters.values()];
    this.#momentList = [...this.#moments.values()];
    this.#extremeList = [...this.#extremes.values()];
    this.readsHours = readers.some((reader) => reader.plan.aggregate === 'hour-share');
    this.looksBack = this.#filterList.some((filter) => filter.looksBack);
  }

  /**
   * Derives everything from position `from` to the end of a timeline.
   *
   * @param changed positions of the columns whose values changed where they stand; undefined: events came or went
   */
  extend(timeline: Timeline, from: number, horizon: number, changed?: readonly number[]): void {
    const concerns = (reads: ReadonlySet<number>) =>
      changed === undefined || changed.some((column) => reads.has(column));
    for (const times of this.previousTimes) if (concerns(times.reads)) times.extend(timeline, from);
    for (const filter of this.#filterList) if (concerns(filter.reads)) filter.extend(timeline, from);
    for (const moments of this.#momentList) if (concerns(moments.reads)) moments.extend(timeline, from);
    for (const links of this.#extremeList) if (concerns(links.reads)) links.extend(timeline, from, horizon);
  }

  /** Makes the running sums readable behind the last event. */
  extendEnd(timeline: Timeline): void {
    const last = timeline.tail > timeline.head ? timeline.slots[timeline.tail - 1] : -1;
    for (const filter of this.#filterList) filter.extendEnd(last);
    for (const moments of this.#momentList) moments.extendEnd(last);
  }

  /** Where the windows of `asOf` end and start; what lies before `horizon` is forgotten. */
  locate(timeline: Timeline, asOf: number, horizon: number): void {
    const { delays, starts, highs, lows } = this;
    for (let i = 0; i < delays.length; i++) highs[i] = this.#firstNotBefore(timeline, asOf - delays[i]);
    for (let i = 0; i < starts.length; i++) {
      lows[i] = this.#firstNotBefore(timeline, Math.max(asOf - starts[i].delayMs - starts[i].windowMs, horizon));
    }
  }

  #firstNotBefore(timeline: Timeline, time: number): number {
    const { slots } = timeline;
    const at = this.table.at.data;
    let low = timeline.head;
    let high = timeline.tail;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (at[slots[middle]] < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #prepare(feature: PlannedFeature, index: number, source: PlannedSource, codeOf: CodeOf): FeatureReader {
    const { table } = this;
    const coded = feature.conditions.map((condition) => this.#code(condition, codeOf));
    const dynamic = coded.filter((condition) => condition.plan.sameAsCurrent !== undefined);
    // What a condition asks of the event alone is in the filter; what it compares with the current one is checked one by one.
    const filter = coded.length === 0 ? undefined : this.#filter(coded);
    const of = feature.aggregate === 'hour-share' ? table.hour : feature.of < 0 ? undefined : table.columns[feature.of];
    const zeros = feature.nulls === 'zero';
    const listed = dynamic.length > 0;
    const moments =
      !listed && usesMoments(feature) && of !== undefined ? this.#momentsOf(feature, of, filter, zeros) : undefined;
    const counted = !listed && usesCounts(feature) && of !== undefined;
    const withTerms = feature.aggregate === 'entropy';
    return {
      index,
      plan: feature,
      end: this.#endOf(feature.delayMs),
      start: this.#startOf(feature.delayMs, feature.windowMs),
      habitStart: feature.comparison === 'habit-ratio' ? this.#startOf(feature.delayMs, feature.habitMs) : -1,
      of,
      places: { latitude: table.columns[source.latitude], longitude: table.columns[source.longitude] },
      filter,
      moments,
      extreme:
        !listed && of !== undefined && (feature.aggregate === 'min' || feature.aggregate === 'max')
          ? this.#extremeOf(feature, of, filter, zeros)
          : undefined,
      counts: counted ? new CodeCounts(of, filter, withTerms, false) : undefined,
      habitCounts:
        counted && feature.comparison === 'habit-ratio' ? new CodeCounts(of, filter, withTerms, false) : undefined,
      dynamic,
    };
  }

  #code(condition: PlannedCondition, codeOf: CodeOf): CodedCondition {
    const code = (value: string | number | null | undefined) =>
      typeof value === 'string' ? codeOf(condition.column, value) : (value ?? NaN);
    return {
      column: this.table.columns[condition.column],
      plan: condition,
      is: code(condition.is),
      isNot: code(condition.isNot),
      oneOf: condition.in === undefined ? undefined : new Set(condition.in.map(code)),
      previousAt:
        condition.newWithinMs === undefined ? undefined : this.#previousAt(condition.column, condition.newWithinMs),
    };
  }

  #previousAt(column: number, withinMs: number): SlotColumn {
    let times = this.previousTimes.find((one) => one.of === this.table.columns[column]);
    if (times === undefined) {
      times = new PreviousTimes(this.table, column);
      this.previousTimes.push(times);
    }
    times.reachMs = Math.max(times.reachMs, withinMs);
    return times.previousAt;
  }

  #filter(conditions: readonly CodedCondition[]): EventFilter {
    return entry(
      this.#filters,
      JSON.stringify(conditions.map((one) => one.plan)),
      () => new EventFilter(this.table, conditions),
    );
  }

  #momentsOf(feature: PlannedFeature, of: SlotColumn, filter: EventFilter | undefined, zeros: boolean): RunningMoments {
    const moments = entry(
      this.#moments,
      columnKey(feature, zeros),
      () => new RunningMoments(this.table, of, filter, zeros, columnsOf(feature)),
    );
    if (feature.aggregate === 'std' || feature.comparison === 'z-score') moments.needSquares();
    if (feature.aggregate === 'trend') moments.needTimes();
    return moments;
  }

  #extremeOf(feature: PlannedFeature, of: SlotColumn, filter: EventFilter | undefined, zeros: boolean): ExtremeLinks {
    const sign = feature.aggregate === 'max' ? 1 : -1;
    // Only the running count of values is read of the moments: whether any is there, and whether one is missing.
    return entry(
      this.#extremes,
      `${sign}${columnKey(feature, zeros)}`,
      () => new ExtremeLinks(this.table, of, filter, zeros, sign, columnsOf(feature)),
    );
  }

  #endOf(delayMs: number): number {
    const known = this.delays.indexOf(delayMs);
    return known >= 0 ? known : this.delays.push(delayMs) - 1;
  }

  #startOf(delayMs: number, windowMs: number): number {
    const known = this.starts.findIndex((one) => one.delayMs === delayMs && one.windowMs === windowMs);
    return known >= 0 ? known : this.starts.push({ delayMs, windowMs }) - 1;
  }
}

function usesMoments(feature: PlannedFeature): boolean {
  return ['sum', 'mean', 'std', 'trend', 'min', 'max', 'first', 'last'].includes(feature.aggregate);
}

function usesCounts(feature: PlannedFeature): boolean {
  return ['distinct', 'entropy', 'share', 'hour-share'].includes(feature.aggregate);
}

function columnsOf(feature: PlannedFeature): ReadonlySet<number> {
  return new Set([feature.of, ...feature.conditions.map((condition) => condition.column)]);
}

function columnKey(feature: PlannedFeature, zeros: boolean): string {
  return JSON.stringify([feature.of, zeros, feature.conditions]);
}

function entry<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
