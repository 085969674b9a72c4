import { choleskySolve, erfc, logit, sigmoid } from '@probity/numerics';
import { minimiseLogisticLoss } from '../linear/minimise-logistic-loss.js';
import type { SparseDesign } from '../preparation/encode-value.js';

/** Rows of weights of evidence, column by column. */
export interface WoeRows {
  /** One per variable, each of length n. */
  readonly columns: readonly Float64Array[];
  readonly labels: Uint8Array;
  readonly weights: Float64Array | undefined;
}

export interface FittedWeights {
  readonly intercept: number;
  /** One per chosen column. */
  readonly coefficients: Float64Array;
  readonly standardErrors: Float64Array;
  readonly pValues: Float64Array;
}

export interface WeightLimits {
  readonly l2: number;
  /** Looked at before every step; may throw. */
  readonly onIteration: () => void;
}

/**
 * Logistic regression of bad on some columns of weights of evidence, with standard errors.
 *
 * Standard errors are roots of the diagonal of the inverse matrix of second derivatives of the penalised loss; p-values
 * are two-sided by Wald: erfc(|z| / √2). They take bins and choice of variables as given, so they are too small.
 */
export function fitWeights(rows: WoeRows, chosen: readonly number[], limits: WeightLimits): FittedWeights {
  const { labels, weights } = rows;
  const design = designOf(rows, chosen);
  let bads = 0;
  let all = 0;
  for (let row = 0; row < labels.length; row++) {
    const weight = weights === undefined ? 1 : weights[row];
    bads += weight * labels[row];
    all += weight;
  }
  const { intercept, coefficients } = minimiseLogisticLoss(
    { design, labels, weights, l2: limits.l2, startIntercept: logit(bads / all) },
    { gradientTolerance: 1e-8, maxIterations: 100, onIteration: limits.onIteration },
  );
  const margins = marginsOf(rows, chosen, intercept, coefficients);
  const information = informationAt(rows, chosen, margins, limits.l2);
  const standardErrors = rootsOfInverse(information, chosen.length + 1).slice(1);
  const pValues = standardErrors.map((error, k) => erfc(Math.abs(coefficients[k]) / error / Math.SQRT2));
  return { intercept, coefficients, standardErrors, pValues };
}

/**
 * The column that would help most, by Rao's score test on what the chosen ones leave unexplained.
 *
 * @returns undefined where no candidate's p-value is at most `pValue`
 */
export function findBestAddition(
  rows: WoeRows,
  chosen: readonly number[],
  candidates: readonly number[],
  fitted: FittedWeights,
  pValue: number,
): number | undefined {
  const margins = marginsOf(rows, chosen, fitted.intercept, fitted.coefficients);
  const both = [...chosen, ...candidates];
  const size = both.length + 1;
  const information = informationAt(rows, both, margins, 0);
  const inner = chosen.length + 1;
  const block = Float64Array.from({ length: inner * inner }, (_, at) =>
    entry(information, size, Math.floor(at / inner), at % inner),
  );
  let best: { column: number; statistic: number } | undefined;
  for (const [index, column] of candidates.entries()) {
    const at = inner + index;
    let slope = 0;
    for (let row = 0; row < rows.labels.length; row++) {
      const weight = rows.weights === undefined ? 1 : rows.weights[row];
      slope += weight * (rows.labels[row] - sigmoid(margins[row])) * rows.columns[column][row];
    }
    const cross = Float64Array.from({ length: inner }, (_, other) => entry(information, size, at, other));
    const explained = choleskySolve(block, cross);
    if (explained === undefined) continue;
    let left = entry(information, size, at, at);
    for (let other = 0; other < inner; other++) left -= cross[other] * explained[other];
    const statistic = left > 1e-9 * entry(information, size, at, at) ? (slope * slope) / left : 0;
    if (statistic > (best?.statistic ?? 0)) best = { column, statistic };
  }
  return best !== undefined && erfc(Math.sqrt(best.statistic / 2)) <= pValue ? best.column : undefined;
}

function designOf({ columns, labels }: WoeRows, chosen: readonly number[]): SparseDesign {
  const rowCount = labels.length;
  const width = chosen.length;
  const values = new Float64Array(rowCount * width);
  const terms = new Uint32Array(rowCount * width);
  for (const [term, column] of chosen.entries()) {
    for (let row = 0; row < rowCount; row++) {
      values[row * width + term] = columns[column][row];
      terms[row * width + term] = term;
    }
  }
  const rowStarts = Uint32Array.from({ length: rowCount + 1 }, (_, row) => row * width);
  return { rowCount, termCount: width, rowStarts, terms, values };
}

function marginsOf(
  { columns, labels }: WoeRows,
  chosen: readonly number[],
  intercept: number,
  coefficients: Float64Array,
): Float64Array {
  const margins = new Float64Array(labels.length).fill(intercept);
  for (const [term, column] of chosen.entries()) {
    for (let row = 0; row < margins.length; row++) margins[row] += coefficients[term] * columns[column][row];
  }
  return margins;
}

/** Lower triangle of Σ w p (1 − p) x xᵀ + λ, the intercept first. */
function informationAt(
  { columns, weights }: WoeRows,
  chosen: readonly number[],
  margins: Float64Array,
  l2: number,
): Float64Array {
  const size = chosen.length + 1;
  const information = new Float64Array(size * size);
  const values = new Float64Array(size);
  values[0] = 1;
  for (let row = 0; row < margins.length; row++) {
    const probability = sigmoid(margins[row]);
    const bend = (weights === undefined ? 1 : weights[row]) * probability * (1 - probability);
    for (let k = 1; k < size; k++) values[k] = columns[chosen[k - 1]][row];
    for (let k = 0; k < size; k++) {
      const scaled = bend * values[k];
      for (let j = 0; j <= k; j++) information[k * size + j] += scaled * values[j];
    }
  }
  for (let k = 1; k < size; k++) information[k * size + k] += l2;
  return information;
}

function entry(lower: Float64Array, size: number, row: number, column: number): number {
  return row >= column ? lower[row * size + column] : lower[column * size + row];
}

/** √ of the diagonal of the inverse; NaN where the matrix has none. */
function rootsOfInverse(matrix: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, k) => {
    const unit = new Float64Array(size);
    unit[k] = 1;
    const solution = choleskySolve(matrix, unit);
    return solution === undefined ? Number.NaN : Math.sqrt(solution[k]);
  });
}
