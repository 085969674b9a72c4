import { matchDate } from '../cell/parse-date.js';
import { looksNumeric } from '../cell/parse-number.js';
import { type SplitText, splitRecords } from '../records/record-reader.js';
import type { RecordFormat } from '../records/split-record.js';

const DELIMITERS = [',', ';', '\t', '|', ' '] as const;
const SEPARATORS = /[,;\t|]/;
/** A format must part at least this share of the lines into equally many cells. */
const AGREEMENT_FLOOR = 0.5;
/** Blanks also occur inside texts, so they must fit better. */
const BLANK_AGREEMENT_FLOOR = 0.8;
/** What a rarer quote must gain over the common one before it is believed. */
const CLEAR_GAIN = 0.02;

/** A way to read the sample, and how well it fits. */
export interface FormatFit {
  readonly format: RecordFormat;
  readonly sample: SplitText;
  /** The number of cells that most records have. */
  readonly width: number;
  /** Share of records with that number, in [0, 1]. */
  readonly agreement: number;
  /** Agreement × share of cells that hold no other separator. */
  readonly score: number;
}

/**
 * Finds delimiter and quote: the pair that parts most lines into equally many clean cells.
 *
 * @param stated parts to take as given
 * @returns undefined when the lines do not look like a table
 */
export function detectDelimiter(
  text: string,
  complete: boolean,
  stated: { delimiter?: string | undefined; quote?: string | undefined; escape?: '\\' | undefined },
): FormatFit | undefined {
  const newline = text.includes('\n') || !text.includes('\r') ? '\n' : '\r';
  const quotes = candidateQuotes(text, stated);
  const fits = (delimiters: readonly string[]) =>
    quotes.flatMap((quoting) =>
      delimiters.map((delimiter) => measureFit(text, { delimiter, ...quoting, newline }, complete)),
    );
  if (stated.delimiter !== undefined) return best(fits([stated.delimiter]));
  const all = fits(DELIMITERS);
  const tables = all.filter(
    ({ width, agreement, format }) =>
      width >= 2 && agreement >= (format.delimiter === ' ' ? BLANK_AGREEMENT_FLOOR : AGREEMENT_FLOOR),
  );
  const table = best(tables);
  const single = singleColumn(all, text, newline);
  if (table === undefined || (table.format.delimiter === ' ' && single?.datesOnly === true)) return single?.fit;
  return table;
}

function best(fits: readonly FormatFit[]): FormatFit | undefined {
  let winner: FormatFit | undefined;
  for (const fit of fits) {
    const otherQuoting =
      fit.format.quote !== winner?.format.quote ? CLEAR_GAIN : fit.format.escape !== winner?.format.escape ? 1e-3 : 0;
    const gain = winner === undefined ? 0 : Math.max(otherQuoting, 1e-9);
    if (winner === undefined || fit.score > winner.score + gain) winner = fit;
  }
  return winner;
}

/** A file of one column has (nearly) no separator in it. */
function singleColumn(
  fits: readonly FormatFit[],
  text: string,
  newline: string,
): { fit: FormatFit; datesOnly: boolean } | undefined {
  const fit = fits.find(({ format, width, agreement }) => format.delimiter === ',' && width === 1 && agreement >= 0.9);
  if (fit === undefined) return undefined;
  const lines = text
    .split(newline)
    .slice(1, 50)
    .map((line) => line.trim());
  const filled = lines.filter((line) => line !== '');
  return { fit, datesOnly: filled.length > 0 && filled.every((line) => matchDate(line) !== undefined) };
}

type Quoting = Pick<RecordFormat, 'quote' | 'escape'>;

/**
 * The double quote, then the single one where cells are wrapped in it, then none where quotes only disturb; each also
 * with backslashes before the quotes inside a cell, where there are any.
 */
function candidateQuotes(
  text: string,
  stated: { quote?: string | undefined; escape?: '\\' | undefined },
): readonly Quoting[] {
  const wrapped = /(^|[,;\t| \n\r])'[^'\n\r]*'(?=$|[,;\t| \n\r])/.test(text);
  const found = ['"', ...(wrapped ? ["'"] : []), ...(text.includes('"') ? [''] : [])];
  return (stated.quote === undefined ? found : [stated.quote]).flatMap((quote): Quoting[] => {
    const escaped: Quoting = { quote, escape: '\\' };
    if (stated.escape !== undefined) return [escaped];
    return quote !== '' && text.includes(`\\${quote}`) ? [{ quote }, escaped] : [{ quote }];
  });
}

function measureFit(text: string, format: RecordFormat, complete: boolean): FormatFit {
  const whole = splitRecords(text, format, complete);
  // One long line that the sample cut in the middle: better half a record than none.
  const sample = whole.records.length + whole.faults === 0 ? splitRecords(text, format, true) : whole;
  const widths = new Map<number, number>();
  for (const { cells } of sample.records) widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1);
  let width = 0;
  let most = 0;
  for (const [cells, count] of widths) {
    if (count > most || (count === most && cells > width)) [width, most] = [cells, count];
  }
  const total = sample.records.length + sample.faults;
  // A first record with one cell less is a header above row names.
  const shortHeader = sample.records.length > 2 && sample.records[0]?.cells.length === width - 1 ? 1 : 0;
  const agreement = total === 0 ? 0 : (most + shortHeader) / total;
  return { format, sample, width, agreement, score: agreement * cleanShare(sample, format) };
}

function cleanShare(sample: SplitText, format: RecordFormat): number {
  let cells = 0;
  let clean = 0;
  for (const record of sample.records.slice(0, 200)) {
    for (const [index, cell] of record.cells.entries()) {
      cells += 1;
      if (record.quoted[index] === true || isClean(cell, format)) clean += 1;
    }
  }
  return cells === 0 ? 0 : clean / cells;
}

/** A cell that still holds separators or quotes was probably not meant to be one cell. */
function isClean(cell: string, format: RecordFormat): boolean {
  if (cell.includes('"') || /^'.|.'$/.test(cell)) return false;
  const parted = SEPARATORS.test(cell);
  if (!parted && !/\d\s+[-+.]?\d/.test(cell)) return true;
  if (matchDate(cell) !== undefined) return true;
  // "1,5" is clean between semicolons; "5 2" between commas is two numbers.
  return parted && format.delimiter !== ',' && looksNumeric(cell);
}
