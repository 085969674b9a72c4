import { type PolicyEconomics, ProbityError } from '@probity/domain';
import { type Actor, defaultEconomics } from '@probity/scoring';
import type { Command } from 'commander';
import type { ProbityConfig } from './config.js';
import { parsePositive, parseWhole } from './option-parsers.js';

/** `--model`: which registered model a command works with. */
export const MODEL_OPTION = ['--model <name[@version]>', 'which model (default: the champion)'] as const;

/** `--actor`: who acts on the command line is who says so; there is nobody to ask. */
export const ACTOR_OPTION = ['--actor <name>', 'who acts, as you declare it (default: PROBITY_ACTOR)'] as const;

/** `--folds`. */
export const FOLDS_OPTION = ['--folds <n>', 'number of folds (default 5)', parseWhole('--folds', 2, 50)] as const;

/** `--threads`: how many work together; no result depends on it. */
export const THREADS_OPTION = [
  '--threads <n>',
  'threads that work together; the results are the same (default: as many as cores are free, 1: none)',
  parseWhole('--threads', 1, 256),
] as const;

const LARGEST_SEED = 2 ** 32 - 1;

/** `--seed`, in the words of the command. */
export function seedOption(what: string) {
  return ['--seed <n>', `${what} (default 1)`, parseWhole('--seed', 0, LARGEST_SEED)] as const;
}

/** The seed of a run: the option, else the configuration's, else 1. */
export function seedFrom({ seed }: { readonly seed?: number }, config: ProbityConfig): number {
  return seed ?? config.seed ?? 1;
}

/** The number of folds: the option, else the configuration's, else 5. */
export function foldsFrom({ folds }: { readonly folds?: number }, config: ProbityConfig): number {
  return folds ?? config.folds ?? 5;
}

/** What a good loan earns and a bad one costs, as far as the caller says it. */
export interface EconomicsOptions {
  readonly lgd?: number;
  readonly margin?: number;
  readonly topMargin?: number;
}

/** Adds `--lgd`, `--margin` and `--top-margin`. @param defaults in words; without, the figures that are always there */
export function addEconomicsOptions(command: Command, defaults?: string): Command {
  const { lossGivenDefault, margin, topMargin } = defaultEconomics;
  const said = (figure: number) => `(default ${defaults ?? figure})`;
  return command
    .option('--lgd <share>', `share lost when a loan goes bad ${said(lossGivenDefault)}`, parsePositive('--lgd'))
    .option('--margin <share>', `lifetime margin at the standard price ${said(margin)}`, parsePositive('--margin'))
    .option(
      '--top-margin <share>',
      `lifetime margin at the highest price ${said(topMargin)}`,
      parsePositive('--top-margin'),
    );
}

/** The options over what holds otherwise; a margin above the standing top margin lifts it. */
export function economicsFrom(options: EconomicsOptions, otherwise: PolicyEconomics): PolicyEconomics {
  return {
    lossGivenDefault: options.lgd ?? otherwise.lossGivenDefault,
    margin: options.margin ?? otherwise.margin,
    topMargin: options.topMargin ?? Math.max(otherwise.topMargin, options.margin ?? 0),
  };
}

export interface ActorOptions {
  readonly actor?: string;
}

/** Who acts, where somebody must. @throws INVALID_ARGUMENT when nobody says so */
export function requireActor(options: ActorOptions): Actor {
  const name = declaredActor(options);
  if (name !== undefined) return { name, identifiedBy: 'declared' };
  throw new ProbityError('INVALID_ARGUMENT', 'say who acts: `--actor <name>`, or PROBITY_ACTOR', { field: '--actor' });
}

/** Who acts, where it may stay open. */
export function actorOrUnnamed(options: ActorOptions = {}): string {
  return declaredActor(options) ?? 'not named';
}

function declaredActor({ actor }: ActorOptions): string | undefined {
  const name = actor ?? process.env['PROBITY_ACTOR'];
  return name === '' ? undefined : name;
}
