import type { Feature, ValueTreatment } from '@probity/learn';
import { categoryLevels, checkCategoryNames } from './category-levels.js';
import { countLevels, type ImportOptions } from './foreign-model.js';
import type { LightgbmFile } from './lightgbm-sections.js';
import type { LightgbmTree } from './lightgbm-trees.js';
import { damagedModelFile, unsupportedModelFile } from './model-file-error.js';

export interface LightgbmFeatures {
  readonly features: readonly Feature[];
  readonly treatments: readonly ValueTreatment[];
  readonly codedFeatures: readonly string[];
}

/** How the splits of all trees use one feature. */
interface FeatureUse {
  isNumber: boolean;
  isCategory: boolean;
  /** Highest code that a split names, −1 for none. */
  largest: number;
  zeroIsMissing: boolean;
  nanIsMissing: boolean;
}

/** @throws MODEL_FILE_INVALID, MODEL_FILE_UNSUPPORTED (one feature with two ways of missing that no single one can stand for) */
export function readLightgbmFeatures(
  { header, pandasCategorical }: LightgbmFile,
  trees: readonly LightgbmTree[],
  options: ImportOptions,
): LightgbmFeatures {
  const count = header.whole('max_feature_idx', 0, 1e6) + 1;
  const names = header.at('feature_names').trim().split(/\s+/);
  if (names.length !== count) throw damagedModelFile('feature_names', `be ${count}`, names.length);
  if (new Set(names).size !== count) throw damagedModelFile('feature_names', 'differ');
  const infos = header.at('feature_infos').trim().split(/\s+/);
  if (infos.length !== count) throw damagedModelFile('feature_infos', `be ${count}`, infos.length);
  const uses = usesOf(trees, names);
  const categorical = names.map((_, index) => uses[index]?.isCategory === true || isCodeList(infos[index] ?? ''));
  const dictionaries = readDictionaries(pandasCategorical, names, categorical, options);
  const codedFeatures: string[] = [];
  const countMore = countLevels();
  const features = names.map((name, index): Feature => {
    if (categorical[index] !== true) return { name, kind: 'numeric' };
    const largest = Math.max(uses[index]?.largest ?? -1, largestCode(infos[index] ?? ''));
    const { levels, areCodes } = categoryLevels(name, largest, dictionaries.get(name), options, countMore);
    if (areCodes) codedFeatures.push(name);
    return { name, kind: 'category', levels };
  });
  checkCategoryNames(features, options);
  const treatments = features.map(({ kind }, index): ValueTreatment => {
    if (kind === 'category') return 'whole-code';
    return uses[index]?.zeroIsMissing === true ? 'zero-is-missing' : 'as-is';
  });
  return { features, treatments, codedFeatures };
}

function usesOf(trees: readonly LightgbmTree[], names: readonly string[]): readonly FeatureUse[] {
  const uses = names.map(
    (): FeatureUse => ({ isNumber: false, isCategory: false, largest: -1, zeroIsMissing: false, nanIsMissing: false }),
  );
  for (const { splits } of trees) {
    for (const { feature, leftCodes, missingType } of splits) {
      const use = uses[feature];
      if (use === undefined) continue;
      if (leftCodes === undefined) {
        use.isNumber = true;
        use.zeroIsMissing ||= missingType === 'zero';
        use.nanIsMissing ||= missingType === 'nan';
      } else {
        use.isCategory = true;
        use.largest = Math.max(use.largest, leftCodes.at(-1) ?? -1);
      }
    }
  }
  for (const [index, use] of uses.entries()) {
    const field = `decision_type of "${names[index]}"`;
    if (use.isNumber && use.isCategory) throw damagedModelFile(field, 'be of numbers or of categories');
    if (use.zeroIsMissing && use.nanIsMissing) {
      throw unsupportedModelFile(
        field,
        'take either 0 or NaN as missing in all trees, not one in some and one in others',
      );
    }
  }
  return uses;
}

/** `feature_infos` has `[least:most]` for numbers, `none` where nothing was learned, and codes for categories. */
function isCodeList(info: string): boolean {
  return /^-?\d+(:-?\d+)*$/.test(info);
}

function largestCode(info: string): number {
  if (!isCodeList(info)) return -1;
  return info.split(':').reduce((most, code) => Math.max(most, Number(code)), -1);
}

/** Levels by the name of their feature, as pandas had them; they come in the order of the columns, without names. */
function readDictionaries(
  written: string | undefined,
  names: readonly string[],
  categorical: readonly boolean[],
  { categories = {} }: ImportOptions,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const lists = parseCategories(written);
  if (lists.length === 0) return found;
  const columns = names.filter((_, index) => categorical[index] === true);
  if (columns.length !== lists.length) {
    // Without names only the order tells which list is whose.
    if (columns.every((name) => Object.hasOwn(categories, name))) return found;
    const rule = `be one list for each of the ${columns.length} categories; or name the levels of every category`;
    throw unsupportedModelFile('pandas_categorical', rule, `${lists.length} lists`);
  }
  for (const [index, name] of columns.entries()) found.set(name, lists[index] ?? []);
  return found;
}

function parseCategories(written: string | undefined): readonly (readonly string[])[] {
  if (written === undefined || written.trim() === '' || written.trim() === 'null') return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(written);
  } catch {
    throw damagedModelFile('pandas_categorical', 'be JSON');
  }
  const isLists = Array.isArray(parsed) && parsed.every((list) => Array.isArray(list));
  if (!isLists) throw damagedModelFile('pandas_categorical', 'be a list of lists');
  return (parsed as unknown[][]).map((list) =>
    list.map((level) => {
      if (typeof level === 'string') return level;
      if (typeof level === 'number' || typeof level === 'boolean') return String(level);
      throw damagedModelFile('pandas_categorical', 'hold texts, numbers and truth values', level);
    }),
  );
}
