import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FetchContext, type FetchedSource, fetchSource, parseSourceDefinition } from '@probity/connectors';
import { afterAll } from 'vitest';

/** Fetches sources into a folder that goes away after the tests of the file; waits between tries are noted, not slept. */
export function sourceFolder(): {
  readonly folder: string;
  readonly pauses: number[];
  fetch(definition: unknown, environment?: FetchContext['environment'], name?: string): Promise<FetchedSource>;
} {
  const folder = mkdtempSync(join(tmpdir(), 'probity-connectors-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const pauses: number[] = [];
  return {
    folder,
    pauses,
    fetch: (definition, environment = {}, name = 'loans') =>
      fetchSource(
        { name, definition: parseSourceDefinition(definition) },
        {
          folder: join(folder, 'sources'),
          environment,
          pause: async (milliseconds) => {
            pauses.push(milliseconds);
          },
        },
      ),
  };
}

/** The rows that a source gave. */
export function rowsOf(fetched: FetchedSource): readonly Record<string, unknown>[] {
  return readFileSync(fetched.file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
