import { ProbityError } from '@probity/domain';
import { quantileOfSorted } from '@probity/numerics';

/** Bins made on reference data, into which any later data can be put. */
export interface ReferenceBins {
  readonly labels: readonly string[];
  /** Rows per bin; values outside the reference's range go to the outer bins, unseen levels to "other". */
  count(values: ArrayLike<number>, rows?: ArrayLike<number>): Float64Array;
  /** Bin of one value. */
  binOf(value: number): number;
}

/**
 * Bins of about equal numbers of reference rows, with a bin for missing values and one for each special code.
 *
 * @param reference values; NaN = missing
 * @param settings `bins`: 2 to 100, default 10 (fewer where values are tied); `specialCodes`: kept apart
 * @throws INVALID_ARGUMENT
 * Cost: O(n log n).
 * @example numericBins(trainingScores).count(thisMonthsScores)
 */
export function numericBins(
  reference: ArrayLike<number>,
  settings: { readonly bins?: number; readonly specialCodes?: readonly number[] } = {},
): ReferenceBins {
  const { bins = 10, specialCodes = [] } = settings;
  if (!Number.isInteger(bins) || bins < 2 || bins > 100) {
    const message = `\`bins\` of \`numericBins\` must be a whole number from 2 to 100; got ${bins}`;
    throw new ProbityError('INVALID_ARGUMENT', message, { field: 'bins' });
  }
  const sorted = Float64Array.from(reference)
    .filter((value) => !Number.isNaN(value) && !specialCodes.includes(value))
    .sort();
  const edges: number[] = [];
  for (let edge = 1; edge < bins && sorted.length > 0; edge++) {
    const value = quantileOfSorted(sorted, edge / bins);
    // An edge at the least value would leave nothing below it.
    if (value > (edges.at(-1) ?? sorted[0] ?? value)) edges.push(value);
  }
  const ordinary = edges.length + 1;
  const labels = [
    ...Array.from({ length: ordinary }, (_, bin) => rangeLabel(edges[bin - 1], edges[bin])),
    ...specialCodes.map((code) => `code ${code}`),
    'missing',
  ];
  const binOf = (value: number): number => {
    if (Number.isNaN(value)) return labels.length - 1;
    const code = specialCodes.indexOf(value);
    return code >= 0 ? ordinary + code : positionOf(edges, value);
  };
  return { labels, binOf, count: counter(labels.length, binOf) };
}

/**
 * One bin per level of a category, one for values that are no level ("other") and one for missing ones.
 *
 * @param levels words of the codes 0, 1, 2, …; NaN and −1 are missing
 * @example levelBins(['A11', 'A12']).count(codes)
 */
export function levelBins(levels: readonly string[]): ReferenceBins {
  const labels = [...levels, 'other', 'missing'];
  const binOf = (code: number): number => {
    if (Number.isNaN(code) || code === -1) return levels.length + 1;
    return Number.isInteger(code) && code >= 0 && code < levels.length ? code : levels.length;
  };
  return { labels, binOf, count: counter(labels.length, binOf) };
}

/** As stated: the upper edge belongs to the bin above, as in [low, high). */
function positionOf(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function counter(size: number, binOf: (value: number) => number): ReferenceBins['count'] {
  return (values, rows) => {
    const counts = new Float64Array(size);
    const length = rows?.length ?? values.length;
    for (let i = 0; i < length; i++) {
      const bin = binOf(values[rows === undefined ? i : (rows[i] ?? 0)] ?? Number.NaN);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return counts;
  };
}

function rangeLabel(low: number | undefined, high: number | undefined): string {
  if (low === undefined && high === undefined) return 'all values';
  if (low === undefined) return `below ${short(high ?? 0)}`;
  return high === undefined ? `from ${short(low)}` : `${short(low)} to ${short(high)}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
