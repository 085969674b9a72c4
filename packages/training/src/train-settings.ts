import { type CreditPolicy, type PolicyEconomics, ProbityError } from '@probity/domain';
import { calibrationKinds, type ScorecardSettings, type SelectionMethod, selectionMethods } from '@probity/learn';
import { createCreditPolicy, type MistakeCosts } from '@probity/scoring';
import type { ClassWeight } from './candidate/class-weights.js';
import { type LearnerChoice, learnerChoices } from './candidate/learners.js';
import type { TreeConstraints } from './candidate/tree-constraints.js';
import { checkMistakeCosts } from './evaluation/choose-cost-cut.js';
import type { Rival } from './evaluation/measure-rivals.js';
import type { Dataset } from './ports/dataset-reader.js';
import type { RejectSettings } from './rejects/use-rejects.js';
import type { SearchSettings } from './search/run-search.js';
import type { TrainingContext } from './training-context.js';
import type { CalibrationChoice } from './validation/calibrate-out-of-fold.js';

export interface TrainSettings {
  /** Default auto. */
  readonly learner?: LearnerChoice;
  /** 2 to 50, default 5. */
  readonly folds?: number;
  /** What a good loan earns and a bad one costs; default `defaultEconomics`. Sets the cut-offs. */
  readonly economics?: PolicyEconomics;
  /** Untouched data to measure on instead of the out-of-fold rows. */
  readonly test?: Dataset;
  /** How margins become probabilities; default platt. */
  readonly calibration?: CalibrationChoice;
  /** Default none. */
  readonly classWeight?: ClassWeight;
  /** Ways of dropping features, applied inside the folds; default none of them. */
  readonly selectFeatures?: readonly SelectionMethod[];
  /** Settings are searched for the learner chosen; for `auto`, voting and stacking those of boosting. Default: no search. */
  readonly search?: SearchSettings;
  /** Settings of the scorecard that differ from `defaultScorecardSettings`, edits by hand included. */
  readonly scorecard?: Partial<ScorecardSettings>;
  /**
   * Per numeric feature: 1 if the risk may only rise with it, -1 if only fall, whatever else is known; proved on the finished
   * model. Boosting only. Default none.
   */
  readonly monotone?: TreeConstraints['monotone'];
  /** Groups of features that may act together, the others alone; proved on the finished model. Boosting only. Default: all. */
  readonly interactions?: TreeConstraints['interactions'];
  /** Applications that were turned down, taken into account inside every fit; measured are accepted ones only. Default none. */
  readonly rejects?: RejectSettings;
  /** Rows with equal features stay in one fold, where neither a time nor a group divides; default false. */
  readonly keepDuplicatesTogether?: boolean;
  /** What mistakes cost: the cut is then the one of least cost, with approval below it and refusal from it on. Replaces `economics`. */
  readonly costs?: MistakeCosts;
  /** Scores that need no fit, to be measured on the same rows. */
  readonly rivals?: readonly Rival[];
  /** The ready-made project that these settings are of, with what it must remember; written into the bundle's provenance. */
  readonly blueprint?: { readonly name: string } & Readonly<Record<string, unknown>>;
  /** Written into the bundle's provenance. */
  readonly libraryVersion: string;
}

/** Settings with their defaults in place. */
export interface TrainPlan {
  readonly choice: LearnerChoice;
  readonly folds: number;
  readonly policy: CreditPolicy;
  readonly calibration: CalibrationChoice;
  readonly classWeight: ClassWeight;
  readonly selection: readonly SelectionMethod[];
  readonly search: SearchSettings | undefined;
}

/** `--calibration` and the like: what may be asked for. */
export const calibrationChoices: readonly CalibrationChoice[] = [...calibrationKinds, 'auto'];

/** Fills in the defaults and checks what was given. @throws INVALID_ARGUMENT naming the setting */
export function planTraining(settings: TrainSettings, context: TrainingContext): TrainPlan {
  const { learner: choice = 'auto', folds = 5, calibration = 'platt', classWeight = 'none', search } = settings;
  const selection = settings.selectFeatures ?? [];
  need(learnerChoices.includes(choice), 'learner', `be one of ${learnerChoices.join(', ')}`, choice);
  need(isWhole(folds, 2, 50), 'folds', 'be a whole number from 2 to 50', folds);
  need(isWhole(context.seed, 0, 2 ** 32 - 1), 'seed', 'be a whole number from 0 to 4294967295', context.seed);
  need(
    calibrationChoices.includes(calibration),
    'calibration',
    `be one of ${calibrationChoices.join(', ')}`,
    calibration,
  );
  const weighs =
    typeof classWeight === 'string'
      ? ['none', 'balanced'].includes(classWeight)
      : classWeight.bad > 0 && classWeight.good > 0;
  need(weighs, 'classWeight', 'be none, balanced or two numbers above 0', classWeight);
  const known = selection.every((method) => selectionMethods.includes(method));
  need(known, 'selectFeatures', `be among ${selectionMethods.join(', ')}`, selection);
  if (search !== undefined) {
    need(isWhole(search.trials, 1, 10_000), 'trials', 'be a whole number from 1 to 10000', search.trials);
    need(['grid', 'random'].includes(search.strategy), 'search', 'be grid or random', search.strategy);
    // Two folds are left out of each fit, and one must remain.
    need(folds >= 3, 'folds', 'be at least 3 with a search', folds);
  }
  if (settings.costs !== undefined) checkMistakeCosts(settings.costs);
  return { choice, folds, policy: policyOf(settings), calibration, classWeight, selection, search };
}

/** Cut-offs of costs are chosen when there are scores to choose by; until then they stand where arithmetic puts them. */
function policyOf({ economics, costs }: TrainSettings): CreditPolicy {
  if (costs === undefined) return createCreditPolicy(economics);
  const { lossGivenDefault, margin, exposure, exposureColumn, currency } = costs;
  return {
    ...createCreditPolicy({ lossGivenDefault, margin, topMargin: margin }),
    exposure: {
      typical: exposure,
      ...(exposureColumn === undefined ? {} : { field: exposureColumn }),
      ...(currency === undefined ? {} : { currency }),
    },
  };
}

function isWhole(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}

function need(holds: boolean, field: string, rule: string, got: unknown): void {
  if (holds) return;
  const message = `\`${field}\` of \`trainModel\` must ${rule}; got ${JSON.stringify(got)}`;
  throw new ProbityError('INVALID_ARGUMENT', message, { field });
}
