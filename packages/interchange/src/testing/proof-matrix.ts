import { type Feature, type FeatureMatrix, type Model, splitPoints } from '@probity/learn';
import { createRandom, type Random } from '@probity/numerics';
import { floorToSingle, singleAbove } from '../trees/single-precision.js';
import { drawNumber } from './proof-models.js';
import { beside } from './proof-rows.js';

/**
 * Rows that would show a difference between a model and its copy: half of the numbers at a split or beside it, by a step of
 * the last bit of a double or of a 32-bit float; levels, codes that are none, missing values.
 *
 * @param areSingles every number a 32-bit float: what a copy that computes in them can be held to
 */
export function proofMatrix(model: Model, rowCount: number, seed: number, areSingles: boolean): FeatureMatrix {
  const points = splitPoints(model);
  const random = createRandom(seed).fork('proof matrix');
  const columns = model.features.map((feature, index) => {
    const own = random.fork(index);
    return Float64Array.from({ length: rowCount }, () => {
      const value = drawValue(feature, index, points[index] ?? [], own);
      if (!areSingles) return value;
      // XGBoost takes no infinite value.
      const single = Math.fround(value);
      return Math.abs(single) === Infinity ? Math.sign(single) * 3.4028234663852886e38 : single;
    });
  });
  return { rowCount, features: model.features, columns };
}

function drawValue({ kind, levels = [] }: Feature, index: number, points: readonly number[], random: Random): number {
  const chance = random.nextFloat();
  if (chance < 0.08) return Number.NaN;
  if (kind === 'category') {
    if (chance < 0.12) return levels.length + random.nextUint32Below(200);
    return chance < 0.14 ? -1 - random.nextUint32Below(3) : random.nextUint32Below(levels.length);
  }
  if (chance > 0.6 || points.length === 0) return drawNumber(index, random);
  const point = points[random.nextUint32Below(points.length)] as number;
  const step = random.nextUint32Below(5);
  if (step < 3) return beside(point, step - 1);
  return step === 3 ? floorToSingle(point) : singleAbove(point);
}
