import type { PlannedCondition } from '../plan/compile-plan.js';
import { END_SLOT, type EventTable, type SlotColumn } from './event-table.js';
import type { Timeline } from './timeline.js';

/** A condition with names as codes. */
export interface CodedCondition {
  readonly column: SlotColumn;
  readonly plan: PlannedCondition;
  /** NaN: not asked; codes that no event has are −2. */
  readonly is: number;
  readonly isNot: number;
  readonly oneOf: ReadonlySet<number> | undefined;
  /** Greatest earlier time of the same value, for `newWithin`. */
  readonly previousAt: SlotColumn | undefined;
}

/** The conditions of a feature that look at the event alone (and its entity's past), kept as a mark and a running count. */
export class EventFilter {
  readonly conditions: readonly CodedCondition[];
  /** 1 where the event meets all. */
  readonly marks: SlotColumn;
  /** How many before it do. */
  readonly passed: SlotColumn;
  readonly looksBack: boolean;
  /** Positions of the columns that the marks depend on. */
  readonly reads: ReadonlySet<number>;
  readonly #at: SlotColumn;

  constructor(table: EventTable, conditions: readonly CodedCondition[]) {
    this.conditions = conditions;
    this.reads = new Set(conditions.map((condition) => condition.plan.column));
    this.marks = table.addColumn();
    this.passed = table.addColumn();
    this.looksBack = conditions.some((condition) => condition.previousAt !== undefined);
    this.#at = table.at;
  }

  /** Marks and counts the positions from `from` on. */
  extend(timeline: Timeline, from: number): void {
    const { slots, head, tail } = timeline;
    const marks = this.marks.data;
    const passed = this.passed.data;
    for (let position = from; position < tail; position++) {
      const slot = slots[position];
      marks[slot] = this.#meetsAll(slot) ? 1 : 0;
      const previous = slots[position - 1];
      passed[slot] = position === head ? 0 : passed[previous] + marks[previous];
    }
  }

  /** Counts up to the slot behind the last event of a timeline. */
  extendEnd(last: number): void {
    this.passed.data[END_SLOT] = last < 0 ? 0 : this.passed.data[last] + this.marks.data[last];
  }

  #meetsAll(slot: number): boolean {
    for (const condition of this.conditions) {
      const value = condition.column.data[slot];
      const { plan } = condition;
      if (Number.isNaN(value)) {
        if (plan.is === null && Object.keys(plan).length === 2) continue;
        return false;
      }
      if (plan.is !== undefined && value !== condition.is) return false;
      if (plan.isNot !== undefined && value === condition.isNot) return false;
      if (condition.oneOf !== undefined && !condition.oneOf.has(value)) return false;
      if (plan.atLeast !== undefined && !(value >= plan.atLeast)) return false;
      if (plan.below !== undefined && !(value < plan.below)) return false;
      if (plan.newWithinMs !== undefined) {
        const previous = (condition.previousAt as SlotColumn).data[slot];
        if (previous >= this.#at.data[slot] - plan.newWithinMs) return false;
      }
    }
    return true;
  }
}
