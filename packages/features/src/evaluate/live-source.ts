import type { ZoneOffsets } from '../definition/feature-set.js';
import { hourOfDay } from '../definition/zone-offsets.js';
import type { PlannedSource } from '../plan/compile-plan.js';
import type { CodeDictionary } from './code-dictionary.js';
import { EventTable } from './event-table.js';
import { TextMap } from './text-map.js';
import type { TimelineSet } from './timeline-set.js';

/** A value as it comes off an event: text of names, units, 0 or 1, degrees; null is not known. */
export type HeldValue = string | number | null;

const FIRST_CAPACITY = 64;

/** The events of one source that are held: by id, by slot, in order of arrival. */
export class LiveSource {
  readonly plan: PlannedSource;
  readonly table: EventTable;
  readonly slotOf = new TextMap<number>();
  readonly ids: string[] = [''];
  /** What the last arrival said of an event that was amended since. */
  readonly arrived = new Map<number, Float64Array>();
  readonly timelines: TimelineSet[] = [];
  readonly #dictionaries: readonly (CodeDictionary | undefined)[];
  readonly #zone: ZoneOffsets;
  readonly #free: number[] = [];
  #nextSlot = 1;
  /** Slots and arrivals in order; an entry whose arrival is not its slot's any more means nothing. */
  #queueSlots: number[] = [];
  #queueOrders: number[] = [];
  #queueHead = 0;

  constructor(plan: PlannedSource, dictionaries: readonly (CodeDictionary | undefined)[], zone: ZoneOffsets) {
    this.plan = plan;
    this.#dictionaries = dictionaries;
    this.#zone = zone;
    this.table = new EventTable(plan, FIRST_CAPACITY);
  }

  /** Gives an event a slot and its values; it is on no timeline yet. */
  add(id: string, at: number, order: number, values: readonly HeldValue[]): number {
    const slot = this.#free.pop() ?? this.#nextSlot++;
    this.table.makeRoom(slot);
    this.slotOf.set(id, slot);
    this.ids[slot] = id;
    this.table.order.data[slot] = order;
    this.setTime(slot, at);
    for (let c = 0; c < values.length; c++) this.table.columns[c].data[slot] = this.#hold(c, values[c]);
    this.#queueSlots.push(slot);
    this.#queueOrders.push(order);
    return slot;
  }

  setTime(slot: number, at: number): void {
    this.table.at.data[slot] = at;
    this.table.hour.data[slot] = hourOfDay(this.#zone, at);
  }

  setValues(slot: number, values: readonly HeldValue[]): void {
    // Held before it is released: a text that stays keeps its code.
    const held = values.map((value, c) => this.#hold(c, value));
    for (let c = 0; c < held.length; c++) {
      const { data } = this.table.columns[c];
      this.#release(c, data[slot]);
      data[slot] = held[c];
    }
  }

  insert(slot: number, horizon: number): void {
    for (const timelines of this.timelines) timelines.insert(slot, horizon);
  }

  remove(slot: number, horizon: number): void {
    for (const timelines of this.timelines) timelines.remove(slot, horizon, false);
  }

  /** New values for an event that keeps its time and its entities. @param changed positions of the columns that differ */
  change(slot: number, values: readonly HeldValue[], changed: readonly number[], horizon: number): void {
    const positions = this.timelines.map((timelines) => timelines.beforeChange(slot, changed));
    this.setValues(slot, values);
    this.timelines.forEach((timelines, i) => {
      timelines.afterChange(slot, positions[i], changed, horizon);
    });
  }

  forget(slot: number): void {
    for (const timelines of this.timelines) timelines.remove(slot, -Infinity, true);
    this.dropArrived(slot);
    this.slotOf.delete(this.ids[slot]);
    this.ids[slot] = '';
    this.table.columns.forEach((column, c) => {
      this.#release(c, column.data[slot]);
    });
    this.table.order.data[slot] = -1;
    this.#free.push(slot);
  }

  /** Lets go of events before `horizon`, in order of arrival, up to the first that is not. */
  forgetBefore(horizon: number): void {
    const at = this.table.at.data;
    const order = this.table.order.data;
    while (this.#queueHead < this.#queueSlots.length) {
      const slot = this.#queueSlots[this.#queueHead];
      if (order[slot] === this.#queueOrders[this.#queueHead]) {
        if (at[slot] >= horizon) break;
        this.forget(slot);
      }
      this.#queueHead += 1;
    }
    if (this.#queueHead < 1024 || this.#queueHead < this.#queueSlots.length / 2) return;
    this.#queueSlots = this.#queueSlots.slice(this.#queueHead);
    this.#queueOrders = this.#queueOrders.slice(this.#queueHead);
    this.#queueHead = 0;
  }

  /** The slots of what is held, in order of arrival. */
  slotsByArrival(): number[] {
    const order = this.table.order.data;
    const slots: number[] = [];
    for (let i = this.#queueHead; i < this.#queueSlots.length; i++) {
      if (order[this.#queueSlots[i]] === this.#queueOrders[i]) slots.push(this.#queueSlots[i]);
    }
    return slots;
  }

  valueAt(slot: number, column: number): HeldValue {
    return this.textOrNumber(column, this.table.columns[column].data[slot]);
  }

  /** What the last arrival of the event said. */
  arrivedValueAt(slot: number, column: number): HeldValue {
    const arrived = this.arrived.get(slot);
    return arrived === undefined ? this.valueAt(slot, column) : this.textOrNumber(column, arrived[column]);
  }

  keepArrived(slot: number, values: readonly HeldValue[]): void {
    this.arrived.set(
      slot,
      Float64Array.from(values, (value, c) => this.#hold(c, value)),
    );
  }

  dropArrived(slot: number): void {
    const arrived = this.arrived.get(slot);
    if (arrived === undefined) return;
    arrived.forEach((value, c) => {
      this.#release(c, value);
    });
    this.arrived.delete(slot);
  }

  textOrNumber(column: number, held: number): HeldValue {
    if (Number.isNaN(held)) return null;
    const dictionary = this.#dictionaries[column];
    return dictionary === undefined ? held : dictionary.textOf(held);
  }

  #hold(column: number, value: HeldValue): number {
    if (value === null) return NaN;
    return typeof value === 'number' ? value : (this.#dictionaries[column] as CodeDictionary).hold(value);
  }

  #release(column: number, held: number): void {
    if (!Number.isNaN(held)) this.#dictionaries[column]?.release(held);
  }
}
