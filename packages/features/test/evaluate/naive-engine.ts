import { entropyTerm, finishEntropy } from '../../src/aggregate/entropy-terms.js';
import { greatCircleKm } from '../../src/aggregate/great-circle.js';
import { hourOfDay } from '../../src/definition/zone-offsets.js';
import type { FeatureEngine, Observation } from '../../src/evaluate/feature-engine.js';
import { encodeText } from '../../src/evaluate/text-bytes.js';
import { checkTimes } from '../../src/event/check-times.js';
import { readEventValue } from '../../src/event/read-event-value.js';
import type { EventAmendment, SourceEvent } from '../../src/event/source-event.js';
import type { PlannedCondition, PlannedFeature, PlannedSource } from '../../src/plan/compile-plan.js';
import type { FeaturePlan } from '../../src/plan/plan-features.js';

type Held = string | number | null;

interface HeldEvent {
  readonly id: string;
  readonly order: number;
  at: number;
  values: Held[];
  /** What the last arrival said, where an amendment has changed it since. */
  arrived: Held[] | undefined;
}

interface Current {
  readonly values: (column: string) => Held;
  readonly latitude: Held;
  readonly longitude: Held;
}

interface State {
  order: number;
  lastKnownAt: number;
  events: [source: number, event: HeldEvent][];
}

/** The plainest evaluator: every feature from the whole list of events. */
export class NaiveEngine implements FeatureEngine {
  readonly plan: FeaturePlan;
  #order = 0;
  #lastKnownAt = -Infinity;
  readonly #events: Map<string, HeldEvent>[];
  readonly #byEntity: Map<string, HeldEvent[]>[][];

  constructor(plan: FeaturePlan, state?: State) {
    this.plan = plan;
    const { sources } = plan.compiled;
    this.#events = sources.map(() => new Map());
    this.#byEntity = sources.map((source) => source.columns.map(() => new Map()));
    if (state === undefined) return;
    this.#order = state.order;
    this.#lastKnownAt = state.lastKnownAt ?? -Infinity;
    for (const [source, event] of state.events) {
      this.#events[source].set(event.id, event);
      this.#attach(source, event);
    }
  }

  observe(event: SourceEvent): Observation {
    const { latenessMs, sources } = this.plan.compiled;
    const s = event.source === undefined ? 0 : sources.findIndex((one) => one.name === event.source);
    const values = sources[s].columns.map((column) => readEventValue(column, event.values[column.name]));
    const horizon = Math.max(event.knownAt, this.#lastKnownAt) - this.plan.retentionMs;
    let held = this.#events[s].get(event.id);
    if (held !== undefined && held.at < horizon) {
      this.#forget(s, held);
      held = undefined;
    }
    if (held !== undefined) {
      const last = held.arrived ?? held.values;
      sources[s].columns.forEach((column, c) => {
        if (column.isLabel && values[c] === null) values[c] = last[c];
      });
      if (held.at === event.at && values.every((value, c) => value === last[c]))
        return { arrival: 'duplicate', features: undefined };
    }
    this.#lastKnownAt = checkTimes(event.at, event.knownAt, this.#lastKnownAt, latenessMs);
    if (held !== undefined) {
      sources[s].columns.forEach((column, c) => {
        if (column.isLabel && values[c] === (held.arrived ?? held.values)[c]) values[c] = held.values[c];
      });
      this.#detach(s, held);
      held.at = event.at;
      held.values = values;
      held.arrived = undefined;
      this.#attach(s, held);
      return { arrival: 'correction', features: undefined };
    }
    const added: HeldEvent = { id: event.id, order: this.#order++, at: event.at, values, arrived: undefined };
    this.#events[s].set(event.id, added);
    this.#attach(s, added);
    const source = sources[s];
    const current: Current = {
      values: (name) => values[source.columns.findIndex((column) => column.name === name)] ?? null,
      latitude: values[source.latitude] ?? null,
      longitude: values[source.longitude] ?? null,
    };
    return { arrival: 'new', features: this.#evaluate(current.values, event.at, current) };
  }

  amend(amendment: EventAmendment): 'amended' | 'unchanged' | 'unknown' {
    const { sources } = this.plan.compiled;
    const s = amendment.source === undefined ? 0 : sources.findIndex((one) => one.name === amendment.source);
    const held = this.#events[s].get(amendment.id);
    const known = Math.max(amendment.knownAt, this.#lastKnownAt);
    if (held === undefined || held.at < known - this.plan.retentionMs) return 'unknown';
    const values = [...held.values];
    sources[s].columns.forEach((column, c) => {
      if (Object.hasOwn(amendment.values, column.name))
        values[c] = readEventValue(column, amendment.values[column.name]);
    });
    if (values.every((value, c) => value === held.values[c])) return 'unchanged';
    this.#lastKnownAt = known;
    this.#detach(s, held);
    held.arrived ??= held.values;
    held.values = values;
    this.#attach(s, held);
    return 'amended';
  }

  lookUp(keys: Readonly<Record<string, string>>, asOf: number): Float64Array {
    return this.#evaluate((name) => keys[name] ?? null, asOf, undefined);
  }

  evict(now: number): void {
    const horizon = Math.min(now, this.#lastKnownAt) - this.plan.retentionMs;
    this.#events.forEach((events, s) => {
      for (const event of [...events.values()]) if (event.at < horizon) this.#forget(s, event);
    });
  }

  snapshot(): Uint8Array {
    this.evict(Infinity);
    const events = this.#events.flatMap((map, s) =>
      [...map.values()].sort((a, b) => a.order - b.order).map((event) => [s, event]),
    );
    const text = JSON.stringify({ set: this.plan.set, order: this.#order, lastKnownAt: this.#lastKnownAt, events });
    return encodeText(text);
  }

  #forget(s: number, event: HeldEvent): void {
    this.#detach(s, event);
    this.#events[s].delete(event.id);
  }

  #attach(s: number, event: HeldEvent): void {
    this.plan.compiled.sources[s].columns.forEach((column, c) => {
      const key = event.values[c];
      if (column.kind !== 'key' || key === null) return;
      const list = this.#byEntity[s][c].get(String(key)) ?? [];
      let position = list.length;
      while (position > 0 && (list[position - 1].at - event.at || list[position - 1].order - event.order) > 0)
        position--;
      list.splice(position, 0, event);
      this.#byEntity[s][c].set(String(key), list);
    });
  }

  #detach(s: number, event: HeldEvent): void {
    this.plan.compiled.sources[s].columns.forEach((column, c) => {
      const key = event.values[c];
      if (column.kind !== 'key' || key === null) return;
      const list = this.#byEntity[s][c].get(String(key)) as HeldEvent[];
      list.splice(list.indexOf(event), 1);
      if (list.length === 0) this.#byEntity[s][c].delete(String(key));
    });
  }

  #evaluate(keyOf: (name: string) => Held, asOf: number, current: Current | undefined): Float64Array {
    const { features, sources } = this.plan.compiled;
    return Float64Array.from(features, (feature) => {
      const key = keyOf(feature.entityName);
      if (key === null) return NaN;
      const all = this.#byEntity[feature.source][feature.entity].get(String(key)) ?? [];
      return this.#feature(feature, sources[feature.source], all, asOf, current);
    });
  }

