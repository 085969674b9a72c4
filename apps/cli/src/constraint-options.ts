import { ProbityError } from '@probity/domain';
import { parseList } from './option-parsers.js';

const DIRECTIONS = { '+': 1, '-': -1 } as const;

/** Reads directions such as "income:-,utilisation:+". @throws INVALID_ARGUMENT */
export function parseMonotone(text: string): Readonly<Record<string, 1 | -1>> {
  const directions = new Map<string, 1 | -1>();
  for (const item of parseList(text)) {
    // A column may have a colon in its name: the last one counts.
    const [, name = '', sign = ''] = /^(.+):\s*([+-])$/.exec(item) ?? [];
    if (name === '') throw wrong('--monotone', 'be columns with + or -, such as income:-,utilisation:+', item);
    if (directions.has(name.trim())) throw wrong('--monotone', 'name each column once', item);
    directions.set(name.trim(), DIRECTIONS[sign as keyof typeof DIRECTIONS]);
  }
  if (directions.size === 0) throw wrong('--monotone', 'name at least one column', text);
  return Object.fromEntries(directions);
}

/** Reads groups such as "a,b;c,d". @throws INVALID_ARGUMENT */
export function parseInteractions(text: string): readonly (readonly string[])[] {
  const groups = text.split(';').map(parseList);
  if (groups.some(({ length }) => length === 0)) {
    throw wrong('--interactions', 'be groups of columns, such as a,b;c,d', text);
  }
  return groups;
}

function wrong(option: string, rule: string, got: string): ProbityError {
  return new ProbityError('INVALID_ARGUMENT', `\`${option}\` must ${rule}; got "${got}"`, { field: option });
}
