/**
 * What a column's values mean. Numbers, flags and times are held as float64; the rest as codes into `levels`.
 *
 * `date` counts days and `datetime` milliseconds since 1970-01-01 UTC; `boolean` is 0 or 1.
 */
export type ColumnKind = 'numeric' | 'integer' | 'boolean' | 'date' | 'datetime' | 'category' | 'text' | 'id';

export type NumericKind = Extract<ColumnKind, 'numeric' | 'integer' | 'boolean' | 'date' | 'datetime'>;
export type CodedKind = Extract<ColumnKind, 'category' | 'text' | 'id'>;

/** A column of float64 values; NaN is missing. */
export interface NumericColumn {
  readonly name: string;
  readonly kind: NumericKind;
  readonly values: Float64Array;
}

/** A column of strings: `codes[row]` is an index into `levels`, −1 is missing. */
export interface CodedColumn {
  readonly name: string;
  readonly kind: CodedKind;
  readonly codes: Int32Array;
  readonly levels: readonly string[];
}

export type Column = NumericColumn | CodedColumn;

export function isCodedKind(kind: ColumnKind): kind is CodedKind {
  return kind === 'category' || kind === 'text' || kind === 'id';
}

export function isCodedColumn(column: Column): column is CodedColumn {
  return isCodedKind(column.kind);
}
