import type { EventTable, SlotColumn } from './event-table.js';
import type { Timeline } from './timeline.js';

/** From so many events on, the last event of each value is kept instead of looked for. */
const MANY = 64;

/** The latest events of each value on a timeline; kept by whoever keeps the timeline. */
export type LatestOfValue = Map<number, number>;

/**
 * When an entity last had an event with the same value of a column, before the event's own time; −Infinity where never, or
 * longer ago than anybody asks for.
 */
export class PreviousTimes {
  readonly of: SlotColumn;
  readonly previousAt: SlotColumn;
  /** The position of the column. */
  readonly reads: ReadonlySet<number>;
  reachMs = 0;
  readonly #table: EventTable;
  readonly #latest: LatestOfValue = new Map();

  constructor(table: EventTable, column: number) {
    this.of = table.columns[column];
    this.reads = new Set([column]);
    this.#table = table;
    this.previousAt = table.addColumn();
  }

  extend(timeline: Timeline, from: number): void {
    const { slots, head, tail } = timeline;
    if (tail - from <= 4 || tail - head <= MANY) {
      for (let position = from; position < tail; position++) this.#lookBack(timeline, position);
      return;
    }
    // Many at once: one pass, from so far back as anybody looks.
    const at = this.#table.at.data;
    const latest = this.#latest;
    latest.clear();
    let position = from;
    const earliest = at[slots[from]] - this.reachMs;
    while (position > head && at[slots[position - 1]] >= earliest) position--;
    for (; position < tail; position++) {
      const slot = slots[position];
      const value = this.of.data[slot];
      if (Number.isNaN(value)) {
        this.previousAt.data[slot] = -Infinity;
        continue;
      }
      if (position >= from) {
        const last = latest.get(value);
        // Of the same instant: what it has before it, this one has before it too.
        const found = last === undefined ? -Infinity : at[last] < at[slot] ? at[last] : this.previousAt.data[last];
        this.previousAt.data[slot] = found >= at[slot] - this.reachMs ? found : -Infinity;
      }
      latest.set(value, slot);
    }
  }

  #lookBack(timeline: Timeline, position: number): void {
    const { slots, head } = timeline;
    const at = this.#table.at.data;
    const of = this.of.data;
    const slot = slots[position];
    const value = of[slot];
    const time = at[slot];
    const earliest = time - this.reachMs;
    let found = -Infinity;
    if (!Number.isNaN(value)) {
      for (let before = position - 1; before >= head; before--) {
        const other = slots[before];
        if (at[other] < earliest) break;
        if (of[other] === value && at[other] < time) {
          found = at[other];
          break;
        }
      }
    }
    this.previousAt.data[slot] = found;
  }
}
