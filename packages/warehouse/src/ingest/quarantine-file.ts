import { join } from 'node:path';
import type { QuarantinedRow } from '@probity/training';
import { writeWholeFile } from '../schema/schema-file.js';

/**
 * Writes refused rows as a CSV with line, column, value and rule.
 *
 * @param name tells this file from others: part of the file's name
 * @returns the path, or undefined when there is nothing to write
 */
export async function writeQuarantine(
  folder: string,
  name: string,
  rows: readonly QuarantinedRow[],
): Promise<string | undefined> {
  if (rows.length === 0) return undefined;
  const lines = rows.map(({ line, column, value, rule }) => [String(line), column, value, rule].map(csvCell).join(','));
  const file = join(folder, `quarantine-${name}.csv`);
  await writeWholeFile(file, `line,column,value,rule\r\n${lines.join('\r\n')}\r\n`);
  return file;
}

/** A cell that no spreadsheet takes for a formula: what would start one gets an apostrophe in front. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
