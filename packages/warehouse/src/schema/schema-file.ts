import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type DatasetSchema, ProbityError, parseDatasetSchema } from '@probity/domain';
import { syncPath } from '../version/sync-path.js';

/** Writes a schema as JSON that a person can read and edit; the file is whole or not there. */
export async function saveSchema(file: string, schema: DatasetSchema): Promise<void> {
  await writeWholeFile(file, `${JSON.stringify(schema, null, 2)}\n`);
}

/**
 * Reads a schema that `saveSchema` wrote and a person may have edited.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, SCHEMA_INVALID naming the entry
 */
export async function loadSchema(file: string): Promise<DatasetSchema> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const sentence = absent ? `schema file "${file}" is not there` : `schema file "${file}" cannot be read`;
    throw new ProbityError(absent ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE', sentence, { file }, { cause: error });
  }
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new ProbityError('SCHEMA_INVALID', `schema file "${file}" is not JSON`, { file }, { cause: error });
  }
  return parseDatasetSchema(value);
}

/** Writes beside the file and renames, so that a reader or a crash never meets half of it. */
export async function writeWholeFile(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, content, { flush: true });
    await rename(draft, file);
    await syncPath(dirname(file));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
