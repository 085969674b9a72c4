import { type ColumnSchema, ProbityError } from '@probity/domain';
import { parseBoolean } from '../cell/parse-boolean.js';
import { parseNumber } from '../cell/parse-number.js';
import type { TextColumn } from '../column/text-column.js';
import type { Notation } from '../dialect/detect-notation.js';
import { type ColumnValue, profileColumn } from './column-values.js';

const LISTED_VALUES = 10;

/** Words that mean a bad outcome wherever loans are graded. */
const BAD_WORDS = new Set([
  ...['1', 'yes', 'y', 'true', 't', 'bad', 'b', 'default', 'defaulted', 'in default', 'charged off', 'charge off'],
  ...['chargeoff', 'chgoff', 'written off', 'write off', 'delinquent', 'late', 'arrears', 'fraud', 'fraudulent'],
  ...[
    'bankrupt',
    'bankruptcy',
    'insolvent',
    'non performing',
    'npl',
    'loss',
    'failed',
    'high risk',
    'risky',
    'not paid',
  ],
  ...['unpaid', 'attrited customer', 'churned'],
]);

/** A target whose two values and bad one are settled. */
export interface ResolvedTarget {
  readonly kind: ColumnSchema['kind'];
  readonly badValue: string;
  readonly note?: string;
}

/**
 * Settles which of a target's two values is the bad one.
 *
 * @param stated the bad value that the caller or the schema names
 * @throws TARGET_INVALID when there are not two values, or it is not clear which is bad
 */
export function resolveTarget(
  target: Pick<ColumnSchema, 'name' | 'kind' | 'specialCodes'>,
  column: TextColumn,
  notation: Notation,
  stated: string | undefined,
): ResolvedTarget {
  const { name } = target;
  const values = mergeEqual(profileColumn(column, target.specialCodes ?? [], stated).values, notation);
  if (values.length !== 2) throw wrongCount(name, values);
  const kind = kindOf(target, values);
  if (stated !== undefined) {
    const bad = values.find(({ text }) => text === canonical(stated, notation) || text === stated);
    const like = bad ?? values.find(({ text }) => text.toLowerCase() === stated.toLowerCase());
    if (like !== undefined) return { kind, badValue: like.text };
    throw new ProbityError(
      'TARGET_INVALID',
      `the bad value "${stated}" is not in target "${name}", which holds ${listValues(values)}`,
      { field: name, values: values.map(({ text }) => text) },
    );
  }
  const bad = values.filter(({ text }) => BAD_WORDS.has(text.toLowerCase().replace(/[-_ ]+/g, ' ')));
  const other = values.find((value) => value !== bad[0]);
  // "1" alone is clear beside "0" only: in {1, 2} either may be the bad one.
  const clear = bad.length === 1 && (bad[0]?.text !== '1' || other?.text === '0');
  if (!clear) {
    throw new ProbityError(
      'TARGET_INVALID',
      `which value of target "${name}" is the bad outcome? It holds ${listValues(values)}; name one with --bad`,
      { field: name, values: values.map(({ text }) => text) },
    );
  }
  const badValue = (bad[0] as ColumnValue).text;
  return { kind, badValue, note: `bad value of "${name}" assumed: "${badValue}" (the other is "${other?.text}")` };
}

/** "1" and "1.0" are one value; numbers get one way of writing. */
function mergeEqual(values: readonly ColumnValue[], notation: Notation): readonly ColumnValue[] {
  const counts = new Map<string, number>();
  for (const { text, count } of values) {
    const key = canonical(text, notation);
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return [...counts].map(([text, count]) => ({ text, count })).sort((one, other) => other.count - one.count);
}

function canonical(text: string, notation: Notation): string {
  const number = parseNumber(text, notation.decimal);
  return Number.isNaN(number) ? text : String(number);
}

function kindOf({ kind }: Pick<ColumnSchema, 'kind'>, values: readonly ColumnValue[]): ColumnSchema['kind'] {
  if (values.every(({ text }) => !Number.isNaN(parseBoolean(text))) && kind === 'boolean') return 'boolean';
  if (kind === 'integer' || kind === 'numeric') return kind;
  // Two whole numbers in a file of two rows look like a key.
  return values.every(({ text }) => Number.isInteger(Number(text))) ? 'integer' : 'category';
}

function wrongCount(name: string, values: readonly ColumnValue[]): ProbityError {
  const holds =
    values.length === 0
      ? 'no value at all'
      : values.length === 1
        ? `only ${listValues(values)}`
        : `${values.length}: ${listValues(values)}`;
  return new ProbityError('TARGET_INVALID', `target "${name}" must hold two values; it holds ${holds}`, {
    field: name,
    values: values.slice(0, LISTED_VALUES).map(({ text }) => text),
  });
}

function listValues(values: readonly ColumnValue[]): string {
  const shown = values.slice(0, LISTED_VALUES).map(({ text, count }) => `"${text}" (${count})`);
  return shown.join(', ') + (values.length > LISTED_VALUES ? ', …' : '');
}
