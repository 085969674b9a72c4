import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = process.env['PROBITY_DATA'] ?? fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

/** Path of a real data set, which is not part of the repository; undefined where it is not at hand. */
export function sharedFile(name: string): string | undefined {
  const file = `${folder.replace(/\/$/, '')}/${name}`;
  return existsSync(file) ? file : undefined;
}
