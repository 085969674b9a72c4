import { aggregateRules } from '../definition/aggregate-rules.js';
import type {
  Aggregate,
  EventColumn,
  EventCondition,
  FeatureDefinition,
  FeatureSet,
  SourceDefinition,
} from '../definition/feature-set.js';
import { parseDuration } from '../definition/parse-duration.js';

/** A column of a source as the evaluator holds it. */
export interface PlannedColumn {
  readonly name: string;
  readonly kind: EventColumn['kind'];
  /** Whole units in one of the natural unit: 10 to the power of `decimals`. */
  readonly scale: number;
  /** Becomes known after the event. */
  readonly isLabel: boolean;
}

export interface PlannedSource {
  readonly name: string;
  readonly columns: readonly PlannedColumn[];
  /** Positions of the columns of kind latitude and longitude; −1 for none. */
  readonly latitude: number;
  readonly longitude: number;
}

/** A condition with numbers in whole units and its column by position. */
export interface PlannedCondition {
  readonly column: number;
  readonly is?: string | number | null;
  readonly isNot?: string | number | null;
  readonly in?: readonly (string | number)[];
  readonly atLeast?: number;
  readonly below?: number;
  readonly sameAsCurrent?: boolean;
  readonly newWithinMs?: number;
}

export interface PlannedFeature {
  readonly source: number;
  /** Position of the entity's column in the source, and its name, by which the current event's own key is found. */
  readonly entity: number;
  readonly entityName: string;
  readonly aggregate: Aggregate;
  /** Position of `of` in the source; −1 for none. */
  readonly of: number;
  readonly ofName: string;
  readonly scale: number;
  /** How far the window looks back from its end. */
  readonly windowMs: number;
  /** 0 for a window of time. */
  readonly lastEvents: number;
  readonly delayMs: number;
  readonly conditions: readonly PlannedCondition[];
  readonly nulls: 'skip' | 'zero' | 'missing';
  readonly empty: number;
  readonly comparison: 'none' | 'z-score' | 'own-value-ratio' | 'habit-ratio';
  readonly habitMs: number;
  /** Sums and counts compare with a habit by the day. */
  readonly byDay: boolean;
}

export interface CompiledPlan {
  readonly sources: readonly PlannedSource[];
  readonly features: readonly PlannedFeature[];
  readonly latenessMs: number;
  readonly retentionMs: number;
}

const DEFAULT_LATENESS = '7d';
const DEFAULT_WITHIN = '365d';

/** @param set as `checkFeatureSet` returned it */
export function compilePlan(set: FeatureSet): CompiledPlan {
  const sources = set.sources.map(planSource);
  const features = set.features.map((feature) => planFeature(feature, sources));
  const latenessMs = parseDuration(set.lateness ?? DEFAULT_LATENESS);
  let reachMs = 0;
  for (const { delayMs, windowMs, habitMs, conditions } of features) {
    const newness = Math.max(0, ...conditions.map((condition) => condition.newWithinMs ?? 0));
    reachMs = Math.max(reachMs, delayMs + Math.max(windowMs, habitMs) + newness);
  }
  return { sources, features, latenessMs, retentionMs: reachMs + latenessMs };
}

function planSource(source: SourceDefinition): PlannedSource {
  const columns = Object.entries(source.columns).map(([name, column]) => ({
    name,
    kind: column.kind,
    scale: column.kind === 'number' ? 10 ** (column.decimals ?? 2) : 1,
    isLabel: column.knownAfter !== undefined,
  }));
  const place = (kind: string) => columns.findIndex((column) => column.kind === kind);
  return { name: source.name, columns, latitude: place('latitude'), longitude: place('longitude') };
}

function planFeature(feature: FeatureDefinition, sources: readonly PlannedSource[]): PlannedFeature {
  const sourceIndex = feature.source === undefined ? 0 : sources.findIndex((one) => one.name === feature.source);
  const source = sources[sourceIndex];
  const rule = aggregateRules[feature.aggregate];
  const of = feature.of === undefined ? -1 : positionOf(source, feature.of);
  const { window, comparison } = feature;
  const habit = comparison?.kind === 'habit-ratio' ? comparison.window : undefined;
  return {
    source: sourceIndex,
    entity: positionOf(source, feature.entity),
    entityName: feature.entity,
    aggregate: feature.aggregate,
    of,
    ofName: feature.of ?? '',
    scale: of < 0 ? 1 : source.columns[of].scale,
    windowMs: parseDuration(typeof window === 'string' ? window : (window.within ?? DEFAULT_WITHIN)),
    lastEvents: typeof window === 'string' ? 0 : window.lastEvents,
    delayMs: parseDuration(feature.delay ?? '0ms'),
    conditions: (feature.filter ?? []).map((condition) => planCondition(condition, source)),
    nulls: feature.nulls ?? 'skip',
    empty: feature.empty === undefined ? (comparison === undefined ? rule.empty : NaN) : (feature.empty ?? NaN),
    comparison: comparison?.kind ?? 'none',
    habitMs: habit === undefined ? 0 : parseDuration(habit),
    byDay: rule.growsWithWindow,
  };
}

function planCondition(condition: EventCondition, source: PlannedSource): PlannedCondition {
  const column = positionOf(source, condition.column);
  const { kind, scale } = source.columns[column];
  const held = (value: string | number | boolean | null) =>
    typeof value === 'string' || value === null ? value : holdNumber(Number(value), kind, scale);
  return {
    column,
    ...(condition.is === undefined ? {} : { is: held(condition.is) }),
    ...(condition.isNot === undefined ? {} : { isNot: held(condition.isNot) }),
    ...(condition.in === undefined ? {} : { in: condition.in.map((value) => held(value) as string | number) }),
    ...(condition.atLeast === undefined ? {} : { atLeast: holdNumber(condition.atLeast, kind, scale) }),
    ...(condition.below === undefined ? {} : { below: holdNumber(condition.below, kind, scale) }),
    ...(condition.sameAsCurrent === undefined ? {} : { sameAsCurrent: condition.sameAsCurrent }),
    ...(condition.newWithin === undefined ? {} : { newWithinMs: parseDuration(condition.newWithin) }),
  };
}

/** N1: the nearest whole number of units, halves away from zero; degrees stay as they are. Never −0. */
export function holdNumber(value: number, kind: EventColumn['kind'], scale: number): number {
  if (kind !== 'number') return value + 0;
  return value < 0 ? 0 - Math.round(-value * scale) : Math.round(value * scale);
}

function positionOf(source: PlannedSource, name: string): number {
  return source.columns.findIndex((column) => column.name === name);
}

/** Positions of the columns of a source that some feature looks at. */
export function columnsRead(plan: CompiledPlan, source: number): ReadonlySet<number> {
  const read = new Set<number>();
  const { latitude, longitude } = plan.sources[source];
  for (const feature of plan.features.filter((one) => one.source === source)) {
    read.add(feature.entity);
    if (feature.of >= 0) read.add(feature.of);
    for (const condition of feature.conditions) read.add(condition.column);
    if (feature.aggregate === 'distance' || feature.aggregate === 'speed') read.add(latitude).add(longitude);
  }
  return read;
}
