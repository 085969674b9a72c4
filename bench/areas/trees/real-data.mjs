// The real sets of 5,000 rows or more with an outcome, as tables of numbers and codes: which columns, and how they are tested.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createRandom } from '@probity/numerics';
import { dataFolder } from '../../programs.mjs';
import { describePayments } from './describe-payments.mjs';

const FOLDS = 5;
const NEVER_TESTED = 255;
/** How these files write that a cell is not known. */
const MISSING = ['', '?', 'NA', 'NaN'];

/**
 * `without`: identifiers, copies of the outcome, and texts without a meaning of their own. Tested in five folds unless `isTested` says
 * which rows come later, or `familyOf` which belong together.
 */
const realSets = [
  { name: 'give_me_some_credit', files: ['cs-training.csv.gz'], target: 'SeriousDlqin2yrs', bad: '1', without: [''] },
  {
    name: 'taiwan_credit_card',
    files: ['UCI_Credit_Card.csv.gz'],
    target: 'default.payment.next.month',
    bad: '1',
    without: ['ID'],
  },
  { name: 'hmeq', files: ['hmeq.csv.gz'], target: 'BAD', bad: '1', without: [] },
  {
    name: 'lendingclub_2018',
    files: ['lendingclub_2018.csv.gz'],
    target: 'loan_status',
    bad: '1',
    without: ['id', 'issue_d', 'grade.1'],
    isTested: (row) => Number(row.issue_d.split('/')[1]) > 5,
  },
  {
    name: 'lendingclub_pooled',
    files: ['full_train_set.csv.gz'],
    target: 'outcome',
    bad: 'default',
    without: ['status', 'purpose_', 'home_', 'emp_len_'],
  },
  {
    name: 'polish_1year',
    folder: 'polish_bankruptcy',
    files: ['1year.arff.gz'],
    target: 'class',
    bad: '1',
    without: [],
  },
  {
    name: 'polish_3year',
    folder: 'polish_bankruptcy',
    files: ['3year_part1.csv.gz', '3year_part2.csv.gz'],
    target: 'class',
    bad: '1',
    without: [],
  },
  {
    name: 'polish_5year',
    folder: 'polish_bankruptcy',
    files: ['5year.arff.gz'],
    target: 'class',
    bad: '1',
    without: [],
  },
  {
    name: 'ethereum_fraud',
    files: ['transaction_dataset.csv.gz'],
    target: 'FLAG',
    bad: '1',
    without: ['id', 'Index', 'Address', 'ERC20 most sent token type', 'ERC20_most_rec_token_type'],
  },
  {
    name: 'bank_churners',
    files: ['BankChurners.csv.gz'],
    target: 'Attrition_Flag',
    bad: 'Attrited Customer',
    without: ['CLIENTNUM'],
  },
  {
    name: 'adult',
    files: ['adult.data.gz'],
    target: 'income',
    bad: '>50K',
    without: [],
    header:
      'age,workclass,fnlwgt,education,education-num,marital-status,occupation,relationship,race,sex,capital-gain,capital-loss,hours-per-week,native-country,income',
  },
  {
    name: 'hmda_2018',
    files: ['hmda_train_preprocessed.csv.gz'],
    target: 'high_priced',
    bad: '1',
    without: [
      'row_id',
      'black',
      'asian',
      'white',
      'amind',
      'hipac',
      'hispanic',
      'non_hispanic',
      'male',
      'female',
      'agegte62',
      'agelt62',
    ],
  },
  {
    name: 'scf_2019',
    files: ['SCFP2019.csv.gz'],
    target: 'LATE60',
    bad: '1',
    without: ['YY1', 'Y1', 'WGT', 'LATE'],
    familyOf: (row) => row.YY1,
  },
  {
    name: 'fraud_handbook',
    files: ['04', '05', '06', '07', '08'].map((month) => `transactions_2018-${month}.csv.gz`),
    target: 'TX_FRAUD',
    bad: '1',
    without: [
      'TRANSACTION_ID',
      'TX_DATETIME',
      'CUSTOMER_ID',
      'TERMINAL_ID',
      'TX_FRAUD_SCENARIO',
      'TX_TIME_SECONDS',
      'TX_TIME_DAYS',
    ],
    derive: describePayments,
    isTested: (row) => Number(row.TX_TIME_DAYS) >= 122,
    quickFiles: 2,
    isQuickTested: (row) => Number(row.TX_TIME_DAYS) >= 45,
  },
];

export const realSetNames = realSets.map(({ name }) => name);

