import { ProbityError } from '@probity/domain';
import type { Secrets } from '../source/secrets.js';
import type { PostgresqlSource } from '../source/source-definition.js';

/** Turns what went wrong into a coded error without secrets, and without values of rows, which messages may quote. */
export function queryError(error: unknown, source: PostgresqlSource, secrets: Secrets): ProbityError {
  if (error instanceof ProbityError) return error;
  const { code = '', message = '' } = error as { code?: string; message?: string };
  const where = `the PostgreSQL that ${source.urlFrom} names`;
  const invalid = (sentence: string) =>
    new ProbityError('SOURCE_INVALID', secrets.redact(sentence), { field: 'query', sqlState: code });
  const unavailable = (sentence: string) =>
    new ProbityError('SOURCE_UNAVAILABLE', secrets.redact(sentence), code === '' ? {} : { cause: code });
  if (code === '57014') {
    return unavailable(`\`query\` of the source file took longer than ${source.timeoutSeconds ?? 600} seconds`);
  }
  if (code === '25006') return invalid('`query` of the source file tries to write: sources are read and never changed');
  // Class 42, syntax and names: the message speaks of the query, not of rows.
  if (code.startsWith('42')) return invalid(`\`query\` of the source file is refused: ${message} (${code})`);
  if (code.startsWith('28')) return unavailable(`${where} refuses its user or password`);
  if (code === '3D000') return unavailable(`${where} has no such database`);
  if (/^(0A|2[0-7]|44|P0)/.test(code)) return invalid(`\`query\` of the source file failed with SQLSTATE ${code}`);
  const why = code !== '' ? code : /timeout/i.test(message) ? 'it does not answer' : 'the connection was lost';
  return unavailable(`${where} cannot be read: ${why}`);
}
