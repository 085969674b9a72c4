import { ProbityError } from '@probity/domain';
import { choleskySolve, sigmoid, softplus } from '@probity/numerics';
import type { SparseDesign } from '../preparation/encode-value.js';

export interface LogisticProblem {
  readonly design: SparseDesign;
  /** Length n; 1 = bad, 0 = good. */
  readonly labels: Uint8Array;
  /** Length n, default all 1. */
  readonly weights: Float64Array | undefined;
  /** ≥ 0. */
  readonly l2: number;
  /** Where the search starts: coefficients 0 and this intercept. */
  readonly startIntercept: number;
}

export interface LogisticSolution {
  readonly intercept: number;
  /** One per term. */
  readonly coefficients: Float64Array;
  readonly iterations: number;
  /** Largest entry of the gradient at the end, and at the start. */
  readonly gradientNorm: number;
  readonly startGradientNorm: number;
  readonly converged: boolean;
}

export interface SearchLimits {
  readonly gradientTolerance: number;
  readonly maxIterations: number;
  readonly onIteration?: (iteration: number) => void;
}

/**
 * Minimises Σ wᵢ (log(1 + e^mᵢ) − yᵢ mᵢ) + ½ λ Σ βₖ² over the intercept (not penalised) and the coefficients β,
 * where mᵢ is the margin of row i: Newton's method with step halving, also known as IRLS.
 *
 * Stops when the largest entry of the gradient is at most `gradientTolerance` times what it was at the start (or than
 * 1, if that was less). With λ > 0 the minimum exists and is unique, perfect separation included.
 * Cost: per step O(n · a²) for a active terms per row, and t³/6 for t terms.
 * Source: Hastie, Tibshirani & Friedman 2009, 4.4.1 and 3.4.1.
 */
export function minimiseLogisticLoss(problem: LogisticProblem, limits: SearchLimits): LogisticSolution {
  const size = problem.design.termCount + 1;
  // Entry 0 is the intercept, entry k + 1 the coefficient of term k.
  let point = new Float64Array(size);
  point[0] = problem.startIntercept;
  let loss = lossAt(problem, point);
  let { gradient, hessian } = derivativesAt(problem, point);
  const startGradientNorm = largest(gradient);
  const goal = limits.gradientTolerance * Math.max(1, startGradientNorm);
  let gradientNorm = startGradientNorm;
  let iterations = 0;
  while (gradientNorm > goal && iterations < limits.maxIterations) {
    iterations += 1;
    limits.onIteration?.(iterations);
    const next = searchAlong(problem, point, loss, gradient, solveStep(hessian, gradient));
    // Nothing lowers the loss any more: what is left of the gradient is rounding.
    if (next === undefined) break;
    point = next.point;
    loss = next.loss;
    ({ gradient, hessian } = derivativesAt(problem, point));
    gradientNorm = largest(gradient);
  }
  return {
    intercept: point[0],
    coefficients: point.slice(1),
    iterations,
    gradientNorm,
    startGradientNorm,
    converged: gradientNorm <= goal,
  };
}

/** Loss that counts as lowered when only the last bits change: near the minimum rounding decides. */
const ROUNDING = 1e-14;

function searchAlong(
  problem: LogisticProblem,
  point: Float64Array,
  loss: number,
  gradient: Float64Array,
  step: Float64Array,
): { point: Float64Array<ArrayBuffer>; loss: number } | undefined {
  let decrease = 0;
  for (let k = 0; k < step.length; k++) decrease += gradient[k] * step[k];
  for (let share = 1; share > 1e-8; share /= 2) {
    const next = Float64Array.from(point, (value, k) => value - share * step[k]);
    const nextLoss = lossAt(problem, next);
    if (nextLoss <= loss - 1e-4 * share * decrease + ROUNDING * Math.abs(loss)) return { point: next, loss: nextLoss };
  }
  return undefined;
}

/** The Newton step; where terms depend on each other and nothing is penalised, a ridge makes it unique. */
function solveStep(hessian: Float64Array, gradient: Float64Array): Float64Array {
  const size = gradient.length;
  let widest = 0;
  for (let k = 0; k < size; k++) widest = Math.max(widest, hessian[k * size + k]);
  for (let ridge = 0; ridge <= 1; ridge = ridge === 0 ? 1e-10 : ridge * 100) {
    if (ridge > 0) for (let k = 0; k < size; k++) hessian[k * size + k] += ridge * widest;
    const step = choleskySolve(hessian, gradient);
    if (step !== undefined) return step;
  }
  throw new ProbityError('INTERNAL', 'the Newton step of `fitLogistic` has no solution');
}

function marginOf(design: SparseDesign, row: number, point: Float64Array): number {
  let margin = point[0];
  const end = design.rowStarts[row + 1];
  for (let entry = design.rowStarts[row]; entry < end; entry++) {
    margin += point[design.terms[entry] + 1] * design.values[entry];
  }
  return margin;
}

function lossAt({ design, labels, weights, l2 }: LogisticProblem, point: Float64Array): number {
  let loss = 0;
  for (let row = 0; row < design.rowCount; row++) {
    const margin = marginOf(design, row, point);
    // log(1 + e^m) − y·m without cancellation where the label is 1.
    loss += (weights === undefined ? 1 : weights[row]) * softplus(labels[row] === 1 ? -margin : margin);
  }
  let squares = 0;
  for (let k = 1; k < point.length; k++) squares += point[k] * point[k];
  return loss + 0.5 * l2 * squares;
}

/** Gradient and the lower triangle of the matrix of second derivatives. */
function derivativesAt(problem: LogisticProblem, point: Float64Array) {
  const { design, labels, weights, l2 } = problem;
  const { rowStarts, terms, values } = design;
  const size = point.length;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  for (let row = 0; row < design.rowCount; row++) {
    const probability = sigmoid(marginOf(design, row, point));
    const weight = weights === undefined ? 1 : weights[row];
    const error = weight * (probability - labels[row]);
    const bend = weight * probability * (1 - probability);
    const start = rowStarts[row];
    const end = rowStarts[row + 1];
    gradient[0] += error;
    hessian[0] += bend;
    for (let a = start; a < end; a++) {
      const term = terms[a] + 1;
      gradient[term] += error * values[a];
      const scaled = bend * values[a];
      const base = term * size;
      hessian[base] += scaled;
      // Terms of a row ascend, so (term, earlier term) lies in the lower triangle.
      for (let b = start; b <= a; b++) hessian[base + terms[b] + 1] += scaled * values[b];
    }
  }
  for (let k = 1; k < size; k++) {
    gradient[k] += l2 * point[k];
    hessian[k * size + k] += l2;
  }
  return { gradient, hessian };
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
