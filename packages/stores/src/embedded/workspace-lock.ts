import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProbityError } from '@probity/domain';
import { processIdentity } from './process-identity.js';

const POLL_MS = 20;
/** Long enough for an initdb or a crash recovery by the holder. */
const TIMEOUT_MS = 180_000;
/** A take-over lasts microseconds; one that is older was itself killed. */
const ABANDONED_TAKEOVER_MS = 5_000;

/**
 * Runs `task` while no other process (and no other caller in this one) holds the lock file.
 * A lock whose holder died is taken over.
 *
 * @throws EMBEDDED_POSTGRES_FAILED when a living holder keeps it for three minutes
 */
export async function withWorkspaceLock<Result>(lockFile: string, task: () => Promise<Result>): Promise<Result> {
  const content = `${process.pid} ${processIdentity(process.pid)} ${randomBytes(8).toString('hex')}\n`;
  await acquire(lockFile, content);
  try {
    return await task();
  } finally {
    if (readIfThere(lockFile) === content) rmSync(lockFile, { force: true });
  }
}

async function acquire(lockFile: string, content: string): Promise<void> {
  // Written aside and linked, so that a lock file is never seen half-written.
  const aside = `${lockFile}.${randomBytes(8).toString('hex')}`;
  writeFileSync(aside, content, { mode: 0o600 });
  try {
    const deadline = Date.now() + TIMEOUT_MS;
    while (!linkExclusively(aside, lockFile)) {
      const holder = readIfThere(lockFile);
      if (holder === undefined) continue;
      if (!isHeld(holder)) {
        removeStaleLock(lockFile, holder);
        continue;
      }
      if (Date.now() > deadline) {
        throw new ProbityError(
          'EMBEDDED_POSTGRES_FAILED',
          `process ${holder.split(' ')[0]} has held ${lockFile} for ${TIMEOUT_MS / 1000} seconds; stop it, then try again`,
          { lockFile },
        );
      }
      await sleep(POLL_MS);
    }
  } finally {
    rmSync(aside, { force: true });
  }
}

/**
 * Removes the lock of a dead holder. Of several processes that saw it, the one whose hard link comes first may:
 * were each simply to unlink, the slower would remove the lock the faster has taken meanwhile.
 */
function removeStaleLock(lockFile: string, staleContent: string): void {
  const takeover = `${lockFile}.takeover-${staleContent.trim().split(' ').at(-1)}`;
  let elected: boolean;
  try {
    elected = linkExclusively(lockFile, takeover);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  if (!elected) {
    const age = Date.now() - (statSync(takeover, { throwIfNoEntry: false })?.ctimeMs ?? Date.now());
    if (age > ABANDONED_TAKEOVER_MS) rmSync(takeover, { force: true });
    return;
  }
  if (readIfThere(takeover) === staleContent) rmSync(lockFile, { force: true });
  rmSync(takeover, { force: true });
}

function isHeld(content: string): boolean {
  const [pid, identity] = content.trim().split(' ');
  return processIdentity(Number(pid)) === identity;
}

function linkExclusively(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}
