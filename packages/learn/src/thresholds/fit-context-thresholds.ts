import { ProbityError } from '@probity/domain';
import type { ContextCutOffs, ContextThresholds, CutOffs, ThresholdTarget } from './context-thresholds.js';

/** Settings of `fitContextThresholds`. */
export interface ContextThresholdSettings {
  /** Default `alert-rate`. With `false-positive-rate` the labels are needed. */
  readonly target: ThresholdTarget;
  /** Share of the rows to be reviewed or blocked, in (0, 1); default 0.005. */
  readonly reviewRate: number;
  /** Share of the rows to be blocked, in (0, reviewRate]; default 0.001. */
  readonly blockRate: number;
  /** Rows at which a context's own cut-off weighs as much as that of all rows, ≥ 0; default 2 / rate of the cut-off. */
  readonly shrinkageRows?: number;
}

/** Scores of rows, each in a context. Arrays of length n. */
export interface ContextScores {
  /** Any scale; higher is riskier. */
  readonly scores: ArrayLike<number>;
  /** Index into `contexts`. */
  readonly codes: ArrayLike<number>;
  readonly contexts: readonly string[];
  /** 1 = bad; needed for `false-positive-rate` only. */
  readonly labels?: ArrayLike<number>;
}

/** A context with fewer rows than this has no cut-off of its own. */
const FEWEST_ROWS = 20;

/**
 * Two cut-offs for each context such that all contexts are called at the same rate, and all rows together at exactly
 * that rate as nearly as ties allow.
 *
 * A context's cut-off is its own quantile, drawn towards that of all rows: w · own + (1 − w) · overall, with
 * w = n / (n + `shrinkageRows`), n being the context's rows. Contexts of under 20 rows take the overall cut-off. One
 * shift, the same for all contexts, then makes the rate of all rows meet the target.
 *
 * @returns cut-offs on the scale of the scores; rows at or above are called
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT, TOO_FEW_ROWS
 * Cost: O(n log n).
 * Source: quantiles drawn to their mean as in empirical Bayes (Efron & Morris 1975); checked by properties.
 * @example fitContextThresholds({ reviewRate: 0.01 }, { scores, codes, contexts: ['online', 'in a shop'] })
 */
export function fitContextThresholds(
  settings: Partial<ContextThresholdSettings>,
  rows: ContextScores,
): ContextThresholds {
  const { target = 'alert-rate', reviewRate = 0.005 } = settings;
  const blockRate = settings.blockRate ?? Math.min(0.001, reviewRate);
  const shrinkageRows = settings.shrinkageRows ?? 2 / reviewRate;
  check(rows, target, reviewRate, blockRate, shrinkageRows);
  const { codes, contexts, labels } = rows;
  const scores: number[] = [];
  const members: number[] = [];
  for (let row = 0; row < rows.scores.length; row++) {
    if (target === 'false-positive-rate' && labels?.[row] === 1) continue;
    scores.push(rows.scores[row]);
    members.push(codes[row]);
  }
  if (scores.length === 0) {
    throw new ProbityError('TOO_FEW_ROWS', '`fitContextThresholds` needs at least one row to hold a rate on');
  }
  const byContext = contexts.map((): number[] => []);
  for (let row = 0; row < scores.length; row++) byContext[members[row]].push(scores[row]);
  const fit = (rate: number) => fitRate(rate, scores, byContext, shrinkageRows);
  const [review, block] = [fit(reviewRate), fit(blockRate)];
  const entries: ContextCutOffs[] = contexts.map((context, code) => ({
    context,
    rows: byContext[code].length,
    ...inOrder(review.contexts[code], block.contexts[code]),
  }));
  entries.sort((a, b) => (a.context < b.context ? -1 : a.context > b.context ? 1 : 0));
  return {
    ...{ target, reviewRate, blockRate, shrinkageRows },
    overall: inOrder(review.overall, block.overall),
    contexts: entries,
  };
}

function inOrder(review: number, block: number): CutOffs {
  return { review, block: Math.max(review, block) };
}

function fitRate(rate: number, scores: readonly number[], byContext: readonly (readonly number[])[], prior: number) {
  const overall = upperQuantile(scores, rate);
  const drawn = byContext.map((own) => {
    if (own.length < FEWEST_ROWS) return overall;
    const weight = own.length / (own.length + prior);
    return weight * upperQuantile(own, rate) + (1 - weight) * overall;
  });
  // How far each row lies above its context's cut-off: the shift is the quantile of these.
  const above = byContext.flatMap((own, context) => own.map((score) => score - drawn[context]));
  const shift = upperQuantile(above, rate);
  return { overall, contexts: drawn.map((cutOff) => cutOff + shift) };
}

/** The lowest cut-off that calls no more than this share, or, where ties or few rows allow none, just above the top. */
function upperQuantile(values: readonly number[], rate: number): number {
  const sorted = Float64Array.from(values).sort();
  const called = Math.floor(rate * sorted.length + 1e-9);
  const first = sorted.length - called;
  const top = sorted[sorted.length - 1];
  if (called === 0) return top + 1e-9 * Math.max(1, Math.abs(top));
  const cutOff = sorted[first];
  if (first === 0 || sorted[first - 1] < cutOff) return cutOff;
  // The cut-off's ties would be called too: begin above them.
  let next = first;
  while (next < sorted.length && sorted[next] === cutOff) next += 1;
  return next < sorted.length ? sorted[next] : top + 1e-9 * Math.max(1, Math.abs(top));
}

function check(rows: ContextScores, target: string, reviewRate: number, blockRate: number, prior: number): void {
  const { scores, codes, contexts, labels } = rows;
  if (codes.length !== scores.length || (labels !== undefined && labels.length !== scores.length)) {
    const message = `\`codes\` and \`labels\` of \`fitContextThresholds\` must be as long as \`scores\` (${scores.length})`;
    throw new ProbityError('SHAPE_MISMATCH', message, { field: 'codes' });
  }
  const rules: readonly (readonly [string, boolean, string, unknown])[] = [
    ['target', target === 'alert-rate' || labels !== undefined, 'be alert-rate where there are no labels', target],
    ['reviewRate', reviewRate > 0 && reviewRate < 1, 'be in (0, 1)', reviewRate],
    ['blockRate', blockRate > 0 && blockRate <= reviewRate, 'be in (0, reviewRate]', blockRate],
    ['shrinkageRows', prior >= 0, 'be at least 0', prior],
  ];
  for (const [field, holds, rule, got] of rules) {
    if (holds) continue;
    throw new ProbityError('INVALID_ARGUMENT', `\`${field}\` of \`fitContextThresholds\` must ${rule}; got ${got}`, {
      field,
    });
  }
  for (let row = 0; row < scores.length; row++) {
    const known = Number.isInteger(codes[row]) && codes[row] >= 0 && codes[row] < contexts.length;
    if (Number.isFinite(scores[row]) && known) continue;
    const message = `row ${row} of \`fitContextThresholds\` must have a finite score and a context; got ${scores[row]} and ${codes[row]}`;
    throw new ProbityError('INVALID_ARGUMENT', message, { field: 'scores', row });
  }
}
