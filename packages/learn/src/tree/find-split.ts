import { type HistogramWorkspace, log } from '@probity/numerics';

/** Sums over the rows of a node. */
export interface NodeSums {
  readonly gradient: number;
  readonly hessian: number;
  readonly count: number;
}

/** The best way found to divide a node, in terms of bins. */
export interface SplitChoice {
  readonly feature: number;
  /** What it saves by the rules' criterion, after penalties; above `minGain`. */
  readonly gain: number;
  /** Numbers: bins up to this one go left. */
  readonly lastLeftBin: number;
  /** Categories: the bins that go left; undefined for numbers. */
  readonly leftBins: readonly number[] | undefined;
  /** Categories: the bins judged by themselves; the others go with the missing values. */
  readonly judgedBins: readonly number[] | undefined;
  readonly missingGoesLeft: boolean;
  readonly left: NodeSums;
  readonly right: NodeSums;
}

/** What the search must know about a feature. */
export interface SplitFeature {
  readonly isCategory: boolean;
  /** Bins of values; the workspace's last bin is that of missing values. */
  readonly binCount: number;
}

/** What counts as a good split. */
export interface SplitRules {
  /**
   * What a split saves. `newton` (default): log loss ×2, from gradients and hessians. With the gradient = weight of the
   * bads and the hessian = weight of the rows: `gini` (half the Gini impurity) and `entropy` (in nats), both times weight.
   */
  readonly criterion?: 'newton' | 'gini' | 'entropy';
  /** Added to the hessian of a side, ≥ 0. Not used by `entropy`. */
  readonly l2: number;
  /** A split must save more, ≥ 0. */
  readonly minGain: number;
  /** Rows each side must have, ≥ 1. */
  readonly minRowsInLeaf: number;
  /** Hessian each side must have, ≥ 0. */
  readonly minChildWeight: number;
  /** Rows a level must have in a node to be judged by itself there; rarer ones go with the missing values. */
  readonly minRowsInLevel: number;
  /** Hessian added to each level when levels are put in order, ≥ 0: rare levels move to the middle. */
  readonly levelSmoothing: number;
  /** Added to `l2` where a split is between sets of levels, ≥ 0. */
  readonly levelL2: number;
}

/**
 * The split of a node with the greatest gain among the given features, or undefined when none gains enough.
 *
 * Both directions are tried for missing values. Where the node has none, they will go the way most rows go. Among equal gains the first
 * in order of features and bins wins. Cost: O(features × bins).
 */
export function findSplit(
  workspace: HistogramWorkspace,
  slot: number,
  features: readonly SplitFeature[],
  candidates: Uint32Array,
  node: NodeSums,
  rules: SplitRules,
): SplitChoice | undefined {
  let best: SplitChoice | undefined;
  for (const index of candidates) {
    const feature = features[index];
    workspace.readFeature(slot, index);
    const leastGain = best?.gain ?? rules.minGain;
    const found = feature.isCategory
      ? findLevelSplit(workspace, index, feature.binCount, node, rules, leastGain)
      : findThreshold(workspace, index, feature.binCount, node, rules, leastGain);
    if (found !== undefined) best = found;
  }
  return best;
}

function findThreshold(
  { binGradients, binHessians, binCounts }: HistogramWorkspace,
  feature: number,
  binCount: number,
  node: NodeSums,
  rules: SplitRules,
  leastGain: number,
): SplitChoice | undefined {
  const missingBin = binCounts.length - 1;
  const missing = {
    gradient: binGradients[missingBin],
    hessian: binHessians[missingBin],
    count: binCounts[missingBin],
  };
  const { l2, minRowsInLeaf, minChildWeight } = rules;
  const isEntropy = rules.criterion === 'entropy';
  const parentScore = score(node.gradient, node.hessian, l2, isEntropy);
  let bestGain = leastGain;
  let bestBin = -1;
  let bestMissingLeft = false;
  for (let direction = 0; direction < (missing.count > 0 ? 2 : 1); direction++) {
    let gradient = direction === 0 ? 0 : missing.gradient;
    let hessian = direction === 0 ? 0 : missing.hessian;
    let count = direction === 0 ? 0 : missing.count;
    for (let bin = 0; bin < binCount; bin++) {
      if (binCounts[bin] === 0) continue;
      gradient += binGradients[bin];
      hessian += binHessians[bin];
      count += binCounts[bin];
      if (count < minRowsInLeaf || hessian < minChildWeight) continue;
      const otherHessian = node.hessian - hessian;
      if (node.count - count < minRowsInLeaf || otherHessian < minChildWeight) break;
      const gain =
        score(gradient, hessian, l2, isEntropy) +
        score(node.gradient - gradient, otherHessian, l2, isEntropy) -
        parentScore;
      if (gain > bestGain) {
        bestGain = gain;
        bestBin = bin;
        bestMissingLeft = direction === 1;
      }
    }
  }
  if (bestBin < 0) return undefined;
  let left: NodeSums = bestMissingLeft ? missing : { gradient: 0, hessian: 0, count: 0 };
  for (let bin = 0; bin <= bestBin; bin++) {
    left = add(left, { gradient: binGradients[bin], hessian: binHessians[bin], count: binCounts[bin] });
  }
  const right = subtract(node, left);
  return {
    feature,
    gain: bestGain,
    lastLeftBin: bestBin,
    leftBins: undefined,
    judgedBins: undefined,
    missingGoesLeft: missing.count > 0 ? bestMissingLeft : isMajority(left, right, rules),
    left,
    right,
  };
}

