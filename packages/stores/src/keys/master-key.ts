import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ProbityError } from '@probity/domain';
import { syncFolder, writeFileDurably } from './durable-file.js';

const MASTER_KEY_BYTES = 32;

/** Where a workspace keeps its master key when the environment gives none. */
export function masterKeyFile(workspace: string): string {
  return join(workspace, 'keys', 'master.key');
}

/**
 * Reads a master key from its text.
 * @throws CONFIG_INVALID unless it is base64 of exactly 32 bytes; the message does not repeat the text
 */
export function parseMasterKey(text: string, source: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== MASTER_KEY_BYTES || key.toString('base64') !== text.trim()) {
    throw new ProbityError(
      'CONFIG_INVALID',
      `${source} must be base64 of ${MASTER_KEY_BYTES} random bytes, as \`openssl rand -base64 32\` prints`,
      { field: source },
    );
  }
  return key;
}

/** The workspace's key; undefined when it has none. @throws CONFIG_INVALID when the file is damaged */
export function readMasterKey(workspace: string): Buffer | undefined {
  const file = masterKeyFile(workspace);
  if (!existsSync(file)) return undefined;
  return parseMasterKey(readFileSync(file, 'utf8'), file);
}

/** Makes a key in a 0600 file; of two processes that do so at once, both get the one that came first. */
export function createMasterKey(workspace: string): Buffer {
  const file = masterKeyFile(workspace);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileDurably(aside, `${randomBytes(MASTER_KEY_BYTES).toString('base64')}\n`);
  try {
    linkSync(aside, file);
    syncFolder(dirname(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside);
  }
  return readMasterKey(workspace) as Buffer;
}
