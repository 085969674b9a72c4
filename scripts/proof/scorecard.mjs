// Compares an exported scorecard, in every language, with the library: one row after another.
//
//   node scripts/proof/scorecard.mjs                                  a million rows; the workbook on 20,000
//   node scripts/proof/scorecard.mjs --rows 50000 --only js,duckdb
//   node scripts/proof/scorecard.mjs --calibration isotonic              or beta; default platt
//   node scripts/proof/scorecard.mjs --json
//
// Half of the numbers lie on an edge or one step of the last bit beside it; special codes, missing values and levels that
// the card does not know are among the rest; names and levels hold quotes, backslashes and other scripts.
// Run `npm run build` first. What is not on the machine is skipped with its reason: Java 17 and Maven (PMML; the evaluator
// is fetched as a tool), LibreOffice (the workbook), PostgreSQL (DATABASE_URL, or Debian's packages through
// scripts/services/postgresql.mjs). Exit code 1 where a language differs.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import {
  printScorecardJavaScript,
  printScorecardPmml,
  printScorecardSql,
  writeScorecardWorkbook,
} from '@probity/interchange';
import { fitProofCard, proofCalibration, proofRows } from '@probity/interchange/testing';
import { calibrate } from '@probity/learn';

const here = dirname(fileURLToPath(import.meta.url));
const CLOSE = 1e-12;
const TABLE = 'rows "to score"';

const languages = {
  js: compareJavaScript,
  duckdb: compareDuckdb,
  postgresql: comparePostgresql,
  pmml: comparePmml,
  workbook: compareWorkbook,
};
const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    'workbook-rows': { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    calibration: { type: 'string', default: 'platt' },
    only: { type: 'string', default: Object.keys(languages).join(',') },
    json: { type: 'boolean', default: false },
  },
});
const rowCount = Number(options.rows);
const wanted = options.only.split(',');
const unknown = wanted.find((name) => !(name in languages));
if (unknown !== undefined || !(rowCount >= 1)) {
  process.stderr.write(`--only takes ${Object.keys(languages).join(', ')}; --rows a whole number\n`);
  process.exit(2);
}

const calibrations = {
  platt: proofCalibration,
  beta: { kind: 'beta', intercept: -0.3, a: 0.8, b: 1.3 },
  isotonic: { kind: 'isotonic', margins: [-2, -0.5, 0.25, 1], probabilities: [0.01, 0.2, 0.2, 0.9] },
};
const calibration = calibrations[options.calibration];
if (calibration === undefined) {
  process.stderr.write(`--calibration takes ${Object.keys(calibrations).join(', ')}\n`);
  process.exit(2);
}

