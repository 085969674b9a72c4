import type { Feature } from '../matrix/feature-matrix.js';
import type { ModelArray, ModelParts } from '../model/model.js';
import { invalidPart } from '../model/read-parts.js';
import type { TreeEnsemble } from './tree-ensemble.js';
import { validateTrees } from './validate-trees.js';

/**
 * The trees of a model's parts, as `storeTrees` wrote them, checked: no walk over them can loop, crash or blow up.
 *
 * @param largestSum what the leaves and `base` may add up to at most, in size
 * @param hasGains whether the parts say that the gains of the splits are among them
 * @throws BUNDLE_INVALID naming the array and the rule it breaks
 */
export function readTrees(
  parts: ModelParts,
  features: readonly Feature[],
  base: number,
  largestSum: number,
  hasGains = false,
): TreeEnsemble {
  const { kind } = parts;
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
    ...(hasGains ? { gains: readArray(parts, 'gains', Float64Array) } : {}),
    levelCounts: levelCountsOf(features),
  };
  validateTrees(kind, trees);
  let largest = Math.abs(base);
  for (const value of trees.leafValues) largest += Math.abs(value);
  if (!(largest <= largestSum)) throw invalidPart(kind, 'leafValues', `add up to at most ${largestSum} in size`);
  return trees;
}

/** The arrays of an ensemble for a model's parts. Copies: whoever gets them may write into them. */
export function storeTrees({
  levelCounts: _fromFeatures,
  addsSingles: _fromKind,
  ...arrays
}: TreeEnsemble): Record<string, ModelArray> {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.slice()]));
}

/** Per feature the number of levels of a category, 0 for numeric features: what a `TreeEnsemble` holds as `levelCounts`. */
export function levelCountsOf(features: readonly Feature[]): Uint32Array {
  return Uint32Array.from(features, ({ kind, levels }) => (kind === 'category' ? (levels?.length ?? 0) : 0));
}

/** A copy, so that a change of the caller's array does not change the model. */
function readArray<T extends ModelArray>(parts: ModelParts, name: string, type: { new (from: T): T }): T {
  const array = Object.hasOwn(parts.arrays, name) ? parts.arrays[name] : undefined;
  if (!(array instanceof type)) throw invalidPart(parts.kind, name, `be there, as ${type.name}`);
  return new type(array);
}
