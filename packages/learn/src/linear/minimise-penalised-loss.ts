import { sigmoid, softplus } from '@probity/numerics';
import type { SparseDesign } from '../preparation/encode-value.js';

/** What `minimisePenalisedLoss` works on. */
export interface PenalisedProblem {
  readonly design: SparseDesign;
  /** Length n, in [0, 1]: the share of bads of each row; usually the label. */
  readonly targets: ArrayLike<number>;
  /** Length n, default all 1. */
  readonly weights: ArrayLike<number> | undefined;
  /** Coefficients below 0 are not allowed. Default false. */
  readonly nonNegative?: boolean;
}

/** Strengths of Σ |β| and of ½ Σ β², both ≥ 0. The intercept is not penalised. */
export interface Penalties {
  readonly l1: number;
  readonly l2: number;
}

/** Where a search stands: entry 0 is the intercept, entry k + 1 the coefficient of term k. */
export interface PenalisedSolution {
  readonly point: Float64Array;
  readonly iterations: number;
  /** Largest breach of the conditions of the minimum, in units of the gradient. */
  readonly residual: number;
  readonly converged: boolean;
}

/** How far to search. */
export interface PenalisedLimits {
  /** Of the residual. */
  readonly tolerance: number;
  readonly maxIterations: number;
  readonly onIteration?: () => void;
}

/** A stale matrix of second derivatives is kept while each step brings the residual down at least this much. */
const GOOD_ENOUGH_STEP = 0.25;
const MOST_SWEEPS = 1000;
/** How far a quadratic model is minimised, as a share of the residual. */
const MODEL_SHARE = 0.01;
/** Coefficients at 0 whose slope comes this near to the penalty may soon move. */
const NEAR_PENALTY = 0.9;

/**
 * Minimises Σ wᵢ (log(1 + e^mᵢ) − yᵢ mᵢ) + l1 Σ |βₖ| + ½ l2 Σ βₖ² over intercept and coefficients: proximal Newton, each
 * quadratic model solved by cyclic coordinate descent, with step halving.
 *
 * Start it from a solution nearby (the next penalty on a path) and it takes a step or two.
 * Cost: per step O(n · a) for a active terms per row, O(n · a²) when second derivatives are renewed.
 * Source: Friedman, Hastie & Tibshirani 2010; Lee, Sun & Saunders 2014 for the line search.
 */
export function minimisePenalisedLoss(
  problem: PenalisedProblem,
  penalties: Penalties,
  start: Float64Array,
  limits: PenalisedLimits,
): PenalisedSolution {
  let point = start.slice();
  let loss = objectiveAt(problem, penalties, point);
  let gradient = gradientAt(problem, point);
  let residual = residualOf(problem, penalties, point, gradient);
  let hessian: ActiveHessian | undefined;
  let isFresh = false;
  let iterations = 0;
  while (residual > limits.tolerance && iterations < limits.maxIterations) {
    iterations += 1;
    limits.onIteration?.();
    if (hessian === undefined) {
      hessian = hessianAt(problem, point, activeEntries(penalties, point, gradient));
      isFresh = true;
    }
    const target = minimiseModel(
      problem,
      penalties,
      point,
      gradient,
      hessian,
      // The model is only as good as it is near: no more digits than the next step can use.
      Math.max(limits.tolerance, MODEL_SHARE * residual),
    );
    const next = searchBetween(problem, penalties, point, target, gradient, loss);
    if (next === undefined) {
      // Rounding is all that is left, unless the model was out of date.
      if (isFresh) break;
      hessian = undefined;
      continue;
    }
    ({ point, loss } = next);
    gradient = gradientAt(problem, point);
    const before = residual;
    residual = residualOf(problem, penalties, point, gradient);
    isFresh = false;
    if (residual > GOOD_ENOUGH_STEP * before) hessian = undefined;
  }
  return { point, iterations, residual, converged: residual <= limits.tolerance };
}

/** Smallest l1 with which every coefficient is 0, whatever the intercept's optimum: the start of a path. */
export function leastL1ForZero(problem: PenalisedProblem, intercept: number): number {
  const point = new Float64Array(problem.design.termCount + 1);
  point[0] = intercept;
  return gradientAt(problem, point)
    .subarray(1)
    .reduce((most, slope) => Math.max(most, Math.abs(slope)), 0);
}

