import {
  type EnsembleBuilder,
  type Feature,
  ImportedTreesModel,
  LARGEST_IMPORTED_MARGIN,
  type ValueTreatment,
} from '@probity/learn';
import { unsupportedModelFile } from './model-file-error.js';

/** Bits of categorical splits in all, as words of 32. */
const MOST_CATEGORY_WORDS = 2 ** 23;
/** Of all features together. */
const MOST_LEVELS = 2 ** 21;
/** Of one feature. */
export const MOST_CATEGORIES = 2 ** 17;

/** What the caller may say of a model file. */
export interface ImportOptions {
  /**
   * Levels of categories by the name of their feature, in the order of their codes 0, 1, 2, …; for files that hold codes
   * only. Default: the file's own, else the codes as texts.
   */
  readonly categories?: Readonly<Record<string, readonly string[]>>;
  /**
   * Which rounds of an XGBoost model with `best_iteration` count: up to the best one, as its scikit-learn classes predict
   * (default), or all, as `Booster.predict` does. LightGBM writes the best rounds only.
   */
  readonly rounds?: 'best' | 'all';
  /** What the model's class 1 is; default bad. `good` turns all signs: higher is riskier here. */
  readonly outcome?: 'bad' | 'good';
}

/** What a model file was understood to be. */
export interface ModelFileFacts {
  readonly library: 'xgboost' | 'lightgbm';
  /** As the file says it: "3.2.0", "v4". */
  readonly version: string;
  readonly objective: string;
  readonly features: number;
  readonly categories: number;
  readonly trees: number;
  /** Trees in the file; more than `trees` where rounds after the best are left out. */
  readonly treesInFile: number;
  readonly nodes: number;
  /** Splits on the longest way down. */
  readonly depth: number;
  /** Margin before any tree. */
  readonly base: number;
  /** The library's probability is the sigmoid of this × raw score. */
  readonly slope: number;
  readonly outcome: 'bad' | 'good';
  /** What the reader should know before relying on it, one sentence each. */
  readonly notes: readonly string[];
}

/** A model brought in from another library. */
export interface ImportedModel {
  readonly model: ImportedTreesModel;
  readonly facts: ModelFileFacts;
  /** Categories whose levels are codes, because neither the file nor the caller says what they stand for. */
  readonly codedFeatures: readonly string[];
}

/** A model as a reader of one library's files leaves it. */
export interface ForeignModel {
  readonly library: 'xgboost' | 'lightgbm';
  readonly version: string;
  readonly objective: string;
  readonly features: readonly Feature[];
  readonly treatments: readonly ValueTreatment[];
  readonly base: number;
  readonly addsSingles: boolean;
  readonly slope: number;
  readonly builder: EnsembleBuilder;
  readonly treesInFile: number;
  readonly codedFeatures: readonly string[];
  readonly notes: readonly string[];
}

/** @throws MODEL_FILE_UNSUPPORTED when raw scores could be beyond 1e9 in size, or there is no tree or feature */
export function finishImport(foreign: ForeignModel, { outcome = 'bad' }: ImportOptions): ImportedModel {
  const { library, version, objective, features, treatments, addsSingles, slope, builder, treesInFile, notes } =
    foreign;
  const built = builder.build();
  const sign = outcome === 'good' ? -1 : 1;
  const base = sign * foreign.base;
  const trees = {
    ...built,
    addsSingles,
    leafValues: outcome === 'good' ? built.leafValues.map(negate) : built.leafValues,
  };
  const largest = trees.leafValues.reduce((sum, value) => sum + Math.abs(value), Math.abs(base));
  if (!(largest <= LARGEST_IMPORTED_MARGIN)) {
    throw unsupportedModelFile('the leaves', `add up to at most ${LARGEST_IMPORTED_MARGIN} in size`, largest);
  }
  const treeCount = trees.treeStarts.length - 1;
  if (features.length === 0) throw unsupportedModelFile('the features', 'be one at least');
  if (treeCount === 0) throw unsupportedModelFile('the trees', 'be one at least');
  const facts: ModelFileFacts = {
    ...{ library, version, objective },
    features: features.length,
    categories: features.filter(({ kind }) => kind === 'category').length,
    ...{ trees: treeCount, treesInFile, nodes: trees.splitFeatures.length, depth: depthOf(trees) },
    ...{ base, slope, outcome, notes },
  };
  const model = new ImportedTreesModel({ features, treatments, base, trees, slope, record: facts });
  return { model, facts, codedFeatures: foreign.codedFeatures };
}

/** Counts words of categorical splits as they come, so that a small file cannot ask for all memory. */
export function countCategoryWords(): (levelCount: number) => void {
  const count = countUpTo('the categorical splits', MOST_CATEGORY_WORDS, 'words of 32 bits');
  return (levelCount) => count(Math.ceil((levelCount + 1) / 32));
}

/** Counts levels of categories as they come, to the same end. */
export function countLevels(): (levelCount: number) => void {
  return countUpTo('the categories', MOST_LEVELS, 'levels');
}

function countUpTo(field: string, most: number, unit: string): (more: number) => void {
  let total = 0;
  return (more) => {
    total += more;
    if (total > most) throw unsupportedModelFile(field, `take at most ${most} ${unit}`, total);
  };
}

function negate(value: number): number {
  return -value;
}

function depthOf({ splitFeatures, leftChildren, rightChildren }: ReturnType<EnsembleBuilder['build']>): number {
  const depths = new Uint32Array(splitFeatures.length);
  let deepest = 0;
  for (const [node, feature] of splitFeatures.entries()) {
    if (feature < 0) continue;
    const below = (depths[node] ?? 0) + 1;
    depths[leftChildren[node] ?? 0] = below;
    depths[rightChildren[node] ?? 0] = below;
    deepest = Math.max(deepest, below);
  }
  return deepest;
}
