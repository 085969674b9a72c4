import { finishEntropy } from '../aggregate/entropy-terms.js';
import { limbsToBigInt, limbsToNumber } from '../aggregate/exact-sum.js';
import { finishDeviation, finishTrend } from '../aggregate/finish-moments.js';
import { greatCircleKm } from '../aggregate/great-circle.js';
import type { CodeCounts } from './code-counts.js';
import type { EntityProgram, FeatureReader } from './entity-program.js';
import { END_SLOT, type SlotColumn } from './event-table.js';
import { ListedEvents } from './listed-events.js';
import type { OwnColumns } from './own-columns.js';
import { exactBetween, highBetween, type RunningMoments, withinRound } from './running-moments.js';
import type { Timeline } from './timeline.js';

/** Who keeps counts by value: for a stretch of a timeline, of a reader's window or of its longer one. */
export interface CountKeeper {
  countsOf(reader: FeatureReader, timeline: Timeline, low: number, high: number, habit: boolean): CodeCounts;
}

/** Reads the features of a program off a timeline on which it was located. */
export class FeatureEvaluator {
  readonly #program: EntityProgram;
  readonly #keeper: CountKeeper;
  readonly #hourOf: (at: number) => number;
  readonly #listed: ListedEvents;

  constructor(program: EntityProgram, keeper: CountKeeper, hourOf: (at: number) => number) {
    this.#program = program;
    this.#keeper = keeper;
    this.#hourOf = hourOf;
    this.#listed = new ListedEvents(program.table, hourOf);
  }

