import { explanations, type Feature, fitForest, fitGradientBoosting, type Model, margins } from '@probity/learn';
import { createRandom, type KernelThreads } from '@probity/numerics';

/** How much is learnt, and with whose help. */
export interface HashSettings {
  readonly rowCount: number;
  readonly rounds: number;
  readonly threads?: KernelThreads;
}

const FEATURES = 12;
const EXPLAINED_ROWS = 200;

/**
 * Learns, scores and explains on rows drawn from a seed, and returns the bytes of each as a hash: the same wherever it runs. Bundled
 * for the browser by `same-bytes.test.ts` and by `npm run bench -- trees --only same-bytes`.
 */
export function hashTrees({ rowCount, rounds, threads }: HashSettings): Record<string, string> {
  const random = createRandom(11);
  const features = Array.from(
    { length: FEATURES },
    (_, index): Feature =>
      index % 4 === 3
        ? { name: `x${index}`, kind: 'category', levels: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] }
        : { name: `x${index}`, kind: 'numeric' },
  );
  const columns = features.map(({ kind }, index) =>
    Float64Array.from({ length: rowCount }, () => {
      if (index % 3 === 0 && random.nextFloat() < 0.1) return Number.NaN;
      return kind === 'category' ? random.nextUint32Below(7) : random.nextNormal();
    }),
  );
  const labels = Uint8Array.from({ length: rowCount }, (_, row) => {
    const signal =
      columns[1][row] * columns[2][row] + (columns[0][row] > 0.3 ? 1 : 0) + (columns[7][row] === 4 ? 1 : 0);
    return signal + random.nextNormal() > 0.2 ? 1 : 0;
  });
  const weights = Float64Array.from({ length: rowCount }, () => 0.5 + random.nextFloat());
  const matrix = { rowCount, features, columns };
  const helped = threads === undefined ? {} : { threads };
  const context = { seed: 1, ...helped };
  const data = { matrix, labels, weights };
  const models: Record<string, Model> = {
    'leaf-wise boosting': fitGradientBoosting({ maxRounds: rounds, patience: 0, rowShare: 0.8 }, data, context),
    'level-wise boosting': fitGradientBoosting(
      { maxRounds: rounds, patience: 0, growth: 'level-wise', maxDepth: 6, maxLeaves: 64 },
      data,
      context,
    ),
    forest: fitForest({ trees: rounds }, data, context),
  };
  const explained = {
    rowCount: EXPLAINED_ROWS,
    features,
    columns: columns.map((column) => column.slice(0, EXPLAINED_ROWS)),
  };
  const hashes: Record<string, string> = {};
  for (const [name, model] of Object.entries(models)) {
    const { arrays } = model.toParts();
    const { baselines, contributions } = explanations(model, explained, helped);
    hashes[`${name}: model`] = hashOf(
      Object.keys(arrays)
        .sort()
        .map((key) => arrays[key]),
    );
    hashes[`${name}: margins`] = hashOf([margins(model, matrix, helped)]);
    hashes[`${name}: contributions`] = hashOf([baselines, contributions]);
  }
  return hashes;
}

/** Two 32-bit multiplicative hashes over the bytes, side by side. */
function hashOf(arrays: readonly ArrayBufferView[]): string {
  let [low, high] = [0x811c9dc5, 0x01000193];
  for (const { buffer, byteOffset, byteLength } of arrays) {
    for (const byte of new Uint8Array(buffer, byteOffset, byteLength)) {
      low = Math.imul(low ^ byte, 0x01000193);
      high = Math.imul(high ^ byte ^ (low >>> 24), 0x85ebca6b);
    }
  }
  return [high, low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
