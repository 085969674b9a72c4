import type { Feature, TrainingData } from '@probity/learn';
import { createRandom, exp } from '@probity/numerics';

/**
 * A seeded set with an interaction, informative missingness, a category and a useless feature.
 * `truth` holds the log-odds that the labels were drawn from.
 */
export function creditLikeData(rowCount: number, seed: number): TrainingData & { readonly truth: Float64Array } {
  const random = createRandom(seed);
  const levels = ['a', 'b', 'c', 'd', 'e', 'f', 'never seen'];
  const features: Feature[] = [
    { name: 'income', kind: 'numeric' },
    { name: 'debt', kind: 'numeric' },
    { name: 'late payments', kind: 'numeric' },
    { name: 'purpose', kind: 'category', levels },
    { name: 'noise', kind: 'numeric' },
  ];
  const columns = features.map(() => new Float64Array(rowCount));
  const labels = new Uint8Array(rowCount);
  const truth = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const [income, debt, noise] = [random.nextNormal(), random.nextNormal(), random.nextNormal()];
    const late = random.nextUint32Below(5);
    const purpose = random.nextUint32Below(6);
    const isUnknown = random.nextFloat() < 0.15;
    const logOdds =
      -1 -
      income +
      (debt > 0.5 && income < 0 ? 1.5 : 0) +
      0.5 * late +
      (isUnknown ? 1 : 0) +
      (purpose % 2 === 0 ? 0.8 : 0);
    truth[row] = logOdds;
    labels[row] = random.nextFloat() < 1 / (1 + exp(-logOdds)) ? 1 : 0;
    const values = [
      isUnknown ? Number.NaN : income,
      debt,
      late,
      random.nextFloat() < 0.1 ? Number.NaN : purpose,
      noise,
    ];
    values.forEach((value, feature) => {
      columns[feature][row] = value;
    });
  }
  return { matrix: { rowCount, features, columns }, labels, truth };
}

/** The same data with one feature's values put through a function. */
export function mapColumn(data: TrainingData, feature: number, change: (value: number) => number): TrainingData {
  const columns = data.matrix.columns.map((column, index) => (index === feature ? column.map(change) : column));
  return { ...data, matrix: { ...data.matrix, columns } };
}
