import { ProbityError } from '@probity/domain';
import type { ZoneOffsets } from '../definition/feature-set.js';
import { hourOfDay } from '../definition/zone-offsets.js';
import { checkTimes } from '../event/check-times.js';
import { readEventValue } from '../event/read-event-value.js';
import type { EventAmendment, SourceEvent } from '../event/source-event.js';
import type { FeaturePlan } from '../plan/plan-features.js';
import { CodeDictionary } from './code-dictionary.js';
import { EntityProgram } from './entity-program.js';
import type { SlotColumn } from './event-table.js';
import type { FeatureEngine, Observation } from './feature-engine.js';
import { FeatureEvaluator } from './feature-evaluator.js';
import { type HeldValue, LiveSource } from './live-source.js';
import { bindOwnColumns, type OwnColumns } from './own-columns.js';
import { type EngineState, encodeState, type HeldEvent } from './snapshot.js';
import { TimelineSet } from './timeline-set.js';

/** The features of one program, for events of one source. */
interface Task {
  readonly timelines: TimelineSet;
  readonly evaluator: FeatureEvaluator;
  /** Where the event's source has the entity's key. */
  readonly key: SlotColumn | undefined;
  readonly keyName: string;
  readonly own: readonly OwnColumns[];
}

const UTC: ZoneOffsets = { from: [0], minutes: [0] };
const noOwn: OwnColumns = { of: undefined, dynamic: [], latitude: undefined, longitude: undefined };
const duplicate: Observation = { arrival: 'duplicate', features: undefined };
const correction: Observation = { arrival: 'correction', features: undefined };

/** The evaluator over what is held in memory; see `FeatureEngine`. */
export class LiveEngine implements FeatureEngine {
  readonly plan: FeaturePlan;
  readonly #sources: LiveSource[];
  readonly #dictionaries = new Map<string, CodeDictionary>();
  readonly #tasks: Task[][];
  #order = 0;
  #lastKnownAt = -Infinity;

