import { ProbityError } from '@probity/domain';
import type { Feature } from '@probity/learn';
import { type ImportOptions, MOST_CATEGORIES } from './foreign-model.js';
import { damagedModelFile, unsupportedModelFile } from './model-file-error.js';

/**
 * The levels of a category in the order of their codes: the caller's, else the file's, else the codes themselves.
 *
 * @param largest code that a split names; −1 for none
 * @param inFile levels that the file names
 * @param count is told of the levels before they are made
 * @throws MODEL_FILE_INVALID, INVALID_ARGUMENT when a split names a code beyond the levels
 */
export function categoryLevels(
  name: string,
  largest: number,
  inFile: readonly string[] | undefined,
  { categories }: ImportOptions,
  count: (levels: number) => void,
): { readonly levels: readonly string[]; readonly areCodes: boolean } {
  if (largest >= MOST_CATEGORIES) {
    throw unsupportedModelFile(`category "${name}"`, `have at most ${MOST_CATEGORIES} levels`, largest + 1);
  }
  count(Math.max(largest + 1, 1));
  const given = categories !== undefined && Object.hasOwn(categories, name) ? categories[name] : undefined;
  if (given !== undefined) {
    const rule = `list at least ${largest + 1} levels of "${name}", none twice`;
    if (given.length <= largest || new Set(given).size !== given.length || given.length > MOST_CATEGORIES) {
      const message = `\`categories\` of \`importModel\` must ${rule}; got ${given.length}`;
      throw new ProbityError('INVALID_ARGUMENT', message, { field: 'categories' });
    }
    return { levels: given, areCodes: false };
  }
  if (inFile !== undefined) {
    if (inFile.length <= largest || inFile.length > MOST_CATEGORIES || new Set(inFile).size !== inFile.length) {
      throw damagedModelFile(
        `the levels of category "${name}"`,
        `be at least ${largest + 1}, none twice`,
        inFile.length,
      );
    }
    return { levels: inFile, areCodes: false };
  }
  return { levels: Array.from({ length: Math.max(largest + 1, 1) }, (_, code) => String(code)), areCodes: true };
}

/** @throws INVALID_ARGUMENT when the caller names levels of what is no category of the model */
export function checkCategoryNames(features: readonly Feature[], { categories = {} }: ImportOptions): void {
  const known = new Set(features.filter(({ kind }) => kind === 'category').map(({ name }) => name));
  const stranger = Object.keys(categories).find((name) => !known.has(name));
  if (stranger === undefined) return;
  const message = `\`categories\` of \`importModel\` must name categories of the model (${[...known].join(', ') || 'it has none'}); got "${stranger}"`;
  throw new ProbityError('INVALID_ARGUMENT', message, { field: 'categories' });
}
