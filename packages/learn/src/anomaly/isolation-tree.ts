import type { Random } from '@probity/numerics';
import type { FeatureMatrix } from '../matrix/feature-matrix.js';
import type { EnsembleBuilder, TreeSplit } from '../tree/ensemble-builder.js';
import { averagePathLength } from './average-path-length.js';

/** A split at random and how it divides the node's rows. */
interface RandomSplit {
  readonly split: TreeSplit;
  readonly goesLeft: (value: number) => boolean;
}

/**
 * Grows isolation trees: each node is divided at random until its rows cannot be told apart or the tree is deep enough.
 *
 * Uses raw values, not bins: how far out a value lies is what shortens its path, and bins would hide it.
 */
export class IsolationTreeGrower {
  readonly #matrix: FeatureMatrix;
  readonly #builder: EnsembleBuilder;
  readonly #maxDepth: number;
  /** What a path length is multiplied by. */
  readonly #scale: number;
  readonly #order: Uint32Array;

  constructor(matrix: FeatureMatrix, builder: EnsembleBuilder, rowsPerTree: number, treeCount: number) {
    this.#matrix = matrix;
    this.#builder = builder;
    this.#maxDepth = ceilLog2(rowsPerTree);
    this.#scale = -1 / (averagePathLength(rowsPerTree) * treeCount);
    this.#order = new Uint32Array(matrix.features.length);
  }

  /** Adds a tree on these rows; their order is changed. */
  grow(rows: Uint32Array, random: Random): void {
    // A tree must not depend on the ones before it.
    for (let feature = 0; feature < this.#order.length; feature++) this.#order[feature] = feature;
    this.#builder.startTree();
    const root = this.#builder.addLeaf(0, rows.length);
    const waiting = [{ node: root, rows, depth: 0 }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { node, rows: here, depth } = next;
      const found = depth < this.#maxDepth && here.length > 1 ? this.#drawSplit(here, random) : undefined;
      if (found === undefined) {
        this.#builder.setLeaf(node, (depth + averagePathLength(here.length)) * this.#scale);
        continue;
      }
      const column = this.#matrix.columns[found.split.feature];
      const leftCount = partition(here, (row) => found.goesLeft(column[row]));
      const left = this.#builder.addLeaf(0, leftCount);
      const right = this.#builder.addLeaf(0, here.length - leftCount);
      this.#builder.setSplit(node, found.split, left, right);
      waiting.push(
        { node: right, rows: here.subarray(leftCount), depth: depth + 1 },
        { node: left, rows: here.subarray(0, leftCount), depth: depth + 1 },
      );
    }
  }

  /** A split by the first feature, in random order, whose known values differ among the rows; undefined if none does. */
  #drawSplit(rows: Uint32Array, random: Random): RandomSplit | undefined {
    const order = this.#order;
    for (let drawn = 0; drawn < order.length; drawn++) {
      const other = drawn + random.nextUint32Below(order.length - drawn);
      const feature = order[other];
      order[other] = order[drawn];
      order[drawn] = feature;
      const isCategory = this.#matrix.features[feature].kind === 'category';
      const found = isCategory ? this.#drawLevels(feature, rows, random) : this.#drawCut(feature, rows, random);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #drawCut(feature: number, rows: Uint32Array, random: Random): RandomSplit | undefined {
    const column = this.#matrix.columns[feature];
    let low = Infinity;
    let high = -Infinity;
    for (const row of rows) {
      const value = column[row];
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (!(low < high)) return undefined;
    const share = random.nextFloat();
    const drawn = low * (1 - share) + high * share;
    // Rounding must leave the greatest value on the right.
    const threshold = drawn >= low && drawn < high ? drawn : low;
    const missingGoesLeft = drawDirection(rows, column, (value) => value <= threshold, random);
    return {
      split: { feature, missingGoesLeft, threshold },
      goesLeft: (value) => value <= threshold || (missingGoesLeft && Number.isNaN(value)),
    };
  }

  /** Each level of the node goes left or right with equal chance; levels it does not have go where fewer rows go. */
  #drawLevels(feature: number, rows: Uint32Array, random: Random): RandomSplit | undefined {
    const column = this.#matrix.columns[feature];
    const levelCount = this.#matrix.features[feature].levels?.length ?? 0;
    const counts = new Uint32Array(levelCount);
    for (const row of rows) if (!Number.isNaN(column[row])) counts[column[row]] += 1;
    const present = [...counts.keys()].filter((level) => counts[level] > 0);
    if (present.length < 2) return undefined;
    const isLeft = new Uint8Array(levelCount);
    let lefts = 0;
    while (lefts === 0 || lefts === present.length) {
      lefts = 0;
      for (const level of present) {
        isLeft[level] = random.nextUint32Below(2);
        lefts += isLeft[level];
      }
    }
    const isMissingLeft = drawDirection(rows, column, (value) => isLeft[value] === 1, random);
    const leftRows = present.reduce((total, level) => total + (isLeft[level] === 1 ? counts[level] : 0), 0);
    const knownRows = present.reduce((total, level) => total + counts[level], 0);
    for (let level = 0; level < levelCount; level++) {
      if (counts[level] === 0) isLeft[level] = 2 * leftRows < knownRows ? 1 : 0;
    }
    const leftLevels = [...isLeft.keys()].filter((level) => isLeft[level] === 1);
    return {
      split: { feature, missingGoesLeft: isMissingLeft, leftLevels },
      goesLeft: (value) => (Number.isNaN(value) ? isMissingLeft : isLeft[value] === 1),
    };
  }
}

/** A missing value goes left with the share of the known ones that do: it is neither easier nor harder to isolate. */
function drawDirection(
  rows: Uint32Array,
  column: Float64Array,
  isLeft: (value: number) => boolean,
  random: Random,
): boolean {
  let known = 0;
  let lefts = 0;
  for (const row of rows) {
    if (Number.isNaN(column[row])) continue;
    known += 1;
    if (isLeft(column[row])) lefts += 1;
  }
  return random.nextUint32Below(known) < lefts;
}

/** Moves the rows that go left to the front. @returns how many */
function partition(rows: Uint32Array, goesLeft: (row: number) => boolean): number {
  let left = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (!goesLeft(row)) continue;
    rows[i] = rows[left];
    rows[left++] = row;
  }
  return left;
}

/** The least whole number k with 2^k ≥ n. */
function ceilLog2(n: number): number {
  return 32 - Math.clz32(n - 1);
}
