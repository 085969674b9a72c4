import { type Learner, rocAuc, selectRows, selectTrainingRows, type TrainingData } from '@probity/learn';
import { type BaseName, createLearner } from '../candidate/learners.js';
import type { TrainingContext } from '../training-context.js';
import { type FitPlan, fitPlanned, marginsOf } from '../validation/cross-validate.js';
import { mayTeach, type SplitPlan } from '../validation/make-splits.js';
import { planTrials, searchSpaces, type TrialSettings } from './search-space.js';

/** How to search for the settings of a learner. */
export interface SearchSettings {
  readonly strategy: 'grid' | 'random';
  /** Trials at most, the defaults counted; whole, in [1, 10 000]. */
  readonly trials: number;
  /** Asked before each trial that is not recorded yet; false ends the search. How a program keeps a time budget. */
  readonly keepGoing?: () => boolean;
  /** Trials of an earlier run of the same search that was broken off: not fitted again. */
  readonly recorded?: readonly Trial[];
  /** Told of each new trial, to be recorded. */
  readonly onTrial?: (trial: Trial) => void | Promise<void>;
}

/** One choice of settings with its ROC AUC on inner rows. */
export interface Trial {
  /** Position in the plan, from 0: the defaults. */
  readonly index: number;
  readonly settings: TrialSettings;
  /**
   * `all:j` is the ROC AUC on fold j of a fit on the other folds; `k:j` that of a fit on all folds but k and j.
   * Names of folds count from 0.
   */
  readonly aucs: Readonly<Record<string, number>>;
}

/** What a search found. */
export interface SearchOutcome {
  readonly learner: BaseName;
  readonly strategy: 'grid' | 'random';
  readonly planned: number;
  /** Best first, by mean ROC AUC over the folds: an optimum over trials, and so a little too bright. */
  readonly trials: readonly { readonly settings: TrialSettings; readonly rocAuc: number }[];
  /** For the model fitted on all rows. */
  readonly chosen: TrialSettings;
  /** Per fold: chosen without that fold's rows. */
  readonly chosenPerFold: readonly TrialSettings[];
}

/**
 * Searches settings of a learner, nested: for every fold the settings are chosen by fits that saw none of its rows, so that
 * the out-of-fold figures of the searched learner are not the search's own optimum.
 *
 * Each trial is fitted on all folds but one (for the final choice) and on all folds but two (for the choice of each of the two). Folds that
 * follow time choose by the earlier folds only; the first keeps the defaults. The fits' seeds depend on the folds
 * alone, so a search that was broken off and goes on with `recorded` ends as one that was not.
 *
 * @param fixed settings that every trial has
 * Cost: per trial folds × (folds + 1) / 2 fits; as many as folds when they follow time; folds² when features are selected.
 */
export async function runSearch(
  learner: BaseName,
  settings: SearchSettings,
  fixed: object,
  data: TrainingData,
  plan: SplitPlan,
  fitPlan: FitPlan,
  context: TrainingContext,
  onProgress: (share: number, what: string) => void,
): Promise<SearchOutcome> {
  const planned = planTrials(searchSpaces[learner], settings.strategy, settings.trials, context.seed);
  const done = new Map(settings.recorded?.map((trial) => [trial.index, trial]));
  const trials: Trial[] = [];
  for (const [index, trialSettings] of planned.entries()) {
    let trial = done.get(index);
    if (trial === undefined) {
      // The defaults are always tried: there must be something to choose.
      if (index > 0 && settings.keepGoing?.() === false) break;
      const best = trials.length === 0 ? '' : `, best ${Math.max(...trials.map(flatAuc)).toFixed(4)}`;
      const report = (share: number) =>
        onProgress(
          (index + share) / planned.length,
          `search ${learner}: trial ${index + 1} of ${planned.length}${best}`,
        );
      const aucs = await tryOut(
        createLearner(learner, { ...fixed, ...trialSettings }),
        data,
        plan,
        fitPlan,
        context,
        report,
      );
      trial = { index, settings: trialSettings, aucs };
      await settings.onTrial?.(trial);
    }
    trials.push(trial);
  }
  return {
    learner,
    strategy: settings.strategy,
    planned: planned.length,
    trials: trials
      .map((trial) => ({ settings: trial.settings, rocAuc: flatAuc(trial) }))
      .toSorted((a, b) => b.rocAuc - a.rocAuc),
    chosen: bestOf(trials, flatAuc),
    chosenPerFold: plan.splits.map((_, fold) => bestOf(trials, (trial) => aucWithout(trial, fold, plan))),
  };
}

