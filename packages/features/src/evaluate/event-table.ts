import type { PlannedSource } from '../plan/compile-plan.js';

/** One value a slot; the array is replaced when the table grows. */
export interface SlotColumn {
  data: Float64Array;
}

/** The slot that stands behind the last event of a timeline while something is read up to its end. */
export const END_SLOT = 0;

const GROWS_FROM = 0.75;

/**
 * Events of a source in slots: time, order of arrival and held values (units, codes, degrees; NaN missing), with the columns
 * that are derived from them. Slot 0 holds no event.
 */
export class EventTable {
  readonly at: SlotColumn;
  readonly order: SlotColumn;
  readonly columns: readonly SlotColumn[];
  /** Hour of the day on the wall, where a feature asks for it. */
  readonly hour: SlotColumn;
  readonly #all: SlotColumn[] = [];
  /** How many columns have twice the capacity already. */
  #lengthened = 0;
  capacity: number;

  constructor(source: PlannedSource, capacity: number) {
    this.capacity = capacity;
    this.at = this.addColumn();
    this.order = this.addColumn();
    this.hour = this.addColumn();
    this.columns = source.columns.map(() => this.addColumn());
  }

  addColumn(): SlotColumn {
    const column = { data: new Float64Array(this.capacity) };
    this.#all.push(column);
    return column;
  }

  /**
   * Makes room for a slot. From three quarters on every call makes one column longer: all at once would hold the event up that
   * comes when the table is full, by a tenth of a second at some hundred thousand.
   */
  makeRoom(slot: number): void {
    while (slot >= this.capacity * GROWS_FROM) {
      const isFull = slot >= this.capacity;
      this.#lengthenNext();
      if (!isFull) return;
    }
  }

  #lengthenNext(): void {
    const column = this.#all[this.#lengthened];
    const data = new Float64Array(2 * this.capacity);
    data.set(column.data);
    column.data = data;
    this.#lengthened += 1;
    if (this.#lengthened < this.#all.length) return;
    this.#lengthened = 0;
    this.capacity *= 2;
  }
}
