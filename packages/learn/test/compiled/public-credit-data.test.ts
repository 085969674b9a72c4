import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { type FeatureMatrix, fitGradientBoosting, margins } from '@probity/learn';
import { expect, it } from 'vitest';
import { sumOfLeaves } from '../../src/tree/walk-trees.js';

const folder = process.env['PROBITY_DATA'] ?? fileURLToPath(new URL('../../../../../shared/data', import.meta.url));
const path = `${folder}/give_me_some_credit/cs-training.csv.gz`;
const ROWS = 12_000;

const shapes = [
  { growth: 'level-wise', maxDepth: 6, maxLeaves: 64 },
  { growth: 'leaf-wise', maxLeaves: 63 },
  { growth: 'leaf-wise', maxLeaves: 400, minRowsInLeaf: 1 },
] as const;

for (const shape of shapes) {
  it.skipIf(!existsSync(path))(
    `scores real rows as the plain walk does, ${shape.growth}, ${shape.maxLeaves} leaves (skipped where the file is absent)`,
    () => {
      const { matrix, labels } = readRows();
      const model = fitGradientBoosting({ ...shape, maxRounds: 30 }, { matrix, labels }, { seed: 1 });
      const batch = margins(model, matrix);
      const row = new Float64Array(matrix.columns.length);
      for (let i = 0; i < ROWS; i++) {
        for (const [feature, column] of matrix.columns.entries()) row[feature] = column[i]!;
        const wanted = sumOfLeaves(model.trees, row, model.baseScore);
        if (!Object.is(batch[i], wanted)) throw new Error(`row ${i}: ${batch[i]} in the batch instead of ${wanted}`);
        const single = model.margin(row);
        if (!Object.is(single, wanted)) throw new Error(`row ${i}: ${single} by itself instead of ${wanted}`);
      }
      expect(new Set(batch).size).toBeGreaterThan(1000);
    },
    60_000,
  );
}

/** The first rows: a number, the outcome, then ten features, "NA" where one is missing. */
function readRows(): { matrix: FeatureMatrix; labels: Uint8Array } {
  const [header, ...lines] = gunzipSync(readFileSync(path))
    .toString()
    .trim()
    .split('\n')
    .slice(0, ROWS + 1);
  const cells = lines.map((line) => line.split(',').map(Number));
  const names = header!.split(',').slice(2);
  return {
    matrix: {
      rowCount: cells.length,
      features: names.map((name) => ({ name, kind: 'numeric' as const })),
      columns: names.map((_, index) => Float64Array.from(cells, (row) => row[index + 2]!)),
    },
    labels: Uint8Array.from(cells, (row) => row[1]!),
  };
}
