import type { ModelParts } from '../model/model.js';
import { readFeatures, readNumber, readObject } from '../model/read-parts.js';
import { readTrees } from '../tree/read-trees.js';
import { GRADIENT_BOOSTING, GradientBoostingModel } from './gradient-boosting-model.js';

/** Log-odds beyond this are not a model's but an attacker's. */
const LARGEST_MARGIN = 1e9;

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
  const hasGains = json['hasGains'] === true;
  const trees = readTrees({ ...parts, kind: GRADIENT_BOOSTING }, features, baseScore, LARGEST_MARGIN, hasGains);
  return new GradientBoostingModel(features, baseScore, trees, record);
}
