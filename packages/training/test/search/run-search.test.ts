import { describe, expect, it } from 'vitest';
import type { Trial } from '../../src/search/run-search.js';
import { planTrials, searchSpaces } from '../../src/search/search-space.js';
import { trainModel } from '../../src/train-model.js';
import type { TrainSettings } from '../../src/train-settings.js';
import type { TrainingContext } from '../../src/training-context.js';
import { makeDataset } from '../fixture/make-dataset.js';

const context: TrainingContext = { seed: 3, onProgress: () => undefined, pause: async () => undefined };
const dataset = makeDataset(500);

function settingsWith(search: Partial<NonNullable<TrainSettings['search']>>): TrainSettings {
  return { learner: 'tree', folds: 3, libraryVersion: '0', search: { strategy: 'random', trials: 6, ...search } };
}

describe('a search of settings', () => {
  it('plans the defaults first, then the grid in order, or draws without repetition', () => {
    const space = { a: [1, 2, 3], b: ['x', 'y'] };
    const grid = planTrials(space, 'grid', 100, 1);
    expect(grid).toHaveLength(7);
    expect(grid.slice(0, 3)).toEqual([{}, { a: 1, b: 'x' }, { a: 2, b: 'x' }]);
    const drawn = planTrials(space, 'random', 7, 1);
    expect(new Set(drawn.map((trial) => JSON.stringify(trial))).size).toBe(7);
    expect(planTrials(space, 'random', 4, 1)).toEqual(drawn.slice(0, 4));
    expect(planTrials(space, 'random', 7, 2)).not.toEqual(drawn);
  });

  it('has a space for every learner, of values that its fit takes', async () => {
    for (const [name, space] of Object.entries(searchSpaces)) {
      const [, ...trials] = planTrials(space, 'grid', 2, 1);
      expect(Object.keys(trials[0] ?? {}), name).toEqual(Object.keys(space));
    }
  });

  it('that was broken off and goes on ends as one that was not', async () => {
    const recorded: Trial[] = [];
    const unbroken = await trainModel(
      dataset,
      settingsWith({ onTrial: (trial) => void recorded.push(trial) }),
      context,
    );
    expect(recorded).toHaveLength(6);

    const before: Trial[] = [];
    const broken = settingsWith({
      onTrial: (trial) => {
        before.push(trial);
        if (before.length === 3) throw new Error('killed');
      },
    });
    await expect(trainModel(dataset, broken, context)).rejects.toThrow('killed');
    let again = 0;
    const resumed = await trainModel(
      dataset,
      // As a file has them: through text.
      settingsWith({
        recorded: JSON.parse(JSON.stringify(before)) as Trial[],
        onTrial: () => {
          again += 1;
        },
      }),
      context,
    );
    expect(again).toBe(3);
    expect(resumed.search).toEqual(unbroken.search);
    expect(resumed.hash).toBe(unbroken.hash);
  });

  it('ends with its budget, after the defaults at least', async () => {
    let left = 2;
    const trained = await trainModel(dataset, settingsWith({ keepGoing: () => left-- > 0 }), context);
    expect(trained.search?.trials).toHaveLength(3);
    const none = await trainModel(dataset, settingsWith({ keepGoing: () => false }), context);
    expect(none.search?.chosen).toEqual({});
  });

  it('chooses for each fold without its rows, and says so', async () => {
    const trials: Trial[] = [];
    const trained = await trainModel(dataset, settingsWith({ onTrial: (trial) => void trials.push(trial) }), context);
    expect(trained.evaluation.split).toContain('without its rows (nested)');
    const meanOf = (trial: Trial, prefix: string) => {
      const found = Object.entries(trial.aucs).filter(([key]) => key.startsWith(prefix));
      // Fold k is judged by fits that left out k and another fold: never by one measured on k.
      expect(found.every(([key]) => key !== `${prefix}${prefix.slice(0, -1)}`)).toBe(true);
      return found.reduce((sum, [, auc]) => sum + auc, 0) / found.length;
    };
    for (const fold of [0, 1, 2]) {
      const best = trials.reduce((top, trial) => (meanOf(trial, `${fold}:`) > meanOf(top, `${fold}:`) ? trial : top));
      expect(trained.search?.chosenPerFold[fold]).toEqual(best.settings);
    }
  });

  it('chooses by earlier folds only when folds follow time', async () => {
    const timed = makeDataset(900, { month: 'time' });
    const trained = await trainModel(timed, settingsWith({}), context);
    expect(trained.search?.chosenPerFold[0]).toEqual({});
    expect(trained.evaluation.split).toContain('on the earlier ones only');
  });
});
