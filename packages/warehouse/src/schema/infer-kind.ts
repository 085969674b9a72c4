import type { ColumnKind } from '@probity/domain';
import { isBooleanPair } from '../cell/parse-boolean.js';
import { dateMilliseconds, isMidnight, matchDate, parseDate } from '../cell/parse-date.js';
import { parseNumber } from '../cell/parse-number.js';
import type { Notation } from '../dialect/detect-notation.js';
import type { ColumnProfile } from './column-values.js';

/**
 * Share of a column's values that may fail to parse before the column is taken for something else.
 *
 * Below it the cells are slips (their rows are set aside, and said); above it they are a second kind of value. One slip
 * is forgiven from 20 values on. 1 %: typing and export errors seen in loan files stay well under it, while codes mixed
 * into numbers ("Missing", "9X") stay over it.
 */
const SLIP_SHARE = 0.01;
const ONE_SLIP_FROM = 20;
/** Texts longer than this on average, or nearly all different and with blanks, are prose. */
const PROSE_LENGTH = 40;
const SEQUENCE_FLOOR = 20;
const LONGEST_ID = 64;

/** The kind of a column, and how many of its values do not parse as that kind. */
export interface InferredKind {
  readonly kind: ColumnKind;
  readonly slips: number;
}

/**
 * Decides what a column's values are, from all of them.
 *
 * @param mayBeKey false for columns whose role says that they are none: a count of seconds is different in every row too
 */
export function inferKind(profile: ColumnProfile, notation: Notation, mayBeKey: boolean): InferredKind {
  const { values, filled } = profile;
  if (filled === 0) return { kind: 'category', slips: 0 };
  if (values.length <= 6 && isBooleanPair(values.map(({ text }) => text))) return { kind: 'boolean', slips: 0 };
  const declared = kindDeclared(profile, notation, mayBeKey);
  if (declared !== undefined) return declared;
  const allowed = Math.max(filled >= ONE_SLIP_FROM ? 1 : 0, Math.floor(SLIP_SHARE * filled));
  return (
    inferCompactDate(profile) ??
    inferNumeric(profile, notation, allowed, mayBeKey) ??
    inferDate(profile, notation, allowed) ?? { kind: inferText(profile, mayBeKey), slips: 0 }
  );
}

/** The kind that the source's own head states: all cells that are something else are slips. */
function kindDeclared(profile: ColumnProfile, notation: Notation, mayBeKey: boolean): InferredKind | undefined {
  const { declared, filled } = profile;
  switch (declared?.kind) {
    case 'number':
      return inferNumeric(profile, notation, filled, mayBeKey);
    case 'date':
      return inferDate(profile, notation, filled, parseDate);
    case 'nominal':
      return { kind: 'category', slips: 0 };
    case 'text':
      return { kind: inferText(profile, mayBeKey), slips: 0 };
    default:
      return undefined;
  }
}

function inferNumeric(
  profile: ColumnProfile,
  notation: Notation,
  allowed: number,
  mayBeKey: boolean,
): InferredKind | undefined {
  let slips = 0;
  let whole = true;
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const { text, count } of profile.values) {
    const value = parseNumber(text, notation.decimal);
    if (Number.isNaN(value)) {
      slips += count;
      if (slips > allowed) return undefined;
      continue;
    }
    whole &&= Number.isInteger(value);
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  if (mayBeKey && slips === 0 && whole && isKey(profile, least, greatest)) return { kind: 'id', slips };
  return { kind: whole ? 'integer' : 'numeric', slips };
}

/** Whole numbers, all different, that count the rows or are called a number. */
function isKey({ name, values, filled, rows }: ColumnProfile, least: number, greatest: number): boolean {
  if (values.length !== rows || filled !== rows || rows < 2) return false;
  if (isKeyName(name)) return true;
  return rows >= SEQUENCE_FLOOR && greatest - least === rows - 1;
}

const KEY_WORDS = new Set('id ids nr no num number key uuid guid index idx row rownum ref reference'.split(' '));

/** Names that say "this tells rows or persons apart": ID, CUSTOMER_ID, loanNr, CLIENTNUM. */
export function isKeyName(name: string): boolean {
  return wordsOf(name).some((word) => KEY_WORDS.has(word)) || /(num|number|recnum)$/i.test(name);
}

function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
}

function inferDate(
  profile: ColumnProfile,
  notation: Notation,
  allowed: number,
  parse: typeof parseDate = parseUnmistakableDate,
): InferredKind | undefined {
  let slips = 0;
  let timed = false;
  for (const { text, count } of profile.values) {
    const milliseconds = parse(text, notation.dates);
    if (Number.isNaN(milliseconds)) {
      slips += count;
      if (slips > allowed) return undefined;
    } else if (!isMidnight(milliseconds)) timed = true;
  }
  return { kind: timed ? 'datetime' : 'date', slips };
}

const COMPACT_DATE = /^(\d{6}|\d{8})$/;
const DATE_WORDS = new Set('date day dt datum issued opened'.split(' '));
/** Fewer different days than this are no proof. */
const COMPACT_DATES_FLOOR = 3;

/** Numbers such as 930705 and 20180501: dates where the column's name says so and each of them is a day. */
function inferCompactDate({ name, values }: ColumnProfile): InferredKind | undefined {
  const words = wordsOf(name);
  if (!words.some((word) => DATE_WORDS.has(word)) || values.length < COMPACT_DATES_FLOOR) return undefined;
  const form = values[0]?.text.length;
  const all = values.every(
    ({ text }) => text.length === form && COMPACT_DATE.test(text) && !Number.isNaN(parseDate(text, 'ymd')),
  );
  return all ? { kind: 'date', slips: 0 } : undefined;
}

/** Not the compact yyyymmdd, which most often is a number. */
function parseUnmistakableDate(text: string, order: Notation['dates']): number {
  const date = matchDate(text);
  return date === undefined ? Number.NaN : dateMilliseconds(date, order);
}

function inferText({ name, values, filled, rows }: ColumnProfile, mayBeKey: boolean): ColumnKind {
  let characters = 0;
  let withBlanks = 0;
  let longest = 0;
  for (const { text } of values) {
    characters += text.length;
    longest = Math.max(longest, text.length);
    if (/\s/.test(text)) withBlanks += 1;
  }
  const distinct = values.length;
  const allDifferent = distinct === filled;
  const blankShare = withBlanks / distinct;
  if (mayBeKey && allDifferent && filled === rows && longest <= LONGEST_ID && blankShare < 0.1) {
    if (rows >= SEQUENCE_FLOOR || (rows >= 2 && isKeyName(name))) return 'id';
  }
  const prose = characters / distinct > PROSE_LENGTH || (distinct > 0.5 * filled && blankShare > 0.5);
  return prose && distinct > 20 ? 'text' : 'category';
}
