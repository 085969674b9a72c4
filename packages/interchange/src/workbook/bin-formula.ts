import { printNumber } from '../card/print-number.js';
import type { CardVariable } from '../card/read-card.js';

/** Where a variable's edges and levels stand in the workbook. */
export interface VariableCells {
  /** One cell per interval but the last: its upper edge. */
  readonly edges: readonly string[];
  /** One cell per level, in the order of `CardVariable.levels`. */
  readonly levels: readonly string[];
  /** The levels as one range, and their bins as another. */
  readonly levelRange: string;
  readonly levelBins: string;
}

/** Beyond so many levels a formula would grow past the 8,192 characters that Excel takes. */
const MOST_LEVELS_SPELLED_OUT = 200;
/** 1970-01-01 as spreadsheets count days. */
const EPOCH_DAY = 25569;

/**
 * The formula of a value's bin number, without its "=".
 *
 * `=` and `<=` of spreadsheets take numbers for equal that differ in the last digits, and texts for equal that differ in
 * case; GESTEP, DELTA and EXACT do not. Text where a number belongs gives #N/A, so that no total is made of it.
 *
 * @param cell address of the value; empty is missing
 */
export function binFormula(variable: CardVariable, cell: string, cells: VariableCells): string {
  const { missing } = variable;
  if (variable.kind === 'category') return `IF(${cell}="",${missing},${levelFormula(variable, cell, cells)})`;
  const value = numberIn(variable, cell);
  const { intervals, codes } = variable;
  const steps = cells.edges.map((edge) => `GESTEP(${edge},${value})`).join('+');
  let bin = steps === '' ? '1' : `${intervals.length}-(${steps})`;
  for (const { code, bin: special } of [...codes].reverse()) {
    bin = `IF(DELTA(${value},${printNumber(code)}),${special},${bin})`;
  }
  const isNumber = variable.columnKind === 'boolean' ? `OR(ISNUMBER(${cell}),ISLOGICAL(${cell}))` : `ISNUMBER(${cell})`;
  return `IF(${cell}="",${missing},IF(${isNumber},${bin},NA()))`;
}

function levelFormula({ levels, missing }: CardVariable, cell: string, cells: VariableCells): string {
  if (levels.length > MOST_LEVELS_SPELLED_OUT) {
    return `${missing}+SUMPRODUCT(EXACT(${cell},${cells.levelRange})*(${cells.levelBins}-${missing}))`;
  }
  return [missing, ...levels.map(({ bin }, index) => `EXACT(${cell},${cells.levels[index]})*(${bin - missing})`)].join(
    '+',
  );
}

/** Dates are counted from 1970 on the card and from 1900 in the sheet. */
function numberIn({ columnKind }: CardVariable, cell: string): string {
  if (columnKind === 'date') return `(${cell}-${EPOCH_DAY})`;
  if (columnKind === 'datetime') return `((${cell}-${EPOCH_DAY})*86400000)`;
  return columnKind === 'boolean' ? `N(${cell})` : cell;
}