  constructor(plan: FeaturePlan, state?: EngineState) {
    this.plan = plan;
    const { compiled } = plan;
    const zone = plan.set.zoneOffsets ?? UTC;
    this.#sources = compiled.sources.map((source) => {
      const dictionaries = source.columns.map(({ name, kind }) =>
        kind === 'key' || kind === 'category' ? this.#dictionaryOf(name) : undefined,
      );
      return new LiveSource(source, dictionaries, zone);
    });
    const programs = this.#makePrograms(zone);
    this.#tasks = this.#sources.map((source) =>
      programs.map(({ timelines, evaluator, keyName }) => ({
        timelines,
        evaluator,
        keyName,
        key: source.table.columns[source.plan.columns.findIndex((column) => column.name === keyName)],
        own: timelines.program.readers.map((reader) =>
          bindOwnColumns(reader.plan, compiled, source.plan, source.table),
        ),
      })),
    );
    if (state !== undefined) this.#load(state);
  }

  observe(event: SourceEvent): Observation {
    const index = this.#sourceIndex(event.source);
    const source = this.#sources[index];
    const { columns } = source.plan;
    checkId(event.id);
    const values: HeldValue[] = new Array(columns.length);
    for (let c = 0; c < columns.length; c++) values[c] = readEventValue(columns[c], event.values[columns[c].name]);
    let slot = source.slotOf.get(event.id);
    if (
      slot !== undefined &&
      source.table.at.data[slot] < Math.max(event.knownAt, this.#lastKnownAt) - this.plan.retentionMs
    ) {
      // T9: it is forgotten, whether it was let go or not.
      const known = checkTimes(event.at, event.knownAt, this.#lastKnownAt, this.plan.compiled.latenessMs);
      source.forget(slot);
      this.#lastKnownAt = known;
      slot = undefined;
    }
    if (slot !== undefined && saysNothingNew(source, slot, event.at, values)) return duplicate;
    this.#lastKnownAt = checkTimes(event.at, event.knownAt, this.#lastKnownAt, this.plan.compiled.latenessMs);
    if (slot !== undefined) {
      this.#correct(source, slot, event.at, values);
      return correction;
    }
    const horizon = this.#horizon();
    slot = source.add(event.id, event.at, this.#order++, values);
    source.insert(slot, horizon);
    for (const one of this.#sources) one.forgetBefore(horizon);
    return { arrival: 'new', features: this.#evaluate(index, slot, event.at) };
  }

  amend(amendment: EventAmendment): 'amended' | 'unchanged' | 'unknown' {
    const source = this.#sources[this.#sourceIndex(amendment.source)];
    const known = Math.max(amendment.knownAt, this.#lastKnownAt);
    if (!Number.isSafeInteger(known)) {
      throw new ProbityError(
        'WRONG_TYPE',
        `\`knownAt\` of the amendment must be whole milliseconds; got ${amendment.knownAt}`,
        { field: 'knownAt' },
      );
    }
    const { columns } = source.plan;
    const slot = source.slotOf.get(amendment.id);
    const forgotten = slot === undefined || source.table.at.data[slot] < known - this.plan.retentionMs;
    const before = columns.map((_, c) => (forgotten ? null : source.valueAt(slot, c)));
    const values = columns.map((column, c) =>
      Object.hasOwn(amendment.values, column.name) ? readEventValue(column, amendment.values[column.name]) : before[c],
    );
    if (forgotten) return 'unknown';
    if (values.every((value, c) => value === before[c])) return 'unchanged';
    this.#lastKnownAt = known;
    if (!source.arrived.has(slot)) source.keepArrived(slot, before);
    this.#replace(source, slot, source.table.at.data[slot], values);
    return 'amended';
  }

  lookUp(keys: Readonly<Record<string, string>>, asOf: number): Float64Array {
    const out = new Float64Array(this.plan.names.length).fill(NaN);
    const horizon = this.#horizon();
    for (const { timelines, evaluator, keyName } of this.#tasks[0]) {
      const key = keys[keyName];
      if (key === undefined) continue;
      const { program } = timelines;
      const timeline = timelines.of(this.#dictionaryOf(keyName).codeOf(key));
      program.locate(timeline, asOf, horizon);
      program.extendEnd(timeline);
      for (const reader of program.readers) out[reader.index] = evaluator.read(reader, timeline, asOf, noOwn, -1);
    }
    return out;
  }

  evict(now: number): void {
    const horizon = Math.min(now, this.#lastKnownAt) - this.plan.retentionMs;
    for (const source of this.#sources) source.forgetBefore(horizon);
  }

  snapshot(): Uint8Array {
    const horizon = this.#horizon();
    const sources = this.#sources.map((source) => {
      const { at, order } = source.table;
      const held = source.slotsByArrival().filter((slot) => at.data[slot] >= horizon);
      return held.map((slot): HeldEvent => {
        const columns = source.plan.columns;
        return {
          id: source.ids[slot],
          at: at.data[slot],
          order: order.data[slot],
          values: columns.map((_, c) => source.valueAt(slot, c)),
          arrived: source.arrived.has(slot) ? columns.map((_, c) => source.arrivedValueAt(slot, c)) : undefined,
        };
      });
    });
    return encodeState(this.plan, { order: this.#order, lastKnownAt: this.#lastKnownAt, sources });
  }

  #evaluate(sourceIndex: number, slot: number, at: number): Float64Array {
    const out = new Float64Array(this.plan.names.length).fill(NaN);
    const horizon = this.#horizon();
    for (const { timelines, evaluator, key, own } of this.#tasks[sourceIndex]) {
      const code = key === undefined ? NaN : key.data[slot];
      if (Number.isNaN(code)) continue;
      const { program } = timelines;
      const timeline = timelines.of(code);
      program.locate(timeline, at, horizon);
      // On its own timeline an event stands behind all that it sees.
      if (program.source !== sourceIndex) program.extendEnd(timeline);
      const { readers } = program;
      for (let r = 0; r < readers.length; r++)
        out[readers[r].index] = evaluator.read(readers[r], timeline, at, own[r], slot);
    }
    return out;
  }

  #correct(source: LiveSource, slot: number, at: number, values: readonly HeldValue[]): void {
    const merged = values.map((value, c) => {
      // T6: a label that the correction does not speak of stays as it was amended.
      const silent = source.plan.columns[c].isLabel && (value === null || value === source.arrivedValueAt(slot, c));
      return silent ? source.valueAt(slot, c) : value;
    });
    source.dropArrived(slot);
    this.#replace(source, slot, at, merged);
  }

  #replace(source: LiveSource, slot: number, at: number, values: readonly HeldValue[]): void {
    const horizon = this.#horizon();
    const { columns } = source.plan;
    const changed = columns.flatMap((_, c) => (values[c] === source.valueAt(slot, c) ? [] : [c]));
    if (at === source.table.at.data[slot] && !changed.some((c) => columns[c].kind === 'key')) {
      source.change(slot, values, changed, horizon);
      return;
    }
    source.remove(slot, horizon);
    source.setTime(slot, at);
    source.setValues(slot, values);
    source.insert(slot, horizon);
  }

  #load(state: EngineState): void {
    this.#order = state.order;
    this.#lastKnownAt = state.lastKnownAt;
    state.sources.forEach((events, s) => {
      const source = this.#sources[s];
      for (const event of events) {
        const slot = source.add(event.id, event.at, event.order, event.values);
        if (event.arrived !== undefined) source.keepArrived(slot, event.arrived);
        for (const timelines of source.timelines) timelines.push(slot);
      }
      for (const timelines of source.timelines) timelines.settle();
    });
  }

  #makePrograms(zone: ZoneOffsets) {
    const { compiled } = this.plan;
    return this.#sources.flatMap((source, s) => {
      const entities = [
        ...new Set(compiled.features.filter((feature) => feature.source === s).map((feature) => feature.entity)),
      ];
      return entities.map((entity) => {
        const codeOf = (column: number, text: string) =>
          this.#dictionaryOf(source.plan.columns[column].name).hold(text);
        const program = new EntityProgram(compiled, source.table, s, entity, codeOf);
        const timelines = new TimelineSet(program);
        source.timelines.push(timelines);
        const evaluator = new FeatureEvaluator(program, timelines, (at) => hourOfDay(zone, at));
        return { timelines, evaluator, keyName: source.plan.columns[entity].name };
      });
    });
  }

  #horizon(): number {
    return this.#lastKnownAt - this.plan.retentionMs;
  }

  #dictionaryOf(column: string): CodeDictionary {
    let dictionary = this.#dictionaries.get(column);
    if (dictionary === undefined) {
      dictionary = new CodeDictionary();
      this.#dictionaries.set(column, dictionary);
    }
    return dictionary;
  }

  #sourceIndex(name: string | undefined): number {
    if (name === undefined) return 0;
    const index = this.#sources.findIndex((source) => source.plan.name === name);
    if (index >= 0) return index;
    throw new ProbityError('UNKNOWN_FIELD', '`source` of the event must be a source of the feature set', {
      field: 'source',
    });
  }
}

function checkId(id: unknown): void {
  if (typeof id === 'string' && id.length > 0) return;
  throw new ProbityError('WRONG_TYPE', `\`id\` of the event must be text that is not empty; got ${typeof id}`, {
    field: 'id',
  });
}

/** T5: the same time and the same values; a label that it does not speak of is not compared. */
function saysNothingNew(source: LiveSource, slot: number, at: number, values: readonly HeldValue[]): boolean {
  if (source.table.at.data[slot] !== at) return false;
  for (let c = 0; c < values.length; c++) {
    if (values[c] === null && source.plan.columns[c].isLabel) continue;
    if (values[c] !== source.arrivedValueAt(slot, c)) return false;
  }
  return true;
}
