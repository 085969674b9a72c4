/**
 * Positions of at most `most` points of a curve from (0, 0) to (1, 1), evenly along x + y, ends kept: a chart needs no
 * more, and a report should not carry a hundred thousand.
 * @param y default `x`
 */
export function thinCurve(x: ArrayLike<number>, y: ArrayLike<number> = x, most = 120): number[] {
  const last = x.length - 1;
  if (last < most) return Array.from({ length: x.length }, (_, position) => position);
  const along = (position: number) => (x[position] ?? 0) + (y[position] ?? 0);
  const [from, to] = [along(0), along(last)];
  const kept = [0];
  for (let position = 1; position < last; position++) {
    if (kept.length < most - 1 && along(position) >= from + ((to - from) * kept.length) / (most - 1))
      kept.push(position);
  }
  return [...kept, last];
}

/** Rounds for the report: 6 significant digits keep a chart exact to the pixel and its JSON short. */
export function short(value: number): number {
  return Number(value.toPrecision(6));
}

export function pick(values: ArrayLike<number>, positions: readonly number[]): number[] {
  return positions.map((position) => short(values[position] ?? 0));
}
