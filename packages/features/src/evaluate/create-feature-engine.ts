import type { FeaturePlan } from '../plan/plan-features.js';
import type { FeatureEngine } from './feature-engine.js';
import { NaiveEngine } from './naive-engine.js';

/**
 * An evaluator that has seen nothing yet.
 *
 * @example createFeatureEngine(planFeatures(checkFeatureSet(set))).observe({ id: '1', at: 0, knownAt: 0, values: {} })
 */
export function createFeatureEngine(plan: FeaturePlan): FeatureEngine {
  return new NaiveEngine(plan);
}

/** The evaluator that `snapshot` was taken of. */
export function restoreFeatureEngine(plan: FeaturePlan, bytes: Uint8Array): FeatureEngine {
  let text = '';
  for (const byte of bytes) text += `%${byte.toString(16).padStart(2, '0')}`;
  return new NaiveEngine(plan, JSON.parse(decodeURIComponent(text)));
}