  #feature(
    feature: PlannedFeature,
    source: PlannedSource,
    all: HeldEvent[],
    asOf: number,
    current: Current | undefined,
  ): number {
    for (const condition of feature.conditions) {
      if (
        condition.sameAsCurrent !== undefined &&
        (current?.values(source.columns[condition.column].name) ?? null) === null
      )
        return NaN;
    }
    const end = asOf - feature.delayMs;
    const inWindow = (windowMs: number) => {
      const within = all.filter((event) => event.at < end && event.at >= end - windowMs);
      const kept = within.filter((event) =>
        feature.conditions.every((condition) => meets(condition, source, event, all, current)),
      );
      return feature.lastEvents === 0 ? kept : kept.slice(-feature.lastEvents);
    };
    const events = inWindow(feature.windowMs);
    const own = current === undefined || feature.of < 0 ? null : current.values(feature.ofName);
    const zone = this.plan.set.zoneOffsets ?? { from: [0], minutes: [0] };
    const value = (list: HeldEvent[]) =>
      aggregate(feature, source, list, asOf, own, current, (at) => hourOfDay(zone, at));
    const scaledOwn = own === null ? NaN : (own as number) / feature.scale;
    switch (feature.comparison) {
      case 'none':
        return value(events);
      case 'z-score': {
        if (Number.isNaN(scaledOwn)) return NaN;
        if (events.length === 0) return feature.empty;
        const mean = aggregate({ ...feature, empty: NaN }, source, events, asOf, own, current, () => 0);
        const std = aggregate(
          { ...feature, aggregate: 'std', empty: NaN },
          source,
          events,
          asOf,
          own,
          current,
          () => 0,
        );
        if (!(std >= 0)) return isEmpty(feature, events) ? feature.empty : NaN;
        return std > 0 ? (scaledOwn - mean) / std : scaledOwn === mean ? 0 : NaN;
      }
      case 'own-value-ratio': {
        if (Number.isNaN(scaledOwn)) return NaN;
        if (isEmpty(feature, events)) return feature.empty;
        const over = value(events);
        return over === 0 ? NaN : scaledOwn / over;
      }
      default: {
        const habits = inWindow(feature.habitMs);
        if (isEmpty(feature, habits)) return feature.empty;
        const zero = { ...feature, empty: feature.byDay ? 0 : NaN };
        const recent = aggregate(zero, source, events, asOf, own, current, (at) => hourOfDay(zone, at));
        const habit = aggregate(zero, source, habits, asOf, own, current, (at) => hourOfDay(zone, at));
        if (habit === 0) return NaN;
        return feature.byDay ? (recent * feature.habitMs) / (habit * feature.windowMs) : recent / habit;
      }
    }
  }
}

