import { ProbityError } from '@probity/domain';
import { checkFeatureSet } from '../definition/check-feature-set.js';
import type { Duration, FeatureDefinition, FeatureSet, SourceDefinition } from '../definition/feature-set.js';
import type { CodedValues, EventColumns } from '../event/source-event.js';
import { computeHistory } from '../history/compute-history.js';
import { orderOfArrival, reorderEvents } from '../map/order-of-arrival.js';
import { planFeatures } from '../plan/plan-features.js';
import { candidateFeatures } from './candidate-features.js';
import { mutualInformation } from './mutual-information.js';
import { type Measured, pruneFeatures } from './prune-features.js';
import { quantileBins } from './rank-bins.js';

/** Settings of `proposeFeatures`; every default is meant for daily use. */
export interface ProposalSettings {
  /** The flag of the source that the features are to foretell; without one they are judged by how much they vary. */
  readonly target?: string;
  /** Features that are kept at most; default 30. */
  readonly maxFeatures?: number;
  /** Two features of a rank correlation at or above this are one; in (0, 1], default 0.95. */
  readonly redundancy?: number;
  /** The latest events that are looked at, at most; default 400,000. Earlier ones only fill windows. */
  readonly maxEvents?: number;
  /** Rows on which worth and redundancy are measured, at most; default 20,000. */
  readonly maxRows?: number;
  /** Share of the rows, the earliest, on which worth is measured; the later ones stay untouched. In (0, 1], default 0.7. */
  readonly trainingShare?: number;
  readonly name?: string;
  readonly lateness?: Duration;
  readonly onProgress?: (share: number, what: string) => void;
}

/** Features that are worth having, and why the others are not. */
export interface FeatureProposal {
  readonly set: FeatureSet;
  /** Every candidate, the kept ones first, then by worth. */
  readonly judged: readonly JudgedFeature[];
  /** What `worth` is: nats about the target, or the share of rows that differ from the commonest value, times the share that is known. */
  readonly measure: 'information' | 'variation';
  readonly rows: { readonly events: number; readonly measured: number; readonly training: number };
  /** Keys whose events are too thin for habits, and other things to know. */
  readonly notes: readonly string[];
}

export interface JudgedFeature {
  readonly name: string;
  readonly title: string;
  readonly kept: boolean;
  /** Why, in words. */
  readonly reason: string;
  readonly worth: number;
  /** Share of the measured rows where it is not missing. */
  readonly coverage: number;
}

/** Bins in which information is counted. */
const BINS = 10;
/** Standard deviations of chance that a feature must be above. */
const CLEARLY = 3;
/** Share of rows that must differ from the commonest value. */
const LEAST_VARIATION = 0.01;
/** Worth this close is equal, and the cheaper feature is kept. */
const CLOSE = 0.02;
/** Mean events of an entity below which it has no habits. */
const LEAST_EVENTS = 3;

/**
 * Proposes features for a history of transactions: what could be looked at, computed and pruned, with names for people.
 *
 * Worth is measured on the earliest rows only, so what a model is later tested on has had no say. A feature that says no more than
 * chance would is dropped; of two that rank the rows alike the better is kept, or the cheaper where both are as good. Nothing
 * is random: the same events give the same set. It judges features one by one: two that only tell something together
 * are missed.
 *
 * @param events in any order; `events.columns` as the source says
 * @throws INVALID_ARGUMENT for a setting out of range or a target that is no flag, TOO_FEW_ROWS below 50 events
 * Cost: about a microsecond a candidate and event; 100 to 300 candidates.
 * @example
 * const { set, judged } = proposeFeatures(bindEvents(table, map, source), source, { target: 'fraud' });
 */
