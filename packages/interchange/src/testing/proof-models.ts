import { type Calibration, type Feature, type Model, type ModelArray, restoreModel } from '@probity/learn';
import { createRandom, type Random } from '@probity/numerics';

/** What random trees are made of. */
interface Recipe {
  readonly kind: 'gradient-boosting' | 'forest';
  readonly seed: number;
  readonly trees: number;
  readonly depth: number;
  readonly baseScore: number;
}

/** Numbers on scales that files get wrong: tiny, huge, signed, whole; categories within and beyond one word of bits. */
export const proofFeatures: readonly Feature[] = [
  { name: 'age', kind: 'numeric' },
  { name: 'ratio, "signed"', kind: 'numeric' },
  { name: 'amount', kind: 'numeric' },
  { name: 'tiny', kind: 'numeric' },
  { name: 'home', kind: 'category', levels: ['own', 'rent', 'with parents'] },
  { name: 'region', kind: 'category', levels: Array.from({ length: 40 }, (_, index) => `R${index}`) },
  { name: 'occupation', kind: 'category', levels: Array.from({ length: 97 }, (_, index) => `é ${index}`) },
];

/** A model of random trees of that shape, the same on every machine and in every version. */
export function proofTrees(recipe: Recipe): Model {
  const random = createRandom(recipe.seed);
  const nodes = new Nodes();
  const starts = [0];
  for (let tree = 0; tree < recipe.trees; tree++) {
    grow(nodes, random, recipe, recipe.depth);
    starts.push(nodes.splitFeatures.length);
  }
  const isForest = recipe.kind === 'forest';
  return restoreModel({
    kind: recipe.kind,
    json: { features: proofFeatures, record: {}, ...(isForest ? {} : { baseScore: recipe.baseScore }) },
    arrays: nodes.arrays(starts),
  });
}

class Nodes {
  readonly splitFeatures: number[] = [];
  readonly thresholds: number[] = [];
  readonly leftChildren: number[] = [];
  readonly rightChildren: number[] = [];
  readonly missingGoesLeft: number[] = [];
  readonly categoryStarts: number[] = [];
  readonly categoryBits: number[] = [];
  readonly leafValues: number[] = [];
  readonly covers: number[] = [];

  add(feature: number, threshold: number, missingGoesLeft: boolean, value: number, cover: number): number {
    this.splitFeatures.push(feature);
    this.thresholds.push(threshold);
    this.leftChildren.push(0);
    this.rightChildren.push(0);
    this.missingGoesLeft.push(missingGoesLeft ? 1 : 0);
    this.categoryStarts.push(-1);
    this.leafValues.push(value);
    this.covers.push(cover);
    return this.splitFeatures.length - 1;
  }

  arrays(starts: readonly number[]): Record<string, ModelArray> {
    return {
      treeStarts: Uint32Array.from(starts),
      splitFeatures: Int32Array.from(this.splitFeatures),
      thresholds: Float64Array.from(this.thresholds),
      leftChildren: Uint32Array.from(this.leftChildren),
      rightChildren: Uint32Array.from(this.rightChildren),
      missingGoesLeft: Uint8Array.from(this.missingGoesLeft),
      categoryStarts: Int32Array.from(this.categoryStarts),
      categoryBits: Uint32Array.from(this.categoryBits),
      leafValues: Float64Array.from(this.leafValues),
      covers: Float64Array.from(this.covers),
    };
  }
}

/** Adds a tree below the node to come. @returns its number */
function grow(nodes: Nodes, random: Random, recipe: Recipe, depth: number): number {
  if (depth === 0 || (depth < recipe.depth && random.nextFloat() < 0.1)) {
    const value = recipe.kind === 'forest' ? random.nextFloat() / recipe.trees : random.nextNormal() / 7;
    return nodes.add(-1, 0, false, value, 2 ** depth);
  }
  const feature = random.nextUint32Below(proofFeatures.length);
  const { levels } = proofFeatures[feature] as Feature;
  const threshold = levels === undefined ? drawNumber(feature, random) : 0;
  const node = nodes.add(feature, threshold, random.nextFloat() < 0.5, 0, 2 ** depth);
  if (levels !== undefined) {
    nodes.categoryStarts[node] = nodes.categoryBits.length;
    for (let first = 0; first < levels.length; first += 32) {
      const unused = Math.max(0, first + 32 - levels.length);
      nodes.categoryBits.push(random.nextUint32Below(2 ** 32 - 1) >>> unused);
    }
  }
  nodes.leftChildren[node] = grow(nodes, random, recipe, depth - 1);
  nodes.rightChildren[node] = grow(nodes, random, recipe, depth - 1);
  return node;
}

/** A number as the feature's column holds them: half of them have no more digits than a 32-bit float. */
export function drawNumber(feature: number, random: Random): number {
  const size = [40, 1, 1e7, 1e-30][feature] ?? 1;
  const value = feature === 0 ? Math.round(random.nextFloat() * 60) + 18 : random.nextNormal() * size;
  return random.nextFloat() < 0.5 ? Math.fround(value) : value;
}

/** One calibration of each kind, for models whose margin is log-odds. */
export const proofCalibrations: Readonly<Record<string, Calibration | undefined>> = {
  none: undefined,
  platt: { intercept: -0.123456789, slope: 0.987654321 },
  beta: { kind: 'beta', intercept: 0.25, a: 0.75, b: 1.25 },
  isotonic: {
    kind: 'isotonic',
    margins: Array.from({ length: 37 }, (_, index) => (index - 18) / 9 + 1 / (index + 3)),
    probabilities: Array.from({ length: 37 }, (_, index) => (Math.floor(index / 2) + 1.1) / 21),
  },
};

/** The same for forests, whose margin is a probability. */
export const proofForestCalibration: Calibration = {
  kind: 'beta',
  scale: 'probability',
  intercept: 0.1,
  a: 1,
  b: 0.5,
};
