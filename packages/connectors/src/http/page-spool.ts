import { type FileHandle, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ProbityError } from '@probity/domain';
import type { Secrets } from '../source/secrets.js';
import type { PageToken } from './page-request.js';

/** How far a source has been read; it lies beside the rows and holds no secret. */
export interface SpoolState {
  readonly formatVersion: 1;
  /** SHA-256 of the source's definition: pages of another definition are no use. */
  readonly definition: string;
  readonly startedAtMs: number;
  readonly pages: number;
  readonly rows: number;
  /** Bytes of rows that are whole; what lies behind them was being written when the run broke. */
  readonly bytes: number;
  readonly next: PageToken;
  /** True when the last page is here and only the ingest is to come. */
  readonly complete: boolean;
  readonly header?: string;
  /** Of the last page's text, to notice an API that gives one page for ever. */
  readonly lastDigest?: string;
}

/** Rows of pages on disk, appended page by page so that a break loses the page in flight and no more. */
export interface PageSpool {
  readonly file: string;
  readonly state: SpoolState;
  append(
    text: string,
    state: Omit<SpoolState, 'formatVersion' | 'definition' | 'startedAtMs' | 'bytes'>,
  ): Promise<void>;
  /** Closes; the pages stay for a later run. */
  close(): Promise<void>;
  /** Deletes it all. */
  remove(): Promise<void>;
}

const STATE = 'state.json';
const LOCK = 'lock';

/**
 * Opens the spool in a folder: the one that a broken run left, if it is of this definition and young enough, else a new one.
 * @throws SOURCE_UNAVAILABLE when another process is reading the same source
 */
export async function openPageSpool(
  folder: string,
  extension: string,
  fresh: Pick<SpoolState, 'definition' | 'next'>,
  secrets: Secrets,
  oldestMs: number,
): Promise<PageSpool> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await lock(folder);
  const file = join(folder, `rows.${extension}`);
  let state = await leftState(folder, file, fresh.definition, secrets, oldestMs);
  const handle = await open(file, state === undefined ? 'w' : 'r+', 0o600);
  state ??= { ...fresh, formatVersion: 1, startedAtMs: Date.now(), pages: 0, rows: 0, bytes: 0, complete: false };
  await handle.truncate(state.bytes);
  const spool = {
    file,
    state,
    async append(text: string, progress: Parameters<PageSpool['append']>[1]) {
      const bytes = Buffer.from(text, 'utf8');
      await writeAll(handle, bytes, spool.state.bytes);
      await handle.sync();
      const { formatVersion, definition, startedAtMs } = spool.state;
      spool.state = { formatVersion, definition, startedAtMs, ...progress, bytes: spool.state.bytes + bytes.length };
      await keepState(folder, spool.state, secrets);
    },
    async close() {
      await handle.close();
      await rm(join(folder, LOCK), { force: true });
    },
    async remove() {
      await handle.close().catch(() => {});
      await rm(folder, { recursive: true, force: true });
    },
  };
  return spool;
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    written += (await handle.write(bytes, written, bytes.length - written, position + written)).bytesWritten;
  }
}

async function keepState(folder: string, state: SpoolState, secrets: Secrets): Promise<void> {
  const draft = join(folder, `${STATE}.tmp`);
  const handle = await open(draft, 'w', 0o600);
  try {
    // An API may put our secret into the address of its next page.
    await handle.writeFile(secrets.conceal(JSON.stringify(state)));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, join(folder, STATE));
}

async function leftState(
  folder: string,
  file: string,
  definition: string,
  secrets: Secrets,
  oldestMs: number,
): Promise<SpoolState | undefined> {
  try {
    const state = JSON.parse(secrets.restore(await readFile(join(folder, STATE), 'utf8'))) as SpoolState;
    const { size } = await stat(file);
    const usable =
      state.formatVersion === 1 &&
      state.definition === definition &&
      state.startedAtMs >= oldestMs &&
      size >= state.bytes &&
      state.pages > 0;
    return usable ? state : undefined;
  } catch {
    return undefined;
  }
}

async function lock(folder: string): Promise<void> {
  const path = join(folder, LOCK);
  for (let attempt = 0; ; attempt++) {
    try {
      const handle = await open(path, 'wx', 0o600);
      await handle.writeFile(String(process.pid));
      await handle.close();
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = Number(await readFile(path, 'utf8').catch(() => ''));
      if (attempt > 0 || (holder !== process.pid && isAlive(holder))) {
        throw new ProbityError(
          'SOURCE_UNAVAILABLE',
          `process ${holder} is reading this source; wait until it is done`,
          {
            pid: holder,
          },
        );
      }
      await rm(path, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