  /**
   * One feature at `asOf`.
   *
   * @param own the columns of the event that it is for; `ownSlot` −1: no event
   */
  read(reader: FeatureReader, timeline: Timeline, asOf: number, own: OwnColumns, ownSlot: number): number {
    const { plan } = reader;
    for (let i = 0; i < reader.dynamic.length; i++) if (Number.isNaN(ownValueAt(own.dynamic[i], ownSlot))) return NaN;
    const high = this.#program.highs[reader.end];
    const low = this.#program.lows[reader.start];
    if (plan.comparison === 'none') return this.#aggregate(reader, timeline, low, high, asOf, own, ownSlot, false);
    if (plan.comparison === 'habit-ratio') {
      const habitLow = this.#program.lows[reader.habitStart];
      const habit = this.#aggregate(reader, timeline, habitLow, high, asOf, own, ownSlot, true);
      if (this.#isEmpty) return plan.empty;
      const recent = this.#aggregate(reader, timeline, low, high, asOf, own, ownSlot, false);
      const counted = this.#isEmpty ? (plan.byDay ? 0 : NaN) : recent;
      if (habit === 0) return NaN;
      return plan.byDay ? (counted * plan.habitMs) / (habit * plan.windowMs) : counted / habit;
    }
    const ownValue = ownValueAt(own.of, ownSlot) / plan.scale;
    if (Number.isNaN(ownValue)) return NaN;
    const value = this.#aggregate(reader, timeline, low, high, asOf, own, ownSlot, false);
    if (this.#isEmpty) return plan.empty;
    if (plan.comparison === 'own-value-ratio') return value === 0 ? NaN : ownValue / value;
    const deviation = this.#deviation;
    if (!(deviation >= 0)) return NaN;
    return deviation > 0 ? (ownValue - value) / deviation : ownValue === value ? 0 : NaN;
  }

  /** Whether the last aggregate found nothing to look at. */
  #isEmpty = false;
  /** Of a z-score's window. */
  #deviation = NaN;

  #aggregate(
    reader: FeatureReader,
    timeline: Timeline,
    from: number,
    high: number,
    asOf: number,
    own: OwnColumns,
    ownSlot: number,
    habit: boolean,
  ): number {
    const { plan, filter } = reader;
    this.#isEmpty = false;
    if (reader.dynamic.length > 0) {
      const listed = this.#listed;
      listed.gather(reader, timeline, from, high, own, ownSlot);
      const value = listed.aggregate(reader, asOf, own, ownSlot);
      this.#isEmpty = listed.isEmpty;
      this.#deviation = listed.deviation;
      return value;
    }
    if (plan.aggregate === 'distance' || plan.aggregate === 'speed')
      return this.#travel(reader, timeline, from, high, asOf, own, ownSlot);
    const ownCode = plan.aggregate === 'share' ? ownValueAt(own.of, ownSlot) : 0;
    if (Number.isNaN(ownCode)) return NaN;
    if (from >= high) return this.#empty(reader);
    const { slots } = timeline;
    const end = high < timeline.tail ? slots[high] : END_SLOT;
    const low = plan.lastEvents === 0 ? from : lastStart(reader, timeline, from, high, end);
    const first = slots[low];
    const passed = filter === undefined ? high - low : filter.passed.data[end] - filter.passed.data[first];
    if (passed === 0) return this.#empty(reader);
    const { moments } = reader;
    if (moments !== undefined) return this.#ofMoments(reader, moments, timeline, low, high, first, end, passed);
    switch (plan.aggregate) {
      case 'count':
        return passed;
      case 'recency': {
        let position = high - 1;
        if (filter !== undefined) while (filter.marks.data[slots[position]] !== 1) position--;
        return (asOf - this.#program.table.at.data[slots[position]]) / 1000;
      }
      default: {
        const counts = this.#keeper.countsOf(reader, timeline, low, high, habit);
        if (counts.count === 0) return this.#empty(reader);
        if (plan.aggregate === 'distinct') return counts.distinct;
        if (plan.aggregate === 'entropy') return finishEntropy(counts.count, counts.terms);
        return counts.countOf(plan.aggregate === 'share' ? ownCode : this.#hourOf(asOf)) / counts.count;
      }
    }
  }

  #ofMoments(
    reader: FeatureReader,
    moments: RunningMoments,
    timeline: Timeline,
    low: number,
    high: number,
    first: number,
    end: number,
    passed: number,
  ): number {
    const { plan } = reader;
    const count = moments.count.data[end] - moments.count.data[first];
    if (count < passed && plan.nulls === 'missing') return NaN;
    if (count === 0) return this.#empty(reader);
    const { slots } = timeline;
    const sumHigh = moments.sum.high.data[end] - moments.sum.high.data[first];
    const sumLow = moments.sum.low.data[end] - moments.sum.low.data[first];
    switch (plan.aggregate) {
      case 'sum':
        return limbsToNumber(sumHigh, sumLow) / plan.scale;
      case 'mean':
        if (plan.comparison === 'z-score')
          this.#deviation = deviationOf(moments, count, sumHigh, sumLow, first, end, plan.scale);
        return limbsToNumber(sumHigh, sumLow) / (count * plan.scale);
      case 'std':
        return deviationOf(moments, count, sumHigh, sumLow, first, end, plan.scale);
      case 'trend':
        return trendOf(
          moments,
          BigInt(count),
          limbsToBigInt(sumHigh, sumLow),
          first,
          end,
          BigInt(this.#program.table.at.data[first]),
          plan.scale,
        );
      case 'min':
      case 'max':
        return reader.extreme === undefined ? NaN : reader.extreme.find(first, slots[high - 1]) / plan.scale;
      default: {
        const step = plan.aggregate === 'first' ? 1 : -1;
        let position = step === 1 ? low : high - 1;
        while (!counts(reader, slots[position])) position += step;
        const value = (reader.of as SlotColumn).data[slots[position]];
        return (!Number.isNaN(value) ? value : 0) / plan.scale;
      }
    }
  }

  #travel(
    reader: FeatureReader,
    timeline: Timeline,
    from: number,
    high: number,
    asOf: number,
    own: OwnColumns,
    ownSlot: number,
  ): number {
    const latitude = ownValueAt(own.latitude, ownSlot);
    const longitude = ownValueAt(own.longitude, ownSlot);
    if (Number.isNaN(latitude) || Number.isNaN(longitude)) return NaN;
    const { table } = this.#program;
    const { places } = reader;
    let left = reader.plan.lastEvents === 0 ? Infinity : reader.plan.lastEvents;
    for (let position = high - 1; position >= from && left > 0; position--) {
      const slot = timeline.slots[position];
      if (reader.filter !== undefined && reader.filter.marks.data[slot] !== 1) continue;
      left--;
      const thereLatitude = places.latitude.data[slot];
      const thereLongitude = places.longitude.data[slot];
      if (Number.isNaN(thereLatitude) || Number.isNaN(thereLongitude)) continue;
      const km = greatCircleKm(thereLatitude, thereLongitude, latitude, longitude);
      return reader.plan.aggregate === 'distance' ? km : (km * 3_600_000) / (asOf - table.at.data[slot]);
    }
    return this.#empty(reader);
  }

  #empty(reader: FeatureReader): number {
    this.#isEmpty = true;
    return reader.plan.empty;
  }
}

/** The event's own value; NaN where there is none. */
function ownValueAt(column: SlotColumn | undefined, slot: number): number {
  return column === undefined || slot < 0 ? NaN : column.data[slot];
}

function counts(reader: FeatureReader, slot: number): boolean {
  if (reader.filter !== undefined && reader.filter.marks.data[slot] !== 1) return false;
  const value = (reader.of as SlotColumn).data[slot];
  return !Number.isNaN(value) || reader.plan.nulls === 'zero';
}

/** Where the last n events that meet the filter begin. */
function lastStart(reader: FeatureReader, timeline: Timeline, from: number, high: number, end: number): number {
  const { lastEvents } = reader.plan;
  if (reader.filter === undefined) return Math.max(from, high - lastEvents);
  const passed = reader.filter.passed.data;
  const least = passed[end] - lastEvents;
  let low = from;
  let top = high - 1;
  while (low < top) {
    const middle = (low + top) >>> 1;
    if (passed[timeline.slots[middle]] < least) low = middle + 1;
    else top = middle;
  }
  return low;
}

function deviationOf(
  moments: RunningMoments,
  count: number,
  sumHigh: number,
  sumLow: number,
  first: number,
  end: number,
  scale: number,
): number {
  const { squares } = moments;
  if (squares === undefined) return NaN;
  const squaresHigh = highBetween(squares, first, end);
  const squaresLow = squares.low.data[end] - squares.low.data[first];
  return finishDeviation(count, sumHigh, sumLow, squaresHigh, squaresLow, scale);
}

/** @param from a time of the window, which times are counted from: what they add up to then stays below a round */
function trendOf(
  moments: RunningMoments,
  count: bigint,
  sum: bigint,
  first: number,
  end: number,
  from: bigint,
  scale: number,
): number {
  const { times } = moments;
  if (times === undefined) return NaN;
  const t = exactBetween(times.t, first, end);
  const tt = exactBetween(times.tt, first, end);
  const tv = exactBetween(times.tv, first, end);
  return finishTrend(
    count,
    sum,
    withinRound(t - count * from),
    withinRound(tt - 2n * from * t + count * from * from),
    withinRound(tv - from * sum),
    scale,
  );
}
