import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { csvCell } from '@probity/warehouse';

const LINES_PER_CHUNK = 2000;

/**
 * Writes rows as a CSV file, all or nothing: into a file beside it first, then renamed.
 *
 * Cells that a spreadsheet would run as a formula get a leading apostrophe; numbers are written so that they read back
 * to the same double.
 */
export async function writeCsvFile(path: string, rows: Iterable<readonly (string | number)[]>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    await pipeline(Readable.from(chunksOf(rows)), createWriteStream(unfinished));
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
}

function* chunksOf(rows: Iterable<readonly (string | number)[]>): Generator<string> {
  let lines: string[] = [];
  for (const row of rows) {
    lines.push(`${row.map(formatCell).join(',')}\n`);
    if (lines.length === LINES_PER_CHUNK) {
      yield lines.join('');
      lines = [];
    }
  }
  yield lines.join('');
}

function formatCell(cell: string | number): string {
  return typeof cell === 'number' ? String(cell) : csvCell(cell);
}