/** The set, or undefined where its files are not in the data folder. */
export function findRealSet(name) {
  const set = realSets.find((candidate) => candidate.name === name);
  const paths = set.files.map((file) => join(dataFolder, set.folder ?? set.name, file));
  return paths.every((path) => existsSync(path)) ? { ...set, paths } : undefined;
}

/** Folds a set is tested in: 0 alone where later rows are tested. */
export function foldsOf({ isTested }, quick) {
  if (isTested !== undefined) return [0];
  return quick ? [0, 1] : [0, 1, 2, 3, 4];
}

/** Writes the set as `meta.json`, `x.bin` (float64, column by column), `y.bin` and `fold.bin`. */
export function writeRealSet(folder, set, quick) {
  const paths = quick && set.quickFiles !== undefined ? set.paths.slice(0, set.quickFiles) : set.paths;
  let rows = paths.flatMap((path) => readTable(path, set.header));
  if (set.derive !== undefined) rows = set.derive(rows);
  const names = Object.keys(rows[0]).filter((name) => name !== set.target && !set.without.includes(name));
  const columns = names.map((name) =>
    encodeColumn(
      name,
      rows.map((row) => row[name]),
    ),
  );
  const values = new Float64Array(rows.length * columns.length);
  for (const [index, { column }] of columns.entries()) values.set(column, index * rows.length);
  const labels = Uint8Array.from(rows, (row) => (String(row[set.target]) === set.bad ? 1 : 0));
  writeFileSync(join(folder, 'x.bin'), values);
  writeFileSync(join(folder, 'y.bin'), labels);
  writeFileSync(join(folder, 'fold.bin'), drawFolds(set, rows, labels, quick));
  const features = columns.map(({ feature }) => feature);
  writeFileSync(join(folder, 'meta.json'), JSON.stringify({ rows: rows.length, bytesPerValue: 8, features }));
}

function drawFolds({ isTested, isQuickTested, familyOf }, rows, labels, quick) {
  const test = quick && isQuickTested !== undefined ? isQuickTested : isTested;
  if (test !== undefined) return Uint8Array.from(rows, (row) => (test(row) ? 0 : NEVER_TESTED));
  const random = createRandom(42).fork('folds');
  if (familyOf !== undefined) {
    const folds = new Map();
    return Uint8Array.from(rows, (row) => {
      const family = familyOf(row);
      if (!folds.has(family)) folds.set(family, random.nextUint32Below(FOLDS));
      return folds.get(family);
    });
  }
  const folds = new Uint8Array(rows.length);
  for (const label of [0, 1]) {
    const members = [...labels.keys()].filter((row) => labels[row] === label);
    for (let last = members.length - 1; last > 0; last--) {
      const other = random.nextUint32Below(last + 1);
      [members[last], members[other]] = [members[other], members[last]];
    }
    members.forEach((row, index) => {
      folds[row] = index % FOLDS;
    });
  }
  return folds;
}

/** A column is numeric when every filled cell is a number; else its texts become codes in order of appearance. */
function encodeColumn(name, cells) {
  const isMissing = (cell) => cell === undefined || MISSING.includes(cell);
  if (cells.every((cell) => isMissing(cell) || Number.isFinite(Number(cell)))) {
    return {
      feature: { name, kind: 'numeric' },
      column: Float64Array.from(cells, (cell) => (isMissing(cell) ? Number.NaN : Number(cell))),
    };
  }
  const codes = new Map();
  const column = Float64Array.from(cells, (cell) => {
    if (isMissing(cell)) return Number.NaN;
    if (!codes.has(cell)) codes.set(cell, codes.size);
    return codes.get(cell);
  });
  return { feature: { name, kind: 'category', levels: [...codes.keys()] }, column };
}

/** Rows as objects of texts: comma-separated with a header (or the one given), or ARFF. */
function readTable(path, givenHeader) {
  const lines = gunzipSync(readFileSync(path))
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  let header = givenHeader?.split(',');
  let first = 0;
  if (path.endsWith('.arff.gz')) {
    header = lines.filter((line) => /^@attribute/i.test(line)).map((line) => line.split(/\s+/)[1]);
    first = lines.findIndex((line) => /^@data/i.test(line)) + 1;
  } else if (header === undefined) {
    header = splitLine(lines[0]);
    first = 1;
  }
  return lines.slice(first).map((line) => {
    const cells = splitLine(line);
    const row = {};
    header.forEach((name, index) => {
      row[name] = cells[index];
    });
    return row;
  });
}

/** Cells of a line; a quoted cell may hold commas. */
function splitLine(line) {
  if (!line.includes('"')) return line.split(',').map((cell) => cell.trim());
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((match) =>
    (match[1]?.replaceAll('""', '"') ?? match[2]).trim(),
  );
}
