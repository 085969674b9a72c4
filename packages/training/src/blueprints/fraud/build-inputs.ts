import { type EventMap, type FeaturePlan, type FeatureSet, featureTitle } from '@probity/features';
import type { Feature, FeatureMatrix } from '@probity/learn';
import { createLocalClock, createRowBuilder, type TransactionInput } from '@probity/scoring';
import { LABEL } from './default-feature-set.js';
import type { EventRows } from './event-rows.js';

/** Columns that a model takes as they are, where the file has them. */
const ownCategories = ['category', 'channel', 'country', 'currency'];
/** A category of more values says too little about each. */
const MOST_LEVELS = 60;

/** What the model looks at: the features of the set, and the payment itself. */
export interface ModelInputs {
  readonly inputs: readonly TransactionInput[];
  readonly features: readonly Feature[];
  /** Words for each, for people. */
  readonly titles: readonly string[];
}

/**
 * Plans the inputs of a fraud model: amount, time of day and weekend of the payment, its categories, and all features of the set.
 * @param train rows the levels of categories are taken from
 */
export function planInputs(set: FeatureSet, rows: EventRows, train: Uint32Array, map: EventMap): ModelInputs {
  const planned: { input: TransactionInput; feature: Feature; title: string }[] = [];
  const add = (input: TransactionInput, title: string, levels?: readonly string[]) => {
    const feature: Feature =
      levels === undefined ? { name: input.name, kind: 'numeric' } : { name: input.name, kind: 'category', levels };
    planned.push({ input, feature, title });
  };
  const columns = set.sources[0]?.columns ?? {};
  if (columns['amount'] !== undefined) add({ name: 'amount', from: 'value', column: 'amount' }, 'amount');
  add({ name: 'night', from: 'night' }, 'at night');
  add({ name: 'weekend', from: 'weekend' }, 'on a weekend');
  for (const name of ownCategories) {
    const column = rows.events.columns[name];
    if (map[name] === undefined || columns[name] === undefined || column === undefined) continue;
    if (column instanceof Float64Array) continue;
    const seen = new Set<number>();
    for (const row of train) seen.add(column.codes[row] ?? -1);
    const levels = column.levels.filter((_, code) => seen.has(code)).sort();
    if (levels.length > 1 && levels.length <= MOST_LEVELS) add({ name, from: 'value', column: name }, name, levels);
  }
  for (const definition of set.features) add({ name: definition.name, from: 'feature' }, featureTitle(definition));
  return {
    inputs: planned.map(({ input }) => input),
    features: planned.map(({ feature }) => feature),
    titles: planned.map(({ title }) => title),
  };
}

/**
 * The model's rows of some payments, made as the decider makes them.
 * @param values one array a feature of the plan, one value a payment
 */
export function buildInputs(
  { inputs, features }: ModelInputs,
  plan: FeaturePlan,
  values: readonly Float64Array[],
  rows: EventRows,
  wanted: Uint32Array,
): FeatureMatrix {
  const fill = createRowBuilder(inputs, features, plan.names, createLocalClock(plan.set.zoneOffsets));
  const columns = features.map(() => new Float64Array(wanted.length));
  const ofSet = new Float64Array(plan.names.length);
  const row = new Float64Array(features.length);
  wanted.forEach((position, index) => {
    for (let f = 0; f < ofSet.length; f++) ofSet[f] = values[f]?.[position] ?? Number.NaN;
    const event = rows.eventAt(position);
    fill(ofSet, event, row);
    for (let f = 0; f < row.length; f++) (columns[f] as Float64Array)[index] = row[f] ?? Number.NaN;
  });
  return { rowCount: wanted.length, features, columns };
}

/** Mean of each input over the genuine rows; null for categories and where nothing is known. */
export function usualValues(matrix: FeatureMatrix, labels: Uint8Array): readonly (number | null)[] {
  return matrix.features.map((feature, index) => {
    if (feature.kind === 'category' || feature.name === LABEL) return null;
    const column = matrix.columns[index] ?? new Float64Array();
    let [sum, count] = [0, 0];
    for (let row = 0; row < column.length; row++) {
      const value = column[row] ?? Number.NaN;
      if (labels[row] === 1 || Number.isNaN(value)) continue;
      sum += value;
      count += 1;
    }
    return count === 0 ? null : sum / count;
  });
}
