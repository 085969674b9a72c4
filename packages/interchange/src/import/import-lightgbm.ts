import { EnsembleBuilder, levelCountsOf, withAnyOther } from '@probity/learn';
import { finishImport, type ImportedModel, type ImportOptions } from './foreign-model.js';
import { readLightgbmFeatures } from './lightgbm-features.js';
import { type LightgbmSection, readLightgbmSections } from './lightgbm-sections.js';
import { addLightgbmTrees, readLightgbmTrees } from './lightgbm-trees.js';
import { damagedModelFile, unsupportedModelFile } from './model-file-error.js';

/** Objectives whose probability is the sigmoid of the raw score. */
const objectives: readonly string[] = ['binary', 'cross_entropy', 'xentropy'];
const versions: readonly string[] = ['v3', 'v4'];

/**
 * A model that LightGBM saved as text (versions 3.3 to 4.x).
 *
 * The margin equals `predict(raw_score=True)` bit for bit, missing values, zeros, categories and neighbours of every split
 * included. All trees of the file count: `save_model` writes the best iterations only.
 *
 * @throws MODEL_FILE_INVALID (damaged), MODEL_FILE_UNSUPPORTED (sound, but nothing that a `Model` can say: several
 * classes, linear leaves, other objectives), INVALID_ARGUMENT (`options`)
 * Cost: O(characters).
 * @example importLightgbm(await readFile('model.txt', 'utf8')).model.margin(row)
 */
export function importLightgbm(text: string, options: ImportOptions = {}): ImportedModel {
  const file = readLightgbmSections(text);
  const { header } = file;
  const version = header.at('version');
  if (!versions.includes(version)) throw unsupportedModelFile('version', `be ${versions.join(' or ')}`, version);
  const { objective, sigmoid } = readObjective(header);
  refuseSeveralOutputs(header);
  const notes: string[] = [];
  const trees = readLightgbmTrees(file.trees, header.whole('max_feature_idx', 0, 1e6) + 1);
  checkTreeCount(header, trees.length);
  const { features, treatments, codedFeatures } = readLightgbmFeatures(file, trees, options);
  const levelCounts = levelCountsOf(features.map(withAnyOther));
  const builder = new EnsembleBuilder(levelCounts);
  addLightgbmTrees(builder, trees, levelCounts);
  const isAverage = header.find('average_output') !== undefined;
  if (isAverage) {
    notes.push('its raw score is the sum over its trees, as LightGBM gives it; its probability starts from their mean');
  }
  return finishImport(
    {
      ...{ library: 'lightgbm', version, objective, features, treatments, base: 0, addsSingles: false },
      ...{ slope: isAverage ? sigmoid / trees.length : sigmoid, builder, treesInFile: trees.length },
      ...{ codedFeatures, notes },
    },
    options,
  );
}

function readObjective(header: LightgbmSection): { readonly objective: string; readonly sigmoid: number } {
  const stated = header.find('objective');
  if (stated === undefined) {
    throw unsupportedModelFile(
      'objective',
      `be one of ${objectives.join(', ')}: a model of a custom objective has none`,
    );
  }
  const [objective = '', ...settings] = stated.trim().split(/\s+/);
  if (!objectives.includes(objective)) {
    const rule = `be one of ${objectives.join(', ')}: no probability of a bad outcome can be told from others`;
    throw unsupportedModelFile('objective', rule, stated);
  }
  const written = settings.find((setting) => setting.startsWith('sigmoid:'))?.slice('sigmoid:'.length) ?? '1';
  const sigmoid = /^[\d.eE+-]{1,30}$/.test(written) ? Number(written) : Number.NaN;
  if (!(sigmoid >= 1e-6 && sigmoid <= 1e6))
    throw damagedModelFile('objective', 'have a sigmoid from 1e-6 to 1e6', stated);
  return { objective, sigmoid };
}

function refuseSeveralOutputs(header: LightgbmSection): void {
  for (const name of ['num_class', 'num_tree_per_iteration']) {
    const count = header.whole(name, 0, 1e9);
    if (count !== 1) throw unsupportedModelFile(name, 'be one output', count);
  }
}

/** `tree_sizes` has an entry for each tree. */
function checkTreeCount(header: LightgbmSection, found: number): void {
  if (header.find('tree_sizes') === undefined) return;
  const stated = header.wholes('tree_sizes', 0, 2 ** 40).length;
  if (stated !== found) throw damagedModelFile('tree_sizes', `have an entry for each of ${found} trees`, stated);
}