const card = fitProofCard();
const { matrix, cells } = proofRows(card, rowCount, Number(options.seed));
const expected = scoreHere();
const folder = mkdtempSync(join(tmpdir(), 'probity-proof-'));
const results = [];
try {
  for (const name of wanted) {
    const started = performance.now();
    process.stderr.write(`${name} …\n`);
    const result = await languages[name]();
    for (const entry of [result].flat()) results.push({ ...entry, seconds: (performance.now() - started) / 1000 });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (options.json) process.stdout.write(`${JSON.stringify({ results })}\n`);
else for (const result of results) process.stdout.write(`${describe(result)}\n`);
process.exit(
  results.some(({ differences }) => differences !== undefined && Object.values(differences).some((count) => count > 0))
    ? 1
    : 0,
);

function describe({ language, rows, differences, sameBits, skipped, seconds }) {
  if (skipped !== undefined) return `${language}: skipped: ${skipped}`;
  const { points, margin, probability } = differences;
  return (
    `${language}: ${rows} rows; differences: points ${points}, margin ${margin}, probability ${probability} (beyond ${CLOSE}); ` +
    `identical bits: margin ${sameBits.margin}, probability ${sameBits.probability}; ${seconds.toFixed(1)} s`
  );
}

/** What the library says of every row. */
function scoreHere() {
  const points = new Float64Array(rowCount);
  const margin = new Float64Array(rowCount);
  const probability = new Float64Array(rowCount);
  const row = new Float64Array(card.features.length);
  for (let at = 0; at < rowCount; at++) {
    for (let feature = 0; feature < row.length; feature++) row[feature] = matrix.columns[feature][at];
    points[at] = card.points(row);
    margin[at] = card.margin(row);
    probability[at] = calibrate(calibration, margin[at]);
  }
  return { points, margin, probability };
}

/** Counts rows that differ: points at all; margin and probability by more than 1e-12. */
function tally(language) {
  const differences = { points: 0, margin: 0, probability: 0 };
  const sameBits = { margin: 0, probability: 0 };
  let rows = 0;
  return {
    add(at, points, margin, probability) {
      rows++;
      if (points !== expected.points[at]) differences.points++;
      if (!(Math.abs(margin - expected.margin[at]) <= CLOSE)) differences.margin++;
      if (!(Math.abs(probability - expected.probability[at]) <= CLOSE)) differences.probability++;
      if (Object.is(margin, expected.margin[at])) sameBits.margin++;
      if (Object.is(probability, expected.probability[at])) sameBits.probability++;
    },
    result: () => ({ language, rows, differences, sameBits }),
  };
}

async function compareJavaScript() {
  const file = join(folder, 'card.mjs');
  writeFileSync(file, printScorecardJavaScript(card, { calibration }));
  const { score } = await import(pathToFileURL(file).href);
  const count = tally('JavaScript');
  for (let at = 0; at < rowCount; at++) {
    const row = {};
    for (let feature = 0; feature < cells.length; feature++) row[card.features[feature].name] = cells[feature][at];
    const { points, margin, probability } = score(row);
    count.add(at, points, margin, probability);
  }
  return count.result();
}

async function compareDuckdb() {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const file = await csvFile();
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const columns = card.features.map(
    ({ name, kind }) => `${quoted(name)} ${kind === 'category' ? 'VARCHAR' : 'DOUBLE'}`,
  );
  await connection.run(`CREATE TABLE ${quoted(TABLE)} (id INTEGER, ${columns.join(', ')})`);
  await connection.run(
    `COPY ${quoted(TABLE)} FROM '${file}' (FORMAT csv, HEADER false, DELIMITER ',', NULLSTR '', QUOTE '"', ESCAPE '"', ALLOW_QUOTED_NULLS false, AUTO_DETECT false)`,
  );
  const compared = [];
  for (const dialect of ['duckdb', 'ansi']) {
    const count = tally(`SQL (${dialect}) in DuckDB`);
    const sql = printScorecardSql(card, { dialect, table: TABLE, keep: ['id'], calibration });
    const stream = await connection.stream(`SELECT id, points, margin, probability FROM (${sql})`);
    for (
      let chunk = await stream.fetchChunk();
      chunk !== null && chunk.rowCount > 0;
      chunk = await stream.fetchChunk()
    ) {
      const [ids, points, margins, probabilities] = [0, 1, 2, 3].map((column) => chunk.getColumnValues(column));
      for (let row = 0; row < chunk.rowCount; row++) {
        count.add(Number(ids[row]), Number(points[row]), margins[row], probabilities[row]);
      }
    }
    compared.push(count.result());
  }
  connection.closeSync();
  return compared;
}

async function comparePostgresql() {
  const { DATABASE_URL: url } = process.env;
  if (url === undefined) {
    const service = join(here, '..', 'services', 'postgresql.mjs');
    const again = [
      fileURLToPath(import.meta.url),
      '--only',
      'postgresql',
      '--rows',
      options.rows,
      '--seed',
      options.seed,
      '--calibration',
      options.calibration,
      '--json',
    ];
    const run = spawnSync(process.execPath, [service, '--', process.execPath, ...again], {
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    const line = run.stdout.split('\n').find((text) => text.startsWith('{'));
    if (line === undefined) return { language: 'SQL in PostgreSQL', skipped: run.stderr.trim().split('\n').at(-1) };
    return JSON.parse(line).results;
  }
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const {
    rows: [{ server_version: version }],
  } = await client.query('SHOW server_version');
  const types = card.features.map(({ kind }) => (kind === 'category' ? 'text' : 'float8'));
  const columns = card.features.map(({ name }, at) => `${quoted(name)} ${types[at]}`);
  await client.query(`CREATE TEMP TABLE ${quoted(TABLE)} (id integer, ${columns.join(', ')})`);
  const unnested = ['integer', ...types].map((type, at) => `$${at + 1}::${type}[]`).join(', ');
  const BATCH = 20_000;
  for (let from = 0; from < rowCount; from += BATCH) {
    const to = Math.min(rowCount, from + BATCH);
    const ids = Array.from({ length: to - from }, (_, index) => from + index);
    await client.query(`INSERT INTO ${quoted(TABLE)} SELECT * FROM unnest(${unnested})`, [
      ids,
      ...cells.map((column) => column.slice(from, to)),
    ]);
  }
  const compared = [];
  for (const dialect of ['postgresql', 'ansi']) {
    const count = tally(`SQL (${dialect}) in PostgreSQL ${version.split(' ')[0]}`);
    const sql = printScorecardSql(card, { dialect, table: TABLE, keep: ['id'], calibration });
    await client.query(`CREATE TEMP TABLE scored_${dialect} AS ${sql}`);
    for (let from = 0; from < rowCount; from += BATCH) {
      const text = `SELECT id, points, margin, probability FROM scored_${dialect} WHERE id >= ${from} AND id < ${from + BATCH}`;
      const { rows } = await client.query({ text, rowMode: 'array' });
      for (const [id, points, margin, probability] of rows) count.add(id, Number(points), margin, probability);
    }
    compared.push(count.result());
  }
  await client.end();
  return compared;
}

async function comparePmml() {
  const language = 'PMML 4.4 in JPMML-Evaluator';
  for (const program of ['java', 'mvn']) {
    if (spawnSync(program, ['-version']).error !== undefined)
      return { language, skipped: `${program} is not installed` };
  }
  const library = join(here, '..', '..', 'node_modules', '.cache', 'probity-proof', 'pmml');
  if (!existsSync(library)) {
    mkdirSync(library, { recursive: true });
    const fetched = spawnSync(
      'mvn',
      ['-q', '-B', '-f', join(here, 'pmml', 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${library}`],
      { encoding: 'utf8' },
    );
    if (fetched.status !== 0) {
      rmSync(library, { recursive: true, force: true });
      return { language, skipped: `Maven cannot fetch the evaluator: ${fetched.stdout.trim().split('\n').at(-1)}` };
    }
  }
  const [pmml, names, out] = ['card.pmml', 'names.txt', 'pmml.csv'].map((name) => join(folder, name));
  writeFileSync(pmml, printScorecardPmml(card, { calibration, title: 'proof' }));
  writeFileSync(names, card.features.map(({ name }) => JSON.stringify(name)).join('\n'));
  const run = spawnSync(
    'java',
    [
      '-Dfile.encoding=UTF-8',
      '-cp',
      join(library, '*'),
      join(here, 'pmml', 'EvaluatePmml.java'),
      pmml,
      await csvFile(),
      names,
      out,
    ],
    { encoding: 'utf8', maxBuffer: 1e8 },
  );
  if (run.status !== 0) throw new Error(`the PMML evaluator failed: ${run.stderr.slice(0, 2000)}`);
  const count = tally(language);
  let at = 0;
  for await (const line of createInterface({ input: createReadStream(out) })) {
    const [points, margin, probability] = line.split(',').map(Number);
    count.add(at++, points, margin, probability);
  }
  return count.result();
}

async function compareWorkbook() {
  const language = 'workbook in LibreOffice';
  const program = ['soffice', 'libreoffice'].find((name) => spawnSync(name, ['--version']).error === undefined);
  if (program === undefined) return { language, skipped: 'LibreOffice is not installed (Debian: libreoffice-calc)' };
  const places = card.variables.map(({ feature }) => card.features.findIndex(({ name }) => name === feature.name));
  // A row of nothing stays blank in the workbook.
  const kept = [];
  for (let at = 0; at < rowCount && kept.length < Number(options['workbook-rows']); at++) {
    if (places.some((place) => cells[place][at] !== null)) kept.push(at);
  }
  const rows = kept.map((at) => places.map((place) => cells[place][at]));
  const file = join(folder, 'card.xlsx');
  writeFileSync(file, await writeScorecardWorkbook(card, { calibration, rows }));
  // Comma, double quotes, UTF-8, as values and not as shown, the second sheet only.
  const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,2';
  const run = spawnSync(
    program,
    [
      `-env:UserInstallation=${pathToFileURL(join(folder, 'office')).href}`,
      '--headless',
      '--convert-to',
      filter,
      '--outdir',
      folder,
      file,
    ],
    { encoding: 'utf8' },
  );
  const converted = join(folder, 'card-Rows.csv');
  if (!existsSync(converted)) throw new Error(`LibreOffice failed: ${run.stdout}${run.stderr}`);
  const count = tally(language);
  const { length } = card.variables;
  // The last cells of a line are numbers: points, log-odds, probability and the bins.
  for (const [index, line] of readFileSync(converted, 'utf8').trimEnd().split('\n').slice(1).entries()) {
    const [points, margin, probability] = line
      .replaceAll('"', '')
      .split(',')
      .slice(-(length + 3))
      .map(Number);
    count.add(kept[index], points, margin, probability);
  }
  return count.result();
}

/** The rows as a file: the row's number, then its cells; nothing at all between two commas is missing. */
async function csvFile() {
  const file = join(folder, 'rows.csv');
  if (existsSync(file)) return file;
  const stream = createWriteStream(file);
  const BATCH = 10_000;
  for (let from = 0; from < rowCount; from += BATCH) {
    let text = '';
    for (let at = from; at < Math.min(rowCount, from + BATCH); at++) {
      text += at;
      for (const column of cells) text += `,${csvCell(column[at])}`;
      text += '\n';
    }
    if (!stream.write(text)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
  return file;
}

function csvCell(value) {
  if (value === null) return '';
  return typeof value === 'number' ? String(value) : `"${value.replaceAll('"', '""')}"`;
}

function quoted(name) {
  return `"${name.replaceAll('"', '""')}"`;
}
