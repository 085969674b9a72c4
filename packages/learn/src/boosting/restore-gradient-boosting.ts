import type { ModelArray, ModelParts } from '../model/model.js';
import { invalidPart, readFeatures, readNumber, readObject } from '../model/read-parts.js';
import type { TreeEnsemble } from '../tree/tree-ensemble.js';
import { validateTrees } from '../tree/validate-trees.js';
import { GRADIENT_BOOSTING, GradientBoostingModel } from './gradient-boosting-model.js';

/**
 * The model that `toParts` took apart, bit for bit.
 *
 * Everything that a margin or an explanation relies on is checked, so parts from an untrusted file cannot crash it, make it loop
 * or give anything but finite numbers.
 *
 * @throws BUNDLE_INVALID naming the part and the rule it breaks
 */
export function restoreGradientBoosting(parts: ModelParts): GradientBoostingModel {
  const json = readObject(GRADIENT_BOOSTING, 'json', parts.json);
  const features = readFeatures(GRADIENT_BOOSTING, json['features']);
  const baseScore = readNumber(GRADIENT_BOOSTING, 'baseScore', json['baseScore']);
  const record = readObject(GRADIENT_BOOSTING, 'record', json['record']);
  const trees: TreeEnsemble = {
    treeStarts: readArray(parts, 'treeStarts', Uint32Array),
    splitFeatures: readArray(parts, 'splitFeatures', Int32Array),
    thresholds: readArray(parts, 'thresholds', Float64Array),
    leftChildren: readArray(parts, 'leftChildren', Uint32Array),
    rightChildren: readArray(parts, 'rightChildren', Uint32Array),
    missingGoesLeft: readArray(parts, 'missingGoesLeft', Uint8Array),
    categoryStarts: readArray(parts, 'categoryStarts', Int32Array),
    categoryBits: readArray(parts, 'categoryBits', Uint32Array),
    leafValues: readArray(parts, 'leafValues', Float64Array),
    covers: readArray(parts, 'covers', Float64Array),
    levelCounts: Uint32Array.from(features, ({ kind, levels }) => (kind === 'category' ? (levels?.length ?? 0) : 0)),
  };
  validateTrees(GRADIENT_BOOSTING, trees);
  checkMarginsAreFinite(trees, baseScore);
  return new GradientBoostingModel(features, baseScore, trees, record);
}

/** A copy, so that a change of the caller's array does not change the model. */
function readArray<T extends ModelArray>(parts: ModelParts, name: string, type: { new (from: T): T }): T {
  const array = Object.hasOwn(parts.arrays, name) ? parts.arrays[name] : undefined;
  if (!(array instanceof type)) throw invalidPart(GRADIENT_BOOSTING, name, `be there, as ${type.name}`);
  return new type(array);
}

/** Log-odds beyond this are not a model's but an attacker's. */
const LARGEST_MARGIN = 1e9;

function checkMarginsAreFinite({ leafValues }: TreeEnsemble, baseScore: number): void {
  let largest = Math.abs(baseScore);
  for (const value of leafValues) largest += Math.abs(value);
  if (!(largest <= LARGEST_MARGIN)) {
    throw invalidPart(GRADIENT_BOOSTING, 'leafValues', `add up to at most ${LARGEST_MARGIN} in size`);
  }
}
