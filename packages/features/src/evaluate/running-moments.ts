import { ExactSum, LIMB, limbsToBigInt } from '../aggregate/exact-sum.js';
import type { EventFilter } from './event-filter.js';
import { END_SLOT, type EventTable, type SlotColumn } from './event-table.js';
import type { Timeline } from './timeline.js';

interface Limbs {
  readonly high: SlotColumn;
  readonly low: SlotColumn;
}

/**
 * Running sums of a column over an entity's events, each up to but without its event: what lies in a window is the difference
 * at its two ends, exactly.
 */
export class RunningMoments {
  readonly count: SlotColumn;
  readonly sum: Limbs;
  squares: Limbs | undefined;
  times: { readonly t: Limbs; readonly tt: Limbs; readonly tv: Limbs } | undefined;
  readonly #table: EventTable;
  readonly #of: SlotColumn;
  readonly #filter: EventFilter | undefined;
  readonly #zeros: boolean;
  /** Positions of the columns that the sums depend on. */
  readonly reads: ReadonlySet<number>;
  readonly #sum = new ExactSum();

  constructor(
    table: EventTable,
    of: SlotColumn,
    filter: EventFilter | undefined,
    zeros: boolean,
    reads: ReadonlySet<number>,
  ) {
    this.#table = table;
    this.#of = of;
    this.#filter = filter;
    this.#zeros = zeros;
    this.reads = reads;
    this.count = table.addColumn();
    this.sum = this.#limbs();
  }

  needSquares(): void {
    this.squares ??= this.#limbs();
  }

  needTimes(): void {
    this.times ??= { t: this.#limbs(), tt: this.#limbs(), tv: this.#limbs() };
  }

  #limbs(): Limbs {
    return { high: this.#table.addColumn(), low: this.#table.addColumn() };
  }

  /** Fills in the positions from `from` on, each from the one before it. */
  extend(timeline: Timeline, from: number): void {
    const { slots, head, tail } = timeline;
    for (let position = from; position < tail; position++) {
      this.#step(slots[position], position > head ? slots[position - 1] : -1);
    }
  }

  /** Fills in the slot behind the last event of a timeline. */
  extendEnd(last: number): void {
    this.#step(END_SLOT, last);
  }

  #step(slot: number, previous: number): void {
    const counted = previous >= 0 && (this.#filter === undefined || this.#filter.marks.data[previous] === 1);
    let value = counted ? this.#of.data[previous] : 0;
    const missing = Number.isNaN(value);
    if (missing) value = 0;
    const adds = counted && (!missing || this.#zeros);
    const { data } = this.count;
    data[slot] = previous < 0 ? 0 : data[previous] + (adds ? 1 : 0);
    this.#stepSum(slot, previous, value);
    if (this.squares !== undefined) this.#stepProduct(this.squares, slot, previous, value, value);
    if (this.times === undefined) return;
    const at = adds ? this.#table.at.data[previous] : 0;
    this.#stepProduct(this.times.t, slot, previous, at, 1);
    this.#stepProduct(this.times.tt, slot, previous, at, at);
    this.#stepProduct(this.times.tv, slot, previous, at, value);
  }

  #stepSum(slot: number, previous: number, value: number): void {
    const high = this.sum.high.data;
    const low = this.sum.low.data;
    if (previous < 0) {
      high[slot] = 0;
      low[slot] = 0;
      return;
    }
    // Values are below one limb, so that one carry does.
    let sum = low[previous] + value;
    let carry = 0;
    if (sum < 0) {
      sum += LIMB;
      carry = -1;
    } else if (sum >= LIMB) {
      sum -= LIMB;
      carry = 1;
    }
    low[slot] = sum;
    high[slot] = high[previous] + carry;
  }

  #stepProduct(limbs: Limbs, slot: number, previous: number, x: number, y: number): void {
    const sum = this.#sum;
    sum.high = previous < 0 ? 0 : limbs.high.data[previous];
    sum.low = previous < 0 ? 0 : limbs.low.data[previous];
    sum.addProduct(x, y);
    limbs.high.data[slot] = wrap(sum.high);
    limbs.low.data[slot] = sum.low;
  }
}

/** In upper limbs; 2^96 of the whole. */
const ROUND = 4503599627370496;

/** Running sums go round at 2^52 upper limbs, so that they never end; a window's own sum is less than half a round. */
function wrap(high: number): number {
  return high >= ROUND / 2 ? high - ROUND : high < -ROUND / 2 ? high + ROUND : high;
}

/** The upper limb of what lies between two slots. */
export function highBetween(limbs: Limbs, first: number, end: number): number {
  return wrap(limbs.high.data[end] - limbs.high.data[first]);
}

/** What lies between two slots, but for whole rounds. */
export function exactBetween(limbs: Limbs, first: number, end: number): bigint {
  return limbsToBigInt(limbs.high.data[end] - limbs.high.data[first], limbs.low.data[end] - limbs.low.data[first]);
}

/** The least number (by magnitude) that differs from a sum by whole rounds: the sum itself where that is below 2^95. */
export function withinRound(sum: bigint): bigint {
  return BigInt.asIntN(96, sum);
}
