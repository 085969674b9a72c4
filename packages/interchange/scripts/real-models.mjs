// Models fitted on the real sets, for `prove-exports.mjs --data`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  fitCalibration,
  fitExtraTrees,
  fitForest,
  fitGradientBoosting,
  fitLogistic,
  fitScorecard,
  fitTree,
  fitVoting,
  margins,
} from '@probity/learn';

/** @returns name, model, calibration and all rows of the set, for each model and set */
export function fitRealModels(folder) {
  const context = { seed: 7 };
  const sets = [
    ['german_credit', readGerman(folder)],
    ['give_me_some_credit', readGiveMe(folder)],
  ];
  return sets.flatMap(([set, data]) => {
    const rounds = set === 'german_credit' ? 100 : 300;
    const fits = {
      boosting: () => fitGradientBoosting({ maxRounds: rounds }, data, context),
      logistic: () => fitLogistic({}, data, context),
      scorecard: () => fitScorecard({}, data, context),
      tree: () => fitTree({}, data, context),
      forest: () => fitForest({ trees: 50 }, data, context),
      'extra-trees': () => fitExtraTrees({ trees: 50 }, data, context),
      voting: () =>
        fitVoting(
          {
            members: [
              { name: 'logistic', fit: (own, where) => fitLogistic({}, own, where) },
              { name: 'boosting', fit: (own, where) => fitGradientBoosting({ maxRounds: 20 }, own, where) },
            ],
          },
          data,
          context,
        ),
    };
    return Object.entries(fits).flatMap(([name, fit]) => {
      try {
        const model = fit();
        const scale = model.marginScale;
        const kind = name === 'boosting' || name === 'forest' ? 'isotonic' : name === 'logistic' ? 'beta' : 'platt';
        const calibration = fitCalibration(kind, margins(model, data.matrix), data.labels, undefined, scale);
        return [{ name: `${set}-${name}`, model, calibration, matrix: data.matrix }];
      } catch (error) {
        console.log(`${set}-${name}: ${error.message}`);
        return [];
      }
    });
  });
}

function readGerman(folder) {
  const lines = readLines(join(folder, 'german_credit/german.data.gz'));
  return toData(
    lines.map((line) => line.trim().split(/\s+/)),
    20,
    '2',
    [],
  );
}

function readGiveMe(folder) {
  const lines = readLines(join(folder, 'give_me_some_credit/cs-training.csv.gz')).slice(1);
  return toData(
    lines.map((line) => line.split(',')),
    1,
    '1',
    [0],
  );
}

function readLines(file) {
  return gunzipSync(readFileSync(file))
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

function toData(rows, target, bad, without) {
  const used = rows[0].map((_, column) => column).filter((column) => column !== target && !without.includes(column));
  const features = [];
  const columns = used.map((column) => {
    const cells = rows.map((row) => row[column]);
    const known = cells.filter((cell) => cell !== 'NA' && cell !== '');
    const isNumber = known.every((cell) => Number.isFinite(Number(cell)));
    const levels = isNumber ? [] : [...new Set(known)].sort();
    features.push(
      isNumber ? { name: `column ${column}`, kind: 'numeric' } : { name: `column ${column}`, kind: 'category', levels },
    );
    return Float64Array.from(cells, (cell) => {
      if (cell === 'NA' || cell === '') return Number.NaN;
      return isNumber ? Number(cell) : levels.indexOf(cell);
    });
  });
  const labels = Uint8Array.from(rows, (row) => (row[target] === bad ? 1 : 0));
  return { matrix: { rowCount: rows.length, features, columns }, labels };
}
