import type { Feature } from '../matrix/feature-matrix.js';
import type { BinRange } from './scorecard.js';

/**
 * The one place where a value finds its range: makes the function from a cell of a row to the position among `ranges`.
 *
 * Numbers: special codes first, then the interval (above, upTo]. Categories: the level the code stands for. All else
 * (NaN, codes that are no level, levels and special codes without a range) has the position of missing.
 *
 * @param ranges intervals ascending and without gaps; missing among them
 * Cost: O(log ranges) per number, O(1) per category.
 */
export function createBinFinder(feature: Feature, ranges: readonly BinRange[]): (value: number) => number {
  const missing = ranges.findIndex(({ kind }) => kind === 'missing');
  if (feature.kind === 'category') {
    const positions = (feature.levels ?? []).map((level) => {
      const at = ranges.findIndex(
        (range) =>
          (range.kind === 'levels' && range.levels.includes(level)) ||
          (range.kind === 'special' && range.codes.includes(level)),
      );
      return at < 0 ? missing : at;
    });
    return (value) => (Number.isInteger(value) && value >= 0 && value < positions.length ? positions[value] : missing);
  }
  const codes = new Map<number, number>();
  for (const code of feature.specialCodes ?? []) {
    const at = ranges.findIndex((range) => range.kind === 'special' && range.codes.includes(code));
    codes.set(code, at < 0 ? missing : at);
  }
  const intervals: number[] = [];
  const edges: number[] = [];
  for (const [position, range] of ranges.entries()) {
    if (range.kind !== 'interval') continue;
    intervals.push(position);
    edges.push(range.upTo ?? Infinity);
  }
  return (value) => {
    if (Number.isNaN(value)) return missing;
    const special = codes.size > 0 ? codes.get(value) : undefined;
    if (special !== undefined) return special;
    let low = 0;
    let high = edges.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (edges[middle] >= value) high = middle;
      else low = middle + 1;
    }
    return intervals[low];
  };
}
