import { ProbityError } from '@probity/domain';
import type { ContextThresholds, CutOffs } from './context-thresholds.js';

/** How fast and how far cut-offs follow the stream. */
export interface AdaptationSettings {
  /** By how much one more call raises a cut-off, on the scale of the scores, > 0; default 0.25 (log-odds). */
  readonly step: number;
  /** How far a cut-off may move from the fitted one, ≥ 0; default 1.5 (log-odds). */
  readonly bound: number;
}

/** What a tracker has seen: plain JSON, enough to go on. */
export interface TrackerState {
  readonly format: 'probity-thresholds/1';
  readonly step: number;
  readonly bound: number;
  /** By name of the context, ascending. */
  readonly contexts: readonly TrackedContext[];
}

/** One context since its cut-offs were fitted. */
export interface TrackedContext {
  readonly context: string;
  /** Distance of the cut-offs from the fitted ones, within ± bound. */
  readonly review: number;
  readonly block: number;
  readonly seen: number;
  /** Of `seen`: how many were reviewed or blocked, and blocked. */
  readonly called: number;
  readonly blocked: number;
}

/** Cut-offs that follow the stream. Not safe for concurrent use; knows no clock and no chance. */
export interface ThresholdTracker {
  /** The cut-offs as they stand now. */
  cutOffs(context: string): CutOffs;
  /**
   * Takes a score into account, after it was answered: of every row for `alert-rate`, of rows found to be good for
   * `false-positive-rate`.
   */
  observe(context: string, score: number): void;
  /** The same state gives the same JSON. */
  snapshot(): TrackerState;
}

/** Contexts that are remembered; further ones share the overall cut-offs as they were fitted. */
const MOST_CONTEXTS = 10_000;

/**
 * Makes fitted cut-offs follow the stream so that the rate of calls stays at the target.
 *
 * After each row of a context, for each of its two cut-offs: `offset ← clamp(offset + step · (called − rate), ± bound)`,
 * `called` being 1 where the score lay at or above the cut-off. So a call raises the cut-off by step · (1 − rate) and
 * any other row lowers it by step · rate. While no bound is met, after n rows of a context |calls / n − rate| =
 * |offset now − offset then| / (step · n) ≤ 2 · bound / (step · n), whatever the scores were. The answers depend on the order of
 * the rows and nothing else: the same rows again give the same answers.
 *
 * @param state of an earlier tracker, to go on from
 * @throws INVALID_ARGUMENT; BUNDLE_INVALID for a state that is none
 * Cost: O(1) a row. Source: Robbins & Monro 1951; the bound as in Gibbs & Candès 2021 (adaptive conformal inference).
 * @example
 * const tracker = createThresholdTracker(thresholds);
 * const { review } = tracker.cutOffs('online');
 * tracker.observe('online', score);
 */
export function createThresholdTracker(
  thresholds: ContextThresholds,
  settings: Partial<AdaptationSettings> = {},
  state?: TrackerState,
): ThresholdTracker {
  const { step, bound } = completeSettings(settings, state);
  const { reviewRate, blockRate } = thresholds;
  const fitted = new Map<string, CutOffs>(thresholds.contexts.map((entry) => [entry.context, entry]));
  const fittedOf = (context: string): CutOffs => fitted.get(context) ?? thresholds.overall;
  const tracked = new Map<string, { -readonly [key in keyof TrackedContext]: TrackedContext[key] }>();
  for (const entry of state?.contexts ?? []) tracked.set(entry.context, { ...entry });

  const clamp = (offset: number) => Math.min(bound, Math.max(-bound, offset));
  const cutOffs = (context: string): CutOffs => {
    const { review, block } = fittedOf(context);
    const own = tracked.get(context);
    if (own === undefined) return { review, block };
    return { review: review + own.review, block: Math.max(review + own.review, block + own.block) };
  };
  return {
    cutOffs,
    observe(context, score) {
      if (Number.isNaN(score)) {
        throw new ProbityError('INVALID_ARGUMENT', '`score` of `observe` must be a number; got NaN', {
          field: 'score',
        });
      }
      let own = tracked.get(context);
      if (own === undefined) {
        if (tracked.size >= MOST_CONTEXTS) return;
        own = { context, review: 0, block: 0, seen: 0, called: 0, blocked: 0 };
        tracked.set(context, own);
      }
      const { review, block } = cutOffs(context);
      const called = score >= review ? 1 : 0;
      const blocked = score >= block ? 1 : 0;
      own.review = clamp(own.review + step * (called - reviewRate));
      own.block = clamp(own.block + step * (blocked - blockRate));
      own.seen += 1;
      own.called += called;
      own.blocked += blocked;
    },
    snapshot: () => ({
      format: 'probity-thresholds/1',
      ...{ step, bound },
      contexts: [...tracked.values()]
        .map((entry) => ({ ...entry }))
        .sort((a, b) => (a.context < b.context ? -1 : a.context > b.context ? 1 : 0)),
    }),
  };
}

function completeSettings(
  settings: Partial<AdaptationSettings>,
  state: TrackerState | undefined,
): { step: number; bound: number } {
  if (state !== undefined) checkState(state);
  const step = settings.step ?? state?.step ?? 0.25;
  const bound = settings.bound ?? state?.bound ?? 1.5;
  if (!(step > 0 && step < Infinity)) throw refuse('step', 'be above 0', step);
  if (!(bound >= 0 && bound < Infinity)) throw refuse('bound', 'be at least 0', bound);
  return { step, bound };
}

function checkState(state: TrackerState): void {
  const isState =
    state?.format === 'probity-thresholds/1' &&
    Array.isArray(state.contexts) &&
    state.contexts.every(
      (entry: TrackedContext) =>
        typeof entry?.context === 'string' &&
        [entry.review, entry.block, entry.seen, entry.called, entry.blocked].every(Number.isFinite),
    );
  if (!isState) {
    throw new ProbityError('BUNDLE_INVALID', 'the state of the thresholds is not one that `snapshot` wrote', {
      field: 'state',
    });
  }
}

function refuse(field: string, rule: string, got: number): ProbityError {
  return new ProbityError('INVALID_ARGUMENT', `\`${field}\` of \`createThresholdTracker\` must ${rule}; got ${got}`, {
    field,
  });
}
