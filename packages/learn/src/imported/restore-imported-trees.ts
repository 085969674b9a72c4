import type { Feature } from '../matrix/feature-matrix.js';
import type { ModelParts } from '../model/model.js';
import { invalidPart, readDoubles, readFeatures, readList, readNumber, readObject } from '../model/read-parts.js';
import { readTrees } from '../tree/read-trees.js';
import { IMPORTED_TREES, ImportedTreesModel } from './imported-trees-model.js';
import { type ValueTreatment, valueTreatments } from './treat-value.js';

/** Raw scores beyond this are not a model's but an attacker's. */
export const LARGEST_IMPORTED_MARGIN = 1e9;

/**
 * The imported model that `toParts` took apart, bit for bit.
 *
 * @throws BUNDLE_INVALID naming the part and the rule it breaks
 */
export function restoreImportedTrees(parts: ModelParts): ImportedTreesModel {
  const json = readObject(IMPORTED_TREES, 'json', parts.json);
  const features = readFeatures(IMPORTED_TREES, json['features']);
  const treatments = readTreatments(json['treatments'], features);
  const base = readDoubles(parts, 'base', 1)[0];
  const slope = readNumber(IMPORTED_TREES, 'slope', json['slope']);
  if (!(slope > 0)) throw invalidPart(IMPORTED_TREES, 'slope', 'be above 0');
  const { addsSingles } = json;
  if (typeof addsSingles !== 'boolean') throw invalidPart(IMPORTED_TREES, 'addsSingles', 'be true or false');
  const record = readObject(IMPORTED_TREES, 'record', json['record']);
  const widened = features.map(withAnyOther);
  const trees = readTrees({ ...parts, kind: IMPORTED_TREES }, widened, base, LARGEST_IMPORTED_MARGIN);
  if (addsSingles && ![base, ...trees.leafValues].every((value) => Math.fround(value) === value)) {
    throw invalidPart(IMPORTED_TREES, 'leafValues', 'be singles, as `base`, where singles are added');
  }
  return new ImportedTreesModel({ features, treatments, base, slope, trees: { ...trees, addsSingles }, record });
}

/** A category with one level more, which stands for any other. */
export function withAnyOther(feature: Feature): Feature {
  return feature.kind === 'category' ? { ...feature, levels: [...(feature.levels ?? []), ''] } : feature;
}

function readTreatments(value: unknown, features: readonly Feature[]): readonly ValueTreatment[] {
  const treatments = readList(IMPORTED_TREES, 'treatments', value);
  if (treatments.length !== features.length) throw invalidPart(IMPORTED_TREES, 'treatments', 'be one per feature');
  return treatments.map((entry, index) => {
    const treatment = valueTreatments.find((known) => known === entry);
    const isCode = treatment === 'single-code' || treatment === 'whole-code';
    if (treatment === undefined || isCode !== (features[index].kind === 'category')) {
      throw invalidPart(IMPORTED_TREES, `treatments[${index}]`, 'be a treatment for the kind of its feature');
    }
    return treatment;
  });
}