/** Levels in order of their mean gradient are divided like numbers: with log loss no other division is better. */
function findLevelSplit(
  { binGradients, binHessians, binCounts }: HistogramWorkspace,
  feature: number,
  binCount: number,
  node: NodeSums,
  rules: SplitRules,
  leastGain: number,
): SplitChoice | undefined {
  const { minRowsInLeaf, minChildWeight, minRowsInLevel, levelSmoothing } = rules;
  const l2 = rules.l2 + rules.levelL2;
  const isEntropy = rules.criterion === 'entropy';
  const judged: number[] = [];
  let rest = node;
  for (let bin = 0; bin < binCount; bin++) {
    if (binCounts[bin] < minRowsInLevel) continue;
    judged.push(bin);
    rest = subtract(rest, { gradient: binGradients[bin], hessian: binHessians[bin], count: binCounts[bin] });
  }
  const nodeMean = node.gradient / (node.hessian + TINY);
  const mean = (bin: number) =>
    (binGradients[bin] + levelSmoothing * nodeMean) / (binHessians[bin] + levelSmoothing + TINY);
  const order = judged.toSorted((a, b) => mean(a) - mean(b) || a - b);
  const parentScore = score(node.gradient, node.hessian, l2, isEntropy);
  let bestGain = leastGain;
  let best: { length: number; restGoesLeft: boolean; left: NodeSums } | undefined;
  for (let direction = 0; direction < (rest.count > 0 ? 2 : 1); direction++) {
    let left: NodeSums = direction === 0 ? { gradient: 0, hessian: 0, count: 0 } : rest;
    for (let i = 0; i < order.length; i++) {
      const bin = order[i];
      left = add(left, { gradient: binGradients[bin], hessian: binHessians[bin], count: binCounts[bin] });
      const otherHessian = node.hessian - left.hessian;
      if (left.count < minRowsInLeaf || left.hessian < minChildWeight) continue;
      if (node.count - left.count < minRowsInLeaf || otherHessian < minChildWeight) break;
      const gain =
        score(left.gradient, left.hessian, l2, isEntropy) +
        score(node.gradient - left.gradient, otherHessian, l2, isEntropy) -
        parentScore;
      if (gain > bestGain) {
        bestGain = gain;
        best = { length: i + 1, restGoesLeft: direction === 1, left };
      }
    }
  }
  if (best === undefined) return undefined;
  const right = subtract(node, best.left);
  return {
    feature,
    gain: bestGain,
    lastLeftBin: -1,
    leftBins: order.slice(0, best.length),
    judgedBins: judged,
    missingGoesLeft: rest.count > 0 ? best.restGoesLeft : isMajority(best.left, right, rules),
    left: best.left,
    right,
  };
}

/** Keeps divisions defined where a hessian and every penalty are zero. */
const TINY = 1e-16;

/** What a leaf with these sums saves against knowing nothing. */
function score(gradient: number, hessian: number, l2: number, isEntropy: boolean): number {
  if (isEntropy) return negativeEntropy(gradient, hessian);
  return (gradient * gradient) / (hessian + l2 + TINY);
}

/** bads · log(share of bads) + goods · log(share of goods). */
function negativeEntropy(bads: number, total: number): number {
  const goods = total - bads;
  return (bads > 0 ? bads * log(bads / total) : 0) + (goods > 0 ? goods * log(goods / total) : 0);
}

/** Whether a value never seen missing goes left: with most rows, or with most weight where hessians are weights. */
function isMajority(left: NodeSums, right: NodeSums, { criterion = 'newton' }: SplitRules): boolean {
  return criterion === 'newton' ? left.count > right.count : left.hessian > right.hessian;
}

function add(a: NodeSums, b: NodeSums): NodeSums {
  return { gradient: a.gradient + b.gradient, hessian: a.hessian + b.hessian, count: a.count + b.count };
}

function subtract(a: NodeSums, b: NodeSums): NodeSums {
  return { gradient: a.gradient - b.gradient, hessian: a.hessian - b.hessian, count: a.count - b.count };
}
