import { type Column, isCodedKind, type Table } from '@probity/domain';
import type { QuarantinedRow } from '@probity/training';
import { byCodeUnits } from '../schema/infer-schema.js';
import type { CastColumn } from './cast-column.js';

/** The rows that keep every rule, typed, and those that do not. */
export interface CastTable {
  readonly table: Table;
  readonly lines: Uint32Array;
  readonly refused: readonly QuarantinedRow[];
}

/**
 * Parts rows into accepted and refused, and makes typed columns of the accepted.
 *
 * A row is refused for the first cell that breaks a rule, in the schema's order; a repeat of a `unique` value counts
 * only against rows that were accepted.
 *
 * @param targetRequired when true a row without outcome is refused
 */
export function buildTable(columns: readonly CastColumn[], lines: Uint32Array, targetRequired: boolean): CastTable {
  const refused: QuarantinedRow[] = [];
  const accepted = new Uint32Array(lines.length);
  const rules = columns.map((column) => rulesOf(column, targetRequired));
  const suspects = columns.map((_, index) => index).filter((index) => rules[index]?.some((rule) => rule !== undefined));
  const uniques = columns.filter(({ schema }) => schema.unique === true).map((column) => new Uniqueness(column));
  let count = 0;
  for (let row = 0; row < lines.length; row++) {
    const fault = firstFault(columns, rules, suspects, row) ?? firstRepeat(uniques, row);
    if (fault === undefined) {
      for (const unique of uniques) unique.take(row);
      accepted[count++] = row;
    } else refused.push({ line: lines[row] as number, ...fault });
  }
  const rows = accepted.subarray(0, count);
  return {
    table: { rowCount: count, columns: columns.map((column) => typedColumn(column, rows)) },
    lines: Uint32Array.from(rows, (row) => lines[row] as number),
    refused,
  };
}

type Fault = Omit<QuarantinedRow, 'line'>;

function rulesOf(column: CastColumn, targetRequired: boolean): readonly (string | undefined)[] {
  if (column.schema.role !== 'target') return column.broken;
  // Without a need for outcomes, one that cannot be read is as good as none.
  if (!targetRequired) return [];
  return column.broken.map((rule, index) => (column.missing[index] === true ? 'target is missing' : rule));
}

function firstFault(
  columns: readonly CastColumn[],
  rules: readonly (readonly (string | undefined)[])[],
  suspects: readonly number[],
  row: number,
): Fault | undefined {
  for (const index of suspects) {
    const { schema, source } = columns[index] as CastColumn;
    const code = source.codes[row] as number;
    const rule = rules[index]?.[code];
    if (rule !== undefined) return { column: schema.name, value: (source.texts[code] as string).slice(0, 200), rule };
  }
  return undefined;
}

function firstRepeat(uniques: readonly Uniqueness[], row: number): Fault | undefined {
  return uniques.find((unique) => unique.repeats(row))?.fault(row);
}

/** The values of a `unique` column that accepted rows have taken. */
class Uniqueness {
  readonly #column: CastColumn;
  readonly #taken = new Set<string | number>();

  constructor(column: CastColumn) {
    this.#column = column;
  }

  repeats(row: number): boolean {
    const value = this.#value(row);
    return value !== undefined && this.#taken.has(value);
  }

  take(row: number): void {
    const value = this.#value(row);
    if (value !== undefined) this.#taken.add(value);
  }

  fault(row: number): Fault {
    const { schema, source } = this.#column;
    return {
      column: schema.name,
      value: source.texts[source.codes[row] as number] as string,
      rule: 'a repeated value',
    };
  }

  /** "1" and "1.0" are the same number; a missing value repeats nothing. */
  #value(row: number): string | number | undefined {
    const { schema, source, numbers, missing } = this.#column;
    const code = source.codes[row] as number;
    if (missing[code] === true) return undefined;
    return isCodedKind(schema.kind) ? source.texts[code] : numbers[code];
  }
}

function typedColumn(column: CastColumn, rows: Uint32Array): Column {
  const { schema, source, numbers, missing, broken } = column;
  const { name, kind } = schema;
  if (!isCodedKind(kind)) {
    const values = new Float64Array(rows.length);
    for (let row = 0; row < rows.length; row++) {
      const code = source.codes[rows[row] as number] as number;
      values[row] = broken[code] === undefined ? (numbers[code] as number) : Number.NaN;
    }
    return { name, kind, values };
  }
  const kept = (code: number) => missing[code] !== true && broken[code] === undefined;
  const levels = levelsOf(column, rows, kept);
  const index = new Map(levels.map((level, position) => [level, position]));
  const positions = source.texts.map((text, code) => (kept(code) ? (index.get(text) ?? -1) : -1));
  const codes = Int32Array.from(rows, (row) => positions[source.codes[row] as number] as number);
  return { name, kind, codes, levels };
}

/** The schema's levels, then others that occur: sorted in categories, as they come in ids and texts. */
function levelsOf(
  { schema, source }: CastColumn,
  rows: Uint32Array,
  kept: (code: number) => boolean,
): readonly string[] {
  const stated = schema.levels ?? [];
  const others = new Set<string>();
  for (const row of rows) {
    const code = source.codes[row] as number;
    if (kept(code)) others.add(source.texts[code] as string);
  }
  for (const level of stated) others.delete(level);
  const rest = [...others];
  return [...stated, ...(schema.kind === 'category' ? rest.sort(byCodeUnits) : rest)];
}
