/**
 * The shortest text that reads back as the very same double (at most 17 digits), with an exponent on demand.
 * @example printExponent(0.1) // '1e-1'
 */
export function printExponent(value: number): string {
  return value.toExponential().replace('e+', 'e');
}

/** The shortest text that reads back as the very same double; −0 is printed as 0. */
export function printNumber(value: number): string {
  return String(value === 0 ? 0 : value);
}

/** One line without anything that could end a comment: for names in the head of a printed file. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
  const line = text.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ');
  return line.replaceAll('*/', '* /').replace(/<(?=[/!])/g, '< ');
}
