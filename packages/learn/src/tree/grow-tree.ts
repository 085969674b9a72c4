import type { NodeSplit, RowSums, ScannedNode, TrainingWorkspace } from '@probity/numerics';
import { allowedFeatures } from './allowed-features.js';
import type { BinnedTree } from './binned-tree.js';
import type { GrowthRules } from './growth-rules.js';

/** What a node says: from the best weight of a leaf within its bounds, and the sums of its rows. */
export type NodeValue = (weight: number, gradient: number, hessian: number) => number;

/** Keeps divisions defined where a hessian and every penalty are zero. */
const TINY = 1e-16;

/** Grows trees one after the other on a workspace, in arrays that are used again: nothing is allocated per node. */
export class TreeGrower implements BinnedTree {
  nodeCount = 0;
  readonly splitFeatures: Int32Array;
  readonly leftChildren: Int32Array;
  readonly tableOf: Int32Array;
  readonly tables: Uint8Array;
  readonly values: Float64Array;
  readonly gains: Float64Array;
  /** Sums of each node's rows. */
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;

  readonly #workspace: TrainingWorkspace;
  readonly #counts: Float64Array;
  readonly #lows: Float64Array;
  readonly #highs: Float64Array;
  readonly #depths: Int32Array;
  readonly #slots: Int32Array;
  readonly #parents: Int32Array;
  /** What the best split of an open leaf is; gain 0: none. */
  readonly #bestGains: Float64Array;
  readonly #bestFeatures: Int32Array;
  readonly #bestBins: Int32Array;
  readonly #bestWays: Int32Array;
  readonly #bestHasMissing: Int32Array;
  readonly #leftGradients: Float64Array;
  readonly #leftHessians: Float64Array;
  readonly #leftCounts: Float64Array;
  /** Left bins and judged bins of splits between levels, 8 words each. */
  readonly #levelWords: Int32Array;
  readonly #isDone: Uint8Array;
  readonly #leaves: Int32Array;
  readonly #freeSlots: Int32Array;
  /** Left child of each entry of the batch. */
  readonly #batch: Int32Array;
  readonly #weights: Float64Array;
  readonly #split: Mutable<NodeSplit> = { node: 0, leftNode: 0, feature: 0, table: 0 };
  readonly #left: Mutable<ScannedNode> = { gradient: 0, hessian: 0, count: 0, low: 0, high: 0 };
  readonly #right: Mutable<ScannedNode> = { gradient: 0, hessian: 0, count: 0, low: 0, high: 0 };
  readonly #allowed: Uint8Array;
  #leafCount = 0;
  #freeCount = 0;
  #slotsUsed = 0;
  #batchSize = 0;
  #candidates: Uint32Array = new Uint32Array(0);
  #rules: GrowthRules | undefined;
  #nodeValue: NodeValue = () => 0;

  constructor(workspace: TrainingWorkspace, maxLeaves: number) {
    const nodes = 2 * Math.min(maxLeaves, workspace.shape.rowCount) + 1;
    this.#workspace = workspace;
    this.tables = workspace.tables;
    this.splitFeatures = new Int32Array(nodes);
    this.leftChildren = new Int32Array(nodes);
    this.tableOf = new Int32Array(nodes);
    this.values = new Float64Array(nodes);
    this.gains = new Float64Array(nodes);
    this.gradients = new Float64Array(nodes);
    this.hessians = new Float64Array(nodes);
    this.#counts = new Float64Array(nodes);
    this.#lows = new Float64Array(nodes);
    this.#highs = new Float64Array(nodes);
    this.#depths = new Int32Array(nodes);
    this.#slots = new Int32Array(nodes);
    this.#parents = new Int32Array(nodes);
    this.#bestGains = new Float64Array(nodes);
    this.#bestFeatures = new Int32Array(nodes);
    this.#bestBins = new Int32Array(nodes);
    this.#bestWays = new Int32Array(nodes);
    this.#bestHasMissing = new Int32Array(nodes);
    this.#leftGradients = new Float64Array(nodes);
    this.#leftHessians = new Float64Array(nodes);
    this.#leftCounts = new Float64Array(nodes);
    this.#levelWords = new Int32Array(nodes * 16);
    this.#isDone = new Uint8Array(nodes);
    this.#weights = new Float64Array(nodes);
    this.#leaves = new Int32Array(nodes);
    this.#freeSlots = new Int32Array(nodes);
    this.#batch = new Int32Array(workspace.batchCapacity);
    this.#allowed = new Uint8Array(workspace.shape.features.length);
  }

