import { isMissingMarker } from '../cell/missing-marker.js';
import type { DeclaredColumn, TextColumn } from '../column/text-column.js';

/** A distinct text of a column that is a value, not a way to write "missing". */
export interface ColumnValue {
  readonly text: string;
  readonly count: number;
}

/** What is known of a column's cells before its kind is decided. */
export interface ColumnProfile {
  readonly name: string;
  readonly column: TextColumn;
  readonly values: readonly ColumnValue[];
  /** The source's own word on the column. */
  readonly declared?: DeclaredColumn;
  /** Rows with a value. */
  readonly filled: number;
  readonly rows: number;
}

/**
 * Parts a column's values from its missing markers and special codes.
 *
 * A hyphen beside a plus sign is a value: together they are a yes and a no.
 *
 * @param kept a text to keep as a value whatever it looks like: the stated bad value
 */
export function profileColumn(column: TextColumn, specialCodes: readonly string[], kept?: string): ColumnProfile {
  const codes = new Set(specialCodes);
  const isMissing = (text: string) => text !== kept && (codes.has(text) || isMissingMarker(text));
  let values = column.texts
    .map((text, index) => ({ text, count: column.counts[index] as number }))
    .filter(({ text }) => !isMissing(text));
  if (values.length === 1 && values[0]?.text === '+') {
    const minus = column.texts.indexOf('-');
    if (minus >= 0) values = [...values, { text: '-', count: column.counts[minus] as number }];
  }
  const filled = values.reduce((sum, { count }) => sum + count, 0);
  const { name, declared } = column;
  return { name, column, values, filled, rows: column.codes.length, ...(declared === undefined ? {} : { declared }) };
}
