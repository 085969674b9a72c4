import type { Dialect } from '@probity/training';

const DELIMITER_WORDS: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars',
  ' ': 'blanks',
};

/** One sentence for what was found out about a file's writing. */
export function describeDialect(
  dialect: Dialect,
  byteOrderMark: boolean,
  width: number,
  datesUncertain: boolean,
): string {
  const { delimiter, header, encoding, decimal, dates, gzip, quote } = dialect;
  const parts = [
    `${width} columns parted by ${DELIMITER_WORDS[delimiter] ?? JSON.stringify(delimiter)}`,
    header ? 'names at the top' : 'no header',
    `${encoding}${byteOrderMark ? ' with byte-order mark' : ''}${gzip ? ', gzip' : ''}`,
  ];
  if (quote === "'") parts.push('single quotes');
  if (decimal === ',') parts.push('decimal comma');
  if (dates !== 'ymd') {
    const order = dates === 'dmy' ? 'day-month-year' : 'month-day-year';
    parts.push(
      datesUncertain ? `dates read as ${order}, which no date proves (state it with --dates)` : `dates are ${order}`,
    );
  }
  return `dialect: ${parts.join('; ')}`;
}
