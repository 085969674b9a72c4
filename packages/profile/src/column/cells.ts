import {
  type CodedColumn,
  type Column,
  type ColumnSchema,
  type DatasetSchema,
  isCodedColumn,
  type Table,
} from '@probity/domain';

/** A column as numbers: coded columns by their codes. NaN is missing; special codes keep their value and are listed. */
export interface Cells {
  readonly schema: ColumnSchema;
  readonly column: Column;
  readonly coded: boolean;
  readonly values: Float64Array;
  /** Values that are special codes: numbers, or codes into the column's levels. */
  readonly specials: ReadonlySet<number>;
}

/** The cells of one column. Cost: O(rows) where the column is coded, else nothing. */
export function cellsOf(column: Column, schema: ColumnSchema): Cells {
  const codes = schema.specialCodes ?? [];
  if (isCodedColumn(column)) {
    const numbers = schema.kind === 'id' ? keyNumbers(column) : undefined;
    if (numbers !== undefined) return { schema, column, coded: false, values: numbers, specials: new Set() };
    const specials = codes.map((code) => column.levels.indexOf(code)).filter((index) => index >= 0);
    const values = Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : code));
    return { schema, column, coded: true, values, specials: new Set(specials) };
  }
  const specials = codes.map(Number).filter(Number.isFinite);
  return { schema, column, coded: false, values: column.values, specials: new Set(specials) };
}

/** Keys that are whole numbers keep their order: a row number tells the row's place. */
function keyNumbers(column: CodedColumn): Float64Array | undefined {
  const numbers = Float64Array.from(column.levels, Number);
  if (numbers.length === 0 || !numbers.every(Number.isFinite)) return undefined;
  return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : (numbers[code] as number)));
}

/** Cells of all columns that the table has, in schema order. */
export function* cellsOfTable(table: Table, schema: DatasetSchema): Generator<Cells> {
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  for (const entry of schema.columns) {
    const column = columns.get(entry.name);
    if (column !== undefined) yield cellsOf(column, entry);
  }
}

/** Values with missing and special codes as NaN. */
export function ordinaryValues({ values, specials }: Cells): Float64Array {
  if (specials.size === 0) return values;
  return values.map((value) => (specials.has(value) ? Number.NaN : value));
}

/** The given rows of the cells. */
export function takeCells(cells: Cells, rows: Uint32Array): Cells {
  return { ...cells, values: Float64Array.from(rows, (row) => cells.values[row] as number) };
}
