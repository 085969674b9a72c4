import type { TreeEnsemble } from '../tree/tree-ensemble.js';

/** Which values of one feature are meant: an interval or levels, and perhaps missing. */
export interface ValueSet {
  /** Numbers in (above, upTo]; none where `above` ≥ `upTo`. Not used by categories. */
  readonly above: number;
  readonly upTo: number;
  /** Categories: 1 per level that is meant; undefined: all of them, and for numbers. */
  readonly levels: Uint8Array | undefined;
  readonly missing: boolean;
}

/** A set of rows: one set of values per feature. */
export type InputBox = readonly ValueSet[];

/** Every row that can be: all finite numbers, all levels, missing everywhere. */
export function wholeBox({ levelCounts }: TreeEnsemble): InputBox {
  return Array.from(levelCounts, (count) => ({
    above: -Infinity,
    upTo: Number.MAX_VALUE,
    levels: count > 0 ? new Uint8Array(count).fill(1) : undefined,
    missing: true,
  }));
}

/** The rows of a box that a split sends left, or right. Undefined when there are none. */
export function boxOfSide(trees: TreeEnsemble, node: number, box: InputBox, left: boolean): InputBox | undefined {
  const feature = trees.splitFeatures[node];
  const side = valuesOfSide(trees, node, box[feature], left);
  return isEmpty(side) ? undefined : box.with(feature, side);
}

/** The values of a set that a split sends left, or right. */
export function valuesOfSide(trees: TreeEnsemble, node: number, set: ValueSet, left: boolean): ValueSet {
  const missing = set.missing && (trees.missingGoesLeft[node] === 1) === left;
  const start = trees.categoryStarts[node];
  if (start >= 0) {
    const levels = set.levels?.map((meant, level) => {
      const goesLeft = ((trees.categoryBits[start + (level >>> 5)] >>> (level & 31)) & 1) === 1;
      return goesLeft === left ? meant : 0;
    });
    return { ...set, levels, missing };
  }
  const threshold = trees.thresholds[node];
  return left
    ? { ...set, upTo: Math.min(set.upTo, threshold), missing }
    : { ...set, above: Math.max(set.above, threshold), missing };
}

export function isEmpty(set: ValueSet): boolean {
  if (set.missing) return false;
  return set.levels === undefined ? !(set.above < set.upTo) : !set.levels.includes(1);
}

/** The values that are in both sets. */
export function intersection(one: ValueSet, other: ValueSet): ValueSet {
  return {
    above: Math.max(one.above, other.above),
    upTo: Math.min(one.upTo, other.upTo),
    levels: one.levels?.map((meant, level) => meant & (other.levels?.[level] ?? 1)),
    missing: one.missing && other.missing,
  };
}

/** A row of the box: plain numbers where there are some, missing only where nothing else is meant. */
export function rowInBox(box: InputBox): Float64Array {
  return Float64Array.from(box, ({ above, upTo, levels }) => {
    if (levels !== undefined) return levels.includes(1) ? levels.indexOf(1) : Number.NaN;
    return above < upTo ? numberBetween(above, upTo) : Number.NaN;
  });
}

/** A short number in (above, upTo]. */
export function numberBetween(above: number, upTo: number): number {
  if (above < 0 && upTo >= 0) return 0;
  if (above === -Infinity) return upTo;
  if (upTo === Number.MAX_VALUE) {
    const beyond = above + Math.max(1, Math.abs(above) / 1024);
    return beyond > above && beyond <= upTo ? beyond : upTo;
  }
  const middle = above / 2 + upTo / 2;
  return middle > above && middle <= upTo ? middle : upTo;
}
