import type { Random } from '@probity/numerics';
import { proveConstraints } from '../constraints/prove-constraints.js';
import type { TrainingData } from '../matrix/feature-matrix.js';
import type { FitContext } from '../model/learner.js';
import { foldsForChoice } from '../selection/inner-folds.js';
import { prepareProblem } from '../tree/prepare-problem.js';
import type { TreeEnsemble } from '../tree/tree-ensemble.js';
import { BoostingRun } from './boosting-run.js';
import { type BoostingSettings, type BoostingSize, completeSettings, type PresetName } from './boosting-settings.js';
import { chooseRounds, throwIfCancelled } from './choose-rounds.js';
import type { BoostingRecord, TriedSettings } from './gradient-boosting-model.js';
import type { ObjectiveChoice } from './objective.js';
import { runSettings } from './run-settings.js';

/** What is to be learned; data and settings have been checked. */
export interface BoostingTask {
  /** The function to name in refusals. */
  readonly caller: string;
  readonly settings: Partial<BoostingSettings>;
  /** Its labels rule the inner folds, and are what is learned where no `targets` are given. */
  readonly data: TrainingData;
  readonly targets?: Float64Array;
  readonly objective: ObjectiveChoice;
  readonly random: Random;
}

/** What was learned: the output is `baseScore` and the leaves a row falls into. */
export interface BoostedTrees {
  readonly baseScore: number;
  readonly trees: TreeEnsemble;
  readonly record: BoostingRecord;
}

const NO_ROWS = new Uint32Array(0);
/** Where there are too few rows to set any aside: little enough to do no harm. */
const ROUNDS_WITHOUT_VALIDATION = 50;
/** Up to here every row is validated once, beyond only a fifth: the noise of the choice has become small. */
const ALL_FOLDS_BELOW = 2500;
const INNER_FOLDS = 5;
/** With so many rows shallow trees never proved best, and they take the most rounds. */
const SHALLOW_BELOW = 50_000;
/** With fewer, what threads tell each other takes longer than what they share. */
const ROWS_FOR_THREADS = 4000;
/** Of the progress, where settings are chosen first. */
const SHARE_OF_CHOICE = 0.75;

/**
 * Boosts trees on data that have been checked: chooses what the settings leave open, then fits on all rows and proves the
 * constraints.
 *
 * @throws INVALID_ARGUMENT for constraints on features that are not there; CANCELLED; INTERNAL for a broken constraint
 */
export function boostTrees(task: BoostingTask, context: FitContext): BoostedTrees {
  const { caller, settings, data, targets, objective, random } = task;
  const { features, rowCount } = data.matrix;
  const size: BoostingSize = { rowCount, featureCount: features.length, isLogLoss: objective === 'logistic' };
  const foldSeed = random.fork('inner folds').nextUint32();
  const folds = isToChoose(settings, size) ? foldsForChoice(data, INNER_FOLDS, ALL_FOLDS_BELOW, foldSeed) : [];
  const candidates = candidateSettings(settings, size, folds.length > 0);
  const [first] = candidates;
  const rulesOf = (chosen: BoostingSettings) => runSettings(chosen, features, caller);
  // Constraints on features that are not there are refused before anything is computed.
  rulesOf(first);
  throwIfCancelled(context);
  const maxLeaves = Math.max(...candidates.map((candidate) => candidate.maxLeaves));
  const threads = rowCount < ROWS_FOR_THREADS ? undefined : context.threads;
  const given = { threads, ...(targets === undefined ? {} : { targets }) };
  const problem = prepareProblem(data, first.maxBins, maxLeaves, given);
  try {
    const report = (share: number): void => context.onProgress?.(share);
    let tried: readonly TriedSettings[] = [];
    let chosen: TriedSettings = { settings: first, rounds: first.maxRounds, loss: undefined };
    if (first.patience > 0 && folds.length > 0) {
      tried = candidates.map((candidate, index) => {
        const { rounds, loss } = chooseRounds(
          problem,
          rulesOf(candidate),
          folds,
          random,
          objective,
          context,
          (done) => {
            report((SHARE_OF_CHOICE * (index + done)) / candidates.length);
          },
        );
        return { settings: candidate, rounds, loss };
      });
      chosen = tried.reduce((best, next) => ((next.loss ?? 0) < (best.loss ?? 0) ? next : best));
    } else if (first.patience > 0) {
      chosen = { ...chosen, rounds: Math.min(first.maxRounds, ROUNDS_WITHOUT_VALIDATION) };
    }
    const rules = rulesOf(chosen.settings);
    const run = new BoostingRun(problem, rules, allRows(rowCount), NO_ROWS, random.fork('final'), objective);
    const before = tried.length > 0 ? SHARE_OF_CHOICE : 0;
    for (let round = 0; round < chosen.rounds; round++) {
      throwIfCancelled(context);
      run.step();
      report(before + ((1 - before) * (round + 1)) / chosen.rounds);
    }
    const trees = run.trees();
    proveConstraints(trees, features, rules);
    return { baseScore: run.baseScore, trees, record: { chosen, tried } };
  } finally {
    problem.release();
  }
}

/** Whether rows are to be set aside, to choose a preset or the number of rounds by. */
function isToChoose(settings: Partial<BoostingSettings>, size: BoostingSize): boolean {
  const { preset = 'standard' } = settings;
  return completeSettings(settings, preset === 'auto' ? 'balanced' : preset, size).patience > 0;
}

/** One for a preset that is named; all that are worth trying for 'auto'. */
function candidateSettings(
  settings: Partial<BoostingSettings>,
  size: BoostingSize,
  canChoose: boolean,
): readonly [BoostingSettings, ...BoostingSettings[]] {
  const { preset = 'standard' } = settings;
  if (preset !== 'auto') return [completeSettings(settings, preset, size)];
  if (settings.patience === 0) return [completeSettings(settings, 'balanced', size)];
  if (!canChoose) return [completeSettings(settings, 'shallow', size)];
  const presets: readonly PresetName[] =
    size.rowCount < SHALLOW_BELOW ? ['balanced', 'deep', 'shallow'] : ['balanced', 'deep'];
  const [first, ...others] = presets.map((name) => completeSettings(settings, name, size));
  return [first, ...others];
}

function allRows(rowCount: number): Uint32Array {
  const rows = new Uint32Array(rowCount);
  for (let row = 0; row < rowCount; row++) rows[row] = row;
  return rows;
}
