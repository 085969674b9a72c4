import { readFile, stat } from 'node:fs/promises';
import { ProbityError } from '@probity/domain';

/** A text of JavaScript holds no more; the largest models in use are a tenth of it. */
const MOST_BYTES = 500_000_000;

/** @throws FILE_NOT_FOUND, MODEL_FILE_INVALID beyond 500 MB */
export async function readModelFile(file: string): Promise<Uint8Array> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true)
    throw new ProbityError('FILE_NOT_FOUND', `there is no file "${file}"`, { field: 'model-file' });
  if (found.size > MOST_BYTES) {
    const message = `the model file must be at most ${MOST_BYTES / 1e6} MB; got ${Math.ceil(found.size / 1e6)}`;
    throw new ProbityError('MODEL_FILE_INVALID', message, { field: 'model-file' });
  }
  return new Uint8Array(await readFile(file));
}

/**
 * Reads `--categories`: `{"purpose": ["car", "home", "other"]}`, levels in the order of their codes.
 * @throws FILE_NOT_FOUND, INVALID_ARGUMENT
 */
export async function readCategories(file: string): Promise<Readonly<Record<string, readonly string[]>>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) {
      throw new ProbityError('FILE_NOT_FOUND', `there is no file "${file}"`, { field: '--categories' }, { cause });
    }
  }
  const isLevels = (levels: unknown) => Array.isArray(levels) && levels.every((level) => typeof level === 'string');
  const isRecord = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  if (isRecord && Object.values(parsed as object).every(isLevels)) return parsed as Record<string, readonly string[]>;
  const message = `\`--categories\` must be JSON with a list of texts for each feature; "${file}" is not`;
  throw new ProbityError('INVALID_ARGUMENT', message, { field: '--categories' });
}
