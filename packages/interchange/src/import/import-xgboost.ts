import { EnsembleBuilder } from '@probity/learn';
import { DocumentPart } from './document-part.js';
import { finishImport, type ImportedModel, type ImportOptions } from './foreign-model.js';
import { damagedModelFile, unsupportedModelFile } from './model-file-error.js';
import { parseJsonWithNan } from './parse-json-with-nan.js';
import { readUbjson } from './read-ubjson.js';
import { singleLogarithm } from './single-logarithm.js';
import { readXgboostFeatures } from './xgboost-features.js';
import { readXgboostTrees, type XgboostTree } from './xgboost-trees.js';

/** Objectives whose raw score is a log-odds, and whether the file holds the base as a probability. */
const objectives: Readonly<Record<string, { readonly baseIsProbability: boolean }>> = {
  'binary:logistic': { baseIsProbability: true },
  'reg:logistic': { baseIsProbability: true },
  'binary:logitraw': { baseIsProbability: false },
};
const MOST_FEATURES = 1_000_000;

/**
 * A model that XGBoost saved, from the bytes of its JSON or UBJSON file (versions 1.7 to 3.x).
 *
 * The margin equals `predict(output_margin=True)` bit for bit, missing values, categories and neighbours of every split
 * included. `gbtree` and `dart`, `num_parallel_tree`, one output, objectives with a probability of two outcomes.
 *
 * @throws MODEL_FILE_INVALID (damaged), MODEL_FILE_UNSUPPORTED (sound, but nothing that a `Model` can say: several
 * classes, linear booster, vector leaves, other objectives), INVALID_ARGUMENT (`options`)
 * Cost: O(bytes).
 * @example importXgboost(await readFile('model.json')).model.margin(row)
 */
export function importXgboost(bytes: Uint8Array, options: ImportOptions = {}): ImportedModel {
  const root = new DocumentPart(readDocument(bytes));
  const learner = root.at('learner');
  const version = readVersion(root);
  const objective = learner.at('objective').at('name').text();
  const notes: string[] = [];
  const base = readBase(learner, objective);
  const { trees: all, rounds } = readBooster(learner);
  const features = readXgboostFeatures(learner, all, options);
  const kept = chooseTrees(learner, all, rounds, options, notes);
  noteWeights(learner, notes);
  const builder = new EnsembleBuilder(features.levelCounts);
  for (const tree of kept) tree.addTo(builder, features.levelCounts);
  return finishImport(
    {
      ...{ library: 'xgboost', version, objective, base, builder, notes },
      ...{ addsSingles: true, slope: 1, treesInFile: all.length },
      features: features.features,
      treatments: features.features.map(({ kind }) => (kind === 'category' ? 'single-code' : 'as-is')),
      codedFeatures: features.codedFeatures,
    },
    options,
  );
}

/** UBJSON names its first member by a length, JSON by a quotation mark. */
function readDocument(bytes: Uint8Array): unknown {
  const second = bytes.subarray(1).find((byte) => byte > 0x20);
  if (second !== undefined && second !== 0x22 && second !== 0x7d) return readUbjson(bytes);
  try {
    return parseJsonWithNan(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw damagedModelFile('the file', `be JSON in UTF-8 (${cause instanceof Error ? cause.message : 'it is not'})`);
  }
}

function readVersion(root: DocumentPart): string {
  const version = root.at('version').wholes(0, 1e6, 3);
  const words = Array.from(version).join('.');
  const major = version[0] ?? 0;
  if (major >= 1 && major <= 3) return words;
  throw unsupportedModelFile('version', 'be 1.x to 3.x: the structure of others is not known', words);
}

/** The margin before any tree, as the library works it out when it loads the file. */
function readBase(learner: DocumentPart, objective: string): number {
  const known = Object.hasOwn(objectives, objective) ? objectives[objective] : undefined;
  if (known === undefined) {
    const rule = `be one of ${Object.keys(objectives).join(', ')}: no probability of a bad outcome can be told from others`;
    throw unsupportedModelFile('learner.objective.name', rule, objective);
  }
  const parameters = learner.at('learner_model_param');
  const classes = parameters.at('num_class').whole(0, 1e9);
  if (classes > 1) throw unsupportedModelFile('learner.learner_model_param.num_class', 'be one output', classes);
  const targets = parameters.find('num_target')?.whole(0, 1e9) ?? 1;
  if (targets > 1) throw unsupportedModelFile('learner.learner_model_param.num_target', 'be one output', targets);
  const part = parameters.at('base_score');
  // A list from version 3.1 on, which also keeps probabilities off 0 and 1.
  const list = /^\[([^,\]]*)\]$/.exec(part.text().trim());
  const text = (list?.[1] ?? part.text()).trim();
  const score = Math.fround(/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,4})?$/.test(text) ? Number(text) : Number.NaN);
  if (!Number.isFinite(score)) throw part.refuse('be one number');
  if (!known.baseIsProbability) return score;
  const least = Math.fround(1e-6);
  const probability = list === null ? score : Math.min(Math.fround(1 - least), Math.max(least, score));
  if (!(probability > 0 && probability < 1)) throw part.refuse('be between 0 and 1 for a logistic objective');
  const odds = Math.fround(Math.fround(1 / probability) - 1);
  const base = odds > 0 ? -singleLogarithm(odds) : Number.NaN;
  if (!Number.isFinite(base)) throw part.refuse('have finite log-odds');
  return base;
}

