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
  readonly #touched: number[] = [];
  #touchedCount = 0;

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
    if (this.#counts !== undefined) for (let i = 0; i < this.#touchedCount; i++) this.#counts[this.#touched[i]] = 0;
    this.#touchedCount = 0;
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

  #touch(code: number): void {
    // A window that moves on forgets what left it long ago only at the next start: bounded by the codes there are, or thinned here.
    if (this.#touchedCount >= 4096 && this.#touchedCount > 4 * this.distinct) this.#thin();
    this.#touched[this.#touchedCount++] = code;
  }

  #thin(): void {
    const counts = this.#counts as Int32Array;
    const held = new Set<number>();
    for (let i = 0; i < this.#touchedCount; i++) if (counts[this.#touched[i]] > 0) held.add(this.#touched[i]);
    this.#touchedCount = 0;
    for (const code of held) this.#touched[this.#touchedCount++] = code;
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
    if (before === 0) this.#touch(code);
    counts[code] = after;
  }
}
