import type { CountedGroups } from './roc-auc.js';

/** Corners of the convex hull of a ROC curve, from (0, 0) to (1, 1). */
export interface RocHull {
  readonly falsePositiveRates: readonly number[];
  readonly truePositiveRates: readonly number[];
  /** For each corner how many score groups, riskiest first, are called bad there. */
  readonly groupsCalled: readonly number[];
}

/** The cut-offs that are best for some costs. Cost: O(groups). Source: Provost & Fawcett 2001. */
export function rocHull({ bads, goods, totalBads, totalGoods }: CountedGroups): RocHull {
  const hull: { x: number; y: number; called: number }[] = [{ x: 0, y: 0, called: 0 }];
  let [x, y] = [0, 0];
  for (let group = 0; group < bads.length; group++) {
    x += goods[group];
    y += bads[group];
    const point = { x, y, called: group + 1 };
    while (hull.length >= 2 && !turnsRight(hull[hull.length - 2], hull[hull.length - 1], point)) hull.pop();
    // The curve starts upright: nothing at the same false positives but lower may stay.
    if (hull.length === 1 && point.x === 0 && point.y === 0) continue;
    hull.push(point);
  }
  return {
    falsePositiveRates: hull.map((corner) => corner.x / totalGoods),
    truePositiveRates: hull.map((corner) => corner.y / totalBads),
    groupsCalled: hull.map((corner) => corner.called),
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function turnsRight(from: Point, over: Point, to: Point): boolean {
  return (over.x - from.x) * (to.y - from.y) - (over.y - from.y) * (to.x - from.x) < 0;
}
