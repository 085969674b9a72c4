import { createHash } from 'node:crypto';
import type pg from 'pg';

/** How a statement begins that is run so often that each connection prepares it once. */
export const PREPARED = '/* prepared */';

const names = new Map<string, string>();

/**
 * Makes a connection prepare the statements that begin with `PREPARED`: they are parsed and planned once, not each time.
 *
 * Their texts must be few and always the same: each stays prepared as long as the connection.
 */
export function prepareMarked(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...given: unknown[]) => unknown;
  const marked = (text: unknown, values: unknown, ...rest: unknown[]) => {
    if (typeof text !== 'string' || !text.startsWith(PREPARED)) return query(text, values, ...rest);
    return query({ name: nameOf(text), text, values }, ...rest);
  };
  client.query = marked as unknown as typeof client.query;
}

function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `probity_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
  names.set(text, name);
  return name;
}
