import type { KernelThreads } from '@probity/numerics';
import type { TrainingData } from '../matrix/feature-matrix.js';
import type { Model } from './model.js';

/** What a fit may use from outside: everything that is not data or a setting. */
export interface FitContext {
  /** Whole number in [0, 2³²); equal seeds give equal bytes. */
  readonly seed: number;
  /** Called now and then with the share done, in [0, 1]. */
  readonly onProgress?: (share: number) => void;
  /** Checked between rounds; when aborted the fit throws CANCELLED. */
  readonly signal?: { readonly aborted: boolean };
  /** Threads that may help; default none but the caller's. The model is the same, bit for bit, with any number. */
  readonly threads?: KernelThreads;
}

/**
 * A way of learning, by name, with its settings filled in: what training chooses among and the shared contract checks.
 *
 * @example const learner: Learner = { name: 'logistic', fit: (data, context) => fitLogistic(settings, data, context) }
 */
export interface Learner {
  readonly name: string;
  fit(data: TrainingData, context: FitContext): Model;
}
