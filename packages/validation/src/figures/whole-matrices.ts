import type { Constraint } from './confusion-cone.js';

/** Counts of rows. */
export interface CountedMatrix {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
}

/** Pairs of bads and true positives that are looked at before giving up. */
const MOST_PAIRS = 3_000_000;

/**
 * A confusion matrix of exactly `rows` rows that meets the constraints, in whole numbers.
 *
 * Goes through the numbers of bads and of true positives; the false positives then have bounds in closed form.
 * @param positives sums of cells that must not be 0
 * @param bounds of the share of bads, from the corners of the cone: nothing outside needs to be looked at
 * @returns undefined when there is none; 'too many' when the search would be too long or numbers too large for doubles
 */
export function findWholeMatrix(
  rows: number,
  constraints: readonly Constraint[],
  positives: readonly Constraint[],
  bounds: { readonly bads: readonly [number, number]; readonly recall: readonly [number, number] },
): CountedMatrix | undefined | 'too many' {
  const rules: readonly Rule[] = [
    ...constraints.map((cells) => ({ cells: cells.map(Number) as unknown as Rule['cells'], least: 0 })),
    ...positives.map((cells) => ({ cells: cells.map(Number) as unknown as Rule['cells'], least: 1 })),
  ];
  const largest = Math.max(1, ...rules.flatMap(({ cells }) => cells.map(Math.abs)));
  if (4 * largest * rows > Number.MAX_SAFE_INTEGER) return 'too many';
  const firstBads = Math.max(0, Math.floor(bounds.bads[0] * rows - 1e-6 * rows) - 1);
  const lastBads = Math.min(rows, Math.ceil(bounds.bads[1] * rows + 1e-6 * rows) + 1);
  let looked = 0;
  for (let bads = firstBads; bads <= lastBads; bads++) {
    const first = Math.max(0, Math.floor(bounds.recall[0] * bads - 1e-6 * bads) - 1);
    const last = Math.min(bads, Math.ceil(bounds.recall[1] * bads + 1e-6 * bads) + 1);
    for (let tp = first; tp <= last; tp++) {
      looked += 1;
      if (looked > MOST_PAIRS) return 'too many';
      const falsePositives = leastFalsePositives(rules, tp, bads, rows - bads);
      if (falsePositives !== undefined) {
        return {
          truePositives: tp,
          falsePositives,
          trueNegatives: rows - bads - falsePositives,
          falseNegatives: bads - tp,
        };
      }
    }
  }
  return undefined;
}

/** cells · counts ≥ least */
interface Rule {
  readonly cells: readonly [tp: number, fp: number, tn: number, fn: number];
  readonly least: number;
}

/** Fewest false positives between 0 and the goods that meet every rule; all numbers are exact. */
function leastFalsePositives(rules: readonly Rule[], tp: number, bads: number, goods: number): number | undefined {
  let low = 0;
  let high = goods;
  for (const { cells, least } of rules) {
    const [ofTp, ofFp, ofTn, ofFn] = cells;
    // constant + slope · fp ≥ 0
    const constant = ofTp * tp + ofTn * goods + ofFn * (bads - tp) - least;
    const slope = ofFp - ofTn;
    if (slope === 0) {
      if (constant < 0) return undefined;
    } else if (slope > 0) low = Math.max(low, divideUp(-constant, slope));
    else high = Math.min(high, divideDown(constant, -slope));
    if (low > high) return undefined;
  }
  return low;
}

/** Of whole numbers; the quotient of doubles may be off by one, which the remainder puts right. */
function divideDown(value: number, by: number): number {
  let quotient = Math.floor(value / by);
  while (quotient * by > value) quotient -= 1;
  while ((quotient + 1) * by <= value) quotient += 1;
  return quotient;
}

function divideUp(value: number, by: number): number {
  return -divideDown(-value, by);
}
