/** 216.4 → 220: a figure that a person can read. */
export function twoDigits(value: number): number {
  let scale = 1;
  while (value / scale >= 100) scale *= 10;
  while (value > 0 && value / scale < 10) scale /= 10;
  return Number((Math.round(value / scale) * scale).toPrecision(2));
}
