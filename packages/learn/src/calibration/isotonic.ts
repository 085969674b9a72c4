import { ProbityError } from '@probity/domain';
import { checkCalibrationData } from './check-calibration-data.js';

/** A rising broken line from margin to probability; flat before its first and after its last point. */
export interface IsotonicCalibration {
  readonly kind: 'isotonic';
  /** Ascending, distinct; at least one. */
  readonly margins: readonly number[];
  /** One per margin, in (0, 1), never falling. */
  readonly probabilities: readonly number[];
}

/**
 * Fits the rising step function nearest to the outcomes (least squares), joined by straight lines between its steps.
 *
 * Free of any assumption but that a higher margin is riskier; wants a thousand rows or more, and makes ties. Probabilities
 * are kept within [1 / (n + 2), (n + 1) / (n + 2)], n the weight of all rows: nobody is ever called certain.
 *
 * @param margins length n; finite, of rows the model was not fitted on
 * @param labels length n; 1 = bad, 0 = good
 * @param weights length n, default all 1; a weight of 2 counts as the row twice, 0 as none
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT (margin or weight not finite), TARGET_INVALID (only one outcome)
 * Cost: O(n log n).
 * Source: pool adjacent violators (Ayer et al. 1955; Zadrozny & Elkan 2002); checked against scikit-learn's
 * IsotonicRegression in test/golden/calibration.
 * @example calibrate(fitIsotonic(margins, labels), 1.2)
 */
export function fitIsotonic(
  margins: ArrayLike<number>,
  labels: ArrayLike<number>,
  weights?: ArrayLike<number>,
): IsotonicCalibration {
  const { bads, goods } = checkCalibrationData('fitIsotonic', margins, labels, weights);
  const order = Uint32Array.from({ length: margins.length }, (_, row) => row).sort((a, b) => margins[a] - margins[b]);
  const blocks: Block[] = [];
  for (let at = 0; at < order.length; ) {
    const margin = margins[order[at]];
    let bad = 0;
    let weight = 0;
    // Rows of one margin cannot be told apart: they enter together.
    for (; at < order.length && margins[order[at]] === margin; at++) {
      const rowWeight = weights === undefined ? 1 : weights[order[at]];
      weight += rowWeight;
      bad += rowWeight * labels[order[at]];
    }
    if (weight === 0) continue;
    let block: Block = { first: margin, last: margin, bad, weight };
    for (
      let before = blocks.at(-1);
      before !== undefined && shareOf(before) >= shareOf(block);
      before = blocks.at(-1)
    ) {
      block = {
        first: before.first,
        last: block.last,
        bad: before.bad + block.bad,
        weight: before.weight + block.weight,
      };
      blocks.pop();
    }
    blocks.push(block);
  }
  const least = 1 / (bads + goods + 2);
  const points = blocks.flatMap((block): readonly [number, number][] => {
    const probability = Math.min(1 - least, Math.max(least, shareOf(block)));
    return block.first === block.last
      ? [[block.first, probability]]
      : [
          [block.first, probability],
          [block.last, probability],
        ];
  });
  return { kind: 'isotonic', margins: points.map(([at]) => at), probabilities: points.map(([, share]) => share) };
}

/** The probability at a margin. Cost: O(log points). */
export function interpolateIsotonic({ margins, probabilities }: IsotonicCalibration, margin: number): number {
  const last = margins.length - 1;
  if (!(margin > margins[0])) return probabilities[0];
  if (margin >= margins[last]) return probabilities[last];
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (margins[middle] <= margin) low = middle;
    else high = middle;
  }
  const share = (margin - margins[low]) / (margins[high] - margins[low]);
  const rise = probabilities[high] - probabilities[low];
  return Math.min(probabilities[high], probabilities[low] + share * rise);
}

/** @throws BUNDLE_INVALID unless the points ascend and the probabilities lie in (0, 1) and never fall */
export function checkIsotonic(calibration: IsotonicCalibration): void {
  const { margins, probabilities } = calibration;
  const holds =
    Array.isArray(margins) &&
    Array.isArray(probabilities) &&
    margins.length > 0 &&
    margins.length === probabilities.length &&
    margins.every((at, index) => Number.isFinite(at) && (index === 0 || at > margins[index - 1])) &&
    probabilities.every((share, index) => share > 0 && share < 1 && (index === 0 || share >= probabilities[index - 1]));
  if (!holds) throw new ProbityError('BUNDLE_INVALID', 'the isotonic calibration must rise from point to point');
}

interface Block {
  readonly first: number;
  readonly last: number;
  readonly bad: number;
  readonly weight: number;
}

function shareOf({ bad, weight }: Block): number {
  return bad / weight;
}
