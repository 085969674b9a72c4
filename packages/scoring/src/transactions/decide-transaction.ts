import { columnLabel, type Explanation, ProbityError, type Reason } from '@probity/domain';
import type { SourceEvent } from '@probity/features';
import { calibrate, calibratedLogOdds, type ThresholdTracker } from '@probity/learn';
import { sigmoid } from '@probity/numerics';
import type { ModelBundle } from '../bundle/model-bundle.js';
import type { TransactionAnswer } from '../ports/event-log.js';
import { createRowBuilder } from './build-row.js';
import { createLocalClock } from './local-clock.js';
import { contextOf } from './transaction-context.js';
import { explainTransaction } from './transaction-reasons.js';
import type { TransactionRules } from './transaction-rules.js';

/** What is to happen to a transaction, and why. Plain JSON. */
export interface TransactionDecision {
  readonly answer: TransactionAnswer;
  /** Calibrated probability of fraud in [0, 1]. */
  readonly riskScore: number;
  /** Whose cut-offs it was held against, e.g. "amount 100 to 500". */
  readonly context: string;
  /** The context's cut-offs at that moment, as probabilities: at or above is reviewed, or blocked. */
  readonly reviewFrom: number;
  readonly blockFrom: number;
  /** What raised the risk, worst first, at most four; empty where the answer is `allow`. */
  readonly reasons: readonly Reason[];
  /** Exact shares of the margin; absent where the answer is `allow`. */
  readonly explanation?: Explanation;
}

/** Decides transactions with one bundle. Apart from the tracker it was given it keeps no state. */
export interface TransactionDecider {
  readonly rules: TransactionRules;
  /** Names of the features that `decide` takes, in order: those of the bundle's feature set. */
  readonly featureNames: readonly string[];
  /**
   * Decides one transaction: one walk of the model, and its exact explanation only where the answer is not `allow`.
   * @param features one value per name of `featureNames`, NaN = missing: what the feature engine gave for the event
   * @throws SHAPE_MISMATCH, WRONG_TYPE
   */
  decide(features: Float64Array, event: SourceEvent): TransactionDecision;
}

/** How a decider is made. */
export interface TransactionDeciderOptions {
  /** Its cut-offs are used instead of the fitted ones, and every decision is shown to it (when it holds an alert rate). */
  readonly tracker?: ThresholdTracker;
}

/**
 * Makes a decider of a bundle: the one path from a transaction to an answer, for the server, streams, replay and the browser.
 *
 * @throws BUNDLE_INVALID when the bundle is not of a fraud model
 * @example
 * const decider = createTransactionDecider(await readBundle(bytes));
 * decider.decide(engine.observe(event).features, event).answer // 'allow'
 */
export function createTransactionDecider(
  bundle: ModelBundle,
  { tracker }: TransactionDeciderOptions = {},
): TransactionDecider {
  const { model, calibration, schema, transactions: rules } = bundle;
  if (rules === undefined) {
    throw new ProbityError('BUNDLE_INVALID', 'the bundle is not of a fraud model: it holds no feature set', {
      field: 'transactions',
    });
  }
  const featureNames = rules.featureSet.features.map(({ name }) => name);
  const clock = createLocalClock(rules.featureSet.zoneOffsets);
  const fillRow = createRowBuilder(rules.inputs, model.features, featureNames, clock);
  const columns = new Map(schema.columns.map((column) => [column.name, column]));
  const labels = model.features.map(({ name }) => columnLabel(columns.get(name) ?? { name }));
  const fitted = new Map(rules.thresholds.contexts.map((entry) => [entry.context, entry]));
  const follows = rules.thresholds.target === 'alert-rate' ? tracker : undefined;
  // Working space of one call; nothing in it outlives the call.
  const row = new Float64Array(model.features.length);

  return {
    rules,
    featureNames,
    decide(features, event) {
      if (features.length !== featureNames.length) {
        const message = `\`features\` of \`decide\` must have ${featureNames.length} values; got ${features.length}`;
        throw new ProbityError('SHAPE_MISMATCH', message, { field: 'features' });
      }
      fillRow(features, event, row);
      const margin = model.margin(row);
      const logOdds = calibratedLogOdds(calibration, margin);
      const context = contextOf(rules.context, event, clock);
      const cutOffs = tracker?.cutOffs(context) ?? fitted.get(context) ?? rules.thresholds.overall;
      const answer = logOdds >= cutOffs.block ? 'block' : logOdds >= cutOffs.review ? 'review' : 'allow';
      follows?.observe(context, logOdds);
      const decision = {
        answer,
        riskScore: calibrate(calibration, margin),
        context,
        reviewFrom: sigmoid(cutOffs.review),
        blockFrom: sigmoid(cutOffs.block),
        reasons: [],
      } satisfies TransactionDecision;
      if (answer === 'allow') return decision;
      return { ...decision, ...explainTransaction(model, row, margin, labels, rules) };
    },
  };
}

const deciders = new WeakMap<ModelBundle, TransactionDecider>();

/**
 * Decides one transaction with the cut-offs as they were fitted; the decider is made once per bundle.
 *
 * @param features one value per feature of the bundle's set, in its order, NaN = missing
 * @throws BUNDLE_INVALID, SHAPE_MISMATCH, WRONG_TYPE
 * @example decideTransaction(bundle, features, event).reasons[0]?.text // '4 payments of the card, last hour; usual is 0.3'
 */
export function decideTransaction(
  bundle: ModelBundle,
  features: Float64Array,
  event: SourceEvent,
): TransactionDecision {
  let decider = deciders.get(bundle);
  if (decider === undefined) {
    decider = createTransactionDecider(bundle);
    deciders.set(bundle, decider);
  }
  return decider.decide(features, event);
}
