import { ProbityError } from '@probity/domain';
import { createFeatureEngine } from '../evaluate/create-feature-engine.js';
import { checkTimes } from '../event/check-times.js';
import type { CodedValues, EventColumns, EventValue } from '../event/source-event.js';
import { columnsRead } from '../plan/compile-plan.js';
import type { FeaturePlan } from '../plan/plan-features.js';
import { evaluateByEntity, sourceOf } from './compute-sorted.js';
import { orderByCode, orderByTime } from './order-rows.js';
import { SegmentEvaluator } from './segment-evaluator.js';

/**
 * Features of every event of a log; byte for byte what the live engine gives, an event at a time.
 *
 * Where events came in the order of their times, each once, it goes by columns (a few tens of nanoseconds a row and feature);
 * else the log is replayed through the live engine. Features that look at another source find it empty.
 *
 * @param columns in order of arrival; without `knownAt` they arrive in the order of their times
 * @returns one array a feature, one value a row, NaN where missing; rows that are no new event (duplicates, corrections,
 * amendments) and rows that came too late have NaN throughout
 * @throws COLUMN_MISSING, WRONG_TYPE, VALUE_OUT_OF_RANGE naming the column, INVALID_ARGUMENT on an unknown source
 * @example computeHistory(plan, { count: 2, at, columns: { customer, amount } })[plan.names.indexOf('customer_sum_7d')]
 */
export function computeHistory(plan: FeaturePlan, columns: EventColumns): readonly Float64Array[] {
  const source = sourceOf(plan, columns);
  const { count, amendments } = columns;
  const result = plan.names.map(() => new Float64Array(count).fill(NaN));
  const byTime = columns.knownAt === undefined ? orderByTime(columns.at, count) : undefined;
  const once = amendments === undefined && (columns.ids === undefined || new Set(columns.ids).size === count);
  if (once && (columns.knownAt === undefined || cameInOrder(plan, columns, columns.knownAt)))
    computeInOrder(plan, source, columns, byTime, result);
  else replay(plan, source, columns, byTime, result);
  return result;
}

/** Times rise with arrivals and none is refused. */
function cameInOrder(plan: FeaturePlan, columns: EventColumns, knownAt: Float64Array): boolean {
  let known = -Infinity;
  for (let row = 0; row < columns.count; row++) {
    if (row > 0 && columns.at[row] < columns.at[row - 1]) return false;
    known = Math.max(known, knownAt[row]);
    if (known - columns.at[row] > plan.compiled.latenessMs) return false;
  }
  return true;
}

function computeInOrder(
  plan: FeaturePlan,
  source: number,
  columns: EventColumns,
  byTime: Int32Array | undefined,
  result: Float64Array[],
): void {
  for (let row = 0; row < columns.count; row++)
    checkTimes(columns.at[row], columns.knownAt?.[row] ?? columns.at[row], -Infinity, Infinity);
  const planned = plan.compiled.sources[source];
  const entities = new Set(
    plan.compiled.features.filter((feature) => feature.source === source).map((feature) => feature.entity),
  );
  for (const entity of entities) {
    const { name } = planned.columns[entity];
    const keys = columns.columns[name];
    if (keys === undefined)
      throw new ProbityError('COLUMN_MISSING', `\`${name}\` of the feature set is not among the columns`, {
        field: name,
      });
    if (keys instanceof Float64Array)
      throw new ProbityError('WRONG_TYPE', `\`${name}\` must be given as codes and levels`, { field: name });
    const rows = orderByCode(keys.codes, keys.levels.length, byTime, columns.count);
    evaluateByEntity(new SegmentEvaluator(plan, source, entity, columns), keys, columns.count, rows, result);
  }
  computeOfOtherSources(plan, source, columns, result);
}

/** Another source has no events here, so its features are what an empty window gives. */
function computeOfOtherSources(plan: FeaturePlan, source: number, columns: EventColumns, result: Float64Array[]): void {
  const { features, sources } = plan.compiled;
  if (features.every((feature) => feature.source === source)) return;
  const engine = createFeatureEngine(plan);
  const names = new Set(sources[source].columns.map((column) => column.name));
  features.forEach((feature, f) => {
    if (feature.source === source || !names.has(feature.entityName)) return;
    const keys = columns.columns[feature.entityName] as CodedValues | undefined;
    const own =
      feature.conditions.some((condition) => condition.sameAsCurrent !== undefined) ||
      feature.comparison !== 'none' ||
      ['share', 'distance', 'speed'].includes(feature.aggregate);
    if (own) {
      throw new ProbityError(
        'INVALID_ARGUMENT',
        `\`${plan.names[f]}\` compares with another source: replay both through an engine`,
        { field: plan.names[f] },
      );
    }
    const value = engine.lookUp({ [feature.entityName]: '' }, 0)[f];
    for (let row = 0; row < columns.count; row++)
      result[f][row] = keys !== undefined && keys.codes[row] >= 0 ? value : NaN;
  });
}

function replay(
  plan: FeaturePlan,
  source: number,
  columns: EventColumns,
  byTime: Int32Array | undefined,
  result: Float64Array[],
): void {
  const engine = createFeatureEngine(plan);
  const { at, knownAt, count, ids, amendments } = columns;
  const planned = plan.compiled.sources[source];
  const given = planned.columns.map(({ name }) => columns.columns[name]);
  const read = columnsRead(plan.compiled, source);
  planned.columns.forEach(({ name, isLabel }, c) => {
    if (given[c] === undefined && read.has(c) && !isLabel) {
      throw new ProbityError('COLUMN_MISSING', `\`${name}\` of the feature set is not among the columns`, {
        field: name,
      });
    }
  });
  for (let i = 0; i < count; i++) {
    const row = byTime === undefined ? i : byTime[i];
    const isAmendment = amendments?.[row] === 1;
    const values: Record<string, EventValue> = {};
    planned.columns.forEach(({ name }, c) => {
      const column = given[c];
      const value = column === undefined ? null : valueAt(column, row);
      if (value !== null || !isAmendment) values[name] = value;
    });
    const event = {
      source: planned.name,
      id: ids?.[row] ?? `${row}`,
      at: at[row],
      knownAt: knownAt?.[row] ?? at[row],
      values,
    };
    if (isAmendment) {
      engine.amend(event);
      continue;
    }
    const features = observe(engine, event);
    for (let f = 0; features !== undefined && f < features.length; f++) result[f][row] = features[f];
  }
}

function observe(
  engine: ReturnType<typeof createFeatureEngine>,
  event: Parameters<typeof engine.observe>[0],
): Float64Array | undefined {
  try {
    return engine.observe(event).features;
  } catch (error) {
    if (error instanceof ProbityError && error.code === 'TOO_LATE') return undefined;
    throw error;
  }
}

function valueAt(column: Float64Array | CodedValues, row: number): EventValue {
  if (column instanceof Float64Array) return Number.isNaN(column[row]) ? null : column[row];
  return column.codes[row] < 0 ? null : column.levels[column.codes[row]];
}
