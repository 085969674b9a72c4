import { ProbityError } from '@probity/domain';
import { createRandom } from '@probity/numerics';
import { proveConstraints } from '../constraints/prove-constraints.js';
import { checkTrainingData } from '../matrix/check-training-data.js';
import type { TrainingData } from '../matrix/feature-matrix.js';
import { hideSpecialCodes } from '../matrix/special-codes.js';
import type { FitContext } from '../model/learner.js';
import { foldsForChoice } from '../selection/inner-folds.js';
import { prepareProblem } from '../tree/prepare-problem.js';
import { BoostingRun } from './boosting-run.js';
import {
  type BoostingSettings,
  checkBoostingSettings,
  completeSettings,
  type PresetName,
} from './boosting-settings.js';
import { chooseRounds, throwIfCancelled } from './choose-rounds.js';
import { GradientBoostingModel, type TriedSettings } from './gradient-boosting-model.js';
import { runSettings } from './run-settings.js';

/**
 * Learns a sum of decision trees, each correcting the log loss of those before.
 *
 * The strongest learner for tables in most comparisons: it finds thresholds and interactions by itself, takes missing values and
 * categories as they are, and does not mind the scale of a feature. It cannot extrapolate, and below a few hundred rows a
 * logistic regression is often as good.
 *
 * By default 100 trees of 31 leaves are grown, as other libraries do. With `preset: 'auto'` the shape of tree and the number
 * of rounds are chosen by log loss on rows set aside inside the training data (five folds below 2,500 rows, one fifth of the
 * rows above; by `groups` or `times` where the data has them, else stratified), then the model is fitted on all rows. With
 * `patience` above 0 the number of rounds alone is chosen so. The choice is recorded in the model's parts. Constraints
 * (`monotone`, `interactions`) are proved on the finished model. Training is exact in its sums: equal data, settings and
 * seed give equal bytes, whatever the number of threads.
 *
 * @param settings see `BoostingSettings`; what is left out is chosen or has a default
 * @param data features with NaN for missing values, labels (1 = bad), weights (2 counts as the row twice; bins and `minRows…`
 * count rows)
 * @returns a model whose margin is the log-odds of a bad outcome: higher is riskier
 * @throws INVALID_ARGUMENT, SHAPE_MISMATCH, TOO_FEW_ROWS, TARGET_INVALID, VALUE_OUT_OF_RANGE (an infinite number, or a code
 * without a level), CANCELLED, INTERNAL (a constraint that the finished model breaks: a fault of ours)
 * Cost: O(rounds × rows × features × log leaves); about 10 ms a round for 120,000 rows of 10 features.
 * Source: Friedman 2001; histograms and leaf-wise growth as in Ke et al. 2017, missing values as in Chen & Guestrin 2016.
 * @example const model = fitGradientBoosting({}, data, { seed: 1 });
 */
export function fitGradientBoosting(
  settings: Partial<BoostingSettings>,
  given: TrainingData,
  context: FitContext,
): GradientBoostingModel {
  checkBoostingSettings(settings);
  const data = hideSpecialCodes(given);
  checkTrainingData('fitGradientBoosting', data);
  const { features, rowCount } = data.matrix;
  if (features.length === 0) {
    throw new ProbityError('INVALID_ARGUMENT', '`features` of `fitGradientBoosting` must hold at least one; got none');
  }
  const random = createRandom(context.seed).fork('gradient boosting');
  const folds = foldsForChoice(data, INNER_FOLDS, ALL_FOLDS_BELOW, random.fork('inner folds').nextUint32());
  const candidates = candidateSettings(settings, rowCount, folds.length > 0);
  const [first] = candidates;
  // Constraints on features that are not there are refused before anything is computed.
  runSettings(first, features);
  const maxLeaves = Math.max(...candidates.map((candidate) => candidate.maxLeaves));
  const problem = prepareProblem(data, first.maxBins, maxLeaves, { threads: context.threads });
  try {
    const report = (share: number): void => context.onProgress?.(share);
    let tried: readonly TriedSettings[] = [];
    let chosen: TriedSettings = { settings: first, rounds: first.maxRounds, loss: undefined };
    if (first.patience > 0 && folds.length > 0) {
      tried = candidates.map((candidate, index) => {
        const rules = runSettings(candidate, features);
        const { rounds, loss } = chooseRounds(problem, rules, folds, random, context, (done) => {
          report((0.75 * (index + done)) / candidates.length);
        });
        return { settings: candidate, rounds, loss };
      });
      chosen = tried.reduce((best, next) => ((next.loss ?? 0) < (best.loss ?? 0) ? next : best));
    } else if (first.patience > 0) {
      chosen = { ...chosen, rounds: Math.min(first.maxRounds, ROUNDS_WITHOUT_VALIDATION) };
    }

    const rules = runSettings(chosen.settings, features);
    const run = new BoostingRun(problem, rules, allRows(rowCount), NO_ROWS, random.fork('final'));
    for (let round = 0; round < chosen.rounds; round++) {
      throwIfCancelled(context);
      run.step();
      report(tried.length > 0 ? 0.75 + (0.25 * (round + 1)) / chosen.rounds : (round + 1) / chosen.rounds);
    }
    const trees = run.trees();
    proveConstraints(trees, features, rules);
    return new GradientBoostingModel(features, run.baseScore, trees, { chosen, tried });
  } finally {
    problem.release();
  }
}

const NO_ROWS = new Uint32Array(0);
/** Where there are too few rows to set any aside: little enough to do no harm. */
const ROUNDS_WITHOUT_VALIDATION = 50;
/** Up to here every row is validated once, beyond only a fifth: the noise of the choice has become small. */
const ALL_FOLDS_BELOW = 2500;
const INNER_FOLDS = 5;
/** With so many rows shallow trees never proved best, and they take the most rounds. */
const SHALLOW_BELOW = 50_000;

/** One for a preset that is named; all that are worth trying for 'auto'. */
function candidateSettings(
  settings: Partial<BoostingSettings>,
  rowCount: number,
  canChoose: boolean,
): readonly [BoostingSettings, ...BoostingSettings[]] {
  const { preset = 'standard' } = settings;
  if (preset !== 'auto') return [completeSettings(settings, preset, rowCount)];
  if (settings.patience === 0) return [completeSettings(settings, 'balanced', rowCount)];
  if (!canChoose) return [completeSettings(settings, 'shallow', rowCount)];
  const presets: readonly PresetName[] =
    rowCount < SHALLOW_BELOW ? ['balanced', 'deep', 'shallow'] : ['balanced', 'deep'];
  const [first, ...others] = presets.map((name) => completeSettings(settings, name, rowCount));
  return [first, ...others];
}

function allRows(rowCount: number): Uint32Array {
  return Uint32Array.from({ length: rowCount }, (_, row) => row);
}
