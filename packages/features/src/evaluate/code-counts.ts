import { entropyTerm } from '../aggregate/entropy-terms.js';
import type { EventFilter } from './event-filter.js';
import type { SlotColumn } from './event-table.js';
import type { Timeline } from './timeline.js';

/** How often each value of a column occurs in a stretch of a timeline; the stretch can be moved, which costs what it moves by. */
export class CodeCounts {
  low = 0;
  high = 0;
  /** Events that have a value. */
  count = 0;
  distinct = 0;
  /** Sum of the entropy terms of the counts. */
  terms = 0;
  readonly #of: SlotColumn;
  readonly #filter: EventFilter | undefined;
  readonly #withTerms: boolean;
  #counts: Int32Array | undefined;
  readonly #sparse: Map<number, number> | undefined;
  #touched: number[] = [];

  /** @param sparse for a stretch that is kept: room for the values it has, not for every code there is */
  constructor(of: SlotColumn, filter: EventFilter | undefined, withTerms: boolean, sparse: boolean) {
    this.#of = of;
    this.#filter = filter;
    this.#withTerms = withTerms;
    if (sparse) this.#sparse = new Map();
    else this.#counts = new Int32Array(1024);
  }

  /** Starts afresh at an empty stretch. */
  reset(position: number): void {
    if (this.#counts !== undefined) for (const code of this.#touched) this.#counts[code] = 0;
    this.#touched = [];
    this.#sparse?.clear();
    this.low = position;
    this.high = position;
    this.count = 0;
    this.distinct = 0;
    this.terms = 0;
  }

  moveTo(timeline: Timeline, low: number, high: number): void {
    if (low >= this.high || high <= this.low || Math.abs(low - this.low) + Math.abs(high - this.high) > high - low)
      this.reset(low);
    const { slots } = timeline;
    while (this.high < high) this.add(slots[this.high++], 1);
    while (this.low > low) this.add(slots[--this.low], 1);
    while (this.high > high) this.add(slots[--this.high], -1);
    while (this.low < low) this.add(slots[this.low++], -1);
  }

  add(slot: number, change: 1 | -1): void {
    const code = this.#of.data[slot];
    if (Number.isNaN(code) || (this.#filter !== undefined && this.#filter.marks.data[slot] !== 1)) return;
    const before = this.countOf(code);
    const after = before + change;
    this.#put(code, before, after);
    this.count += change;
    if (before === 0) this.distinct += 1;
    else if (after === 0) this.distinct -= 1;
    if (this.#withTerms) this.terms += entropyTerm(after) - entropyTerm(before);
  }

  countOf(code: number): number {
    if (this.#counts === undefined) return this.#sparse?.get(code) ?? 0;
    return code < this.#counts.length ? this.#counts[code] : 0;
  }

  #put(code: number, before: number, after: number): void {
    if (this.#sparse !== undefined) {
      if (after === 0) this.#sparse.delete(code);
      else this.#sparse.set(code, after);
      return;
    }
    let counts = this.#counts as Int32Array;
    if (code >= counts.length) {
      const wider = new Int32Array(Math.max(2 * counts.length, code + 1));
      wider.set(counts);
      this.#counts = counts = wider;
    }
    if (before === 0) this.#touched.push(code);
    counts[code] = after;
  }
}
