import { ProbityError } from '@probity/domain';
import type { Dialect } from '@probity/training';
import type { RecordFormat } from '../records/split-record.js';
import type { FileSample } from '../source/sample-file.js';
import { detectDelimiter } from './detect-delimiter.js';
import { detectHeader, type TableLayout } from './detect-header.js';

/** Enough lines to judge by; more would only take time. */
const JUDGED_CHARACTERS = 1 << 16;
export const WIDEST_TABLE = 5_000;
/** Excel's own line above a table: what parts its cells. */
const SEPARATOR_LINE = /^"?sep=([^"\r\n])"?[,;\t]*\r?\n/i;

/** How a file is to be split; decimal sign and date order are found when its cells have been read. */
export interface FileLayout {
  readonly format: RecordFormat;
  readonly layout: TableLayout;
}

/**
 * Finds delimiter, quote and header of a file from its start.
 *
 * @param expected column names of a saved schema, if there is one
 * @throws DIALECT_UNCLEAR, FILE_EMPTY, FILE_UNREADABLE, COLUMN_DUPLICATED
 */
export function detectDialect(
  file: string,
  sample: FileSample,
  stated: Partial<Dialect>,
  expected: readonly string[],
): FileLayout {
  checkStated(stated);
  const separator = SEPARATOR_LINE.exec(sample.text);
  const whole = separator === null ? sample.text : sample.text.slice(separator[0].length);
  const text = whole.slice(0, JUDGED_CHARACTERS);
  if (text.trim() === '') throw new ProbityError('FILE_EMPTY', `"${file}" holds no row`, { file });
  const fit = detectDelimiter(text, sample.complete && text.length === whole.length, {
    ...stated,
    delimiter: stated.delimiter ?? separator?.[1],
  });
  if (fit === undefined || fit.width === 0) {
    throw new ProbityError(
      'DIALECT_UNCLEAR',
      `"${file}" does not look like a table: no delimiter parts most of its lines into equally many cells`,
      { file },
    );
  }
  if (fit.width > WIDEST_TABLE) {
    throw new ProbityError('FILE_UNREADABLE', `"${file}" has ${fit.width} columns; at most ${WIDEST_TABLE} are read`, {
      file,
    });
  }
  const layout = detectHeader(fit.sample.records, fit.width, stated.header, expected);
  refuseRepeatedNames(file, layout.names);
  if (separator === null) return { format: fit.format, layout };
  const { headerLine } = layout;
  const below = headerLine === undefined ? {} : { headerLine: headerLine + 1 };
  return { format: fit.format, layout: { ...layout, headLines: 1, ...below } };
}

function checkStated(stated: Partial<Dialect>): void {
  const { delimiter, quote } = stated;
  if (delimiter !== undefined && (delimiter.length !== 1 || /["'\n\r]/.test(delimiter))) {
    throw new ProbityError(
      'INVALID_ARGUMENT',
      `\`delimiter\` of the dialect must be one character that is neither a quote nor a line break; got ${JSON.stringify(delimiter)}`,
      { field: 'delimiter' },
    );
  }
  if (quote !== undefined && (quote.length > 1 || quote === delimiter || /[\n\r ]/.test(quote))) {
    throw new ProbityError(
      'INVALID_ARGUMENT',
      `\`quote\` of the dialect must be one character or empty, and not the delimiter; got ${JSON.stringify(quote)}`,
      { field: 'quote' },
    );
  }
}

/** @throws COLUMN_DUPLICATED naming the column */
export function refuseRepeatedNames(file: string, names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) {
      throw new ProbityError('COLUMN_DUPLICATED', `"${file}" has two columns named "${name}"`, { file, field: name });
    }
    seen.add(name);
  }
}
