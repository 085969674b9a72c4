import { isSourceFile } from '@probity/connectors';
import { type DatasetSchema, ProbityError, type Table } from '@probity/domain';
import type { Dialect, QuarantinedRow } from '@probity/training';
import { isDelimited, readTables } from '@probity/warehouse';
import type { QuarantineWriter } from './quarantine-writer.js';

/** A stretch of a file, ready to be scored. */
export interface RowsToScore {
  readonly table: Table;
  /** The schema's columns that the file has. */
  readonly schema: DatasetSchema;
  readonly notes: readonly string[];
  /** Share of the file read so far, in [0, 1]. */
  readonly share: number;
}

/** Rows held at a time; the first so many also settle the decimal sign, as the first texts of a column do in `ingest`. */
const ROWS_PER_PIECE = 20_000;

/**
 * Whether a file can be scored piece by piece with the same result as when it is held as a whole: a delimited file whose
 * schema asks nothing that only all rows together can answer (expectations, unique values).
 */
export async function canBePieced(file: string, schema: DatasetSchema, dialect: Partial<Dialect>): Promise<boolean> {
  const expects = [schema, ...schema.columns].some(({ expect }) => expect !== undefined);
  if (isSourceFile(file) || expects || schema.columns.some(({ unique }) => unique === true)) return false;
  return isDelimited(file, dialect);
}

/** The pieces read so far do not settle how the file is to be read: all of its rows must. */
export class NeedsAllRows extends Error {}

/**
 * A delimited file piece by piece, its refused rows written as they come; no version of it is kept.
 * @throws as `readTables`; FILE_EMPTY after the last piece when no row was accepted; NeedsAllRows before the first when
 * its dates do not tell day from month
 */
export async function* readPieces(
  file: string,
  schema: DatasetSchema,
  dialect: Partial<Dialect>,
  quarantine: QuarantineWriter,
): AsyncGenerator<RowsToScore> {
  let accepted = 0;
  let first: QuarantinedRow | undefined;
  for await (const piece of readTables(file, { schema, dialect, rowsPerPiece: ROWS_PER_PIECE })) {
    if (piece.datesUncertain && dialect.dates === undefined) throw new NeedsAllRows();
    accepted += piece.table.rowCount;
    first ??= piece.refused[0];
    await quarantine.add(piece.refused);
    yield piece;
  }
  if (accepted > 0 || first === undefined) return;
  const { line, column, rule } = first;
  const where = column === '' ? `line ${line}` : `line ${line}, column "${column}"`;
  const message = `none of the ${quarantine.count} rows of "${file}" was accepted; the first: ${where}: ${rule}`;
  throw new ProbityError('FILE_EMPTY', message, { file });
}
