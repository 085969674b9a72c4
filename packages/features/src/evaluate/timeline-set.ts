import { CodeCounts } from './code-counts.js';
import type { EntityProgram, FeatureReader } from './entity-program.js';
import type { SlotColumn } from './event-table.js';
import type { CountKeeper } from './feature-evaluator.js';
import type { Timeline } from './timeline.js';

/** Counts of a window of so many events are kept and moved along; those of a smaller one are made anew. */
const BUSY = 64;

/** A timeline that changes, with the counts that go along with its windows once it is busy. */
class LiveTimeline implements Timeline {
  slots = new Int32Array(4);
  head = 0;
  tail = 0;
  kept: Map<number, CodeCounts> | undefined;
}

const nothing: Timeline = { slots: new Int32Array(0), head: 0, tail: 0 };

/** The timelines of all entities of one program, kept in the order of time and arrival as events come and go. */
export class TimelineSet implements CountKeeper {
  readonly program: EntityProgram;
  readonly #timelines: (LiveTimeline | undefined)[] = [];
  readonly #key: SlotColumn;

  constructor(program: EntityProgram) {
    this.program = program;
    this.#key = program.table.columns[program.entity];
  }

  of(code: number | undefined): Timeline {
    return (code === undefined ? undefined : this.#timelines[code]) ?? nothing;
  }

  /** Puts an event on its entity's timeline and derives what follows from it. */
  insert(slot: number, horizon: number): void {
    const code = this.#key.data[slot];
    if (Number.isNaN(code)) return;
    const timeline = this.#room(code);
    const position = this.#positionOf(timeline, slot);
    const inOrder = position === timeline.tail;
    if (!inOrder) timeline.slots.copyWithin(position + 1, position, timeline.tail);
    timeline.slots[position] = slot;
    timeline.tail += 1;
    this.program.extend(timeline, position, horizon);
    if (timeline.kept === undefined || inOrder) return;
    if (this.program.looksBack) {
      timeline.kept = undefined;
      return;
    }
    for (const counts of timeline.kept.values()) {
      if (position < counts.low) counts.low += 1;
      else if (position >= counts.high) continue;
      else counts.add(slot, 1);
      counts.high += 1;
    }
  }

  /** Puts an event at the end, to be sorted and derived by `settle`. */
  push(slot: number): void {
    const code = this.#key.data[slot];
    if (Number.isNaN(code)) return;
    const timeline = this.#room(code);
    timeline.slots[timeline.tail++] = slot;
  }

  /** Brings what was pushed into order. */
  settle(): void {
    const at = this.program.table.at.data;
    const order = this.program.table.order.data;
    for (const timeline of this.#timelines) {
      if (timeline === undefined) continue;
      const held = timeline.slots.subarray(timeline.head, timeline.tail);
      held.sort((a, b) => at[a] - at[b] || order[a] - order[b]);
      this.program.extend(timeline, timeline.head, -Infinity);
    }
  }

  /** Takes an event off its timeline. @param forgotten nothing can reach it any more, so nothing follows from it */
  remove(slot: number, horizon: number, forgotten: boolean): void {
    const code = this.#key.data[slot];
    const timeline = !Number.isNaN(code) ? this.#timelines[code] : undefined;
    if (timeline === undefined) return;
    const position = this.#positionOf(timeline, slot);
    if (timeline.kept !== undefined) this.#uncount(timeline, position, slot, forgotten);
    if (position === timeline.head) timeline.head += 1;
    else {
      timeline.slots.copyWithin(position, position + 1, timeline.tail);
      timeline.tail -= 1;
    }
    if (timeline.head === timeline.tail) this.#timelines[this.#key.data[slot]] = undefined;
    else if (!forgotten) this.program.extend(timeline, Math.max(position, timeline.head), horizon);
  }

  /** Before values of an event change where it stands. @returns its position, −1 where it is on no timeline */
  beforeChange(slot: number, changed: readonly number[]): number {
    const timeline = this.#timelineOf(slot);
    if (timeline === undefined) return -1;
    const position = this.#positionOf(timeline, slot);
    if (this.program.previousTimes.some((times) => changed.some((column) => times.reads.has(column))))
      timeline.kept = undefined;
    for (const counts of timeline.kept?.values() ?? [])
      if (position >= counts.low && position < counts.high) counts.add(slot, -1);
    return position;
  }

  afterChange(slot: number, position: number, changed: readonly number[], horizon: number): void {
    const timeline = this.#timelineOf(slot);
    if (timeline === undefined) return;
    this.program.extend(timeline, position, horizon, changed);
    for (const counts of timeline.kept?.values() ?? [])
      if (position >= counts.low && position < counts.high) counts.add(slot, 1);
  }

  #timelineOf(slot: number): LiveTimeline | undefined {
    const code = this.#key.data[slot];
    return Number.isNaN(code) ? undefined : this.#timelines[code];
  }

