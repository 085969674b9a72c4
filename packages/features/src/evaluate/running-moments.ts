import { ExactSum } from '../aggregate/exact-sum.js';
import type { EventFilter } from './event-filter.js';
import type { EventTable, SlotColumn } from './event-table.js';

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
  readonly #sum = new ExactSum();

  constructor(table: EventTable, of: SlotColumn, filter: EventFilter | undefined, zeros: boolean) {
    this.#table = table;
    this.#of = of;
    this.#filter = filter;
    this.#zeros = zeros;
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

  /** Fills in `slot` from the one before it on the timeline; −1: it is the first. */
  extend(slot: number, previous: number): void {
    const counted = previous >= 0 && (this.#filter === undefined || this.#filter.marks.data[previous] === 1);
    let value = counted ? this.#of.data[previous] : 0;
    const missing = Number.isNaN(value);
    if (missing) value = 0;
    const adds = counted && (!missing || this.#zeros);
    this.count.data[slot] = previous < 0 ? 0 : this.count.data[previous] + (adds ? 1 : 0);
    const sum = this.#sum;
    take(sum, this.sum, previous);
    if (adds) sum.add(value);
    put(sum, this.sum, slot);
    if (this.squares !== undefined) {
      take(sum, this.squares, previous);
      if (adds) sum.addProduct(value, value);
      put(sum, this.squares, slot);
    }
    if (this.times === undefined) return;
    const at = adds ? this.#table.at.data[previous] : 0;
    take(sum, this.times.t, previous);
    sum.add(at);
    put(sum, this.times.t, slot);
    take(sum, this.times.tt, previous);
    sum.addProduct(at, at);
    put(sum, this.times.tt, slot);
    take(sum, this.times.tv, previous);
    sum.addProduct(at, value);
    put(sum, this.times.tv, slot);
  }
}

function take(sum: ExactSum, limbs: Limbs, slot: number): void {
  sum.high = slot < 0 ? 0 : limbs.high.data[slot];
  sum.low = slot < 0 ? 0 : limbs.low.data[slot];
}

function put(sum: ExactSum, limbs: Limbs, slot: number): void {
  limbs.high.data[slot] = sum.high;
  limbs.low.data[slot] = sum.low;
}
