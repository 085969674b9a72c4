import { ProbityError } from '@probity/domain';
import type { Random } from '@probity/numerics';
import type { FitContext } from '../model/learner.js';
import type { Split } from '../selection/split.js';
import type { TreeProblem } from '../tree/prepare-problem.js';
import { BoostingRun } from './boosting-run.js';
import type { ObjectiveChoice } from './objective.js';
import type { RunSettings } from './run-settings.js';

/** How many rounds proved best, and the mean loss then. */
export interface RoundChoice {
  readonly rounds: number;
  readonly loss: number;
}

/**
 * Grows one ensemble per fold, side by side, until the mean loss on the rows left out has not improved for
 * `settings.patience` rounds.
 *
 * @throws CANCELLED when the signal is aborted
 */
export function chooseRounds(
  problem: TreeProblem,
  settings: RunSettings,
  folds: readonly Split[],
  random: Random,
  objective: ObjectiveChoice,
  context: FitContext,
  onProgress: (share: number) => void,
): RoundChoice {
  const runs = folds.map(
    ({ train, validate }, fold) => new BoostingRun(problem, settings, train, validate, random.fork(fold), objective),
  );
  const totalWeight = folds.reduce((total, { validate }) => total + weightOf(problem, validate), 0);
  const meanLoss = () => runs.reduce((total, run) => total + run.validationLoss(), 0) / totalWeight;
  let best: RoundChoice = { rounds: 0, loss: meanLoss() };
  for (let round = 1; round <= settings.maxRounds && round <= best.rounds + settings.patience; round++) {
    throwIfCancelled(context);
    for (const run of runs) run.step();
    const loss = meanLoss();
    if (loss < best.loss) best = { rounds: round, loss };
    // How far it will go is not known: ever slower towards 1.
    onProgress(round / (round + 4 * settings.patience));
  }
  return best;
}

/** @throws CANCELLED when the signal is aborted */
export function throwIfCancelled(context: FitContext): void {
  if (context.signal?.aborted === true) throw new ProbityError('CANCELLED', 'the fit was cancelled');
}

function weightOf({ weights }: TreeProblem, rows: Uint32Array): number {
  if (weights === undefined) return rows.length;
  let total = 0;
  for (const row of rows) total += weights[row];
  return total;
}
