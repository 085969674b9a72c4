import { createRandom, shuffleIndices } from '@probity/numerics';
import type { BaseName } from '../candidate/learners.js';

/** Settings of a learner to try: each name with its values. */
export type SearchSpace = Readonly<Record<string, readonly (number | string)[]>>;

/** One choice of a value for each name; empty: the learner's defaults. */
export type TrialSettings = Readonly<Record<string, number | string>>;

/** What is worth trying for each learner; the defaults are always the first trial. */
export const searchSpaces: Readonly<Record<BaseName, SearchSpace>> = {
  scorecard: { maxBins: [4, 6, 8, 12], l2: [0.1, 1, 10] },
  logistic: { l2: [0.3, 1, 3, 10, 30, 100], rareShare: [0.003, 0.01, 0.03] },
  'elastic-net': { l1Share: [0, 0.1, 0.5, 0.9, 1], rareShare: [0.003, 0.01, 0.03] },
  tree: { criterion: ['gini', 'entropy'], minLeafWeight: [5, 10, 20, 50, 100, 200], maxDepth: [4, 6, 12] },
  forest: {
    minLeafWeight: [1, 2, 5, 10, 20, 50],
    featureShare: [0.1, 0.2, 0.35, 0.5, 0.75],
    maxBins: [32, 64, 254],
    rowShare: [0.5, 1],
  },
  'extra-trees': {
    minLeafWeight: [1, 2, 5, 10, 20, 50],
    featureShare: [0.2, 0.35, 0.5, 0.75, 1],
  },
  boosting: {
    learningRate: [0.02, 0.03, 0.05, 0.1],
    maxLeaves: [4, 6, 12, 24, 48, 96],
    minRowsInLeaf: [2, 5, 10, 20, 50],
    l2: [1, 2, 5, 10, 20],
    rowShare: [0.6, 0.75, 0.9],
    featureShare: [0.35, 0.5, 0.75],
  },
  // Its members differ among themselves: nothing is left to try.
  committee: {},
};

/** More choices than this are not spelled out: drawn one by one instead. */
const MOST_SPELLED_OUT = 100_000;

/**
 * The trials of a search, in order: the defaults first, then the grid, or choices drawn at random without repetition.
 *
 * @param trials at most so many, the defaults counted
 * @returns the same for the same space, strategy and seed; a longer search begins with a shorter one's trials
 */
export function planTrials(
  space: SearchSpace,
  strategy: 'grid' | 'random',
  trials: number,
  seed: number,
): readonly TrialSettings[] {
  const names = Object.keys(space);
  const size = names.reduce((product, name) => product * (space[name]?.length ?? 1), 1);
  const settingsAt = (index: number): TrialSettings => {
    let rest = index;
    return Object.fromEntries(
      names.map((name) => {
        const values = space[name] ?? [];
        const value = values[rest % values.length] ?? 0;
        rest = Math.floor(rest / values.length);
        return [name, value];
      }),
    );
  };
  const count = Math.min(size, Math.max(0, trials - 1));
  const first = Array.from({ length: count }, (_, index) => index);
  const chosen =
    strategy === 'grid'
      ? first
      : shuffleIndices(createRandom(seed).fork('search'), Math.min(size, MOST_SPELLED_OUT)).slice(0, count);
  return [{}, ...Array.from(chosen, settingsAt)];
}
