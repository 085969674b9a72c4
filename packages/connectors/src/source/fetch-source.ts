import { createHash } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, type JsonValue } from '@probity/domain';
import { fetchPages } from '../http/fetch-pages.js';
import { fetchQuery } from '../postgresql/fetch-query.js';
import type { FetchContext, FetchedSource } from './fetch-context.js';
import type { NamedSource } from './load-source.js';

/**
 * Reads all rows of a source into a file: JSON lines, or CSV where an API gives that.
 *
 * @throws SOURCE_INVALID (the query is refused, a variable is not set), SOURCE_UNAVAILABLE (not reached, not let in, too
 *   slow); no message holds a secret or a row's value
 * @example
 * const fetched = await fetchSource(await loadSource('loans.source.json'), { folder, environment: process.env });
 */
export async function fetchSource(source: NamedSource, context: FetchContext): Promise<FetchedSource> {
  const { name, definition } = source;
  await mkdir(context.folder, { recursive: true, mode: 0o700 });
  await chmod(context.folder, 0o700);
  const digest = createHash('sha256')
    .update(canonicalJson(definition as unknown as JsonValue))
    .digest('hex');
  const home = join(context.folder, `${name.replace(/[^A-Za-z0-9._-]/g, '_')}-${digest.slice(0, 16)}`);
  return definition.kind === 'postgresql'
    ? await fetchQuery(definition, home, context)
    : await fetchPages(definition, digest, home, context);
}
