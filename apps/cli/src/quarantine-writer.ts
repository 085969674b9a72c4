import { createHash, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { appendFile, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { QuarantinedRow } from '@probity/training';
import { csvCell } from '@probity/warehouse';
import { cleaningUp } from './interruption.js';

/** A quarantine file that grows while a file is read. */
export interface QuarantineWriter {
  /** Rows written so far. */
  readonly count: number;
  add(rows: readonly QuarantinedRow[]): Promise<void>;
}

/**
 * Writes refused rows as they come, in the form in which `ingest` writes them: line, column, value, rule. The file gets
 * its name, after its content, when the work is done; work that fails or is interrupted leaves none.
 *
 * @returns what the work returned, and the file where rows were refused
 */
export async function withQuarantine<Result>(
  folder: string,
  work: (quarantine: QuarantineWriter) => Promise<Result>,
): Promise<{ readonly result: Result; readonly count: number; readonly file?: string }> {
  const unfinished = join(folder, `quarantine-${randomUUID()}.tmp`);
  const digest = createHash('sha256');
  let count = 0;
  const write = async (text: string) => {
    digest.update(text);
    await appendFile(unfinished, text);
  };
  const quarantine: QuarantineWriter = {
    get count() {
      return count;
    },
    async add(rows) {
      if (rows.length === 0) return;
      if (count === 0) {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await write('line,column,value,rule\r\n');
      }
      count += rows.length;
      const lines = rows.map((row) => [String(row.line), row.column, row.value, row.rule].map(csvCell).join(','));
      await write(`${lines.join('\r\n')}\r\n`);
    },
  };
  try {
    const result = await cleaningUp(
      () => rmSync(unfinished, { force: true }),
      () => work(quarantine),
    );
    if (count === 0) return { result, count };
    const file = join(folder, `quarantine-${digest.digest('hex').slice(0, 24)}.csv`);
    await rename(unfinished, file);
    return { result, count, file };
  } finally {
    await rm(unfinished, { force: true });
  }
}