export function proposeFeatures(
  events: EventColumns,
  source: SourceDefinition,
  settings: ProposalSettings = {},
): FeatureProposal {
  const {
    target,
    maxFeatures = 30,
    redundancy = 0.95,
    maxEvents = 400_000,
    maxRows = 20_000,
    trainingShare = 0.7,
    onProgress,
  } = settings;
  checkSettings({ maxFeatures, redundancy, maxEvents, maxRows, trainingShare }, target, source);
  if (events.count < 50)
    throw new ProbityError('TOO_FEW_ROWS', `features are proposed from 50 events on; got ${events.count}`, {
      rows: events.count,
    });
  const history = latest(events, maxEvents);
  const spanDays = ((history.at.at(-1) ?? 0) - (history.at[0] ?? 0)) / 86_400_000;
  const { entities, notes } = entitiesOf(source, history);
  const candidates = candidateFeatures(source, { entities, spanDays });
  const set: FeatureSet = {
    ...{ format: 'probity-features/1', name: settings.name ?? 'proposed', sources: [source] },
    ...(settings.lateness === undefined ? {} : { lateness: settings.lateness }),
    features: candidates.map(({ definition }) => definition),
  };
  checkFeatureSet(set.features.length === 0 ? { ...set, features: [fallback(source)] } : set);
  // The first half fills the windows: there they would be cut off, and all features would look alike.
  const measured = spread(Math.floor(history.count / 2), history.count, maxRows);
  const training = measured.subarray(0, Math.floor(measured.length * trainingShare));
  const values = computeAll(set, history, measured, entities, onProgress);
  const labels = target === undefined ? undefined : pick(history.columns[target] as Float64Array, training);
  const measures = candidates.map(({ definition, cost }, index) => {
    const column = values[index] as Float64Array;
    const early = column.subarray(0, training.length);
    const coverage =
      early.length === 0 ? 0 : early.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0) / early.length;
    const { worth, weakness } = labels === undefined ? variationOf(early, coverage) : informationOf(early, labels);
    return { definition, cost, column, coverage, worth, weakness };
  });
  const order = [...measures.keys()].sort((a, b) => better(measures[a] as Measured, measures[b] as Measured) || a - b);
  const { kept, reasons } = pruneFeatures(measures, order, {
    ...{ maxFeatures, redundancy, rows: training.length },
    reasonToKeep: (worth) =>
      labels === undefined
        ? `varies (${percent(worth)} of rows)`
        : `tells ${worth.toPrecision(3)} nats about ${target}`,
    isVaried: labels === undefined,
  });
  const keptIndexes = new Set(kept);
  const ranked = [...kept, ...order.filter((index) => !keptIndexes.has(index))];
  onProgress?.(1, 'done');
  return {
    set: { ...set, features: kept.map((index) => (measures[index] as Measured).definition) },
    judged: ranked.map((index) => {
      const { definition, worth, coverage } = measures[index] as Measured;
      return {
        name: definition.name,
        title: definition.title ?? definition.name,
        kept: keptIndexes.has(index),
        reason: reasons.get(index) ?? '',
        worth,
        coverage,
      };
    }),
    measure: labels === undefined ? 'variation' : 'information',
    rows: { events: history.count, measured: measured.length, training: training.length },
    notes,
  };
}

/** By worth in steps of a few percent, then by cost, then by worth. */
function better(one: Measured, other: Measured): number {
  const step = (worth: number) => (worth > 0 ? Math.floor(stepsOf(worth)) : -Infinity);
  const byStep = step(other.worth) - step(one.worth);
  return (Number.isNaN(byStep) ? 0 : byStep) || one.cost - other.cost || other.worth - one.worth;
}

function stepsOf(worth: number): number {
  let steps = 0;
  let rest = worth;
  // A logarithm to the base 1 + CLOSE by counting, the same on every platform.
  while (rest < 1 && steps > -2_000) {
    rest *= 1 + CLOSE;
    steps -= 1;
  }
  while (rest >= 1 + CLOSE) {
    rest /= 1 + CLOSE;
    steps += 1;
  }
  return steps;
}

function informationOf(values: Float64Array, labels: Float64Array): Pick<Measured, 'worth' | 'weakness'> {
  const { information, standardScore } = mutualInformation(quantileBins(values, BINS), labels);
  const isClear = standardScore > CLEARLY;
  return { worth: information, weakness: isClear ? undefined : 'tells no more about the target than chance would' };
}

