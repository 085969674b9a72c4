import { createRandom, sigmoid } from '@probity/numerics';
import type { FeatureMatrix, TrainingData } from '../matrix/feature-matrix.js';

const levels = ['own', 'rent', 'parents', 'other'] as const;
const levelEffects = [-0.8, 0.5, 0, 1];

/**
 * Rows with a known story, for contract checks: two numbers that matter (one by a bend), one that does not, a category,
 * some cells missing. The best possible ROC AUC is about 0.85.
 */
export function simulateRows(rows: number, seed: number): TrainingData {
  const random = createRandom(seed).fork('contract rows');
  const columns = Array.from({ length: 4 }, () => new Float64Array(rows));
  const labels = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const burden = random.nextNormal();
    const age = 18 + random.nextUint32Below(60);
    const home = random.nextUint32Below(levels.length);
    const margin = -0.5 + 1.5 * burden + (age < 30 ? (30 - age) / 8 : 0) + levelEffects[home];
    labels[row] = random.nextFloat() < sigmoid(margin) ? 1 : 0;
    columns[0][row] = random.nextFloat() < 0.1 ? Number.NaN : burden;
    columns[1][row] = age;
    columns[2][row] = random.nextFloat() < 0.05 ? Number.NaN : home;
    columns[3][row] = random.nextFloat();
  }
  // However few the rows, both outcomes occur.
  labels[0] = 1;
  labels[rows - 1] = 0;
  const matrix: FeatureMatrix = {
    rowCount: rows,
    features: [
      { name: 'burden', kind: 'numeric' },
      { name: 'age', kind: 'numeric' },
      { name: 'home', kind: 'category', levels },
      { name: 'noise', kind: 'numeric' },
    ],
    columns,
  };
  return { matrix, labels };
}

/** Rows meant to trip a model: missing cells, codes that are no level, numbers far outside anything seen. */
export function awkwardRows(featureCount: number): readonly Float64Array[] {
  const awkward = [Number.NaN, -1, 0.5, 99, 1e300, -1e300, 0, Number.MIN_VALUE];
  const everywhere = awkward.map((value) => new Float64Array(featureCount).fill(value));
  const oneByOne = awkward.flatMap((value) =>
    Array.from({ length: featureCount }, (_, feature) =>
      new Float64Array(featureCount).fill(value, feature, feature + 1),
    ),
  );
  return [...everywhere, ...oneByOne];
}
