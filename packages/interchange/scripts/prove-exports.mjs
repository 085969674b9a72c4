// Writes proof models as ONNX and XGBoost files with rows and the library's own margins, then runs them in Python.
//   node packages/interchange/scripts/prove-exports.mjs --out <folder> --python <python with onnxruntime, onnx, xgboost>
//     [--rows 20000] [--trees 120] [--threads 1] [--record <file>] [--imports <golden file of imports>] [--data <folder of sets>]
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { calibrate, margins, readRow } from '@probity/learn';
import { sigmoid } from '@probity/numerics';
import { importModel, printOnnx, printXgboostJson, printXgboostUbjson } from '../dist/index.js';
import { proofCalibrations, proofForestCalibration, proofMatrix, proofTrees } from '../dist/testing/index.js';
import { fitRealModels } from './real-models.mjs';

const { values: options } = parseArgs({
  options: {
    out: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    rows: { type: 'string', default: '20000' },
    trees: { type: 'string', default: '120' },
    threads: { type: 'string', default: '1' },
    record: { type: 'string' },
    imports: { type: 'string', multiple: true, default: [] },
    data: { type: 'string' },
  },
});
const rowCount = Number(options.rows);
const trees = Number(options.trees);
const folder = options.out;
mkdirSync(folder, { recursive: true });
const cases = [];

const boosting = proofTrees({ kind: 'gradient-boosting', seed: 3, trees, depth: 5, baseScore: -1.2345678901234567 });
const forest = proofTrees({ kind: 'forest', seed: 4, trees, depth: 6, baseScore: 0 });
for (const [name, calibration] of Object.entries(proofCalibrations)) {
  addCase(`boosting-${name}`, boosting, calibration, false);
  addCase(`boosting-${name}-singles`, boosting, calibration, true);
}
addCase('forest', forest, proofForestCalibration, false);
addCase('forest-singles', forest, proofForestCalibration, true);

for (const file of options.imports) {
  const { library, version, cases: given } = JSON.parse(readFileSync(file, 'utf8'));
  for (const { name, text } of given) {
    if (text === undefined) continue;
    const { model } = importModel(new TextEncoder().encode(text));
    for (const areSingles of [false, true]) {
      const title = `${library}-${version}-${name.replaceAll(' ', '-')}${areSingles ? '-singles' : ''}`;
      addCase(title, model, undefined, areSingles, proofMatrix(model, rowCount, 5, areSingles));
    }
  }
}
for (const { name, model, calibration, matrix } of options.data === undefined ? [] : fitRealModels(options.data)) {
  addCase(name, model, calibration, false, matrix);
  const columns = matrix.columns.map((column) => column.map(Math.fround));
  addCase(`${name}-singles`, model, calibration, true, { ...matrix, columns });
}
writeFileSync(join(folder, 'cases.json'), `${JSON.stringify(cases)}\n`);
const check = fileURLToPath(new URL('../test/golden/exports/check.py', import.meta.url));
const record = options.record === undefined ? [] : ['--record', options.record];
const { status } = spawnSync(options.python, [check, folder, '--threads', options.threads, ...record], {
  stdio: 'inherit',
});
process.exit(status ?? 1);

function addCase(name, model, calibration, areSingles, matrix = proofMatrix(model, rowCount, 11, areSingles)) {
  const margin = margins(model, matrix);
  const claims = model.marginScale === 'probability' ? (value) => value : sigmoid;
  const risk = margin.map((value) => (calibration === undefined ? claims(value) : calibrate(calibration, value)));
  const points = model.points === undefined ? undefined : pointsOf(model, matrix);
  const files = {
    [`${name}.onnx`]: printOnnx(model, { calibration, precision: areSingles ? 'single' : 'double', title: name }),
    ...(areSingles ? asXgboost(name, model) : {}),
  };
  for (const [file, bytes] of Object.entries(files)) writeFileSync(join(folder, file), bytes);
  const columns = matrix.columns.length;
  const rows = new Float64Array(matrix.rowCount * columns);
  for (let at = 0; at < rows.length; at++) rows[at] = matrix.columns[at % columns][Math.floor(at / columns)];
  const write = (file, values) => {
    writeFileSync(join(folder, file), new Uint8Array(values.buffer));
    return file;
  };
  cases.push({
    name,
    columns,
    files: Object.keys(files),
    rows: write(`${name}.rows`, rows),
    expected: {
      margin: write(`${name}.margin`, margin),
      risk_score: write(`${name}.risk`, risk),
      ...(points === undefined ? {} : { points: write(`${name}.points`, points) }),
    },
  });
}

function asXgboost(name, model) {
  try {
    return { [`${name}.json`]: printXgboostJson(model), [`${name}.ubj`]: printXgboostUbjson(model) };
  } catch (error) {
    console.log(`${name}: ${error.message}`);
    return {};
  }
}

function pointsOf(model, matrix) {
  const row = new Float64Array(matrix.columns.length);
  return Float64Array.from({ length: matrix.rowCount }, (_, index) => {
    readRow(matrix, index, row);
    return model.points(row);
  });
}
