// Rows with a known secret: skewed, rounded, missing and noisy columns whose outcome hangs on products, thresholds and waves.
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '@probity/numerics';

const CHUNK_ROWS = 65_536;
const ADDITIVE_FROM = 14;
const MISSING_EVERY = 0.1;
const WITH_MISSING = [1, 6, 12, 20];

/**
 * Writes `x.bin` (float32, column by column), `y.bin` (a byte a row) and `meta.json` into the folder.
 *
 * Rows are drawn in chunks, so any number of them can be made; every value is one that float32 holds, so all contenders see the same.
 * Features 14 to 19 and those from 28 up add a little each, the first fourteen interact, the rest are noise. About half the rows are bad.
 */
export function simulateRows(folder, rowCount, featureCount) {
  const random = createRandom(20_260_401);
  const weights = Array.from({ length: Math.max(6, featureCount - 22) }, () => random.nextNormal());
  const file = openSync(join(folder, 'x.bin'), 'w');
  const labels = new Uint8Array(rowCount);
  const chunk = Array.from({ length: featureCount }, () => new Float32Array(Math.min(CHUNK_ROWS, rowCount)));
  const row = new Float64Array(Math.max(featureCount, 28));
  for (let start = 0; start < rowCount; start += CHUNK_ROWS) {
    const count = Math.min(CHUNK_ROWS, rowCount - start);
    for (let index = 0; index < count; index++) {
      drawRow(row, featureCount, random);
      const margin = secretMargin(row, featureCount, weights) + 0.8 * random.nextNormal() - 0.2;
      labels[start + index] = random.nextFloat() < 1 / (1 + Math.exp(-margin)) ? 1 : 0;
      for (let feature = 0; feature < featureCount; feature++) chunk[feature][index] = row[feature];
      for (const feature of WITH_MISSING) {
        if (feature < featureCount && random.nextFloat() < MISSING_EVERY) chunk[feature][index] = Number.NaN;
      }
    }
    for (let feature = 0; feature < featureCount; feature++) {
      writeSync(
        file,
        new Uint8Array(chunk[feature].buffer, 0, 4 * count),
        0,
        4 * count,
        4 * (feature * rowCount + start),
      );
    }
  }
  closeSync(file);
  writeFileSync(join(folder, 'y.bin'), labels);
  writeMeta(folder, rowCount, featureCount);
}

function drawRow(row, featureCount, random) {
  for (let feature = 0; feature < featureCount; feature++) row[feature] = Math.fround(random.nextNormal());
  row[3] = Math.fround(Math.exp(row[3]));
  row[5] = Math.round(4 * row[5]);
  row[7] = Math.abs(row[7]);
}

function secretMargin(row, featureCount, weights) {
  let margin =
    1.2 * row[0] * row[1] +
    1.5 * Math.sin(2 * row[2]) +
    (row[4] > 0.5 ? row[6] : -row[8]) +
    (row[9] > 0 ? 0.3 * row[5] : 0) +
    0.6 * Math.log1p(row[3]) * row[10] +
    0.5 * row[11] * row[12] -
    0.4 * row[13] ** 2;
  let next = 0;
  for (let feature = ADDITIVE_FROM; feature < featureCount; feature++) {
    if (feature < 20 || feature >= 28) margin += 0.3 * row[feature] * weights[next++];
  }
  return margin;
}

/** Ordinary rows of correlated normal columns, and one in a hundred far from them in a few columns, which `y.bin` marks. */
export function simulateOutliers(folder, rowCount, featureCount) {
  const random = createRandom(20_260_402);
  const values = new Float32Array(rowCount * featureCount);
  const labels = new Uint8Array(rowCount);
  for (let index = 0; index < rowCount; index++) {
    const common = random.nextNormal();
    const isOutlier = random.nextFloat() < 0.01;
    labels[index] = isOutlier ? 1 : 0;
    for (let feature = 0; feature < featureCount; feature++) {
      let value = 0.5 * common + random.nextNormal();
      if (isOutlier && random.nextFloat() < 0.25) value += random.nextFloat() < 0.5 ? -4 : 4;
      values[feature * rowCount + index] = value;
    }
  }
  writeFileSync(join(folder, 'x.bin'), values);
  writeFileSync(join(folder, 'y.bin'), labels);
  writeMeta(folder, rowCount, featureCount);
}

function writeMeta(folder, rows, featureCount) {
  const features = Array.from({ length: featureCount }, (_, index) => ({ name: `x${index}`, kind: 'numeric' }));
  writeFileSync(join(folder, 'meta.json'), JSON.stringify({ rows, bytesPerValue: 4, features }));
}
