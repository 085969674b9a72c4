import { categoryWordCount, type TreeEnsemble } from '../tree/tree-ensemble.js';

/** A feature that splits look at. */
export interface ModelInput {
  readonly feature: number;
  /** Levels of a category; 0 for a number. */
  readonly levelCount: number;
  /** Where a number is split: ascending, all different; empty for a category and for what only fills four up. */
  readonly points: Float64Array;
  /** Halvings that rank a number; the same for each four inputs. 0 for a category. */
  readonly steps: number;
}

/** The levels that a split sends right. */
export interface LevelSet {
  readonly input: number;
  /** Bit `level` is 1 where the level goes right; bit `levelCount` says so of missing. */
  readonly bits: Uint32Array;
}

/** What a model asks about a row: every test once, however many nodes ask it. */
export interface ModelTests {
  /** Numbers first, a multiple of four of them, then categories. */
  readonly inputs: readonly ModelInput[];
  readonly numberCount: number;
  readonly sets: readonly LevelSet[];
  /** One per node: its input; 0 at leaves. */
  readonly nodeInputs: Uint32Array;
  /** One per node: for a number, a row goes left when at most so many points lie below its value; for a category, the set. */
  readonly nodeTests: Uint32Array;
}

/**
 * Finds the tests of all splits.
 *
 * @returns undefined for trees that ranks cannot stand for: with a threshold that is no number, or sets of no levels
 * Cost: O(nodes × log nodes).
 */
export function gatherTests(trees: TreeEnsemble): ModelTests | undefined {
  const { splitFeatures, thresholds, categoryStarts, levelCounts } = trees;
  const counts = new Uint32Array(levelCounts.length);
  for (let node = 0; node < splitFeatures.length; node++) {
    if (splitFeatures[node] >= 0 && categoryStarts[node] < 0) counts[splitFeatures[node]] += 1;
  }
  const points = Array.from(counts, (count) => new Float64Array(count));
  counts.fill(0);
  for (let node = 0; node < splitFeatures.length; node++) {
    const feature = splitFeatures[node];
    if (feature < 0 || categoryStarts[node] >= 0) continue;
    if (Number.isNaN(thresholds[node])) return undefined;
    // Zeros of either sign split alike.
    points[feature][counts[feature]++] = thresholds[node] + 0;
  }
  const inputs = arrangeNumbers(points.map(distinctOf));
  const numberCount = inputs.length;
  const numberInputs = new Uint32Array(levelCounts.length);
  for (const [index, input] of inputs.entries()) if (input.points.length > 0) numberInputs[input.feature] = index;

  const nodeInputs = new Uint32Array(splitFeatures.length);
  const nodeTests = new Uint32Array(splitFeatures.length);
  const sets = new SetTable(trees, inputs);
  for (let node = 0; node < splitFeatures.length; node++) {
    if (splitFeatures[node] < 0) continue;
    if (categoryStarts[node] < 0) {
      const input = numberInputs[splitFeatures[node]];
      nodeInputs[node] = input;
      nodeTests[node] = indexOf(inputs[input].points, thresholds[node]);
    } else {
      if (levelCounts[splitFeatures[node]] === 0) return undefined;
      nodeTests[node] = sets.add(node);
      nodeInputs[node] = sets.sets[nodeTests[node]].input;
    }
  }
  return { inputs, numberCount, sets: sets.sets, nodeInputs, nodeTests };
}

/** Inputs of features that have points, the most points first, in fours that are ranked in as many steps. */
function arrangeNumbers(points: readonly Float64Array[]): ModelInput[] {
  const features = points.flatMap(({ length }, feature) => (length > 0 ? [feature] : []));
  features.sort((a, b) => points[b].length - points[a].length || a - b);
  const inputs: ModelInput[] = [];
  for (let first = 0; first < features.length; first += 4) {
    const steps = 32 - Math.clz32(points[features[first]].length);
    for (let i = first; i < first + 4; i++) {
      const feature = features[i];
      inputs.push(
        feature === undefined
          ? { feature: features[first], levelCount: 0, points: new Float64Array(0), steps }
          : { feature, levelCount: 0, points: points[feature], steps },
      );
    }
  }
  return inputs;
}

/** Numbers sets of levels, equal ones alike. */
class SetTable {
  readonly sets: LevelSet[] = [];
  readonly #trees: TreeEnsemble;
  readonly #inputs: ModelInput[];
  readonly #inputOf = new Map<number, number>();
  readonly #known = new Map<string, number>();

  constructor(trees: TreeEnsemble, inputs: ModelInput[]) {
    this.#trees = trees;
    this.#inputs = inputs;
  }

  add(node: number): number {
    const { splitFeatures, levelCounts, categoryStarts, categoryBits, missingGoesLeft } = this.#trees;
    const feature = splitFeatures[node];
    const levelCount = levelCounts[feature];
    const start = categoryStarts[node];
    const bits = new Uint32Array(categoryWordCount(levelCount + 1));
    for (let word = 0; word < categoryWordCount(levelCount); word++) bits[word] = ~categoryBits[start + word];
    // Above the last level there is only missing.
    bits[levelCount >>> 5] &= levelMask(levelCount & 31);
    if (missingGoesLeft[node] !== 1) bits[levelCount >>> 5] |= 1 << (levelCount & 31);
    const key = `${feature}:${bits.join()}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, this.sets.length);
    this.sets.push({ input: this.#inputFor(feature, levelCount), bits });
    return this.sets.length - 1;
  }

  #inputFor(feature: number, levelCount: number): number {
    const known = this.#inputOf.get(feature);
    if (known !== undefined) return known;
    this.#inputOf.set(feature, this.#inputs.length);
    this.#inputs.push({ feature, levelCount, points: new Float64Array(0), steps: 0 });
    return this.#inputs.length - 1;
  }
}

/** A word whose lowest `count` bits are 1; `count` in [0, 31]. */
function levelMask(count: number): number {
  return (1 << count) - 1;
}

function distinctOf(values: Float64Array): Float64Array {
  values.sort();
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (i === 0 || values[i] !== values[count - 1]) values[count++] = values[i];
  }
  return values.slice(0, count);
}

function indexOf(points: Float64Array, value: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (points[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
