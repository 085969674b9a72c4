import { type Column, cellValue, isCodedColumn, type Table } from '@probity/domain';

/**
 * A table as comma-separated text with a header: RFC 4180 quoting, LF line ends, empty where a value is missing,
 * 1 and 0 for booleans, ISO text for dates.
 *
 * Text that a spreadsheet would take for a formula (it starts with =, +, -, @, a tab or a carriage return) gets a
 * leading apostrophe; numbers are left alone.
 *
 * @example toCsv(simulateLoanApplications({ rows: 100, seed: 1 }).table)
 */
export function toCsv(table: Table): string {
  const writers = table.columns.map(cellWriter);
  const lines = [table.columns.map((column) => quoted(guarded(column.name))).join(',')];
  for (let row = 0; row < table.rowCount; row++) lines.push(writers.map((write) => write(row)).join(','));
  // A lone empty cell would be a blank line, which readers skip.
  const text = table.columns.length === 1 ? lines.map((line) => (line === '' ? '""' : line)) : lines;
  return `${text.join('\n')}\n`;
}

function cellWriter(column: Column): (row: number) => string {
  if (isCodedColumn(column)) {
    // Levels repeat, so each is quoted once.
    const texts = column.levels.map((level) => quoted(guarded(level)));
    return (row) => texts[column.codes[row] ?? -1] ?? '';
  }
  return (row) => {
    const value = cellValue(column, row);
    if (typeof value === 'boolean') return value ? '1' : '0';
    return value === null ? '' : String(value);
  };
}

function guarded(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
