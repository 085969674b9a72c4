import type { FeatureSet } from '../definition/feature-set.js';

/** A feature set made ready to be evaluated. */
export interface FeaturePlan {
  readonly set: FeatureSet;
  /** Names of the features, in the order of every vector of values. */
  readonly names: readonly string[];
  /** How far back an event must be kept: longest window, delay and lateness together, in milliseconds. */
  readonly retentionMs: number;
}
