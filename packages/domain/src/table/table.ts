import type { FieldValue } from '../decision/application.js';
import { ProbityError } from '../errors/probity-error.js';
import { type Column, isCodedColumn } from './column.js';

/** Named columns of equal length. */
export interface Table {
  readonly rowCount: number;
  readonly columns: readonly Column[];
}

/**
 * The column of that name.
 * @throws COLUMN_MISSING when the table has none
 */
export function columnNamed(table: Table, name: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column === undefined) {
    throw new ProbityError('COLUMN_MISSING', `column "${name}" is not in the data`, { field: name });
  }
  return column;
}

/** One cell as a plain value: a number, a string, a boolean, or null where it is missing. Dates come as ISO text. */
export function cellValue(column: Column, row: number): FieldValue {
  if (isCodedColumn(column)) {
    return column.levels[column.codes[row] ?? -1] ?? null;
  }
  const value = column.values[row];
  if (value === undefined || Number.isNaN(value)) return null;
  if (column.kind === 'boolean') return value === 1;
  if (column.kind === 'date') return new Date(value * MILLISECONDS_PER_DAY).toISOString().replace(/T.*/, '');
  if (column.kind === 'datetime') return new Date(value).toISOString();
  return value;
}

export const MILLISECONDS_PER_DAY = 86_400_000;

/** The given rows of a table, in the given order. */
export function selectTableRows(table: Table, rows: Uint32Array): Table {
  return {
    rowCount: rows.length,
    columns: table.columns.map((column) =>
      isCodedColumn(column)
        ? { ...column, codes: Int32Array.from(rows, (row) => column.codes[row] ?? -1) }
        : { ...column, values: Float64Array.from(rows, (row) => column.values[row] ?? Number.NaN) },
    ),
  };
}