  /**
   * Grows one tree on the rows learned from, whose cells are packed. A single leaf where nothing gains.
   *
   * @param candidates the features splits may use, ascending
   * @param root sums of all rows learned from
   */
  grow(rules: GrowthRules, candidates: Uint32Array, root: RowSums, nodeValue: NodeValue): BinnedTree {
    const workspace = this.#workspace;
    this.#rules = rules;
    this.#candidates = candidates;
    this.#nodeValue = nodeValue;
    this.#freeCount = 0;
    this.#slotsUsed = 1;
    this.#batchSize = 0;
    workspace.startTree(
      {
        criterion: rules.criterion ?? 'newton',
        l1: rules.l1 ?? 0,
        l2: rules.l2,
        minGain: rules.minGain,
        minRowsInLeaf: rules.minRowsInLeaf,
        minChildWeight: rules.minChildWeight,
        minRowsInLevel: rules.minRowsInLevel,
        levelSmoothing: rules.levelSmoothing,
        levelL2: rules.levelL2,
        maxLevelsPerSplit: rules.maxLevelsPerSplit ?? 256,
        directions: rules.monotone,
      },
      candidates,
    );
    workspace.listRows();
    this.nodeCount = 1;
    this.#leafCount = 1;
    this.#leaves[0] = 0;
    this.#openNode(0, -1, root.gradient, root.hessian, root.count, 0, -Infinity, Infinity);
    this.#slots[0] = 0;
    if (this.#isDivisible(0, rules.maxLeaves)) {
      workspace.scanRoot(this.#describe(0, this.#left));
      this.#chooseSplit(0, 0, 0);
    }
    if (rules.growth === 'level-wise') this.#growByLevels(rules.maxLeaves);
    else this.#growByLeaves(rules.maxLeaves);
    for (let node = 0; node < this.nodeCount; node++) {
      if (this.splitFeatures[node] < 0 && this.#isDone[node] === 0) workspace.addLeaf(node, this.values[node]);
    }
    return this;
  }

  #growByLeaves(maxLeaves: number): void {
    while (this.#leafCount < maxLeaves) {
      let best = -1;
      let bestGain = 0;
      for (let i = 0; i < this.#leafCount; i++) {
        const gain = this.#bestGains[this.#leaves[i]];
        if (gain > bestGain) {
          best = i;
          bestGain = gain;
        }
      }
      if (best < 0) return;
      this.#divide(best, maxLeaves);
      this.#runBatch();
    }
  }

  #growByLevels(maxLeaves: number): void {
    for (let isGrowing = true; isGrowing; ) {
      isGrowing = false;
      // Left children take the places of their parents and right ones come behind: neither is met again on this level.
      const end = this.#leafCount;
      for (let i = 0; i < end && this.#leafCount < maxLeaves; i++) {
        if (!(this.#bestGains[this.#leaves[i]] > 0)) continue;
        this.#divide(i, maxLeaves);
        isGrowing = true;
        if (this.#batchSize === this.#batch.length) this.#runBatch();
      }
      this.#runBatch();
    }
  }

  /** Divides the leaf at a position of the list by its best split, at once or with the batch. */
  #divide(position: number, maxLeaves: number): void {
    const node = this.#leaves[position];
    const left = this.nodeCount;
    const right = left + 1;
    this.nodeCount += 2;
    this.splitFeatures[node] = this.#bestFeatures[node];
    this.leftChildren[node] = left;
    this.tableOf[node] = (left - 1) / 2;
    this.gains[node] = this.#bestGains[node];
    this.#bestGains[node] = 0;
    this.#openChildren(node, left, right);
    this.#fillTable(node, left);
    this.#leaves[position] = left;
    this.#leaves[this.#leafCount++] = right;
    const leftGoesOn = this.#isDivisible(left, maxLeaves);
    const rightGoesOn = this.#isDivisible(right, maxLeaves);
    const split = this.#split;
    split.node = node;
    split.leftNode = left;
    split.feature = this.splitFeatures[node];
    split.table = this.tableOf[node];
    if (!leftGoesOn && !rightGoesOn) {
      this.#workspace.addLeafPair(split, this.values[left], this.values[right]);
      this.#isDone[left] = this.#isDone[right] = 1;
      this.#freeSlots[this.#freeCount++] = this.#slots[node];
      return;
    }
    const leftIsSmaller = this.hessians[left] <= this.hessians[right];
    const smallerSlot = this.#freeCount > 0 ? this.#freeSlots[--this.#freeCount] : this.#slotsUsed++;
    this.#slots[leftIsSmaller ? left : right] = smallerSlot;
    this.#slots[leftIsSmaller ? right : left] = this.#slots[node];
    this.#workspace.addSplit(
      split,
      smallerSlot,
      this.#slots[node],
      leftIsSmaller,
      this.#describe(left, this.#left),
      this.#describe(right, this.#right),
      leftGoesOn,
      rightGoesOn,
      this.#allowedBelow(node),
    );
    this.#batch[this.#batchSize++] = left;
  }

  /** Carries out the divisions collected and takes the best split of each child. */
  #runBatch(): void {
    if (this.#batchSize === 0) return;
    this.#workspace.runSplits();
    for (let entry = 0; entry < this.#batchSize; entry++) {
      const left = this.#batch[entry];
      for (let side = 0; side < 2; side++) {
        const child = left + side;
        this.#chooseSplit(entry, side, child);
        if (!(this.#bestGains[child] > 0)) this.#freeSlots[this.#freeCount++] = this.#slots[child];
      }
    }
    this.#batchSize = 0;
  }

  /** Takes the greatest gain among the candidates; of equal ones the first. */
  #chooseSplit(entry: number, side: number, node: number): void {
    const { results } = this.#workspace;
    let best = -1;
    let bestGain = 0;
    let bestFeature = -1;
    for (let k = 0, at = this.#workspace.resultAt(entry, side, 0); k < this.#candidates.length; k++, at += 16) {
      if (results[at] > bestGain) {
        bestGain = results[at];
        best = at;
        bestFeature = this.#candidates[k];
      }
    }
    this.#bestGains[node] = bestGain;
    if (best < 0) return;
    const workspace = this.#workspace;
    this.#bestFeatures[node] = bestFeature;
    this.#leftGradients[node] = results[best + 1];
    this.#leftHessians[node] = results[best + 2];
    this.#leftCounts[node] = results[best + 3];
    this.#bestBins[node] = workspace.resultWord(best, 8);
    this.#bestWays[node] = workspace.resultWord(best, 9);
    this.#bestHasMissing[node] = workspace.resultWord(best, 10);
    if (this.#bestBins[node] >= 0) return;
    for (let word = 0; word < 16; word++) {
      this.#levelWords[node * 16 + word] = workspace.resultWord(best, 16 + word);
    }
  }

  #openChildren(node: number, left: number, right: number): void {
    const gradient = this.#leftGradients[node];
    const hessian = this.#leftHessians[node];
    const count = this.#leftCounts[node];
    const depth = this.#depths[node] + 1;
    const low = this.#lows[node];
    const high = this.#highs[node];
    const otherGradient = this.gradients[node] - gradient;
    const otherHessian = this.hessians[node] - hessian;
    this.#openNode(left, node, gradient, hessian, count, depth, low, high);
    this.#openNode(right, node, otherGradient, otherHessian, this.#counts[node] - count, depth, low, high);
    const direction = this.#rules?.monotone?.[this.splitFeatures[node]] ?? 0;
    if (direction === 0 || this.#bestBins[node] < 0) return;
    // Nothing below the left child may say more than anything below the right one, or the other way round.
    const middle = (this.#weights[left] + this.#weights[right]) / 2;
    if (direction > 0) this.#highs[left] = this.#lows[right] = middle;
    else this.#lows[left] = this.#highs[right] = middle;
  }

  #openNode(
    node: number,
    parent: number,
    gradient: number,
    hessian: number,
    count: number,
    depth: number,
    low: number,
    high: number,
  ): void {
    this.splitFeatures[node] = -1;
    this.leftChildren[node] = 0;
    this.tableOf[node] = 0;
    this.gains[node] = 0;
    this.gradients[node] = gradient;
    this.hessians[node] = hessian;
    this.#counts[node] = count;
    this.#lows[node] = low;
    this.#highs[node] = high;
    this.#depths[node] = depth;
    this.#parents[node] = parent;
    this.#bestGains[node] = 0;
    this.#isDone[node] = 0;
    const weight = Math.min(Math.max(this.#leafWeight(gradient, hessian), low), high);
    this.#weights[node] = weight;
    this.values[node] = this.#nodeValue(weight, gradient, hessian);
  }

  /** What a leaf best says, without bounds. */
  #leafWeight(gradient: number, hessian: number): number {
    const { l1 = 0, l2 = 0 } = this.#rules ?? {};
    const shrunk = gradient > l1 ? gradient - l1 : gradient < -l1 ? gradient + l1 : 0;
    return -shrunk / (hessian + (l2 + TINY));
  }

  #isDivisible(node: number, maxLeaves: number): boolean {
    const { maxDepth = 0, minRowsInLeaf = 1, minChildWeight = 0 } = this.#rules ?? {};
    if (this.#leafCount >= maxLeaves || this.#depths[node] >= maxDepth) return false;
    if (this.#workspace.isWide && this.#counts[node] < 2 * minRowsInLeaf) return false;
    return this.hessians[node] >= 2 * minChildWeight;
  }

  /** Which bins go left. Where the node has no missing values, those to come will go the way most rows go. */
  #fillTable(node: number, left: number): void {
    const missingBin = this.#workspace.shape.features[this.splitFeatures[node]].binCount;
    const start = this.tableOf[node] * 256;
    const missing = this.#bestHasMissing[node] === 1 ? this.#bestWays[node] : this.#isMajority(left) ? 1 : 0;
    const { tables } = this;
    if (this.#bestBins[node] >= 0) {
      tables.fill(1, start, start + this.#bestBins[node] + 1);
      tables.fill(0, start + this.#bestBins[node] + 1, start + missingBin);
    } else {
      const words = node * 16;
      for (let bin = 0; bin < missingBin; bin++) {
        const at = words + (bin >>> 5);
        const isJudged = (this.#levelWords[at + 8] >>> (bin & 31)) & 1;
        tables[start + bin] = isJudged === 1 ? (this.#levelWords[at] >>> (bin & 31)) & 1 : missing;
      }
    }
    tables[start + missingBin] = missing;
  }

  /** With most rows, or with most hessian where that is a weight or rows are not counted. */
  #isMajority(left: number): boolean {
    const { criterion = 'newton' } = this.#rules ?? {};
    const sizes = criterion === 'newton' && this.#workspace.isWide ? this.#counts : this.hessians;
    return sizes[left] > sizes[left + 1];
  }

  #describe(node: number, into: Mutable<ScannedNode>): ScannedNode {
    into.gradient = this.gradients[node];
    into.hessian = this.hessians[node];
    into.count = this.#counts[node];
    into.low = this.#lows[node];
    into.high = this.#highs[node];
    return into;
  }

  /** The features that may be used below a node that is divided; undefined where all may. */
  #allowedBelow(node: number): Uint8Array | undefined {
    const groups = this.#rules?.interactions;
    if (groups === undefined) return undefined;
    const path: number[] = [];
    for (let at = node; at >= 0; at = this.#parents[at]) path.push(this.splitFeatures[at]);
    return allowedFeatures(groups, path, this.#allowed);
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
