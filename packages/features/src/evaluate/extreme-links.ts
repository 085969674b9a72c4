import type { EventFilter } from './event-filter.js';
import type { EventTable, SlotColumn } from './event-table.js';
import type { Timeline } from './timeline.js';

/**
 * For the highest (or lowest) value of any window: from every event a link to the nearest earlier one with a higher (lower)
 * value. The walk from a window's last event ends at its extreme; on data in no particular order it has a few steps.
 *
 * Links carry their target's time: a target that was let go lies before every window, and is recognised without being read.
 */
export class ExtremeLinks {
  readonly #table: EventTable;
  readonly #of: SlotColumn;
  readonly #filter: EventFilter | undefined;
  readonly #zeros: boolean;
  readonly #sign: number;
  /** Positions of the columns that the links depend on. */
  readonly reads: ReadonlySet<number>;
  /** The latest event that counts, up to and with this one. */
  readonly #latest: SlotColumn;
  readonly #latestAt: SlotColumn;
  readonly #beyond: SlotColumn;
  readonly #beyondAt: SlotColumn;

  constructor(
    table: EventTable,
    of: SlotColumn,
    filter: EventFilter | undefined,
    zeros: boolean,
    sign: 1 | -1,
    reads: ReadonlySet<number>,
  ) {
    this.#table = table;
    this.#of = of;
    this.#filter = filter;
    this.#zeros = zeros;
    this.#sign = sign;
    this.reads = reads;
    this.#latest = table.addColumn();
    this.#latestAt = table.addColumn();
    this.#beyond = table.addColumn();
    this.#beyondAt = table.addColumn();
  }

  #valueAt(slot: number): number {
    const value = this.#of.data[slot];
    return !Number.isNaN(value) ? value * this.#sign : 0;
  }

  /** Links the positions from `from` on to what lies before them; events before `horizon` may have been let go. */
  extend(timeline: Timeline, from: number, horizon: number): void {
    const { slots, head, tail } = timeline;
    for (let position = from; position < tail; position++) {
      this.#link(slots[position], position > head ? slots[position - 1] : -1, horizon);
    }
  }

  #link(slot: number, previous: number, horizon: number): void {
    const value = this.#of.data[slot];
    const counts =
      (this.#filter === undefined || this.#filter.marks.data[slot] === 1) && (!Number.isNaN(value) || this.#zeros);
    let link = previous < 0 ? -1 : this.#latest.data[previous];
    let linkAt = previous < 0 ? -Infinity : this.#latestAt.data[previous];
    if (!counts) {
      this.#latest.data[slot] = link;
      this.#latestAt.data[slot] = linkAt;
      return;
    }
    this.#latest.data[slot] = slot;
    this.#latestAt.data[slot] = this.#table.at.data[slot];
    const own = this.#valueAt(slot);
    while (link >= 0 && linkAt >= horizon && this.#valueAt(link) <= own) {
      const next = this.#beyond.data[link];
      linkAt = this.#beyondAt.data[link];
      link = next;
    }
    this.#beyond.data[slot] = link;
    this.#beyondAt.data[slot] = linkAt;
  }

  /** The extreme, in units, of the events from slot `first` to slot `last` of a timeline; NaN where none counts. */
  find(first: number, last: number): number {
    let slot = this.#latest.data[last];
    if (slot < 0 || !this.#isWithin(slot, this.#latestAt.data[last], first)) return NaN;
    for (;;) {
      const next = this.#beyond.data[slot];
      if (next < 0 || !this.#isWithin(next, this.#beyondAt.data[slot], first)) {
        const value = this.#of.data[slot];
        return !Number.isNaN(value) ? value : 0;
      }
      slot = next;
    }
  }

  /** Not before `first`. `first` is not forgotten, so neither is what lies at its time, whose order is read. */
  #isWithin(slot: number, at: number, first: number): boolean {
    const start = this.#table.at.data[first];
    return at > start || (at === start && this.#table.order.data[slot] >= this.#table.order.data[first]);
  }
}
