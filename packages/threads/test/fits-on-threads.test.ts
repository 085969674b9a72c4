import { type Feature, fitForest, fitGradientBoosting, type Model, type TrainingData } from '@probity/learn';
import { createRandom } from '@probity/numerics';
import { afterAll, describe, expect, it } from 'vitest';
import { createKernelThreads } from '../src/index.js';

/** Enough rows that a fit does use its threads. */
const ROWS = 15_000;

const teams = [2, 3].map((count) => createKernelThreads({ count }));
afterAll(() => Promise.all(teams.map((threads) => threads.close())));

function simulate(): TrainingData {
  const random = createRandom(5);
  const features: readonly Feature[] = [
    { name: 'a', kind: 'numeric' },
    { name: 'b', kind: 'numeric' },
    { name: 'c', kind: 'category', levels: ['x', 'y', 'z'] },
    { name: 'd', kind: 'numeric' },
  ];
  const draw = (): number => random.nextUint32() / 4294967296;
  const columns = features.map(({ kind }) =>
    Float64Array.from({ length: ROWS }, () => {
      if (kind === 'category') return Math.floor(3 * draw());
      return draw() < 0.1 ? Number.NaN : draw();
    }),
  );
  const labels = Uint8Array.from({ length: ROWS }, (_, row) => {
    const [a = 0, b = 0, c = 0] = columns.map((column) => column[row] ?? 0);
    const risk = (a > 0.5 ? 0.3 : 0.1) + (b > 0.7 && c === 1 ? 0.4 : 0);
    return draw() < risk ? 1 : 0;
  });
  return { matrix: { rowCount: ROWS, features, columns }, labels };
}

const fits: Readonly<Record<string, (data: TrainingData, context: Parameters<typeof fitForest>[2]) => Model>> = {
  'boosting that counts rows': (data, context) => fitGradientBoosting({ maxRounds: 12 }, data, context),
  'boosting by levels in narrow cells': (data, context) =>
    fitGradientBoosting(
      { maxRounds: 12, growth: 'level-wise', maxDepth: 5, maxLeaves: 32, minRowsInLeaf: 1, minRowsInLevel: 1 },
      data,
      context,
    ),
  'boosting on drawn rows and features': (data, context) =>
    fitGradientBoosting({ maxRounds: 12, rowShare: 0.6, featureShare: 0.7 }, data, context),
  'boosting that chooses its rounds': (data, context) =>
    fitGradientBoosting({ maxRounds: 20, patience: 3 }, data, context),
  forest: (data, context) => fitForest({ trees: 12 }, data, context),
};

describe('fits on threads', () => {
  const data = simulate();

  for (const [name, fit] of Object.entries(fits)) {
    it(`${name}: the same bytes on one, two and three threads`, () => {
      const alone = fit(data, { seed: 3 }).toParts();
      for (const threads of teams) expect(fit(data, { seed: 3, threads }).toParts()).toEqual(alone);
    });
  }
});
