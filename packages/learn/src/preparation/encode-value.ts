import type { FeatureMatrix } from '../matrix/feature-matrix.js';
import { type FeatureEncoder, type LinearPreparation, levelIndex, type NumericEncoder } from './linear-preparation.js';

/** Terms that are not zero, by number and value. */
export interface ActiveTerms {
  readonly terms: Uint32Array;
  readonly values: Float64Array;
}

/**
 * Appends one feature's terms that are not zero, from position `at` on: the one place where a value becomes terms.
 *
 * @param means by term; a category level that says nothing gets the mean row's terms, so its contribution is zero.
 * During the fit, where such levels do not occur, it is undefined
 * @returns the position after the last
 */
export function encodeValue(
  encoder: FeatureEncoder,
  value: number,
  means: Float64Array | undefined,
  out: ActiveTerms,
  at: number,
): number {
  if (encoder.kind === 'numeric') return encodeNumber(encoder, value, out, at);
  const level = levelIndex(value, encoder.termOfLevel.length);
  const term = level < encoder.termOfLevel.length ? encoder.termOfLevel[level] : encoder.termOfMissing;
  if (term >= 0) {
    out.terms[at] = encoder.firstTerm + term;
    out.values[at] = 1;
    return at + 1;
  }
  if (means === undefined) return at;
  let next = at;
  for (let mean = encoder.firstTerm; mean < encoder.firstTerm + encoder.termCount; mean++) {
    out.terms[next] = mean;
    out.values[next++] = means[mean];
  }
  return next;
}

function encodeNumber(encoder: NumericEncoder, raw: number, out: ActiveTerms, at: number): number {
  const { knots, firstTerm } = encoder;
  const missing = Number.isNaN(raw);
  const value = missing ? encoder.median : raw;
  let next = at;
  for (let ramp = 0; ramp + 1 < knots.length && value > knots[ramp]; ramp++) {
    const height = value >= knots[ramp + 1] ? 1 : (value - knots[ramp]) / (knots[ramp + 1] - knots[ramp]);
    out.terms[next] = firstTerm + ramp;
    out.values[next++] = height;
  }
  if (missing && encoder.marksMissing) {
    out.terms[next] = firstTerm + encoder.termCount - 1;
    out.values[next++] = 1;
  }
  return next;
}

/** Rows of terms, zeros left out: row i has the entries from `rowStarts[i]` up to `rowStarts[i + 1]`. */
export interface SparseDesign extends ActiveTerms {
  readonly rowCount: number;
  readonly termCount: number;
  /** Length `rowCount` + 1. */
  readonly rowStarts: Uint32Array;
}

/** The terms of all rows, for a fit. Cost: 12 bytes per term that is not zero. */
export function encodeMatrix(preparation: LinearPreparation, matrix: FeatureMatrix): SparseDesign {
  const most = matrix.rowCount * preparation.mostActiveTerms;
  const out = { terms: new Uint32Array(most), values: new Float64Array(most) };
  const rowStarts = new Uint32Array(matrix.rowCount + 1);
  let at = 0;
  for (let row = 0; row < matrix.rowCount; row++) {
    for (const [index, encoder] of preparation.encoders.entries()) {
      at = encodeValue(encoder, matrix.columns[index][row], undefined, out, at);
    }
    rowStarts[row + 1] = at;
  }
  return {
    rowCount: matrix.rowCount,
    termCount: preparation.termCount,
    rowStarts,
    terms: out.terms.subarray(0, at),
    values: out.values.subarray(0, at),
  };
}

/** The (weighted) mean of each term. */
export function meanTerms(design: SparseDesign, weights: Float64Array | undefined): Float64Array {
  const means = new Float64Array(design.termCount);
  let total = 0;
  for (let row = 0; row < design.rowCount; row++) {
    const weight = weights === undefined ? 1 : weights[row];
    total += weight;
    for (let entry = design.rowStarts[row]; entry < design.rowStarts[row + 1]; entry++) {
      means[design.terms[entry]] += weight * design.values[entry];
    }
  }
  return means.map((sum) => sum / total);
}
