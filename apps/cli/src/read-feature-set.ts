import { readFile } from 'node:fs/promises';
import { ProbityError } from '@probity/domain';
import { checkFeatureSet, type FeatureSet } from '@probity/features';

/** The feature set of a JSON file, checked. @throws FILE_NOT_FOUND, FEATURES_INVALID */
export async function readFeatureSet(file: string): Promise<FeatureSet> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ProbityError('FILE_NOT_FOUND', `there is no file "${file}"`, { file }, { cause });
  });
  try {
    return checkFeatureSet(JSON.parse(text));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new ProbityError('FEATURES_INVALID', `"${file}" is not JSON`, { file }, { cause });
  }
}