  countsOf(reader: FeatureReader, timeline: Timeline, low: number, high: number, habit: boolean): CodeCounts {
    if (high - low < BUSY) {
      const counts = (habit ? reader.habitCounts : reader.counts) as CodeCounts;
      counts.reset(low);
      counts.moveTo(timeline, low, high);
      return counts;
    }
    const live = timeline as LiveTimeline;
    live.kept ??= new Map();
    const key = 2 * reader.index + (habit ? 1 : 0);
    let counts = live.kept.get(key);
    if (counts === undefined) {
      counts = new CodeCounts(reader.of as SlotColumn, reader.filter, reader.plan.aggregate === 'entropy', true);
      live.kept.set(key, counts);
    }
    counts.moveTo(timeline, low, high);
    return counts;
  }

  #uncount(timeline: LiveTimeline, position: number, slot: number, forgotten: boolean): void {
    if (this.program.looksBack && !forgotten) {
      timeline.kept = undefined;
      return;
    }
    const fromHead = position === timeline.head ? 1 : 0;
    for (const counts of (timeline.kept as Map<number, CodeCounts>).values()) {
      const within = position >= counts.low && position < counts.high;
      if (within) counts.add(slot, -1);
      // Taken from the head, what follows keeps its position; from the midst, it moves down by one.
      if (fromHead === 1) {
        if (counts.low <= position) counts.low = position + 1;
        if (counts.high <= position) counts.high = position + 1;
      } else {
        if (position < counts.low) counts.low -= 1;
        if (position < counts.high) counts.high -= 1;
      }
    }
  }

  #room(code: number): LiveTimeline {
    let timeline = this.#timelines[code];
    if (timeline === undefined) {
      while (this.#timelines.length <= code) this.#timelines.push(undefined);
      timeline = new LiveTimeline();
      this.#timelines[code] = timeline;
    }
    if (timeline.tail < timeline.slots.length) return timeline;
    const { head, tail } = timeline;
    if (head > tail / 2) {
      timeline.slots.copyWithin(0, head, tail);
      for (const counts of timeline.kept?.values() ?? []) {
        counts.low -= head;
        counts.high -= head;
      }
      timeline.head = 0;
      timeline.tail = tail - head;
    } else {
      const wider = new Int32Array(2 * timeline.slots.length);
      wider.set(timeline.slots);
      timeline.slots = wider;
    }
    return timeline;
  }

  /** Where an event stands, or would stand: by time, then by arrival. */
  #positionOf(timeline: Timeline, slot: number): number {
    const { slots, head, tail } = timeline;
    const at = this.program.table.at.data;
    const order = this.program.table.order.data;
    const time = at[slot];
    const arrival = order[slot];
    const isBefore = (other: number) => at[other] < time || (at[other] === time && order[other] < arrival);
    if (tail > head && isBefore(slots[tail - 1])) return tail;
    let low = head;
    let high = tail;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(slots[middle])) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
