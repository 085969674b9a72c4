import { type PolicyEconomics, ProbityError } from '@probity/domain';
import { breakEvenProbability } from './credit-policy.js';
import { type CutOffPoint, cutOffSteps } from './cut-off-curve.js';
import { checkHistory, type HistoryRow } from './policy-history.js';

/**
 * How cut-offs are chosen.
 *
 * - `break-even`: zero expected profit at the standard and the top margin, by the scores alone.
 * - `profit`: the largest profit that this history would have given, at the standard and the top margin.
 * - `approval-rate`: approve as many as the target allows, and refer the next `referRate`.
 * - `bad-rate`: approve as many as keep the bad rate of the approved (known outcomes) at or below the target.
 */
export type CutOffStrategy =
  | { readonly by: 'break-even' }
  | { readonly by: 'profit' }
  | { readonly by: 'approval-rate'; readonly target: number; readonly referRate?: number }
  | { readonly by: 'bad-rate'; readonly target: number; readonly referRate?: number };

/** Chosen cut-offs, and what they would have meant. */
export interface ChosenCutOffs {
  readonly strategy: CutOffStrategy;
  readonly approveBelow: number;
  readonly declineFrom: number;
  /** On this history, at the approval cut-off. A chosen maximum is optimistic: test it on rows it was not chosen on. */
  readonly expected: CutOffPoint;
  /** Rows whose outcome is not known and that `profit` and `bad-rate` could therefore not learn from. */
  readonly unknownRows: number;
}

/**
 * Chooses the two cut-offs of a policy from history.
 *
 * Ties: of equal profits the lower cut-off wins, as it takes less risk. Where no cut-off keeps a bad-rate target,
 * nobody is approved (`approveBelow` is the lowest score).
 *
 * @throws INVALID_ARGUMENT for a target outside (0, 1]; TOO_FEW_ROWS where no outcome is known and the strategy needs some
 * @example chooseCutOffs(history, economics, { by: 'bad-rate', target: 0.05 }).approveBelow
 */
export function chooseCutOffs(
  history: readonly HistoryRow[],
  economics: PolicyEconomics,
  strategy: CutOffStrategy,
): ChosenCutOffs {
  checkHistory(history, 'chooseCutOffs');
  const steps = cutOffSteps(history, economics);
  const unknownRows = history.filter(({ isBad }) => isBad === null).length;
  if ((strategy.by === 'profit' || strategy.by === 'bad-rate') && unknownRows === history.length) {
    throw new ProbityError('TOO_FEW_ROWS', `cut-offs by ${strategy.by} need rows whose outcome is known`);
  }
  const [approveBelow, declineFrom] = choose(history, economics, strategy, steps);
  const below = steps.filter(({ cutOff }) => cutOff <= approveBelow).at(-1) ?? (steps[0] as CutOffPoint);
  const { cutOff, approvalRate, badRate, profit, expectedProfit, knownShare } = pointAt(steps, approveBelow, below);
  const expected = { cutOff, approvalRate, badRate, profit, expectedProfit, knownShare };
  return { strategy, approveBelow, declineFrom: Math.max(approveBelow, declineFrom), expected, unknownRows };
}

/** The result of a cut-off that is no step itself: that of the first step at or above it. */
function pointAt(steps: readonly CutOffPoint[], cutOff: number, fallback: CutOffPoint): CutOffPoint {
  return { ...(steps.find((step) => step.cutOff >= cutOff) ?? steps.at(-1) ?? fallback), cutOff };
}

function choose(
  history: readonly HistoryRow[],
  economics: PolicyEconomics,
  strategy: CutOffStrategy,
  steps: readonly CutOffPoint[],
): readonly [approveBelow: number, declineFrom: number] {
  const { margin, topMargin, lossGivenDefault } = economics;
  if (strategy.by === 'break-even') {
    return [breakEvenProbability(margin, lossGivenDefault), breakEvenProbability(topMargin, lossGivenDefault)];
  }
  if (strategy.by === 'profit') {
    const atTop = cutOffSteps(history, { ...economics, margin: topMargin });
    return [bestCutOff(steps), bestCutOff(atTop)];
  }
  const { target, referRate = 0 } = strategy;
  if (!(target > 0 && target <= 1)) refuse('target', 'be in (0, 1]', target);
  if (!(referRate >= 0 && referRate < 1)) refuse('referRate', 'be in [0, 1)', referRate);
  const approved =
    strategy.by === 'approval-rate'
      ? lastWhere(steps, ({ approvalRate }) => approvalRate <= target)
      : lastWhere(steps, ({ badRate }) => badRate === null || badRate <= target);
  const referred = lastWhere(steps, ({ approvalRate }) => approvalRate <= approved.approvalRate + referRate);
  return [approved.cutOff, Math.max(approved.cutOff, referred.cutOff)];
}

function bestCutOff(steps: readonly CutOffPoint[]): number {
  let best = steps[0] as CutOffPoint;
  for (const step of steps) if (step.profit > best.profit) best = step;
  return best.cutOff;
}

function lastWhere(steps: readonly CutOffPoint[], keeps: (step: CutOffPoint) => boolean): CutOffPoint {
  return steps.findLast(keeps) ?? (steps[0] as CutOffPoint);
}

function refuse(field: string, rule: string, got: number): never {
  throw new ProbityError('INVALID_ARGUMENT', `\`${field}\` of \`chooseCutOffs\` must ${rule}; got ${got}`, { field });
}
