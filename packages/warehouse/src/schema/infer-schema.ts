import type { ColumnKind, ColumnRole, ColumnSchema } from '@probity/domain';
import type { TextColumn } from '../column/text-column.js';
import type { Notation } from '../dialect/detect-notation.js';
import type { StatedRoles } from './assign-roles.js';
import { type ColumnProfile, profileColumn } from './column-values.js';
import { inferKind, isKeyName } from './infer-kind.js';

/** More levels than this, or than the share below of all rows, make a category too fine to learn from. */
const LEVEL_LIMIT = 200;
const LEVEL_SHARE_LIMIT = 0.05;
const FINE_FROM = 30;
/** A column named like a key with more distinct values than this tells persons apart, not risks. */
const KEY_VALUES = 50;
/** Stated roles that a column of keys may have. */
const KEY_ROLES: readonly ColumnRole[] = ['id', 'group', 'excluded'];

/** Column schemas made from what the columns hold, with a sentence for each thing that was decided. */
export interface InferredColumns {
  readonly columns: readonly ColumnSchema[];
  readonly notes: readonly string[];
}

/**
 * Infers kind, role and levels of columns.
 *
 * Unless the caller says otherwise: the first key is the id; further keys, free text, fine categories, dates and
 * constants are excluded; all others are features.
 *
 * @param keptText a text of the target that must count as a value even if it looks like a missing marker
 */
export function inferColumns(
  columns: readonly TextColumn[],
  roles: StatedRoles,
  notation: Notation,
  specialCodes: readonly string[],
  keptText?: string,
): InferredColumns {
  const notes: string[] = [];
  let hasId = [...roles.values()].includes('id');
  const inferred = columns.map((column): ColumnSchema => {
    const stated = roles.get(column.name);
    const isTarget = stated === 'target';
    const profile = profileColumn(column, isTarget ? [] : specialCodes, isTarget ? keptText : undefined);
    const mayBeKey = stated === undefined || KEY_ROLES.includes(stated);
    const { kind, slips } = inferKind(profile, notation, mayBeKey);
    if (slips > 0 && !isTarget) notes.push(describeSlips(profile.name, kind, slips));
    const guess: RoleGuess = stated === undefined ? guessRole(profile, kind, hasId) : { role: stated };
    if (guess.role === 'id') hasId = true;
    if (guess.note !== undefined) notes.push(`"${column.name}" ${guess.note}`);
    return describeColumn(profile, guess.kind ?? kind, guess.role, isTarget ? [] : specialCodes);
  });
  notes.push(...noteSensitive(inferred));
  return { columns: inferred, notes };
}

interface RoleGuess {
  readonly role: ColumnRole;
  readonly kind?: ColumnKind;
  readonly note?: string;
}

function guessRole(profile: ColumnProfile, kind: ColumnKind, hasId: boolean): RoleGuess {
  const { name, values, filled, rows } = profile;
  const distinct = values.length;
  if (filled === 0) return { role: 'excluded', note: 'holds no value in any row: excluded' };
  if (distinct === 1 && filled === rows) {
    return { role: 'excluded', note: `holds "${values[0]?.text}" in every row: excluded` };
  }
  if (kind === 'id') {
    return hasId
      ? { role: 'excluded', note: 'is another key: excluded' }
      : { role: 'id', note: 'is different in every row: taken for the id' };
  }
  if (kind === 'text') return { role: 'excluded', note: 'is free text: excluded' };
  if (kind === 'date' || kind === 'datetime') {
    return { role: 'excluded', note: 'holds dates: excluded (name it with --time to split by it)' };
  }
  if (kind !== 'boolean' && kind !== 'numeric' && distinct > KEY_VALUES && isOwnerKey(name)) {
    return {
      role: 'excluded',
      kind: 'id',
      note: 'is named like a key: excluded (name it with --group to keep its rows together)',
    };
  }
  if (
    kind === 'category' &&
    (distinct > LEVEL_LIMIT || (distinct > FINE_FROM && distinct > LEVEL_SHARE_LIMIT * rows))
  ) {
    return { role: 'excluded', note: `has ${distinct} different values: excluded as too fine` };
  }
  return { role: 'feature' };
}

/** Ends in the word id: customer_id, TERMINAL_ID, accountId. */
function isOwnerKey(name: string): boolean {
  return isKeyName(name) && /(^|[^a-z])id$|[a-z]I[dD]$/i.test(name.replace(/([a-z])(I[dD])$/, '$1_$2'));
}

function describeColumn(
  { name, values, declared }: ColumnProfile,
  kind: ColumnKind,
  role: ColumnRole,
  specialCodes: readonly string[],
): ColumnSchema {
  const stated = kind === 'category' ? declared?.levels : undefined;
  const listed = kind === 'category' && values.length <= LEVEL_LIMIT;
  return {
    name,
    kind,
    role,
    ...(listed ? { levels: stated ?? values.map(({ text }) => text).sort(byCodeUnits) } : {}),
    ...(specialCodes.length > 0 ? { specialCodes } : {}),
  };
}

/** The same order on every machine, whatever its language. */
export function byCodeUnits(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

const KIND_WORDS: Partial<Record<ColumnKind, string>> = {
  numeric: 'numbers',
  integer: 'numbers',
  date: 'dates',
  datetime: 'dates',
};

function describeSlips(name: string, kind: ColumnKind, slips: number): string {
  const cells = slips === 1 ? '1 cell is' : `${slips} cells are`;
  return `"${name}" holds ${KIND_WORDS[kind] ?? kind}, but ${cells} not: rows set aside (name codes for "missing" as special codes)`;
}

const SENSITIVE =
  /^(sex|gender|race|ethnicity|religion|nationality|marital|marriage|age|disability|birth|female|male|black|white|asian|hispanic)([^a-z]|$)|(^|[^a-z])(sex|gender|race|religion|nationality|marital.?status)([^a-z]|$)/i;

function noteSensitive(columns: readonly ColumnSchema[]): readonly string[] {
  const names = columns.filter(({ role, name }) => role === 'feature' && SENSITIVE.test(name)).map(({ name }) => name);
  if (names.length === 0) return [];
  return [`may be protected by law, and is learned from: ${names.join(', ')} (name with --protected to keep apart)`];
}
