import type { KernelThreads } from '@probity/numerics';

/** What training may use from outside: the seed, and how to be heard, interrupted and cancelled. */
export interface TrainingContext {
  /** Whole number in [0, 2³²); equal data, settings and seed give equal bytes. */
  readonly seed: number;
  readonly onProgress: (share: number, what: string) => void;
  /** Awaited between fits, so that a program can answer signals meanwhile. */
  readonly pause: () => Promise<void>;
  /** When aborted, training throws CANCELLED at the next pause or boosting round. */
  readonly signal?: { readonly aborted: boolean };
  /** Threads that may help in fits and batches; default none but the caller's. The bytes are the same with any number. */
  readonly threads?: KernelThreads;
}
