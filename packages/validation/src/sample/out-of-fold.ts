import type { Benchmark } from '../sections/assess-benchmarks.js';

/** What models that had not seen them said of training rows. */
export interface OutOfFold {
  /** Row numbers from 0; rows that no fold validates (the oldest, when folds follow time) are absent. */
  readonly rows: Uint32Array;
  readonly riskScores: Float64Array;
  readonly description: string;
  /** Other learners on the same rows and folds. */
  readonly benchmarks: readonly Benchmark[];
  /** True when training again gave the very bytes of the model. */
  readonly reproduced: boolean;
}
