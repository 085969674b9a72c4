import { ProbityError } from '@probity/domain';
import { fitIsolationForest, fitKMeans, silhouette, suggestClusters } from '@probity/learn';
import { createRandom, quantile, shuffleIndices } from '@probity/numerics';
import {
  behaviourIndex,
  type CustomerFact,
  type CustomerFacts,
  CustomerModel,
  type CustomerModelFacts,
  type CustomerScores,
  checkIndexParts,
  customerMeasureNames,
  defaultIndexParts,
  type IndexPart,
  measureCustomers,
  riskScoresOf,
  segmentMatrix,
  selectCustomers,
  usualParts,
} from '@probity/scoring';
import type { TrainingContext } from '../training-context.js';
import { describeSegments } from './describe-segments.js';

/** Settings of `fitCustomerModel`. */
export interface CustomerModelSettings {
  /** Segments, whole, in [1, 50]; default 3. */
  readonly clusters: number;
  /** Share of the customers that is called anomalous, in (0, 0.5]; default 0.02. */
  readonly contamination: number;
  /** Parts of the behaviour index; default `defaultIndexParts`. */
  readonly parts: readonly IndexPart[];
  /** ISO 8601; figures are as of this moment. Stored only. */
  readonly asOf: string | null;
  /** Stored only. */
  readonly libraryVersion: string;
}

/** A fitted model with what it says of the customers it was fitted on. */
export interface FittedCustomers {
  readonly model: CustomerModel;
  readonly scores: CustomerScores;
}

const SAMPLE = 10_000;
const FEWEST = 10;
/** Values beyond these shares of the customers are cut off before segments are made: a few very rich would be one of their own. */
const LEAST_SHARE = 0.005;
const MOST_SHARE = 0.995;

/**
 * Learns a score, an anomaly flag and segments from facts about customers; no outcome is needed, and none is predicted.
 *
 * The score is the behaviour index stretched so that the lowest index of these customers is 0 and the highest 100. The anomaly flag is
 * that of an isolation forest over all measures. Segments are k-means clusters of income, total spent and score, each
 * standardised.
 *
 * @param facts at least ten customers, with `total_spent`
 * @throws TOO_FEW_ROWS, MISSING_FIELD, INVALID_ARGUMENT, VALUE_OUT_OF_RANGE
 * Cost: about ten seconds for a million customers.
 * @example fitCustomerModel(facts, { clusters: 4 }, { seed: 1 }).model.facts.segments
 */
export function fitCustomerModel(
  facts: CustomerFacts,
  settings: Partial<CustomerModelSettings>,
  context: Pick<TrainingContext, 'seed' | 'threads'> & Partial<Pick<TrainingContext, 'onProgress'>>,
): FittedCustomers {
  const { clusters = 3, contamination = 0.02, asOf = null, libraryVersion = '' } = settings;
  requireSettings(facts, clusters, contamination);
  const { seed, threads } = context;
  const report = context.onProgress ?? (() => {});
  const measures = measureCustomers(facts);
  const asked = checkIndexParts(settings.parts ?? defaultIndexParts, 'INVALID_ARGUMENT');
  const parts = usualParts(asked, measures, facts.count);
  if (parts.length === 0) {
    throw new ProbityError(
      'MISSING_FIELD',
      'nothing is known of the customers but what they spent: no part of the index can be told',
    );
  }
  const bounds = indexBounds(facts.count, parts, measures);
  const riskScores = riskScoresOf(measures, facts.count, { parts, ...bounds });
  report(0.1, 'learning what is ordinary');
  const known = customerMeasureNames.filter((name) => measures[name].some((value) => !Number.isNaN(value)));
  const matrix = {
    rowCount: facts.count,
    features: known.map((name) => ({ name, kind: 'numeric' as const })),
    columns: known.map((name) => measures[name]),
  };
  const helped = threads === undefined ? {} : { threads };
  const forest = fitIsolationForest({ contamination }, matrix, { seed, ...helped });
  report(0.4, 'dividing into segments');
  const incomeFrom = incomeOf(facts);
  const raw = segmentMatrix(facts, riskScores, { incomeFrom, fill: [] });
  const fill = fillsOf(facts, incomeFrom, raw.columns);
  const dividing = segmentMatrix(facts, riskScores, { incomeFrom, fill });
  const fit = fitKMeans({ clusters }, dividing, { seed });
  report(0.7, 'trying other numbers of segments');
  const counts = suggestClusters(dividing, { seed });
  const apart = silhouette(dividing, fit.labels, { standard: fit.model.standard, seed });
  const before = { incomeFrom, parts, ...bounds, fill, contamination };
  const anomalyScores = forest.scores(matrix, helped);
  const scores: CustomerScores = {
    ...{ riskScores, anomalyScores, clusters: fit.labels },
    anomalies: Uint8Array.from(anomalyScores, (score) => (score > forest.threshold ? 1 : 0)),
  };
  const described: CustomerModelFacts = {
    ...before,
    segments: describeSegments(facts, incomeFrom, scores, clusters),
    counts,
    silhouette: Number.isNaN(apart) ? null : apart,
    ...{ customers: facts.count, seed, asOf, libraryVersion },
  };
  report(1, 'done');
  return { model: new CustomerModel(described, forest, fit.model, sampleOf(facts, seed)), scores };
}