/** The trees with their weights, and the first tree of each round. */
function readBooster(learner: DocumentPart) {
  const booster = learner.at('gradient_booster');
  const name = booster.at('name').text();
  if (name !== 'gbtree' && name !== 'dart') {
    throw unsupportedModelFile('learner.gradient_booster.name', 'be gbtree or dart', name);
  }
  const model = name === 'dart' ? booster.at('gbtree').at('model') : booster.at('model');
  const featureCount = learner.at('learner_model_param').at('num_feature').whole(1, MOST_FEATURES);
  const parts = model.at('trees').parts();
  const weights = name === 'dart' ? booster.at('weight_drop').numbers(parts.length) : undefined;
  const trees = readXgboostTrees(parts, featureCount, weights);
  const parameters = model.at('gbtree_model_param');
  const stated = parameters.at('num_trees').whole(0, 1e9);
  if (stated !== trees.length) throw parameters.at('num_trees').refuse(`count the ${trees.length} trees`);
  const groups = model.at('tree_info').wholes(0, 1e9, trees.length);
  const stranger = Array.from(groups).findIndex((group) => group !== 0);
  if (stranger >= 0) throw unsupportedModelFile(`${model.path}.tree_info`, 'be one output', groups[stranger]);
  return { trees, rounds: readRounds(model, parameters, trees.length) };
}

/** First tree of each round, then the number of trees; written since 2.1, told from the number of parallel trees before. */
function readRounds(model: DocumentPart, parameters: DocumentPart, treeCount: number): readonly number[] {
  const part = model.find('iteration_indptr');
  if (part === undefined) {
    const parallel = Math.max(1, parameters.at('num_parallel_tree').whole(0, 1e9));
    const rounds = Math.ceil(treeCount / parallel);
    return Array.from({ length: rounds + 1 }, (_, round) => Math.min(round * parallel, treeCount));
  }
  const starts = Array.from(part.wholes(0, treeCount));
  const ascends = starts.every((start, index) => start >= (starts[index - 1] ?? 0));
  if (starts[0] !== 0 || starts.at(-1) !== treeCount || !ascends)
    throw part.refuse('lead from the first tree to the last');
  return starts;
}

/** The trees of the rounds that count. */
function chooseTrees(
  learner: DocumentPart,
  trees: readonly XgboostTree[],
  rounds: readonly number[],
  options: ImportOptions,
  notes: string[],
): readonly XgboostTree[] {
  const part = learner.find('attributes')?.find('best_iteration');
  if (part === undefined) return trees;
  const roundCount = rounds.length - 1;
  const best = part.whole(0, 1e9) + 1;
  if (best > roundCount) throw part.refuse(`be one of the ${roundCount} rounds`);
  if (best === roundCount) return trees;
  if (options.rounds === 'all') {
    notes.push(
      `all ${roundCount} rounds count, as Booster.predict has it; early stopping found the first ${best} best`,
    );
    return trees;
  }
  notes.push(
    `the first ${best} of ${roundCount} rounds count, up to best_iteration, as XGBClassifier predicts; Booster.predict takes all`,
  );
  return trees.slice(0, rounds[best]);
}

function noteWeights(learner: DocumentPart, notes: string[]): void {
  const weight = learner.at('objective').find('reg_loss_param')?.find('scale_pos_weight')?.value;
  if (weight === undefined || Number(weight) === 1) return;
  notes.push(`it was trained with scale_pos_weight ${String(weight)}: its own probabilities are shifted; calibrate it`);
}
