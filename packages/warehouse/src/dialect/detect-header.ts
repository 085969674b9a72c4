import { isMissingMarker } from '../cell/missing-marker.js';
import { isBooleanPair } from '../cell/parse-boolean.js';
import { matchDate } from '../cell/parse-date.js';
import { looksNumeric } from '../cell/parse-number.js';

/** How the first lines of a table are laid out. */
export interface TableLayout {
  readonly header: boolean;
  /** Cells of a data record. */
  readonly width: number;
  /** Column names; column_1, column_2, … where the file names none. */
  readonly names: readonly string[];
  /** Line of the header, when there is one; records before it belong to no table. */
  readonly headerLine?: number;
  /** Lines at the start that hold no records: Excel's `sep=;`. */
  readonly headLines?: number;
}

type Records = readonly { readonly cells: readonly string[]; readonly line: number }[];

/** Titles and remarks before a table are rarely longer. */
const PREAMBLE_LIMIT = 20;
/** Records that are looked at to learn what a column holds. */
const BODY_LIMIT = 500;

/**
 * Tells whether a table starts with names, and which.
 *
 * A first record is a header when none of its cells is a number, date or flag and either a column below holds numbers
 * or dates, or none of its cells comes again in its column. A header with one name less than there are cells is that of
 * a table whose first column holds row names (as R writes them), or whose lines all end in a delimiter.
 *
 * @param width   cells that most records have
 * @param stated  when given, taken as it is
 * @param expected names that a saved schema has; a line that holds half of them is the header
 */
export function detectHeader(
  records: Records,
  width: number,
  stated: boolean | undefined,
  expected: readonly string[] = [],
): TableLayout {
  const unnamed = { header: false, width, names: defaultNames(width) };
  if (stated === false) return unnamed;
  for (const [index, { cells, line }] of records.slice(0, PREAMBLE_LIMIT).entries()) {
    const short = cells.length === width - 1 && width >= 3;
    const known = expected.filter((name) => cells.includes(name)).length;
    const byName = expected.length > 0 && known * 2 >= expected.length;
    if (cells.length !== width && !short && !byName) continue;
    const body = records.slice(index + 1, index + 1 + BODY_LIMIT).map((other) => other.cells);
    if (stated === true || byName || (isNameLike(cells) && contrasts(cells, body, short, width))) {
      return { header: true, headerLine: line, ...nameColumns(cells, short, width, body) };
    }
    if (cells.length === width) break;
  }
  return misfittingHeader(records[0], width) ?? unnamed;
}

/** Names above rows of another width: taken for the header, so that the error is about the rows and not the names. */
function misfittingHeader(first: Records[number] | undefined, width: number): TableLayout | undefined {
  if (first === undefined || first.cells.length === width || first.cells.length < Math.max(2, width / 2))
    return undefined;
  if (!isNameLike(first.cells)) return undefined;
  return { header: true, headerLine: first.line, ...nameColumns(first.cells, false, width, []) };
}

function defaultNames(width: number): readonly string[] {
  return Array.from({ length: width }, (_, index) => `column_${index + 1}`);
}

function nameColumns(
  cells: readonly string[],
  short: boolean,
  width: number,
  body: readonly (readonly string[])[],
): { width: number; names: readonly string[] } {
  let names = cells;
  if (short) {
    const trailing = body.every((other) => other.length !== width || other[width - 1] === '');
    names = trailing ? [...cells, ''] : ['', ...cells];
  }
  return { width: names.length, names: names.map((name, index) => (name === '' ? `column_${index + 1}` : name)) };
}

function isNameLike(cells: readonly string[]): boolean {
  return (
    cells.some((cell) => cell !== '') &&
    cells.every((cell) => cell === '' || (!isValue(cell) && !/^(yes|no|true|false)$/i.test(cell)))
  );
}

function isValue(cell: string): boolean {
  return looksNumeric(cell) || matchDate(cell) !== undefined || /^[?.-]+$/.test(cell);
}

/** Whether the cells differ in nature from what stands below them. */
function contrasts(
  cells: readonly string[],
  body: readonly (readonly string[])[],
  short: boolean,
  width: number,
): boolean {
  const rows = body.filter((other) => other.length === width);
  // A line alone, or whose table has another width: names without data.
  if (rows.length === 0) return true;
  const shift = short ? 1 : 0;
  let repeats = false;
  for (const [index, name] of cells.entries()) {
    const below = rows.map((row) => row[index + shift] ?? '').filter((cell) => !isMissingMarker(cell));
    if (below.length === 0) continue;
    const values = below.filter(isValue).length;
    if (name !== '' && values >= 0.8 * below.length) return true;
    if (name !== '' && name.length > 1 && isBooleanPair([...new Set(below)])) return true;
    if (name !== '' && below.includes(name)) repeats = true;
  }
  return !repeats && new Set(cells.filter((cell) => cell !== '')).size === cells.filter((cell) => cell !== '').length;
}
