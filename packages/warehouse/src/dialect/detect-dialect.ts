import { ProbityError } from '@probity/domain';
import type { Dialect } from '@probity/training';
import type { RecordFormat } from '../records/split-record.js';
import type { FileSample } from '../source/sample-file.js';
import { readArffHead } from './arff-head.js';
import { detectDelimiter } from './detect-delimiter.js';
import { detectHeader, type TableLayout } from './detect-header.js';

/** Enough lines to judge by; more would only take time. */
const JUDGED_CHARACTERS = 1 << 16;
const WIDEST_TABLE = 5_000;

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
  const arff = readArffHead(sample.text);
  const whole = arff?.body ?? sample.text;
  const text = whole.slice(0, JUDGED_CHARACTERS);
  if (text.trim() === '') throw new ProbityError('FILE_EMPTY', `"${file}" holds no row`, { file });
  const fit = detectDelimiter(text, sample.complete && text.length === whole.length, stated);
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
  if (arff !== undefined) {
    const names = arff.names.map((name, index) => name || `column_${index + 1}`);
    refuseRepeatedNames(file, names);
    return { format: fit.format, layout: { header: true, headLines: arff.lines, width: names.length, names } };
  }
  const layout = detectHeader(fit.sample.records, fit.width, stated.header, expected);
  refuseRepeatedNames(file, layout.names);
  return { format: fit.format, layout };
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

function refuseRepeatedNames(file: string, names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) {
      throw new ProbityError('COLUMN_DUPLICATED', `"${file}" has two columns named "${name}"`, { file, field: name });
    }
    seen.add(name);
  }
}
