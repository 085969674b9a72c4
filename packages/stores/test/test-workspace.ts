import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder for one test file, and a way to remove it. */
export function makeTestWorkspace(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'probity-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
