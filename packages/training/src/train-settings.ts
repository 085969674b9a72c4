import { type CreditPolicy, type PolicyEconomics, ProbityError } from '@probity/domain';
import { createCreditPolicy } from '@probity/scoring';
import { type LearnerChoice, learnerChoices } from './candidate/learners.js';
import type { Dataset } from './ports/dataset-reader.js';
import type { TrainingContext } from './training-context.js';

export interface TrainSettings {
  /** Default auto. */
  readonly learner?: LearnerChoice;
  /** 2 to 50, default 5. */
  readonly folds?: number;
  /** What a good loan earns and a bad one costs; default `defaultEconomics`. Sets the cut-offs. */
  readonly economics?: PolicyEconomics;
  /** Untouched data to measure on instead of the out-of-fold rows. */
  readonly test?: Dataset;
  /** Written into the bundle's provenance. */
  readonly libraryVersion: string;
}

/** Settings with their defaults in place. */
export interface TrainPlan {
  readonly choice: LearnerChoice;
  readonly folds: number;
  readonly policy: CreditPolicy;
}

/** Fills in the defaults and checks what was given. @throws INVALID_ARGUMENT naming the setting */
export function planTraining(settings: TrainSettings, context: TrainingContext): TrainPlan {
  const { learner: choice = 'auto', folds = 5 } = settings;
  need(learnerChoices.includes(choice), 'learner', `be one of ${learnerChoices.join(', ')}`, choice);
  need(isWhole(folds, 2, 50), 'folds', 'be a whole number from 2 to 50', folds);
  need(isWhole(context.seed, 0, 2 ** 32 - 1), 'seed', 'be a whole number from 0 to 4294967295', context.seed);
  return { choice, folds, policy: createCreditPolicy(settings.economics) };
}

function isWhole(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}

function need(holds: boolean, field: string, rule: string, got: unknown): void {
  if (holds) return;
  const message = `\`${field}\` of \`trainModel\` must ${rule}; got ${JSON.stringify(got)}`;
  throw new ProbityError('INVALID_ARGUMENT', message, { field });
}
