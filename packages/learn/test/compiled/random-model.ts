import type { Random } from '@probity/numerics';
import type { TreeEnsemble } from '../../src/tree/tree-ensemble.js';
import { ensembleOf, type NestedTree } from '../tree/nested-tree.js';

/** What random models are like. */
export interface ModelShape {
  readonly treeCount: number;
  /** The longest way, in splits. */
  readonly depth: number;
  /** Chance that a node above that depth is a leaf all the same. */
  readonly leafChance: number;
  /** One per feature: levels of a category, 0 for a number. */
  readonly levelCounts: readonly number[];
  /** Splits of a feature lie at so few points; more than there are splits: all over. */
  readonly pointCount: number;
  /** Most nodes of a tree. */
  readonly mostNodes: number;
  readonly addsSingles: boolean;
}

const EXTREMES = [
  ...[0, -0, 5e-324, -5e-324, 2.2250738585072014e-308, 1, 1 + 2 ** -52, 1 - 2 ** -53],
  ...[Number.MAX_VALUE, -Number.MAX_VALUE, 2 ** 53, 1e-300, 0.1, -0.1],
];

export function randomModel(random: Random, shape: ModelShape): TreeEnsemble {
  const points = shape.levelCounts.map(() => Array.from({ length: shape.pointCount }, () => randomPoint(random)));
  const trees: NestedTree[] = [];
  for (let tree = 0; tree < shape.treeCount; tree++) {
    const room = { nodes: shape.mostNodes };
    trees.push(randomNode(random, shape, points, shape.depth, room));
  }
  return { ...ensembleOf(trees, shape.levelCounts), addsSingles: shape.addsSingles };
}

function randomPoint(random: Random): number {
  const kind = random.nextUint32Below(10);
  if (kind === 0) return EXTREMES[random.nextUint32Below(EXTREMES.length)]!;
  if (kind < 4) return random.nextUint32Below(20) - 10;
  return random.nextNormal() * 10 ** (random.nextUint32Below(7) - 3);
}

function randomNode(
  random: Random,
  shape: ModelShape,
  points: readonly (readonly number[])[],
  depth: number,
  room: { nodes: number },
): NestedTree {
  room.nodes -= 2;
  if (depth === 0 || room.nodes < 0 || random.nextFloat() < shape.leafChance) {
    const kind = random.nextUint32Below(12);
    return { value: kind === 0 ? -0 : kind === 1 ? 1e16 * random.nextNormal() : random.nextNormal(), cover: 1 };
  }
  const feature = random.nextUint32Below(shape.levelCounts.length);
  const levels = Array.from({ length: shape.levelCounts[feature]! }, (_, level) => level);
  const own = points[feature]!;
  const division =
    levels.length > 0
      ? { levels: levels.filter(() => random.nextFloat() < 0.5) }
      : { threshold: own[random.nextUint32Below(own.length)]! };
  // The side that is grown first may take all the room: so trees are lopsided either way.
  const isLeftFirst = random.nextFloat() < 0.5;
  const first = randomNode(random, shape, points, depth - 1, room);
  const second = randomNode(random, shape, points, depth - 1, room);
  return {
    feature,
    cover: 1,
    missingGoesLeft: random.nextFloat() < 0.5,
    ...division,
    left: isLeftFirst ? first : second,
    right: isLeftFirst ? second : first,
  };
}

/** Rows at every kind of place: on thresholds, one unit in the last place off them, missing, beyond all, and anywhere. */
export function randomRows(random: Random, trees: TreeEnsemble, rowCount: number): Float64Array[] {
  const { levelCounts, thresholds, splitFeatures } = trees;
  const points = Array.from(levelCounts, () => [0]);
  for (const [node, feature] of splitFeatures.entries()) if (feature >= 0) points[feature]!.push(thresholds[node]!);
  return Array.from({ length: rowCount }, () =>
    Float64Array.from(levelCounts, (levelCount, feature) => {
      const kind = random.nextUint32Below(12);
      if (kind === 0) return Number.NaN;
      if (kind === 1) return [Infinity, -Infinity, -0, 0.5, Number.MAX_VALUE, -1, 2 ** 40][random.nextUint32Below(7)]!;
      if (levelCount > 0) return random.nextUint32Below(levelCount + 1);
      if (kind === 2) return random.nextNormal();
      const own = points[feature]!;
      const point = own[random.nextUint32Below(own.length)]!;
      return kind < 6 ? point : kind < 9 ? nextDouble(point, 1) : nextDouble(point, -1);
    }),
  );
}

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);

/** The double next to a finite one, upwards (1) or downwards (-1). */
export function nextDouble(value: number, direction: 1 | -1): number {
  if (value === 0) return direction * Number.MIN_VALUE;
  float[0] = value;
  bits[0]! += value > 0 === direction > 0 ? 1n : -1n;
  return float[0];
}
