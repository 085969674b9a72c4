import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ProbityError } from '@probity/domain';
import { writeWholeFile } from '../schema/schema-file.js';

const PROFILE = 'profile.json';
const HASH = /^[0-9a-f]{64}$/;

/**
 * Keeps a profile beside the data it describes, in place of an earlier one: it names levels and rows, so it goes when the
 * data go.
 * @throws FILE_NOT_FOUND when there is no such version
 */
export async function keepProfile(folder: string, hash: string, profile: unknown): Promise<void> {
  const home = homeOf(folder, hash);
  if ((await stat(home).catch(() => undefined)) === undefined) {
    throw new ProbityError('FILE_NOT_FOUND', `no dataset version ${hash}`, { hash });
  }
  await writeWholeFile(join(home, PROFILE), `${JSON.stringify(profile)}\n`);
}

/** The profile kept beside a version, as it was given; undefined where there is none or it cannot be read. */
export async function findProfile(folder: string, hash: string): Promise<unknown> {
  const text = await readFile(join(homeOf(folder, hash), PROFILE), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Whether a version has been profiled. */
export async function hasProfile(folder: string, hash: string): Promise<boolean> {
  return (await stat(join(homeOf(folder, hash), PROFILE)).catch(() => undefined)) !== undefined;
}

function homeOf(folder: string, hash: string): string {
  if (!HASH.test(hash))
    throw new ProbityError('FILE_NOT_FOUND', 'a dataset version is named by 64 hex digits', { hash });
  return join(folder, hash);
}
