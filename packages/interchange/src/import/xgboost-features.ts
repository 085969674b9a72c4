import { type Feature, levelCountsOf, withAnyOther } from '@probity/learn';
import { categoryLevels, checkCategoryNames } from './category-levels.js';
import type { DocumentPart } from './document-part.js';
import { countLevels, type ImportOptions } from './foreign-model.js';
import { damagedModelFile } from './model-file-error.js';
import type { XgboostTree } from './xgboost-trees.js';

/** Features of an XGBoost model, with what its splits say of their categories. */
export interface XgboostFeatures {
  readonly features: readonly Feature[];
  /** Levels of each category and one more for any other; 0 for numbers. */
  readonly levelCounts: Uint32Array;
  readonly codedFeatures: readonly string[];
}

export function readXgboostFeatures(
  learner: DocumentPart,
  trees: readonly XgboostTree[],
  options: ImportOptions,
): XgboostFeatures {
  const featureCount = learner.at('learner_model_param').at('num_feature').whole(1, 1e6);
  const names =
    readTexts(learner, 'feature_names', featureCount) ??
    Array.from({ length: featureCount }, (_, index) => `f${index}`);
  if (new Set(names).size !== names.length) throw damagedModelFile('learner.feature_names', 'differ');
  const types = readTexts(learner, 'feature_types', featureCount);
  const { categorySplits, numericSplits } = splitsByFeature(trees, featureCount);
  const levelsInFile = readDictionaries(learner, featureCount);
  const codedFeatures: string[] = [];
  const count = countLevels();
  const features = names.map((name, index): Feature => {
    const largest = categorySplits.get(index);
    if (types?.[index] !== 'c' && largest === undefined) return { name, kind: 'numeric' };
    if (numericSplits.has(index)) throw damagedModelFile('learner.feature_types', `split "${name}" in one way only`);
    const found = categoryLevels(name, largest ?? -1, levelsInFile.get(index), options, count);
    if (found.areCodes) codedFeatures.push(name);
    return { name, kind: 'category', levels: found.levels };
  });
  checkCategoryNames(features, options);
  return { features, levelCounts: levelCountsOf(features.map(withAnyOther)), codedFeatures };
}

/** Which features are split as categories, with the highest code listed, and which as numbers. */
function splitsByFeature(trees: readonly XgboostTree[], count: number) {
  const categorySplits = new Map<number, number>();
  const numericSplits = new Set<number>();
  for (const { features, listed } of trees) {
    for (let node = 0; node < features.length; node++) {
      const feature = features[node] ?? -1;
      if (feature < 0 || feature >= count) continue;
      const categories = listed.get(node);
      if (categories === undefined) numericSplits.add(feature);
      else {
        const largest = categories.reduce((most, code) => Math.max(most, code), categorySplits.get(feature) ?? -1);
        categorySplits.set(feature, largest);
      }
    }
  }
  return { categorySplits, numericSplits };
}

/** Texts, one per feature; undefined where the file has none. */
function readTexts(learner: DocumentPart, name: string, count: number): readonly string[] | undefined {
  const texts = learner
    .find(name)
    ?.parts()
    .map((part) => part.text());
  if (texts === undefined || texts.length === 0) return undefined;
  if (texts.length !== count)
    throw damagedModelFile(`learner.${name}`, `be one for each of ${count} features`, texts.length);
  return texts;
}

/** Levels by feature, in the order of their codes, where the file has them (from version 3.1 on). */
function readDictionaries(learner: DocumentPart, count: number): ReadonlyMap<number, readonly string[]> {
  const booster = learner.at('gradient_booster');
  const model = (booster.find('gbtree') ?? booster).at('model');
  const found = new Map<number, readonly string[]>();
  const encodings = model.find('cats')?.find('enc')?.parts() ?? [];
  if (encodings.length > count)
    throw damagedModelFile(`${model.path}.cats.enc`, `be at most ${count}`, encodings.length);
  for (const [index, encoding] of encodings.entries()) {
    const levels = encoding.find('offsets') === undefined ? numberLevels(encoding) : textLevels(encoding);
    if (levels.length > 0) found.set(index, levels);
  }
  return found;
}

function numberLevels(encoding: DocumentPart): readonly string[] {
  return Array.from(encoding.at('values').numbers(), String);
}

/**
 * Texts one after the other; text i lies between offsets i and i + 1. None where a text is not ASCII: XGBoost 3.2 counts
 * characters of pandas texts where it means bytes, cuts the last texts off, and nothing tells such a list from a sound one.
 */
function textLevels(encoding: DocumentPart): readonly string[] {
  const bytes = encoding.at('values').wholes(-128, 255);
  const offsets = encoding.at('offsets').wholes(0, bytes.length);
  const isRising = Array.from(offsets).every((offset, index) => offset >= (offsets[index - 1] ?? 0));
  if (!isRising) throw encoding.at('offsets').refuse('rise');
  const characters = Array.from(bytes);
  if (characters.some((byte) => byte < 0 || byte > 127)) return [];
  return Array.from({ length: Math.max(0, offsets.length - 1) }, (_, index) =>
    characters
      .slice(offsets[index], offsets[index + 1])
      .map((byte) => String.fromCharCode(byte))
      .join(''),
  );
}
