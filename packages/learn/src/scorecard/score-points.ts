import { log } from '@probity/numerics';

/** Points = offset + factor × ln(good : bad odds); `basePoints` at `baseOdds`, `pointsToDoubleOdds` more for odds twice as good. */
export interface ScorecardScale {
  readonly basePoints: number;
  /** Good : bad. */
  readonly baseOdds: number;
  readonly pointsToDoubleOdds: number;
}

/** Points per unit of ln(good : bad odds), and the points at even odds. */
export interface PointsLine {
  readonly factor: number;
  readonly offset: number;
}

/** factor = pointsToDoubleOdds / ln 2; offset = basePoints − factor · ln(baseOdds). */
export function pointsLine({ basePoints, baseOdds, pointsToDoubleOdds }: ScorecardScale): PointsLine {
  const factor = pointsToDoubleOdds / log(2);
  return { factor, offset: basePoints - factor * log(baseOdds) };
}

/**
 * Points at a margin (log-odds of bad): offset − factor · margin. Higher is safer; not rounded.
 * @example scorePoints({ basePoints: 600, baseOdds: 50, pointsToDoubleOdds: 20 }, -Math.log(100)) // 620
 */
export function scorePoints(scale: ScorecardScale, margin: number): number {
  const { factor, offset } = pointsLine(scale);
  return offset - factor * margin;
}

/**
 * Points of one bin on a card of so many variables: (offset − factor · intercept) / variables − factor · logOdds.
 *
 * The points of a row's bins add up to `scorePoints` of its margin; with whole points within half a point per variable.
 */
export function binPoints(
  scale: ScorecardScale,
  card: { readonly intercept: number; readonly variables: number; readonly rounded: boolean },
  logOdds: number,
): number {
  const { factor, offset } = pointsLine(scale);
  const points = (offset - factor * card.intercept) / card.variables - factor * logOdds;
  return (card.rounded ? Math.round(points) : points) + 0;
}
