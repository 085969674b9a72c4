/** Powers of ten and their inverses, exact as far as doubles are. */
const INVERSES = [
  1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100, 1_000, 10_000, 100_000, 1e6,
  1e7, 1e8, 1e9,
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
  for (const inverse of INVERSES) {
    if (isWhole && inverse > 1) return undefined;
    const scaled = from * inverse;
    const multiple = direction === 'up' ? Math.floor(scaled) + 1 : Math.floor(scaled);
    const value = (multiple === 0 ? 0 : multiple) / inverse;
    if (direction === 'up' ? value > from && value <= to : value <= from && value > to) return value;
  }
  if (direction === 'up') return to > from && Number.isFinite(to) ? to : undefined;
  return from > to && Number.isFinite(from) ? from : undefined;
}
