import type { Explanation, ModelReference, Reason } from '@probity/domain';
import type { FeatureSet, SourceEvent } from '@probity/features';
import { createThresholdTracker, type TrackerState } from '@probity/learn';
import type { ModelBundle } from '../bundle/model-bundle.js';
import type { TransactionAnswer } from '../ports/event-log.js';
import { createTransactionDecider } from '../transactions/decide-transaction.js';
import type { TransactionRules } from '../transactions/transaction-rules.js';

/** What is to happen to a transaction, and why. */
export interface TransactionVerdict {
  readonly answer: TransactionAnswer;
  /** Calibrated probability of fraud; null where no model could say. */
  readonly riskScore: number | null;
  /** At most four, worst first; of every answer that is not `allow`. */
  readonly reasons: readonly Reason[];
  /** Why a person must look although no score says so. */
  readonly cause?: string;
  /** The context whose cut-offs applied. */
  readonly context?: string;
  readonly reviewFrom?: number;
  readonly blockFrom?: number;
  /** Exact shares of the margin; absent where the answer is `allow`. */
  readonly explanation?: Explanation;
}

/** What decides transactions: a model over a feature set. */
export interface TransactionModel {
  /** Null where no model is there. */
  readonly reference: ModelReference | null;
  readonly featureSet: FeatureSet;
  /** Content hash of the set. */
  readonly featureSetHash: string;
  /** @param features one value per feature of the set, in its order; NaN is missing */
  decide(features: Float64Array, event: SourceEvent): TransactionVerdict;
  /**
   * The same with cut-offs that follow what it decides, as fitted at first or from a state; absent where cut-offs stay.
   * @throws BUNDLE_INVALID for a state that is none
   */
  readonly follow?: (state?: TrackerState) => FollowingModel;
}

/** A model whose cut-offs follow what it decides: the same decisions in the same order give the same answers. */
export interface FollowingModel {
  decide(features: Float64Array, event: SourceEvent): TransactionVerdict;
  /** How far the cut-offs have moved. */
  snapshot(): TrackerState;
}

/**
 * The model of a bundle that `train --blueprint fraud` made.
 *
 * @throws BUNDLE_INVALID when the bundle is not of a fraud model
 * @example transactionModelOf(await readBundle(bytes), reference).decide(features, event).answer // 'allow'
 */
export function transactionModelOf(bundle: ModelBundle, reference: ModelReference): TransactionModel {
  const decider = createTransactionDecider(bundle);
  const { rules } = decider;
  const { featureSet, featureSetHash } = rules;
  return {
    reference: { name: reference.name, version: reference.version, hash: reference.hash },
    featureSet,
    featureSetHash,
    decide: (features, event) => decider.decide(features, event),
    // Which payments were genuine is known weeks later: only a rate of calls can be held while they are made.
    ...(rules.thresholds.target === 'alert-rate' ? { follow: (state) => followingModel(bundle, rules, state) } : {}),
  };
}

function followingModel(
  bundle: ModelBundle,
  { thresholds, adaptation }: TransactionRules,
  state: TrackerState | undefined,
): FollowingModel {
  const tracker = createThresholdTracker(thresholds, adaptation, state);
  const { decide } = createTransactionDecider(bundle, { tracker });
  return { decide, snapshot: tracker.snapshot };
}

/**
 * What decides when no model is there: a person looks at every transaction, and the answer says why. Never a silent
 * allow, never a block.
 *
 * @example reviewingModel(set, hash, 'no model is registered').decide(features, event).answer // 'review'
 */
export function reviewingModel(featureSet: FeatureSet, featureSetHash: string, cause: string): TransactionModel {
  return {
    reference: null,
    featureSet,
    featureSetHash,
    decide: () => ({ answer: 'review', riskScore: null, reasons: [], cause }),
  };
}
