/** What one line of a JSON-lines file holds. */
export type JsonLine =
  | { readonly ok: true; readonly keys: readonly string[]; readonly cells: readonly string[] }
  | { readonly ok: false; readonly column: string; readonly value: string; readonly rule: string };

// Sticky, so that they match where the scan stands. Inside strings the parts are unrolled: no backtracking on long ones.
// A bare tab in a string, which JSON forbids, is let through: nothing is lost by it.
const BLANK = /[ \t\r\n]*/y;
const STRING = /"[^"\\]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\]*)*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
// Python writes NaN and Infinity, which JSON does not have.
const WORD = /true|false|null|NaN|-?Infinity/y;

/**
 * Reads one flat JSON object as keys and texts.
 *
 * Numbers keep the digits they are written with (JSON.parse would round a long key), null is the empty text, and texts
 * are trimmed, as in delimited files. A nested value and whatever is no object break a rule. Keys may repeat.
 */
export function parseJsonLine(text: string): JsonLine {
  const keys: string[] = [];
  const cells: string[] = [];
  const broken = (): JsonLine => ({ ok: false, column: '', value: text, rule: 'not JSON' });
  let at = skip(BLANK, text, 0);
  if (text[at] !== '{') {
    return isJson(text) ? { ok: false, column: '', value: text, rule: 'not a JSON object' } : broken();
  }
  at = skip(BLANK, text, at + 1);
  if (text[at] === '}') return skip(BLANK, text, at + 1) === text.length ? { ok: true, keys, cells } : broken();
  for (;;) {
    const keyEnd = skip(STRING, text, at);
    if (keyEnd === at) return broken();
    const key = unquoted(text, at, keyEnd);
    at = skip(BLANK, text, keyEnd);
    if (text[at] !== ':') return broken();
    at = skip(BLANK, text, at + 1);
    if (text[at] === '{' || text[at] === '[') {
      return isJson(text) ? { ok: false, column: key, value: text.slice(at), rule: 'a nested value' } : broken();
    }
    const end = valueEnd(text, at);
    if (end === at) return broken();
    keys.push(key);
    cells.push(cellOf(text, at, end));
    at = skip(BLANK, text, end);
    if (text[at] === '}') return skip(BLANK, text, at + 1) === text.length ? { ok: true, keys, cells } : broken();
    if (text[at] !== ',') return broken();
    at = skip(BLANK, text, at + 1);
  }
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function valueEnd(text: string, at: number): number {
  if (text.charCodeAt(at) === 34) return skip(STRING, text, at);
  const number = skip(NUMBER, text, at);
  return number === at ? skip(WORD, text, at) : number;
}

function cellOf(text: string, at: number, end: number): string {
  if (text.charCodeAt(at) === 34) return unquoted(text, at, end);
  const cell = text.slice(at, end);
  return cell === 'null' ? '' : cell;
}

function unquoted(text: string, at: number, end: number): string {
  const inside = text.slice(at + 1, end - 1);
  return (inside.includes('\\') ? unescaped(text.slice(at, end)) : inside).trim();
}

function unescaped(literal: string): string {
  return JSON.parse(literal.replaceAll('\t', '\\t')) as string;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
