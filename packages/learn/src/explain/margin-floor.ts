import type { Model } from '../model/model.js';
import type { TreeEnsemble } from '../tree/tree-ensemble.js';
import { goesLeft } from '../tree/walk-trees.js';

/** The values that each feature may be given, in the model's order; none: it stays as it is. */
export type FreeValues = readonly (readonly number[])[];

/**
 * At most as low as any margin that the row can have when the free features take any of their values.
 * @param free one per feature: whether its values are open; the others stay as in the row
 */
export type MarginFloor = (row: Float64Array, free: Uint8Array) => number;

/**
 * Makes a lower bound of a model's margin over choices of values: what proves that a search need not look further.
 *
 * Exact for models that add up one effect per feature (logistic regression, scorecard); for trees the sum over the trees of the
 * lowest leaf within reach, for blends the weighted sum of the members' bounds.
 *
 * @param values the values that may be chosen from, missing ones excluded
 * @returns undefined for models that cannot be bounded
 * Cost of a bound: about one margin for each free value (additive), or one walk down both sides of the free splits (trees).
 */
export function createMarginFloor(model: Model, values: FreeValues): MarginFloor | undefined {
  const { trees, members, baseScore, intercept } = model as Model & {
    readonly trees?: TreeEnsemble;
    readonly baseScore?: number;
    readonly intercept?: number;
    readonly members?: readonly { readonly model: Model; readonly weight: number }[];
  };
  if (trees !== undefined) return treeFloor(trees, baseScore ?? 0, values);
  if (members !== undefined) return blendFloor(members, intercept ?? 0, values);
  if (model.kind === 'logistic' || model.kind === 'scorecard' || model.kind === 'dummy')
    return additiveFloor(model, values);
  return undefined;
}

/** Rounding of a sum of thousands of leaves stays far below this. */
const ROUNDING = 1e-9;

function additiveFloor(model: Model, values: FreeValues): MarginFloor {
  // One effect per feature: what a value takes off the margin does not depend on the others, so it is worked out once.
  const known = values.map(() => ({ own: Number.NaN, least: 0, isKnown: false }));
  const leastChange = (row: Float64Array, feature: number, margin: number): number => {
    const entry = known[feature];
    if (entry.isKnown && Object.is(entry.own, row[feature])) return entry.least;
    const changed = row.slice();
    let least = 0;
    for (const value of values[feature]) {
      changed[feature] = value;
      least = Math.min(least, model.margin(changed) - margin);
    }
    known[feature] = { own: row[feature], least, isKnown: true };
    return least;
  };
  return (row, free) => {
    const margin = model.margin(row);
    let floor = margin;
    for (let feature = 0; feature < row.length; feature++) {
      if (free[feature] === 1) floor += leastChange(row, feature, margin);
    }
    return floor - ROUNDING;
  };
}

function treeFloor(trees: TreeEnsemble, base: number, values: FreeValues): MarginFloor {
  const { treeStarts, splitFeatures, thresholds, categoryStarts, leftChildren, rightChildren, leafValues } = trees;
  const least = values.map((list) => Math.min(...list));
  const most = values.map((list) => Math.max(...list));
  const lowestLeaf = (start: number, row: Float64Array, free: Uint8Array): number => {
    let node = start;
    for (;;) {
      const feature = splitFeatures[node];
      if (feature < 0) return leafValues[node];
      const left = goesLeft(trees, node, row);
      if (free[feature] === 1 && canCross(node, feature, left)) {
        return Math.min(lowestLeaf(leftChildren[node], row, free), lowestLeaf(rightChildren[node], row, free));
      }
      node = left ? leftChildren[node] : rightChildren[node];
    }
  };
  const canCross = (node: number, feature: number, left: boolean): boolean => {
    if (categoryStarts[node] >= 0) return true;
    return left ? most[feature] > thresholds[node] : least[feature] <= thresholds[node];
  };
  return (row, free) => {
    let floor = base;
    for (let tree = 0; tree + 1 < treeStarts.length; tree++) floor += lowestLeaf(treeStarts[tree], row, free);
    return floor - ROUNDING;
  };
}

function blendFloor(
  members: readonly { readonly model: Model; readonly weight: number }[],
  intercept: number,
  values: FreeValues,
): MarginFloor | undefined {
  const floors = members.map(({ model, weight }) => ({ floor: createMarginFloor(model, values), weight }));
  // Under a negative weight the lowest of the whole is the highest of the member, which is not bounded here.
  if (floors.some(({ floor, weight }) => floor === undefined || weight < 0)) return undefined;
  return (row, free) =>
    floors.reduce(
      (sum, { floor, weight }) => (weight === 0 ? sum : sum + weight * (floor?.(row, free) ?? 0)),
      intercept,
    );
}
