import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file that lines of JSON are added to; made when the first comes, readable by its owner only. */
export interface JsonLinesFile {
  readonly path: string;
  readonly count: number;
  /** Resolves when the lines are on the disk. */
  add(records: readonly object[]): Promise<void>;
  close(): Promise<void>;
}

/** Lines of an earlier run stay. */
export function openJsonLines(path: string): JsonLinesFile {
  let file: FileHandle | undefined;
  let count = 0;
  return {
    path,
    get count() {
      return count;
    },
    async add(records) {
      if (records.length === 0) return;
      if (file === undefined) {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        file = await open(path, 'a', 0o600);
      }
      await file.appendFile(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
      await file.datasync();
      count += records.length;
    },
    async close() {
      await file?.close();
      file = undefined;
    },
  };
}
