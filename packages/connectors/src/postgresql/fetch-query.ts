import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ProbityError } from '@probity/domain';
import pg from 'pg';
import Cursor from 'pg-cursor';
import type { FetchContext, FetchedSource } from '../source/fetch-context.js';
import { Secrets } from '../source/secrets.js';
import type { PostgresqlSource } from '../source/source-definition.js';
import { queryError } from './query-error.js';
import { rowWriter } from './row-writer.js';

const ROWS_PER_FETCH = 2_000;
const CONNECT_TIMEOUT_MS = 15_000;
const DEFAULT_TIMEOUT_SECONDS = 600;
/** The longest that a query may take, so that nobody else's rows in the making are removed. */
const STALE_MS = 86_400_000;

/**
 * Writes the rows of a query as JSON lines, a few thousand in memory at a time.
 *
 * One snapshot: the transaction is read-only and repeatable, so rows written meanwhile do not show in half of the file.
 */
export async function fetchQuery(
  source: PostgresqlSource,
  home: string,
  context: FetchContext,
): Promise<FetchedSource> {
  const secrets = new Secrets(context.environment);
  const connectionString = secrets.get(source.urlFrom, 'urlFrom');
  rememberPassword(secrets, source.urlFrom, connectionString);
  await removeLeftovers(home);
  const folder = await mkdtemp(`${home}-`);
  const file = join(folder, 'rows.jsonl');
  let rows = 0;
  try {
    const count = (batch: number) => {
      rows += batch;
      context.onProgress?.(0, `${rows.toLocaleString('en')} rows from PostgreSQL`);
    };
    await pipeline(Readable.from(readRows(source, connectionString, count)), createWriteStream(file, { mode: 0o600 }));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw queryError(error, source, secrets);
  }
  return {
    file,
    rows,
    notes: [`source: ${rows.toLocaleString('en')} rows of a PostgreSQL query (${source.urlFrom})`],
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A killed run leaves its rows behind, and rows are about people. A query cannot be resumed: they go. */
async function removeLeftovers(home: string): Promise<void> {
  const parent = dirname(home);
  for (const name of await readdir(parent)) {
    if (!name.startsWith(`${basename(home)}-`)) continue;
    const left = await stat(join(parent, name)).catch(() => undefined);
    if (left === undefined || Date.now() - left.mtimeMs < STALE_MS) continue;
    await rm(join(parent, name), { recursive: true, force: true });
  }
}

async function* readRows(
  source: PostgresqlSource,
  connectionString: string,
  count: (batch: number) => void,
): AsyncGenerator<string> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'probity',
  });
  // A connection lost between two fetches is reported by the next fetch; without a listener it would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    for (const statement of sessionOf(source)) await client.query(statement);
    const cursor = client.query(new Cursor<(string | null)[]>(source.query, [], { rowMode: 'array', types: asText }));
    let write: ReturnType<typeof rowWriter> | undefined;
    for (;;) {
      const { rows, fields } = await fetchRows(cursor);
      write ??= rowWriter(fields);
      if (rows.length === 0) return;
      count(rows.length);
      yield rows.map(write).join('');
      // The statement is through; a further fetch would tell nothing of its columns.
      if (rows.length < ROWS_PER_FETCH) return;
    }
  } finally {
    // Ends the transaction too; nothing was written, so there is nothing to commit.
    await client.end().catch(() => {});
  }
}

function sessionOf({ timeoutSeconds = DEFAULT_TIMEOUT_SECONDS }: PostgresqlSource): readonly string[] {
  return [
    'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
    `SET LOCAL statement_timeout = ${Math.ceil(timeoutSeconds * 1000)}`,
    "SET LOCAL TIME ZONE 'UTC'",
    "SET LOCAL datestyle = 'ISO, YMD'",
    'SET LOCAL extra_float_digits = 1',
  ];
}

/** Every value as PostgreSQL writes it: numbers keep all digits, dates their day whatever this machine's time zone. */
const asText = { getTypeParser: () => (text: string) => text } as unknown as pg.CustomTypesConfig;

function fetchRows(
  cursor: Cursor<(string | null)[]>,
): Promise<{ rows: (string | null)[][]; fields: readonly pg.FieldDef[] }> {
  return new Promise((resolve, reject) => {
    cursor.read(ROWS_PER_FETCH, (error, rows, result) => {
      if (error) reject(error);
      // At the end, when the last fetch came out even, there is no result, whatever the types say.
      else resolve({ rows, fields: (result as pg.QueryResult | undefined)?.fields ?? [] });
    });
  });
}

function rememberPassword(secrets: Secrets, variable: string, connectionString: string): void {
  if (!/^(postgres(ql)?|socket):/i.test(connectionString)) {
    throw new ProbityError(
      'SOURCE_INVALID',
      `the environment variable ${variable}, which \`urlFrom\` names, must hold postgres://user:password@host/database`,
      { field: 'urlFrom', variable },
    );
  }
  const password = /^[^:]+:\/\/[^:@/]*:([^@]*)@/.exec(connectionString)?.[1] ?? '';
  secrets.addPart(variable, password);
  try {
    secrets.addPart(variable, decodeURIComponent(password));
  } catch {
    // Not an encoded text: then the one above is all there is.
  }
}
