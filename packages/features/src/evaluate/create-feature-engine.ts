import type { FeaturePlan } from '../plan/plan-features.js';
import type { FeatureEngine } from './feature-engine.js';
import { LiveEngine } from './live-engine.js';
import { decodeState } from './snapshot.js';

/**
 * An evaluator that has seen nothing yet.
 *
 * Cost of an event: logarithmic in the events of its entities that are held for counts, sums, means, spreads and trends; a few
 * steps for extremes; what the window has moved by for distinct, entropy and shares; the window's events where a filter
 * compares with the event itself. Late and corrected events cost what lies behind them on their entities' timelines.
 * @example createFeatureEngine(planFeatures(checkFeatureSet(set))).observe({ id: '1', at: 0, knownAt: 0, values: {} })
 */
export function createFeatureEngine(plan: FeaturePlan): FeatureEngine {
  return new LiveEngine(plan);
}

/**
 * The evaluator that a snapshot was taken of: whatever comes next, it gives the same bytes.
 *
 * @param bytes of `snapshot`
 * @throws FEATURES_INVALID where they are no snapshot, or one of another feature set
 * @example restoreFeatureEngine(plan, engine.snapshot())
 */
export function restoreFeatureEngine(plan: FeaturePlan, bytes: Uint8Array): FeatureEngine {
  return new LiveEngine(plan, decodeState(plan, bytes));
}
