import { formatNumber } from '../format/format-number.js';
import type { RowsChoice } from './data-search.js';

/** What rows are shown, in words: "12 rows where dti is from 10 to 12". */
export function rowsWords(column: string | undefined, choice: RowsChoice, total: number | undefined): string {
  const count = total === undefined ? 'Rows' : `${formatNumber(total)} ${total === 1 ? 'row' : 'rows'}`;
  if (choice.rows !== undefined) return count;
  if (choice.missing === true) return `${count} where ${column} is missing`;
  if (choice.level !== undefined) return `${count} where ${column} is “${choice.level}”`;
  const { from, to, last } = choice;
  if (from === undefined && to === undefined) return count;
  if (to === undefined) return `${count} where ${column} is ${formatNumber(from ?? 0)} or more`;
  if (from === undefined) return `${count} where ${column} is below ${formatNumber(to)}`;
  return `${count} where ${column} is ${formatNumber(from)} ${last === true ? 'to' : 'to just below'} ${formatNumber(to)}`;
}
