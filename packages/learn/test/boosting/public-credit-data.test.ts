import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import {
  type Feature,
  fitGradientBoosting,
  margins,
  rocAuc,
  selectRows,
  selectTrainingRows,
  stratifiedFolds,
  type TrainingData,
} from '@probity/learn';
import { describe, expect, it } from 'vitest';

const folder = process.env['PROBITY_DATA'] ?? fileURLToPath(new URL('../../../../../shared/data', import.meta.url));

/** What to read, how many of five folds to try (the whole is in `npm run bench`), and the area on them that must be reached. */
const sets = [
  {
    file: 'german_credit/german.data.gz',
    header: false,
    separator: /\s+/,
    target: 20,
    bad: '2',
    folds: 5,
    least: 0.78,
  },
  { file: 'hmeq/hmeq.csv.gz', header: true, separator: /,/, target: 0, bad: '1', folds: 2, least: 0.96 },
] as const;

describe('fitGradientBoosting with settings of its own choice on public credit data', () => {
  for (const set of sets) {
    const path = `${folder}/${set.file}`;
    it.skipIf(!existsSync(path))(
      `reaches an area of ${set.least} on ${set.file} (skipped where the file is absent)`,
      () => {
        const data = readSet(path, set);
        const pooled = new Float64Array(data.labels.length);
        const tried = stratifiedFolds(data.labels, 5, 1).slice(0, set.folds);
        for (const { train, validate } of tried) {
          const model = fitGradientBoosting({ preset: 'auto' }, selectTrainingRows(data, train), { seed: 1 });
          margins(model, selectRows(data.matrix, validate)).forEach((margin, i) => {
            pooled[validate[i]] = margin;
          });
        }
        const rows = Uint32Array.from(tried.flatMap(({ validate }) => [...validate]));
        const labels = Uint8Array.from(rows, (row) => data.labels[row]);
        expect(
          rocAuc(
            Float64Array.from(rows, (row) => pooled[row]),
            labels,
          ),
        ).toBeGreaterThan(set.least);
      },
    );
  }
});

function readSet(path: string, set: (typeof sets)[number]): TrainingData {
  const lines = gunzipSync(readFileSync(path))
    .toString('latin1')
    .trim()
    .split(/\r?\n/)
    .slice(set.header ? 1 : 0);
  const cells = lines.map((line) => line.trim().split(set.separator));
  const features: Feature[] = [];
  const columns: Float64Array[] = [];
  for (let position = 0; position < cells[0].length; position++) {
    if (position === set.target) continue;
    const texts = cells.map((row) => row[position] ?? '');
    const levels = [...new Set(texts.filter((text) => text !== ''))].sort();
    const isNumeric = levels.every((text) => Number.isFinite(Number(text)));
    features.push(
      isNumeric ? { name: `${position}`, kind: 'numeric' } : { name: `${position}`, kind: 'category', levels },
    );
    const codeOf = (text: string) => (text === '' ? Number.NaN : isNumeric ? Number(text) : levels.indexOf(text));
    columns.push(Float64Array.from(texts, codeOf));
  }
  const labels = Uint8Array.from(cells, (row) => (row[set.target] === set.bad ? 1 : 0));
  return { matrix: { rowCount: cells.length, features, columns }, labels };
}
