import type { DatasetSchema, Table } from '@probity/domain';
import { ProbityError } from '@probity/domain';
import type { Dialect, QuarantinedRow } from '@probity/training';
import { detectDialect } from '../dialect/detect-dialect.js';
import { detectNotation, type Notation } from '../dialect/detect-notation.js';
import { planColumns } from '../schema/plan-columns.js';
import { InvalidBytesError, startDecoding } from '../source/decode-text.js';
import { readBytes } from '../source/read-bytes.js';
import { sampleFile } from '../source/sample-file.js';
import { buildTable } from './build-table.js';
import { castColumn } from './cast-column.js';
import { describeDialect } from './describe-dialect.js';
import { DelimitedReader } from './read-columns.js';

/** A stretch of a file: the rows that keep the schema's rules as a table, and the others. */
export interface TablePiece {
  readonly table: Table;
  /** The schema's columns that the file has. */
  readonly schema: DatasetSchema;
  /** Line in the file of each row of the table. */
  readonly lines: Uint32Array;
  /** In the order of their lines. */
  readonly refused: readonly QuarantinedRow[];
  /** Share of the file read so far, in [0, 1]. */
  readonly share: number;
  /** How the file is written and which of its columns are ignored, as `ingest` notes it. */
  readonly notes: readonly string[];
  /** True when the first piece has dates of the kind 03/04/2020 and none tells day from month. */
  readonly datesUncertain: boolean;
}

export interface ReadTablesOptions {
  readonly schema: DatasetSchema;
  readonly dialect?: Partial<Dialect>;
  /** Rows after which a piece is handed out, about; default 5,000. */
  readonly rowsPerPiece?: number;
}

/**
 * Reads a delimited file piece by piece, for files of any length: what is to be scored need not fit in memory.
 *
 * Cells are split, cast and checked as `ingest` does it, except that a `unique` column is checked within a piece only,
 * and decimal sign and date order are told from the first piece. No version is kept.
 *
 * @throws FILE_NOT_FOUND, FILE_EMPTY, FILE_UNREADABLE, DIALECT_UNCLEAR, COLUMN_MISSING, COLUMN_DUPLICATED, SCHEMA_INVALID
 * Cost: O(cells); memory of one piece.
 * @example for await (const { table } of readTables('loans.csv', { schema })) score(table)
 */
export async function* readTables(file: string, options: ReadTablesOptions): AsyncGenerator<TablePiece> {
  const { schema, dialect = {}, rowsPerPiece = 5_000 } = options;
  const sample = await sampleFile(file, dialect);
  const layout = detectDialect(
    file,
    sample,
    dialect,
    schema.columns.map(({ name }) => name),
  );
  let notation: Notation | undefined;
  const reader = new DelimitedReader(layout);

  const takePiece = (share: number): TablePiece => {
    const { columns, lines, misfits } = reader.takePiece();
    notation ??= detectNotation(columns, layout.format.delimiter, dialect);
    const known = notation;
    const plan = planColumns(columns, layout.layout.header, known, { schema, dialect, targetOptional: true });
    const cast = plan.columns.map(({ schema: column, source }) => castColumn(column, source, known));
    const built = buildTable(cast, lines, false);
    const refused = [...misfits, ...built.refused].sort((one, other) => one.line - other.line);
    const { delimiter, quote } = layout.format;
    const { decimal, dates, datesUncertain } = known;
    const written = { delimiter, quote, header: layout.layout.header, encoding: sample.encoding, gzip: sample.gzip };
    const said = { ...written, decimal, dates };
    const notes = [describeDialect(said, sample.byteOrderMark, columns.length, datesUncertain), ...plan.notes];
    return { table: built.table, schema: plan.schema, lines: built.lines, refused, share, notes, datesUncertain };
  };

  const decoding = startDecoding(sample.encoding);
  let pieces = 0;
  try {
    for await (const { bytes, share } of readBytes(file, sample.gzip)) {
      reader.push(decoding.decode(bytes));
      if (reader.rowCount < rowsPerPiece) continue;
      pieces += 1;
      yield takePiece(share);
    }
    reader.push(decoding.finish());
  } catch (error) {
    if (!(error instanceof InvalidBytesError)) throw error;
    throw new ProbityError('FILE_UNREADABLE', `"${file}" is not ${sample.encoding} from its start to its end`, {
      file,
    });
  }
  reader.endInput();
  if (reader.rowCount > 0) yield takePiece(1);
  else if (pieces === 0) throw new ProbityError('FILE_EMPTY', `"${file}" holds no row of data`, { file });
}
