import { basename } from 'node:path';
import { ProbityError } from '@probity/domain';
import type { Dataset, Dialect, IngestOptions, QuarantinedRow } from '@probity/training';
import { detectNotation } from '../dialect/detect-notation.js';
import { checkQuality } from '../quality/check-quality.js';
import { planColumns } from '../schema/plan-columns.js';
import { makePrivateFolder, storeDataset } from '../version/dataset-store.js';
import { hashDataset } from '../version/hash-dataset.js';
import { buildTable } from './build-table.js';
import { castColumn } from './cast-column.js';
import { describeDialect } from './describe-dialect.js';
import { writeQuarantine } from './quarantine-file.js';
import { readSource, type SourceTable } from './read-source.js';

/** Refused rows that the result carries; the file has all. */
const LISTED_ROWS = 1_000;
/** From this share on the refused rows are said aloud. */
const LOUD_SHARE = 0.05;

/** Reads a file into a typed data set and keeps it as a version in the folder. See `DatasetReader.ingest`. */
export async function ingestFile(
  folder: string,
  file: string,
  options: IngestOptions,
  now: () => number,
): Promise<Dataset> {
  const report = options.onProgress ?? (() => {});
  const stated = options.dialect ?? {};
  const expected = options.schema?.columns.map(({ name }) => name) ?? [];
  const read = await readSource(file, stated, expected, (share) => report(share * 0.6, 'reading'));
  const rowsRead = read.lines.length + read.misfits.length;
  if (rowsRead === 0) throw new ProbityError('FILE_EMPTY', `"${file}" holds no row of data`, { file });
  report(0.6, 'inferring the schema');
  const dates = stated.dates ?? read.dates;
  const notation = detectNotation(read.columns, read.dialect.delimiter, {
    ...stated,
    ...(dates === undefined ? {} : { dates }),
  });
  const dialect: Dialect = { ...read.dialect, decimal: notation.decimal, dates: notation.dates };
  const plan = await refusedWhenEmpty(folder, file, read, () =>
    planColumns(read.columns, read.dialect.header, notation, options),
  );
  const cast = plan.columns.map(({ schema, source: column }) => castColumn(schema, column, notation));
  report(0.7, 'checking rows');
  const { table, lines, refused } = buildTable(cast, read.lines, options.targetOptional !== true);
  const quarantined = [...read.misfits, ...refused].sort((one, other) => one.line - other.line);
  if (table.rowCount + quarantined.length !== rowsRead) {
    throw new ProbityError('INTERNAL', `rows read (${rowsRead}) are not accepted + quarantined`, { file });
  }
  const hash = hashDataset(plan.schema, table);
  await makePrivateFolder(folder);
  const quarantine = await writeQuarantine(folder, `${hash.slice(0, 12)}-${read.sourceHash.slice(0, 12)}`, quarantined);
  if (table.rowCount === 0) throw noneAccepted(file, quarantined, quarantine);
  const dataset: Dataset = {
    hash,
    schema: plan.schema,
    table,
    lines,
    rowsRead,
    quarantined: {
      count: quarantined.length,
      rows: quarantined.slice(0, LISTED_ROWS),
      ...(quarantine === undefined ? {} : { file: quarantine }),
    },
    dialect,
    notes: [
      describeDialect(dialect, read.byteOrderMark, read.columns.length, notation.datesUncertain),
      ...plan.notes,
      ...describeLoss(quarantined.length, rowsRead),
    ],
  };
  report(0.8, 'storing');
  const name = options.sourceName ?? basename(file);
  await storeDataset(folder, dataset, { name, sha256: read.sourceHash });
  const quality = await checkQuality(folder, dataset, name, now());
  report(1, 'done');
  return quality === undefined ? dataset : { ...dataset, quality };
}

/** When no record fits the table the columns hold nothing to plan with: say what is wrong with the records instead. */
async function refusedWhenEmpty<Result>(
  folder: string,
  file: string,
  read: SourceTable,
  plan: () => Result,
): Promise<Result> {
  if (read.lines.length > 0) return plan();
  throw noneAccepted(file, read.misfits, await writeQuarantine(folder, read.sourceHash.slice(0, 25), read.misfits));
}

function noneAccepted(file: string, rows: readonly QuarantinedRow[], quarantine: string | undefined): ProbityError {
  const first = rows[0];
  const why =
    first === undefined
      ? ''
      : `; the first: line ${first.line}${first.column === '' ? '' : `, column "${first.column}"`}: ${first.rule}`;
  return new ProbityError('FILE_EMPTY', `none of the ${rows.length} rows of "${file}" was accepted${why}`, {
    file,
    ...(quarantine === undefined ? {} : { quarantine }),
  });
}

function describeLoss(refused: number, rowsRead: number): readonly string[] {
  if (refused <= LOUD_SHARE * rowsRead) return [];
  const percent = ((100 * refused) / rowsRead).toFixed(1);
  return [
    `WARNING: ${refused} of ${rowsRead} rows (${percent} %) were set aside: look at the quarantine file before trusting a model`,
  ];
}
