import { finishEntropy } from '../aggregate/entropy-terms.js';
import { ExactSum, limbsToBigInt, limbsToNumber } from '../aggregate/exact-sum.js';
import { finishDeviation, finishTrend } from '../aggregate/finish-moments.js';
import { greatCircleKm } from '../aggregate/great-circle.js';
import { CodeCounts } from './code-counts.js';
import type { FeatureReader } from './entity-program.js';
import type { EventTable, SlotColumn } from './event-table.js';
import type { OwnColumns } from './own-columns.js';
import type { Timeline } from './timeline.js';

/** Aggregates of a window whose filter compares with the current event: its events are listed and gone through. */
export class ListedEvents {
  isEmpty = false;
  deviation = NaN;
  readonly #table: EventTable;
  readonly #hourOf: (at: number) => number;
  #list = new Int32Array(256);
  #length = 0;
  readonly #sum = new ExactSum();
  readonly #squares = new ExactSum();
  readonly #t = new ExactSum();
  readonly #tt = new ExactSum();
  readonly #tv = new ExactSum();
  readonly #counts = new Map<SlotColumn, CodeCounts>();

  constructor(table: EventTable, hourOf: (at: number) => number) {
    this.#table = table;
    this.#hourOf = hourOf;
  }

  gather(reader: FeatureReader, timeline: Timeline, low: number, high: number, own: OwnColumns, ownSlot: number): void {
    const { slots } = timeline;
    const { dynamic, filter, plan } = reader;
    if (this.#list.length < high - low) this.#list = new Int32Array(2 * (high - low));
    const most = plan.lastEvents === 0 ? high - low : plan.lastEvents;
    const list = this.#list;
    let length = 0;
    // From the latest back, so that the last n are the first n.
    for (let position = high - 1; position >= low && length < most; position--) {
      const slot = slots[position];
      if (filter !== undefined && filter.marks.data[slot] !== 1) continue;
      let meets = true;
      for (let i = 0; i < dynamic.length && meets; i++) {
        const same = dynamic[i].column.data[slot] === (own.dynamic[i] as SlotColumn).data[ownSlot];
        meets = same === dynamic[i].plan.sameAsCurrent;
      }
      if (meets) list[length++] = slot;
    }
    this.#length = length;
  }

  aggregate(reader: FeatureReader, asOf: number, own: OwnColumns, ownSlot: number): number {
    const { plan } = reader;
    this.isEmpty = false;
    this.deviation = NaN;
    switch (plan.aggregate) {
      case 'count':
        return this.#length === 0 ? this.#empty(reader) : this.#length;
      case 'recency':
        return this.#length === 0 ? this.#empty(reader) : (asOf - this.#table.at.data[this.#list[0]]) / 1000;
      case 'distance':
      case 'speed':
        return this.#travel(reader, asOf, own, ownSlot);
      case 'distinct':
      case 'entropy':
      case 'share':
      case 'hour-share':
        return this.#ofCounts(reader, asOf, own, ownSlot);
      default:
        return this.#ofValues(reader);
    }
  }

  #ofValues(reader: FeatureReader): number {
    const { plan } = reader;
    const of = (reader.of as SlotColumn).data;
    const at = this.#table.at.data;
    let count = 0;
    let lowest = Infinity;
    let highest = -Infinity;
    let first = NaN;
    let last = NaN;
    const wantsTimes = plan.aggregate === 'trend';
    for (const sum of [this.#sum, this.#squares, this.#t, this.#tt, this.#tv]) sum.clear();
    for (let i = 0; i < this.#length; i++) {
      const slot = this.#list[i];
      let value = of[slot];
      if (Number.isNaN(value)) {
        if (plan.nulls === 'missing') return NaN;
        if (plan.nulls === 'skip') continue;
        value = 0;
      }
      if (count++ === 0) last = value;
      first = value;
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
      this.#sum.add(value);
      this.#squares.addProduct(value, value);
      if (!wantsTimes) continue;
      const time = at[slot] - at[this.#list[0]];
      this.#t.add(time);
      this.#tt.addProduct(time, time);
      this.#tv.addProduct(time, value);
    }
    if (count === 0) return this.#empty(reader);
    const sum = this.#sum;
    const deviation = () =>
      finishDeviation(count, sum.high, sum.low, this.#squares.high, this.#squares.low, plan.scale);
    switch (plan.aggregate) {
      case 'sum':
        return limbsToNumber(sum.high, sum.low) / plan.scale;
      case 'mean':
        if (plan.comparison === 'z-score') this.deviation = deviation();
        return limbsToNumber(sum.high, sum.low) / (count * plan.scale);
      case 'std':
        return deviation();
      case 'trend':
        return finishTrend(BigInt(count), exact(sum), exact(this.#t), exact(this.#tt), exact(this.#tv), plan.scale);
      case 'min':
        return lowest / plan.scale;
      case 'max':
        return highest / plan.scale;
      default:
        return (plan.aggregate === 'first' ? first : last) / plan.scale;
    }
  }

  #ofCounts(reader: FeatureReader, asOf: number, own: OwnColumns, ownSlot: number): number {
    const { plan } = reader;
    const of = reader.of as SlotColumn;
    const ownCode =
      plan.aggregate === 'hour-share'
        ? this.#hourOf(asOf)
        : plan.aggregate === 'share'
          ? (own.of?.data[ownSlot] ?? NaN)
          : 0;
    if (Number.isNaN(ownCode)) return NaN;
    let counts = this.#counts.get(of);
    if (counts === undefined) {
      counts = new CodeCounts(of, undefined, true, false);
      this.#counts.set(of, counts);
    }
    counts.reset(0);
    for (let i = 0; i < this.#length; i++) counts.add(this.#list[i], 1);
    if (counts.count === 0) return this.#empty(reader);
    if (plan.aggregate === 'distinct') return counts.distinct;
    if (plan.aggregate === 'entropy') return finishEntropy(counts.count, counts.terms);
    return counts.countOf(ownCode) / counts.count;
  }

  #travel(reader: FeatureReader, asOf: number, own: OwnColumns, ownSlot: number): number {
    const latitude = own.latitude?.data[ownSlot] ?? NaN;
    const longitude = own.longitude?.data[ownSlot] ?? NaN;
    if (Number.isNaN(latitude) || Number.isNaN(longitude)) return NaN;
    for (let i = 0; i < this.#length; i++) {
      const slot = this.#list[i];
      const thereLatitude = reader.places.latitude.data[slot];
      const thereLongitude = reader.places.longitude.data[slot];
      if (Number.isNaN(thereLatitude) || Number.isNaN(thereLongitude)) continue;
      const km = greatCircleKm(thereLatitude, thereLongitude, latitude, longitude);
      return reader.plan.aggregate === 'distance' ? km : (km * 3_600_000) / (asOf - this.#table.at.data[slot]);
    }
    return this.#empty(reader);
  }

  #empty(reader: FeatureReader): number {
    this.isEmpty = true;
    return reader.plan.empty;
  }
}

function exact(sum: ExactSum): bigint {
  return limbsToBigInt(sum.high, sum.low);
}