/** Second derivatives of the loss for some entries of a point: the others stay where they are. */
interface ActiveHessian {
  /** Entries of the point, ascending; the first is the intercept, 0. */
  readonly entries: Uint32Array;
  /** Square and symmetric, as wide as there are entries. */
  readonly values: Float64Array;
}

/** What may move: what is not 0, and what the penalty hardly holds. */
function activeEntries({ l1 }: Penalties, point: Float64Array, gradient: Float64Array): Uint32Array {
  const all = Uint32Array.from(point.keys());
  return l1 === 0 ? all : all.filter((k) => k === 0 || point[k] !== 0 || Math.abs(gradient[k]) >= NEAR_PENALTY * l1);
}

function minimiseModel(
  { nonNegative = false }: PenalisedProblem,
  { l1, l2 }: Penalties,
  point: Float64Array,
  gradient: Float64Array,
  { entries, values: hessian }: ActiveHessian,
  tolerance: number,
): Float64Array {
  const size = entries.length;
  const values = Float64Array.from(entries, (k) => point[k]);
  // Slopes of the quadratic model's smooth part without l2, at `values`.
  const slopes = Float64Array.from(entries, (k) => gradient[k]);
  let onlyActive = false;
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let largest = 0;
    for (let k = 0; k < size; k++) {
      const old = values[k];
      // Most coefficients stay 0: between full sweeps only the others move.
      if (onlyActive && k > 0 && old === 0) continue;
      const bend = hessian[k * size + k];
      const ridge = k === 0 ? 0 : l2;
      if (!(bend + ridge > 0)) continue;
      let value: number;
      if (k === 0) value = old - slopes[k] / bend;
      else {
        const pull = bend * old - slopes[k];
        const shrunk = Math.abs(pull) <= l1 ? 0 : pull - (pull > 0 ? l1 : -l1);
        value = shrunk / (bend + ridge);
        if (nonNegative && value < 0) value = 0;
      }
      const change = value - old;
      if (change === 0) continue;
      values[k] = value;
      for (let j = 0; j < size; j++) slopes[j] += hessian[k * size + j] * change;
      largest = Math.max(largest, Math.abs(change) * (bend + ridge));
    }
    const isSettled = largest <= 0.1 * tolerance;
    if (isSettled && !onlyActive) break;
    onlyActive = !isSettled;
  }
  const target = point.slice();
  for (let k = 0; k < size; k++) target[entries[k]] = values[k];
  return target;
}

function searchBetween(
  problem: PenalisedProblem,
  penalties: Penalties,
  point: Float64Array,
  target: Float64Array,
  gradient: Float64Array,
  loss: number,
): { point: Float64Array<ArrayBuffer>; loss: number } | undefined {
  let decrease = penaltyAt(penalties, target) - penaltyAt(penalties, point);
  for (let k = 0; k < point.length; k++) decrease += gradient[k] * (target[k] - point[k]);
  if (!(decrease < 0)) return undefined;
  for (let share = 1; share > 1e-8; share /= 2) {
    const next = Float64Array.from(point, (value, k) =>
      // Exact at 1, so that zeros stay zeros.
      share === 1 ? target[k] : value + share * (target[k] - value),
    );
    const nextLoss = objectiveAt(problem, penalties, next);
    if (nextLoss <= loss + 1e-4 * share * decrease + 1e-14 * Math.abs(loss)) return { point: next, loss: nextLoss };
  }
  return undefined;
}

/** How far the point is from the conditions of the minimum. */
function residualOf(
  { nonNegative = false }: PenalisedProblem,
  { l1, l2 }: Penalties,
  point: Float64Array,
  gradient: Float64Array,
): number {
  let worst = Math.abs(gradient[0]);
  for (let k = 1; k < point.length; k++) {
    const slope = gradient[k] + l2 * point[k];
    let breach: number;
    if (point[k] > 0) breach = Math.abs(slope + l1);
    else if (point[k] < 0) breach = Math.abs(slope - l1);
    else breach = nonNegative ? Math.max(0, -slope - l1) : Math.max(0, Math.abs(slope) - l1);
    worst = Math.max(worst, breach);
  }
  return worst;
}

