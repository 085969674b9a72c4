import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import {
  type Feature,
  fitScorecard,
  margins,
  rocAuc,
  selectRows,
  selectTrainingRows,
  stratifiedFolds,
  type TrainingData,
} from '@probity/learn';
import { describe, expect, it } from 'vitest';

const folder = process.env['PROBITY_DATA'] ?? fileURLToPath(new URL('../../../../../shared/data', import.meta.url));

/** How many of five folds to try, and the least area on them: that of boosting with its defaults on the same folds, less what the card may lack (docs/methods). */
const sets = [
  {
    file: 'german_credit/german.data.gz',
    header: false,
    separator: /\s+/,
    target: 20,
    bad: '2',
    dropped: [] as number[],
    folds: 5,
    least: 0.78,
  },
  {
    file: 'taiwan_credit_card/UCI_Credit_Card.csv.gz',
    header: true,
    separator: /,/,
    target: 24,
    bad: '1',
    dropped: [0],
    folds: 1,
    least: 0.775,
  },
] as const;

describe('fitScorecard with default settings on public credit data', () => {
  for (const set of sets) {
    const path = `${folder}/${set.file}`;
    it.skipIf(!existsSync(path))(
      `reaches an area of ${set.least} on ${set.file} (skipped where the file is absent)`,
      { timeout: 120_000 },
      () => {
        const data = readSet(path, set);
        const tried = stratifiedFolds(data.labels, 5, 1).slice(0, set.folds);
        const scores: number[] = [];
        const labels: number[] = [];
        for (const { train, validate } of tried) {
          const model = fitScorecard({}, selectTrainingRows(data, train), { seed: 1 });
          scores.push(...margins(model, selectRows(data.matrix, validate)));
          labels.push(...selectTrainingRows(data, validate).labels);
        }
        expect(rocAuc(scores, labels)).toBeGreaterThan(set.least);
      },
    );
  }
});

function readSet(path: string, set: (typeof sets)[number]): TrainingData {
  const lines = gunzipSync(readFileSync(path)).toString('latin1').trim().split(/\r?\n/);
  const cells = lines.slice(set.header ? 1 : 0).map((line) => line.trim().split(set.separator));
  const features: Feature[] = [];
  const columns: Float64Array[] = [];
  for (let position = 0; position < (cells[0]?.length ?? 0); position++) {
    if (position === set.target || (set.dropped as readonly number[]).includes(position)) continue;
    const texts = cells.map((row) => row[position] ?? '');
    const levels = [...new Set(texts)].sort();
    const isNumeric = levels.every((text) => Number.isFinite(Number(text)));
    features.push(
      isNumeric ? { name: `${position}`, kind: 'numeric' } : { name: `${position}`, kind: 'category', levels },
    );
    columns.push(Float64Array.from(texts, (text) => (isNumeric ? Number(text) : levels.indexOf(text))));
  }
  const labels = Uint8Array.from(cells, (row) => (row[set.target] === set.bad ? 1 : 0));
  return { matrix: { rowCount: cells.length, features, columns }, labels };
}
