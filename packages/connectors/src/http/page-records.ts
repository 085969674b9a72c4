import { ProbityError } from '@probity/domain';
import type { HttpSource } from '../source/source-definition.js';
import { valueAt } from './page-request.js';

/** What a page holds: its records as text to append, how many, and its JSON where it is some. */
export interface PageRecords {
  readonly text: string;
  readonly records: number;
  readonly body: unknown;
  /** The first line of a page of CSV. */
  readonly header?: string;
}

/**
 * Takes the records out of a page.
 *
 * @param header of the first page of CSV; later pages must repeat it
 * @returns 'again' when the page is cut
 * @throws SOURCE_INVALID when the page has no list where the source file says it lies
 */
export function pageRecords(source: HttpSource, text: string, header: string | undefined): PageRecords | 'again' {
  if (source.format === 'csv') return csvRecords(text, header);
  return source.format === 'json-lines' ? lineRecords(text) : jsonRecords(source, text);
}

function jsonRecords(source: HttpSource, text: string): PageRecords | 'again' {
  let body: unknown;
  try {
    body = JSON.parse(withLongNumbersQuoted(text));
  } catch {
    return 'again';
  }
  const list = source.records === undefined ? body : valueAt(body, source.records);
  if (!Array.isArray(list)) {
    const where =
      source.records === undefined ? 'a page is no list of records' : `"${source.records}" of a page is no list`;
    const keys =
      typeof body === 'object' && body !== null && !Array.isArray(body) ? Object.keys(body).slice(0, 10) : [];
    const has = keys.length === 0 ? '' : `; it has: ${keys.join(', ')}`;
    throw new ProbityError('SOURCE_INVALID', `\`records\` of the source file: ${where}${has}`, { field: 'records' });
  }
  const { fields } = source;
  const pick = fields === undefined ? (record: unknown) => record : (record: unknown) => picked(record, fields);
  return { text: list.map((record) => `${JSON.stringify(pick(record))}\n`).join(''), records: list.length, body };
}

function picked(record: unknown, fields: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, path]) => [name, valueAt(record, path) ?? null]));
}

/** Whole numbers of 16 digits and more, most often keys, would lose their last digits as numbers. */
function withLongNumbersQuoted(text: string): string {
  if (!/\d{16}/.test(text)) return text;
  // Texts and whole numbers are matched as such, so that digits inside of them are not taken for a number.
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g, (token) =>
    /^-?\d{16,}$/.test(token) ? `"${token}"` : token,
  );
}

function lineRecords(text: string): PageRecords | 'again' {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  // A cut last line is no JSON; others that are not are the warehouse's to set aside.
  const last = lines.at(-1);
  if (last !== undefined && !text.endsWith('\n') && !isJson(last)) return 'again';
  return { text: lines.map((line) => `${line}\n`).join(''), records: lines.length, body: undefined };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function csvRecords(text: string, header: string | undefined): PageRecords {
  const content = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  if (content.trim() === '') return { text: '', records: 0, body: undefined };
  const end = content.indexOf('\n');
  const first = end < 0 ? content : content.slice(0, end);
  if (header !== undefined && first !== header) {
    throw new ProbityError('SOURCE_UNAVAILABLE', 'a later page of CSV has another header than the first', {});
  }
  const rest = end < 0 ? '' : content.slice(end + 1);
  const rows = rest === '' || rest.endsWith('\n') ? rest : `${rest}\n`;
  return {
    text: header === undefined ? `${first}\n${rows}` : rows,
    records: rows.split('\n').filter((line) => line.trim() !== '').length,
    body: undefined,
    header: first,
  };
}