async function tryOut(
  learner: Learner,
  data: TrainingData,
  plan: SplitPlan,
  fitPlan: FitPlan,
  context: TrainingContext,
  onProgress: (share: number) => void,
): Promise<Record<string, number>> {
  const { splits, kind } = plan;
  const aucs: Record<string, number> = {};
  const jobs: { readonly without: readonly number[]; readonly fold: number }[] = splits.map((_, fold) => ({
    without: [fold],
    fold,
  }));
  if (kind !== 'time-ordered') {
    for (let k = 0; k < splits.length; k++) {
      // One fit serves both folds it has not seen, unless features were chosen with one of them.
      for (let j = 0; j < splits.length; j++) {
        if (j > k || (j < k && fitPlan.keptFeatures !== undefined)) jobs.push({ without: [k, j], fold: k });
      }
    }
  }
  for (const [position, { without, fold }] of jobs.entries()) {
    await context.pause();
    const left = without.map((index) => splits[index]?.validate ?? new Uint32Array());
    const [own = new Uint32Array(), other] = left;
    const rows =
      other === undefined ? (splits[fold]?.train ?? new Uint32Array()) : rowsWithout(data.labels.length, [own, other]);
    const model = fitPlanned(learner, selectTrainingRows(data, rows), fitPlan, fold, context, (share) =>
      onProgress((position + share) / jobs.length),
    );
    const aucOn = (validate: Uint32Array): number => {
      const found = marginsOf(model, selectRows(data.matrix, validate), context);
      const labels = Uint8Array.from(validate, (row) => data.labels[row] ?? 0);
      const bads = labels.reduce((count, label) => count + label, 0);
      return bads === 0 || bads === labels.length ? 0.5 : rocAuc(found, labels);
    };
    if (other === undefined) aucs[`all:${fold}`] = aucOn(own);
    else {
      const [k = 0, j = 0] = without;
      aucs[`${k}:${j}`] = aucOn(other);
      if (fitPlan.keptFeatures === undefined) aucs[`${j}:${k}`] = aucOn(own);
    }
  }
  return aucs;
}

function rowsWithout(rowCount: number, left: readonly Uint32Array[]): Uint32Array {
  const isLeft = new Uint8Array(rowCount);
  for (const rows of left) for (const row of rows) isLeft[row] = 1;
  return Uint32Array.from(isLeft.keys()).filter((row) => isLeft[row] === 0);
}

function flatAuc(trial: Trial): number {
  return meanOf(trial, (key) => key.startsWith('all:'));
}

/** What speaks for a trial without any row of the fold; NaN when nothing does. */
function aucWithout(trial: Trial, fold: number, plan: SplitPlan): number {
  if (plan.kind !== 'time-ordered') return meanOf(trial, (key) => key.startsWith(`${fold}:`));
  return meanOf(trial, (key) => key.startsWith('all:') && mayTeach(plan, Number(key.slice(4)), fold));
}

function meanOf({ aucs }: Trial, counts: (key: string) => boolean): number {
  const values = Object.entries(aucs).flatMap(([key, auc]) => (counts(key) ? [auc] : []));
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The first of the best; the first of all, the defaults, where nothing can be said. */
function bestOf(trials: readonly Trial[], aucOf: (trial: Trial) => number): TrialSettings {
  let best = trials[0];
  for (const trial of trials) if (best !== undefined && aucOf(trial) > aucOf(best)) best = trial;
  return best?.settings ?? {};
}