function isEmpty(feature: PlannedFeature, events: readonly HeldEvent[]): boolean {
  return feature.of < 0 || feature.nulls !== 'skip'
    ? events.length === 0
    : events.every((event) => event.values[feature.of] === null);
}

function meets(
  condition: PlannedCondition,
  source: PlannedSource,
  event: HeldEvent,
  all: readonly HeldEvent[],
  current: Current | undefined,
): boolean {
  const value = event.values[condition.column];
  if (value === null) return condition.is === null && Object.keys(condition).length === 2;
  if (condition.is !== undefined && value !== condition.is) return false;
  if (condition.isNot !== undefined && value === condition.isNot) return false;
  if (condition.in !== undefined && !condition.in.includes(value)) return false;
  if (condition.atLeast !== undefined && !(Number(value) >= condition.atLeast)) return false;
  if (condition.below !== undefined && !(Number(value) < condition.below)) return false;
  if (
    condition.sameAsCurrent !== undefined &&
    (value === current?.values(source.columns[condition.column].name)) !== condition.sameAsCurrent
  )
    return false;
  const { newWithinMs } = condition;
  if (newWithinMs === undefined) return true;
  return !all.some(
    (other) => other.at < event.at && other.at >= event.at - newWithinMs && other.values[condition.column] === value,
  );
}

function aggregate(
  feature: PlannedFeature,
  source: PlannedSource,
  events: readonly HeldEvent[],
  asOf: number,
  own: Held,
  current: Current | undefined,
  hour: (at: number) => number,
): number {
  let read = events.map((event) => ({ at: event.at, value: feature.of < 0 ? null : event.values[feature.of] }));
  if (feature.of >= 0) {
    if (feature.nulls === 'missing' && read.some((event) => event.value === null)) return NaN;
    if (feature.nulls === 'zero') read = read.map((event) => ({ at: event.at, value: event.value ?? 0 }));
    read = read.filter((event) => event.value !== null);
  }
  const place = current?.latitude !== null && current?.longitude !== null && current !== undefined;
  if ((feature.aggregate === 'distance' || feature.aggregate === 'speed') && !place) return NaN;
  if (feature.aggregate === 'share' && own === null) return NaN;
  const n = read.length;
  if (n === 0) return feature.empty;
  const units = read.map((event) => BigInt(typeof event.value === 'number' && feature.of >= 0 ? event.value : 0));
  const total = units.reduce((sum, value) => sum + value, 0n);
  const values = read.map((event) => event.value as number);
  const big = BigInt(n);
  switch (feature.aggregate) {
    case 'count':
      return n;
    case 'sum':
      return Number(total) / feature.scale;
    case 'mean':
      return Number(total) / (n * feature.scale);
    case 'std': {
      if (n < 2) return NaN;
      const squares = units.reduce((sum, value) => sum + value * value, 0n);
      return Math.sqrt(Number(big * squares - total * total) / (n * (n - 1))) / feature.scale;
    }
    case 'min':
      return Math.min(...values) / feature.scale;
    case 'max':
      return Math.max(...values) / feature.scale;
    case 'first':
      return values[0] / feature.scale;
    case 'last':
      return values[n - 1] / feature.scale;
    case 'distinct':
      return new Set(values).size;
    case 'entropy':
    case 'share': {
      if (feature.aggregate === 'share') return read.filter((event) => event.value === own).length / n;
      const counts = new Map<Held, number>();
      for (const { value } of read) counts.set(value, (counts.get(value) ?? 0) + 1);
      return finishEntropy(
        n,
        [...counts.values()].reduce((sum, count) => sum + entropyTerm(count), 0),
      );
    }
    case 'recency':
      return (asOf - read[n - 1].at) / 1000;
    case 'hour-share':
      return read.filter((event) => hour(event.at) === hour(asOf)).length / n;
    case 'trend': {
      const times = read.map((event) => BigInt(event.at));
      const sumT = times.reduce((sum, t) => sum + t, 0n);
      const spread = big * times.reduce((sum, t) => sum + t * t, 0n) - sumT * sumT;
      if (spread === 0n) return NaN;
      const joint = big * times.reduce((sum, t, i) => sum + t * units[i], 0n) - sumT * total;
      return ((Number(joint) / Number(spread)) * 86_400_000) / feature.scale;
    }
    default: {
      const placed = events.findLast(
        (event) => event.values[source.latitude] !== null && event.values[source.longitude] !== null,
      );
      if (placed === undefined) return feature.empty;
      const km = greatCircleKm(
        placed.values[source.latitude] as number,
        placed.values[source.longitude] as number,
        current?.latitude as number,
        current?.longitude as number,
      );
      return feature.aggregate === 'distance' ? km : (km * 3_600_000) / (asOf - placed.at);
    }
  }
}
