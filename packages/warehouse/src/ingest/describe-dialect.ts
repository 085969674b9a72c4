import type { Dialect } from '@probity/training';

const DELIMITER_WORDS: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars',
  ' ': 'blanks',
};

const FORMAT_WORDS = { 'json-lines': 'JSON lines', arff: 'ARFF', parquet: 'Parquet' } as const;

/** One sentence for what was found out about a file's writing. */
export function describeDialect(
  dialect: Dialect,
  byteOrderMark: boolean,
  width: number,
  datesUncertain: boolean,
): string {
  const { format = 'delimited', delimiter, header, encoding, decimal, dates, gzip, quote } = dialect;
  const parts =
    format === 'delimited'
      ? [
          `${width} columns parted by ${DELIMITER_WORDS[delimiter] ?? JSON.stringify(delimiter)}`,
          header ? 'names at the top' : 'no header',
        ]
      : [`${FORMAT_WORDS[format]} of ${width} columns`];
  if (format !== 'parquet') {
    parts.push(`${encoding}${byteOrderMark ? ' with byte-order mark' : ''}${gzip ? ', gzip' : ''}`);
  }
  if (quote === "'") parts.push('single quotes');
  if (dialect.escape !== undefined) parts.push('backslashes before quotes');
  if (decimal === ',') parts.push('decimal comma');
  if (dates !== 'ymd') {
    const order = dates === 'dmy' ? 'day-month-year' : 'month-day-year';
    parts.push(
      datesUncertain ? `dates read as ${order}, which no date proves (state it with --dates)` : `dates are ${order}`,
    );
  }
  return `dialect: ${parts.join('; ')}`;
}
