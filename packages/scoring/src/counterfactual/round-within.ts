/** Steps from coarse to fine: whole powers of ten, then their inverses; each is exact, so multiples are as round as they look. */
const STEPS: readonly { readonly times: number; readonly per: number }[] = [
  ...[1e12, 1e11, 1e10, 1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 10, 1].map((times) => ({ times, per: 1 })),
  ...[10, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9].map((per) => ({ times: 1, per })),
];

/**
 * The roundest value beyond a threshold: a multiple of the largest power of ten that has one there.
 *
 * @param from going up the value lies above it, going down at or below it
 * @param to going up the value lies at or below it, going down above it (or at it, where nothing rounder is left)
 * @param isWhole whether only whole numbers will do
 * @returns undefined where there is none
 * @example roundWithin(31_847.3, 34_000, 'up', false) // 32000
 */
export function roundWithin(from: number, to: number, direction: 'up' | 'down', isWhole: boolean): number | undefined {
  if (direction === 'down' && from === to) return isWhole && !Number.isInteger(from) ? undefined : from;
  for (const { times, per } of STEPS) {
    if (isWhole && per > 1) return undefined;
    const scaled = (from / times) * per;
    const multiple = direction === 'up' ? Math.floor(scaled) + 1 : Math.floor(scaled);
    const value = multiple === 0 ? 0 : (multiple * times) / per;
    if (direction === 'up' ? value > from && value <= to : value <= from && value > to) return value;
  }
  if (direction === 'up') return to > from && Number.isFinite(to) ? to : undefined;
  return from > to && Number.isFinite(from) ? from : undefined;
}