function penaltyAt({ l1, l2 }: Penalties, point: Float64Array): number {
  let sizes = 0;
  let squares = 0;
  for (let k = 1; k < point.length; k++) {
    sizes += Math.abs(point[k]);
    squares += point[k] * point[k];
  }
  return l1 * sizes + 0.5 * l2 * squares;
}

function marginAt({ terms, values, rowStarts }: SparseDesign, row: number, point: Float64Array): number {
  let margin = point[0];
  const end = rowStarts[row + 1];
  for (let entry = rowStarts[row]; entry < end; entry++) margin += point[terms[entry] + 1] * values[entry];
  return margin;
}

function objectiveAt(problem: PenalisedProblem, penalties: Penalties, point: Float64Array): number {
  const { design, targets, weights } = problem;
  let loss = 0;
  for (let row = 0; row < design.rowCount; row++) {
    const margin = marginAt(design, row, point);
    const target = targets[row];
    // As a mixture of both outcomes' losses: no cancellation where the target is 0 or 1.
    const rowLoss = (target > 0 ? target * softplus(-margin) : 0) + (target < 1 ? (1 - target) * softplus(margin) : 0);
    loss += (weights === undefined ? 1 : weights[row]) * rowLoss;
  }
  return loss + penaltyAt(penalties, point);
}

function gradientAt({ design, targets, weights }: PenalisedProblem, point: Float64Array): Float64Array<ArrayBuffer> {
  const { rowStarts, terms, values } = design;
  const gradient = new Float64Array(point.length);
  for (let row = 0; row < design.rowCount; row++) {
    const error = (weights === undefined ? 1 : weights[row]) * (sigmoid(marginAt(design, row, point)) - targets[row]);
    gradient[0] += error;
    const end = rowStarts[row + 1];
    for (let entry = rowStarts[row]; entry < end; entry++) gradient[terms[entry] + 1] += error * values[entry];
  }
  return gradient;
}

/** Second derivatives of the loss, without penalties, of the given entries. */
function hessianAt({ design, weights }: PenalisedProblem, point: Float64Array, entries: Uint32Array): ActiveHessian {
  const { rowStarts, terms, values } = design;
  const size = entries.length;
  const hessian = new Float64Array(size * size);
  const positionOf = new Int32Array(point.length).fill(-1);
  for (let position = 0; position < size; position++) positionOf[entries[position]] = position;
  const rowPositions = new Uint32Array(size);
  const rowValues = new Float64Array(size);
  for (let row = 0; row < design.rowCount; row++) {
    const probability = sigmoid(marginAt(design, row, point));
    const bend = (weights === undefined ? 1 : weights[row]) * probability * (1 - probability);
    const end = rowStarts[row + 1];
    let count = 0;
    for (let entry = rowStarts[row]; entry < end; entry++) {
      const position = positionOf[terms[entry] + 1];
      rowPositions[count] = position;
      rowValues[count] = values[entry];
      if (position >= 0) count += 1;
    }
    hessian[0] += bend;
    for (let a = 0; a < count; a++) {
      const scaled = bend * rowValues[a];
      const base = rowPositions[a] * size;
      hessian[base] += scaled;
      for (let b = 0; b <= a; b++) hessian[base + rowPositions[b]] += scaled * rowValues[b];
    }
  }
  for (let k = 0; k < size; k++) for (let j = 0; j < k; j++) hessian[j * size + k] = hessian[k * size + j];
  return { entries, values: hessian };
}

/** Columns of numbers as a design, one term each: how margins of members enter a meta-learner. */
export function denseDesign(columns: readonly ArrayLike<number>[], rowCount: number): SparseDesign {
  const termCount = columns.length;
  const terms = new Uint32Array(rowCount * termCount);
  const values = new Float64Array(rowCount * termCount);
  const rowStarts = new Uint32Array(rowCount + 1);
  for (let row = 0; row < rowCount; row++) {
    for (let term = 0; term < termCount; term++) {
      terms[row * termCount + term] = term;
      values[row * termCount + term] = columns[term][row];
    }
    rowStarts[row + 1] = (row + 1) * termCount;
  }
  return { rowCount, termCount, rowStarts, terms, values };
}