function variationOf(values: Float64Array, coverage: number): Pick<Measured, 'worth' | 'weakness'> {
  const counts = new Map<number, number>();
  let known = 0;
  let commonest = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    known += 1;
    const count = (counts.get(value) ?? 0) + 1;
    counts.set(value, count);
    commonest = Math.max(commonest, count);
  }
  const worth = known === 0 ? 0 : (1 - commonest / known) * coverage;
  if (known === 0) return { worth, weakness: 'is missing in every row' };
  return { worth, weakness: worth < LEAST_VARIATION ? 'is nearly always the same' : undefined };
}

/** Features of the measured rows, an entity key at a time so that memory stays small. */
function computeAll(
  set: FeatureSet,
  history: EventColumns,
  rows: Uint32Array,
  entities: readonly string[],
  onProgress: ProposalSettings['onProgress'],
): Float64Array[] {
  const result: Float64Array[] = set.features.map(() => new Float64Array(0));
  for (const [done, entity] of entities.entries()) {
    onProgress?.(done / entities.length, `features of ${entity}`);
    const positions = [...set.features.keys()].filter((index) => set.features[index]?.entity === entity);
    for (let start = 0; start < positions.length; start += GROUP) {
      const group = positions.slice(start, start + GROUP);
      const plan = planFeatures({ ...set, features: group.map((index) => set.features[index] as FeatureDefinition) });
      const computed = computeHistory(plan, history);
      for (const [place, index] of group.entries()) result[index] = pick(computed[place] as Float64Array, rows);
    }
  }
  return result;
}

/** Candidates that are computed at a time. */
const GROUP = 40;

/** The last events in order of arrival. */
function latest(events: EventColumns, count: number): EventColumns {
  const order = orderOfArrival(events) ?? Uint32Array.from(events.at, (_, row) => row);
  const first = Math.max(0, order.length - count);
  return reorderEvents(events, order.subarray(first));
}

function spread(start: number, end: number, count: number): Uint32Array {
  const step = Math.max(1, Math.ceil((end - start) / count));
  return Uint32Array.from({ length: Math.ceil((end - start) / step) }, (_, index) => start + index * step);
}

function entitiesOf(source: SourceDefinition, history: EventColumns): { entities: string[]; notes: string[] } {
  const notes: string[] = [];
  const entities = Object.keys(source.columns).filter((name) => {
    if (source.columns[name]?.kind !== 'key') return false;
    const { codes } = history.columns[name] as CodedValues;
    const known = codes.filter((code) => code >= 0);
    const mean = known.length / Math.max(1, new Set(known).size);
    if (mean >= LEAST_EVENTS) return true;
    notes.push(`"${name}" has ${mean.toFixed(1)} events on average: too few for habits, so nothing is proposed by it`);
    return false;
  });
  return { entities, notes };
}

/** Stands in where no candidate is left, so that the source is checked all the same. */
function fallback(source: SourceDefinition): FeatureDefinition {
  const entity = Object.keys(source.columns).find((name) => source.columns[name]?.kind === 'key') ?? '';
  return { name: 'fallback', entity, aggregate: 'count', window: '1d' };
}

function pick(values: Float64Array, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row] as number);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function checkSettings(
  {
    maxFeatures,
    redundancy,
    maxEvents,
    maxRows,
    trainingShare,
  }: Required<Pick<ProposalSettings, 'maxFeatures' | 'redundancy' | 'maxEvents' | 'maxRows' | 'trainingShare'>>,
  target: string | undefined,
  source: SourceDefinition,
): void {
  const refuse = (field: string, rule: string, got: unknown) => {
    throw new ProbityError('INVALID_ARGUMENT', `\`${field}\` of \`proposeFeatures\` must be ${rule}; got ${got}`, {
      field,
    });
  };
  for (const [field, value] of Object.entries({ maxFeatures, maxEvents, maxRows })) {
    if (!Number.isInteger(value) || value < 1) refuse(field, 'a whole number ≥ 1', value);
  }
  for (const [field, value] of Object.entries({ redundancy, trainingShare })) {
    if (!(value > 0 && value <= 1)) refuse(field, 'in (0, 1]', value);
  }
  if (target !== undefined && source.columns[target]?.kind !== 'flag')
    refuse('target', 'a flag of the source', `"${target}"`);
}
