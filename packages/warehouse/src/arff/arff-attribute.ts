import type { Dialect } from '@probity/training';
import type { DeclaredColumn } from '../column/text-column.js';
import { readArffToken } from './arff-token.js';

/** One `@attribute` line of an ARFF head. */
export interface ArffAttribute {
  readonly name: string;
  readonly declared: DeclaredColumn;
  /** Order of day and month, where the attribute states a form for its dates. */
  readonly dates?: Dialect['dates'];
}

/** What an `@attribute` line declares, or the reason why it cannot be read. */
export function parseArffAttribute(line: string): ArffAttribute | string {
  const start = /^\s*@attribute\s+/i.exec(line)?.[0].length ?? 0;
  const name = readArffToken(line, start, ' \t{');
  if (name === undefined || name.text === '') return 'an attribute without a name';
  const rest = line.slice(name.end).trim();
  if (rest.startsWith('{')) return nominal(name.text, rest);
  const word = /^[a-z]+/i.exec(rest)?.[0].toLowerCase() ?? '';
  if (word === 'numeric' || word === 'real' || word === 'integer')
    return { name: name.text, declared: { kind: 'number' } };
  if (word === 'string') return { name: name.text, declared: { kind: 'text' } };
  if (word === 'date') return { name: name.text, declared: { kind: 'date' }, ...dateOrder(rest.slice(4)) };
  return word === 'relational'
    ? 'a relational attribute: a table in a table is not read'
    : `an attribute of the unknown kind "${rest.slice(0, 40)}"`;
}

function nominal(name: string, rest: string): ArffAttribute | string {
  const levels: string[] = [];
  let at = 1;
  for (;;) {
    while (/[\s,]/.test(rest[at] ?? '')) at += 1;
    if (at >= rest.length) return 'a list of values that is never closed';
    if (rest[at] === '}') break;
    const token = readArffToken(rest, at, ',}');
    if (token === undefined) return 'a quote that is never closed';
    levels.push(token.text);
    at = token.end;
  }
  return { name, declared: { kind: 'nominal', levels: [...new Set(levels)] } };
}

/** dd/MM/yyyy is day first, MM/dd/yyyy month first; other forms can be read in one way only. */
function dateOrder(form: string): { dates?: Dialect['dates'] } {
  const letters = form.replace(/[^dMy]/g, '');
  if (letters.startsWith('d')) return { dates: 'dmy' };
  return letters.startsWith('M') ? { dates: 'mdy' } : {};
}
