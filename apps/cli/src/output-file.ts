import { createWriteStream, existsSync, rmSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ProbityError } from '@probity/domain';
import { csvCell } from '@probity/warehouse';
import { cleaningUp } from './interruption.js';

type Row = readonly (string | number)[];

const LINES_PER_CHUNK = 2000;

/** Writes a file, all or nothing: into a file beside it first, then renamed; an interruption leaves neither. */
export async function writeOutput(
  path: string,
  content: string | Uint8Array | Iterable<string> | AsyncIterable<string>,
): Promise<void> {
  const unfinished = `${path}.${process.pid}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  const isWhole = typeof content === 'string' || content instanceof Uint8Array;
  try {
    await cleaningUp(
      () => rmSync(unfinished, { force: true }),
      () => pipeline(Readable.from(isWhole ? [content] : content), createWriteStream(unfinished)),
    );
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** Keeps a command from writing over a file, before it works for it. @throws OUTPUT_EXISTS */
export function refuseExisting(path: string, field: string, advice: string): void {
  if (existsSync(path)) throw new ProbityError('OUTPUT_EXISTS', `"${path}" is there already; ${advice}`, { field });
}

/**
 * Writes rows as a CSV file, all or nothing.
 *
 * Cells that a spreadsheet would run as a formula get a leading apostrophe; numbers are written so that they read back
 * to the same double.
 */
export function writeCsv(path: string, rows: Iterable<Row> | AsyncIterable<Row>): Promise<void> {
  return writeOutput(path, chunksOf(rows));
}

async function* chunksOf(rows: Iterable<Row> | AsyncIterable<Row>): AsyncGenerator<string> {
  let lines: string[] = [];
  for await (const row of rows) {
    lines.push(`${row.map(formatCell).join(',')}\n`);
    if (lines.length === LINES_PER_CHUNK) {
      yield lines.join('');
      lines = [];
    }
  }
  if (lines.length > 0) yield lines.join('');
}

function formatCell(cell: string | number): string {
  return typeof cell === 'number' ? String(cell) : csvCell(cell);
}
