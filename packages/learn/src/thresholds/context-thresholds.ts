import { ProbityError } from '@probity/domain';

/** What the two cut-offs hold steady: the share of all rows, or of the good ones, that is called. */
export type ThresholdTarget = 'alert-rate' | 'false-positive-rate';

/** Two cut-offs on a score; `review` ≤ `block`. Rows at or above are called. */
export interface CutOffs {
  readonly review: number;
  readonly block: number;
}

/** Cut-offs of one context, with the rows that they were fitted on. */
export interface ContextCutOffs extends CutOffs {
  /** What the rows have in common, e.g. "amount 100 to 500, online". */
  readonly context: string;
  readonly rows: number;
}

/** Cut-offs by context that hold a rate; plain JSON, kept in a bundle. */
export interface ContextThresholds {
  readonly target: ThresholdTarget;
  /** Share of the rows to be reviewed or blocked, in (0, 1). */
  readonly reviewRate: number;
  /** Share of the rows to be blocked, in (0, reviewRate]. */
  readonly blockRate: number;
  /** Rows that a context must have to weigh as much as all rows together. */
  readonly shrinkageRows: number;
  /** For rows of a context that was never seen. */
  readonly overall: CutOffs;
  /** By name of the context, ascending. */
  readonly contexts: readonly ContextCutOffs[];
}

/**
 * Holds thresholds that came from a file against their rules.
 * @throws BUNDLE_INVALID naming the entry
 * @example checkContextThresholds(JSON.parse(text)).overall.review
 */
export function checkContextThresholds(value: unknown): ContextThresholds {
  const thresholds = value as ContextThresholds | null;
  if (typeof thresholds !== 'object' || thresholds === null) throw invalid('thresholds', 'be an object');
  const { target, reviewRate, blockRate, overall, contexts, shrinkageRows } = thresholds;
  if (target !== 'alert-rate' && target !== 'false-positive-rate')
    throw invalid('target', 'be alert-rate or false-positive-rate');
  if (!(reviewRate > 0 && reviewRate < 1)) throw invalid('reviewRate', 'be in (0, 1)');
  if (!(blockRate > 0 && blockRate <= reviewRate)) throw invalid('blockRate', 'be in (0, reviewRate]');
  if (!(shrinkageRows >= 0)) throw invalid('shrinkageRows', 'be at least 0');
  checkCutOffs('overall', overall);
  if (!Array.isArray(contexts)) throw invalid('contexts', 'be a list');
  for (const [index, entry] of (contexts as readonly ContextCutOffs[]).entries()) {
    if (typeof entry?.context !== 'string') throw invalid(`contexts[${index}].context`, 'be a text');
    checkCutOffs(`contexts[${index}]`, entry);
  }
  return thresholds;
}

function checkCutOffs(field: string, cutOffs: CutOffs | undefined): void {
  const holds =
    Number.isFinite(cutOffs?.review) &&
    Number.isFinite(cutOffs?.block) &&
    (cutOffs as CutOffs).review <= (cutOffs as CutOffs).block;
  if (!holds) throw invalid(field, 'hold two numbers, `review` no higher than `block`');
}

function invalid(field: string, rule: string): ProbityError {
  return new ProbityError('BUNDLE_INVALID', `\`${field}\` of the thresholds must ${rule}`, { field });
}
