/** A name or value of an ARFF file and where it ends. */
export interface ArffToken {
  readonly text: string;
  readonly end: number;
  readonly quoted: boolean;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/**
 * Reads the token at a place: quoted (single or double, escapes by backslash), or bare up to one of `stops`.
 * @returns undefined when a quote is never closed
 */
export function readArffToken(text: string, from: number, stops: string): ArffToken | undefined {
  const quote = text[from];
  if (quote !== "'" && quote !== '"') {
    let end = from;
    while (end < text.length && !stops.includes(text[end] as string)) end += 1;
    return { text: text.slice(from, end).trim(), end, quoted: false };
  }
  let inside = '';
  for (let at = from + 1; at < text.length; at++) {
    const character = text[at] as string;
    if (character === quote) return { text: inside.trim(), end: at + 1, quoted: true };
    if (character === '\\' && at + 1 < text.length) {
      at += 1;
      const escaped = text[at] as string;
      inside += ESCAPES[escaped] ?? escaped;
    } else inside += character;
  }
  return undefined;
}
