// Trains, scores and explains on the same rows anywhere, and returns the bytes as hashes: bundled for the browser, imported in Node.
import { fitGradientBoosting, margins } from '@probity/learn';
import { createRandom } from '@probity/numerics';

/** Hashes of a model, its margins and its contributions, on rows drawn from a seed. */
export function hashTrees({ rowCount, featureCount, rounds, threads }) {
  const random = createRandom(11);
  const columns = Array.from({ length: featureCount }, (_, feature) =>
    Float64Array.from({ length: rowCount }, () =>
      feature % 3 === 0 && random.nextFloat() < 0.1 ? Number.NaN : random.nextNormal(),
    ),
  );
  const labels = Uint8Array.from({ length: rowCount }, (_, row) =>
    columns[1][row] * columns[2][row] + (columns[0][row] > 0.3 ? 1 : 0) + random.nextNormal() > 0.2 ? 1 : 0,
  );
  const features = columns.map((_, index) => ({ name: `x${index}`, kind: 'numeric' }));
  const matrix = { rowCount, features, columns };
  const context = { seed: 1, ...(threads === undefined ? {} : { threads }) };
  const model = fitGradientBoosting({ maxRounds: rounds, patience: 0 }, { matrix, labels }, context);
  const { arrays } = model.toParts();
  const contributions = new Float64Array(featureCount);
  const explained = new Float64Array(100 * (featureCount + 1));
  for (let row = 0; row < 100; row++) {
    const values = Float64Array.from(columns, (column) => column[row]);
    explained[row * (featureCount + 1)] = model.explain(values, contributions);
    explained.set(contributions, row * (featureCount + 1) + 1);
  }
  return {
    model: hash(
      Object.keys(arrays)
        .sort()
        .map((name) => arrays[name]),
    ),
    margins: hash([margins(model, matrix)]),
    contributions: hash([explained]),
  };
}

/** FNV-1a over the bytes, in two halves of 32 bits. */
function hash(arrays) {
  let [low, high] = [0x811c9dc5, 0x01000193];
  for (const { buffer, byteOffset, byteLength } of arrays) {
    for (const byte of new Uint8Array(buffer, byteOffset, byteLength)) {
      low = Math.imul(low ^ byte, 0x01000193);
      high = Math.imul(high ^ byte ^ (low >>> 24), 0x85ebca6b);
    }
  }
  return `${(high >>> 0).toString(16).padStart(8, '0')}${(low >>> 0).toString(16).padStart(8, '0')}`;
}
