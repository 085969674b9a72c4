import type { ArffAttribute } from './arff-attribute.js';
import { readArffToken } from './arff-token.js';

/** The cells of a data line, or the rule that it breaks. */
export type ArffRow = { readonly cells: readonly string[] } | { readonly column: string; readonly rule: string };

/** Splits a data line: cells parted by commas or tabs, or a sparse `{3 x, 7 "y"}`; a weight in braces is passed over. */
export function splitArffRow(line: string, attributes: readonly ArffAttribute[]): ArffRow {
  return line.trimStart().startsWith('{') ? splitSparse(line, attributes) : splitDense(line, attributes.length);
}

function splitDense(line: string, width: number): ArffRow {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    at = skipBlanks(line, at);
    if (line[at] === '{' && cells.length === width) break;
    const token = readArffToken(line, at, ',\t');
    if (token === undefined) return unclosed;
    cells.push(token.text);
    at = skipBlanks(line, token.end);
    if (at >= line.length) break;
    if (line[at] !== ',' && line[at] !== '\t') return { column: '', rule: 'text after a closing quote' };
    at += 1;
  }
  if (cells.length === width) return { cells };
  const count = cells.length === 1 ? '1 cell' : `${cells.length} cells`;
  return { column: '', rule: `${count} where there are ${width} columns` };
}

const unclosed: ArffRow = { column: '', rule: 'a quote that is never closed' };

/** What a sparse row leaves out is 0, or the first declared value (that is the format's rule); for a text there is none. */
function splitSparse(line: string, attributes: readonly ArffAttribute[]): ArffRow {
  const given = new Map<number, string>();
  let at = skipBlanks(line, line.indexOf('{') + 1);
  while (line[at] !== '}') {
    const index = /^\d+(?=[ \t])/.exec(line.slice(at, at + 12))?.[0];
    if (index === undefined) return { column: '', rule: 'not a sparse row' };
    at = skipBlanks(line, at + index.length);
    const token = readArffToken(line, at, ',}');
    if (token === undefined) return unclosed;
    const place = Number(index);
    if (place >= attributes.length) return { column: '', rule: `no column ${index}: they count from 0` };
    if (given.has(place)) return { column: attributes[place]?.name ?? '', rule: 'a value twice' };
    given.set(place, token.text);
    at = skipBlanks(line, token.end);
    if (line[at] === ',') at = skipBlanks(line, at + 1);
    else if (line[at] !== '}') return { column: '', rule: 'a sparse row that is never closed' };
  }
  const cells: string[] = [];
  for (const [place, { name, declared }] of attributes.entries()) {
    const left = declared.kind === 'number' ? '0' : declared.levels?.[0];
    const cell = given.get(place) ?? left;
    if (cell === undefined) return { column: name, rule: 'left out of a sparse row, where it has no default' };
    cells.push(cell);
  }
  return { cells };
}

function skipBlanks(line: string, from: number): number {
  let at = from;
  while (line[at] === ' ') at += 1;
  return at;
}