function requireSettings(facts: CustomerFacts, clusters: number, contamination: number): void {
  const refuse = (field: string, rule: string, got: unknown) => {
    const message = `\`${field}\` of \`fitCustomerModel\` must ${rule}; got ${String(got)}`;
    throw new ProbityError('INVALID_ARGUMENT', message, { field });
  };
  if (!(Number.isInteger(clusters) && clusters >= 1 && clusters <= 50)) {
    refuse('clusters', 'be a whole number from 1 to 50', clusters);
  }
  if (!(contamination > 0 && contamination <= 0.5)) refuse('contamination', 'be in (0, 0.5]', contamination);
  if (facts.count < Math.max(FEWEST, clusters)) {
    const message = `\`fitCustomerModel\` needs at least ${Math.max(FEWEST, clusters)} customers; got ${facts.count}`;
    throw new ProbityError('TOO_FEW_ROWS', message);
  }
  if (facts.columns.total_spent === undefined) {
    throw new ProbityError('MISSING_FIELD', 'nothing says what customers spent: `total_spent` is missing', {
      field: 'total_spent',
    });
  }
}

function indexBounds(count: number, parts: readonly IndexPart[], measures: ReturnType<typeof measureCustomers>) {
  const contributions = new Float64Array(parts.length);
  let lowest = Infinity;
  let highest = -Infinity;
  for (let row = 0; row < count; row++) {
    const index = behaviourIndex(parts, measures, row, contributions);
    if (index < lowest) lowest = index;
    if (index > highest) highest = index;
  }
  return lowest <= highest ? { lowest, highest } : { lowest: 0, highest: 1 };
}

/** What stands for income: income itself where it is known of most, else the credit line, which banks give by income. */
function incomeOf({ columns, count }: CustomerFacts): CustomerModelFacts['incomeFrom'] {
  const isKnown = (name: CustomerFact) =>
    (columns[name] ?? new Float64Array(0)).reduce((known, value) => known + (Number.isNaN(value) ? 0 : 1), 0) * 2 >
    count;
  if (isKnown('annual_income')) return 'annual_income';
  return isKnown('credit_limit') ? 'credit_limit' : 'none';
}

/** Medians for what is missing and the cuts; of the raw columns, where a missing value stands as the 0 that nobody else has put. */
function fillsOf(
  { columns }: CustomerFacts,
  incomeFrom: CustomerModelFacts['incomeFrom'],
  raw: readonly Float64Array[],
): CustomerModelFacts['fill'] {
  const own = [...(incomeFrom === 'none' ? [] : [columns[incomeFrom]]), columns.total_spent];
  return raw.map((column, feature) => {
    const known = own[feature]?.filter((value) => !Number.isNaN(value)) ?? column;
    if (known.length === 0) return { missing: 0, least: 0, most: 0 };
    const at = (share: number) => quantile(known, share);
    return { missing: at(0.5), least: at(LEAST_SHARE), most: at(MOST_SHARE) };
  });
}

/** At most ten thousand customers, each number to three figures: enough for a picture, too little to know anybody by. */
function sampleOf(facts: CustomerFacts, seed: number): CustomerFacts {
  const rows = shuffleIndices(createRandom(seed).fork('customer-sample'), facts.count).slice(0, SAMPLE);
  const drawn = selectCustomers(facts, rows);
  const rounded = Object.entries(drawn.columns).map(([name, column]) => [name, column.map(toThreeFigures)]);
  return { count: drawn.count, columns: Object.fromEntries(rounded) as CustomerFacts['columns'] };
}

function toThreeFigures(value: number): number {
  return Number.isNaN(value) ? value : Number(value.toPrecision(3));
}
