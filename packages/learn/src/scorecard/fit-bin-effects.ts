import { ProbityError } from '@probity/domain';
import { choleskySolve, sigmoid, softplus } from '@probity/numerics';
import { type Shape, tieAgainstShape } from './tie-bins.js';

/** One variable of the rows, bin by bin. */
export interface BinnedColumn {
  /** Position of each row's bin. */
  readonly bins: Uint16Array;
  /** Weight of evidence of each bin. */
  readonly woe: Float64Array;
  /** Weight of the rows in each bin. */
  readonly weight: Float64Array;
  /** What effects along the ordinary bins must look like. */
  readonly shape: Shape;
}

export interface BinEffectsProblem {
  readonly columns: readonly BinnedColumn[];
  readonly labels: Uint8Array;
  readonly weights: Float64Array | undefined;
  /** λ ≥ 0: pulls the effects of a variable's bins towards a multiple of their WOE. */
  readonly strength: number;
  /** ≥ 0: the penalty on that multiple, as in the regression on WOE. */
  readonly l2: number;
  /** Where the search starts: the card whose effects are coefficient × WOE. */
  readonly intercept: number;
  readonly coefficients: Float64Array;
}

export interface BinEffects {
  readonly intercept: number;
  /** By variable, by bin: log-odds of bad that the bin adds. */
  readonly effects: readonly Float64Array[];
}

/**
 * Fits what every bin adds to the log-odds of bad, all bins of all variables together:
 *
 *   Σ wᵢ (log(1 + e^mᵢ) − yᵢ mᵢ) + ½ λ Σ_v Σ_b (e_vb − β_v woe_vb)² + ½ μ Σ_v β_v²,   mᵢ = a + Σ_v e_v,bin(i)
 *
 * where β_v is the multiple of the WOE nearest to e_v.
 *
 * A bin's own evidence is that of its rows taken alone; here it is what it says beside the other variables. λ
 * resists departures from the WOE, not the WOE itself: with λ → ∞ this is the regression on WOE with the penalty μ.
 * Effects of ordinary bins keep their variable's shape: bins that would break it are tied, and the rest is fitted again.
 *
 * Cost: per Newton step O(n × variables²) additions; about ten steps in all.
 */
export function fitBinEffects(problem: BinEffectsProblem, onIteration: () => void): BinEffects {
  const { columns } = problem;
  // Tied bins share the position of the first of them.
  let ties: readonly (readonly number[])[] = columns.map(({ woe }) => Array.from(woe.keys()));
  let point: BinEffects = {
    intercept: problem.intercept,
    effects: columns.map(({ woe }, k) => woe.map((value) => problem.coefficients[k] * value)),
  };
  for (;;) {
    point = minimise(problem, ties, point, onIteration);
    let tied = false;
    ties = ties.map((tie, k) => {
      const { shape, weight, woe } = columns[k];
      const next = tieAgainstShape(shape, point.effects[k], woe, weight, tie);
      if (next !== undefined) tied = true;
      return next ?? tie;
    });
    if (!tied) return point;
  }
}

const MOST_STEPS = 50;
const TOLERANCE = 1e-7;

function minimise(
  problem: BinEffectsProblem,
  ties: readonly (readonly number[])[],
  start: BinEffects,
  onIteration: () => void,
): BinEffects {
  const terms = numberTerms(ties);
  const penalty = penaltyOf(problem, terms);
  let point = Float64Array.from({ length: terms.size }, () => 0);
  point[0] = start.intercept;
  // Bins newly tied start at the mean of their effects.
  const counts = new Float64Array(terms.size);
  for (const [k, effects] of start.effects.entries()) {
    for (let bin = 0; bin < effects.length; bin++) {
      const mass = problem.columns[k].weight[bin] + 1e-9;
      point[terms.of[k][bin]] += effects[bin] * mass;
      counts[terms.of[k][bin]] += mass;
    }
  }
  for (let term = 1; term < terms.size; term++) point[term] /= counts[term];
  let loss = lossAt(problem, terms, penalty, point);
  let goal = -1;
  for (let step = 0; step < MOST_STEPS; step++) {
    onIteration();
    const { gradient, hessian } = derivativesAt(problem, terms, penalty, point);
    const norm = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (goal < 0) goal = TOLERANCE * Math.max(1, norm);
    if (norm <= goal) break;
    const direction = solve(hessian, gradient);
    const next = searchAlong(problem, terms, penalty, point, loss, gradient, direction);
    if (next === undefined) break;
    ({ point, loss } = next);
  }
  return {
    intercept: point[0],
    effects: terms.of.map((termOfBin) => Float64Array.from(termOfBin, (term) => point[term])),
  };
}

/** Positions in the vector of unknowns: 0 is the intercept, then one per group of tied bins. */
interface Terms {
  readonly size: number;
  readonly of: readonly Uint16Array[];
}

function numberTerms(ties: readonly (readonly number[])[]): Terms {
  let size = 1;
  const of = ties.map((tie) => {
    const numbers = new Uint16Array(tie.length);
    for (let bin = 0; bin < tie.length; bin++) numbers[bin] = tie[bin] === bin ? size++ : numbers[tie[bin]];
    return numbers;
  });
  return { size, of };
}

/** λ (I − w wᵀ / wᵀw) + μ w wᵀ / (wᵀw)² for each variable, gathered over tied bins; symmetric, in full. */
function penaltyOf({ columns, strength, l2 }: BinEffectsProblem, { size, of }: Terms): Float64Array {
  const penalty = new Float64Array(size * size);
  for (const [k, { woe }] of columns.entries()) {
    const squares = woe.reduce((sum, value) => sum + value * value, 0);
    for (let a = 0; a < woe.length; a++) {
      for (let b = 0; b < woe.length; b++) {
        const along = squares > 0 ? (woe[a] * woe[b]) / squares : 0;
        penalty[of[k][a] * size + of[k][b]] +=
          strength * ((a === b ? 1 : 0) - along) + (squares > 0 ? (l2 * along) / squares : 0);
      }
    }
  }
  return penalty;
}

function marginOf(columns: readonly BinnedColumn[], { of }: Terms, point: Float64Array, row: number): number {
  let margin = point[0];
  for (let k = 0; k < columns.length; k++) margin += point[of[k][columns[k].bins[row]]];
  return margin;
}

function lossAt(problem: BinEffectsProblem, terms: Terms, penalty: Float64Array, point: Float64Array): number {
  const { columns, labels, weights } = problem;
  let loss = 0;
  for (let row = 0; row < labels.length; row++) {
    const margin = marginOf(columns, terms, point, row);
    loss += (weights === undefined ? 1 : weights[row]) * softplus(labels[row] === 1 ? -margin : margin);
  }
  let quadratic = 0;
  for (let a = 1; a < terms.size; a++) {
    for (let b = 1; b < terms.size; b++) quadratic += point[a] * penalty[a * terms.size + b] * point[b];
  }
  return loss + quadratic / 2;
}

function derivativesAt(problem: BinEffectsProblem, terms: Terms, penalty: Float64Array, point: Float64Array) {
  const { columns, labels, weights } = problem;
  const { size, of } = terms;
  const gradient = new Float64Array(size);
  // Lower triangle: terms of a row ascend with the variable.
  const hessian = new Float64Array(size * size);
  const active = new Int32Array(columns.length);
  for (let row = 0; row < labels.length; row++) {
    let margin = point[0];
    for (let k = 0; k < columns.length; k++) {
      active[k] = of[k][columns[k].bins[row]];
      margin += point[active[k]];
    }
    const probability = sigmoid(margin);
    const weight = weights === undefined ? 1 : weights[row];
    const error = weight * (probability - labels[row]);
    const bend = weight * probability * (1 - probability);
    gradient[0] += error;
    hessian[0] += bend;
    for (let k = 0; k < active.length; k++) {
      gradient[active[k]] += error;
      const base = active[k] * size;
      hessian[base] += bend;
      for (let j = 0; j <= k; j++) hessian[base + active[j]] += bend;
    }
  }
  for (let a = 1; a < size; a++) {
    for (let b = 1; b < size; b++) {
      gradient[a] += penalty[a * size + b] * point[b];
      if (b <= a) hessian[a * size + b] += penalty[a * size + b];
    }
  }
  return { gradient, hessian };
}

/**
 * The Newton step. A constant added to all bins of a variable and taken off the intercept changes no margin: where the
 * penalty does not settle it, a ridge does.
 */
function solve(hessian: Float64Array, gradient: Float64Array): Float64Array {
  const size = gradient.length;
  let widest = 0;
  for (let k = 0; k < size; k++) widest = Math.max(widest, hessian[k * size + k]);
  for (let ridge = 1e-10; ridge <= 1; ridge *= 100) {
    for (let k = 0; k < size; k++) hessian[k * size + k] += ridge * widest;
    const step = choleskySolve(hessian, gradient);
    if (step !== undefined) return step;
  }
  throw new ProbityError('INTERNAL', 'the Newton step of `fitScorecard` has no solution');
}

function searchAlong(
  problem: BinEffectsProblem,
  terms: Terms,
  penalty: Float64Array,
  point: Float64Array,
  loss: number,
  gradient: Float64Array,
  direction: Float64Array,
): { point: Float64Array<ArrayBuffer>; loss: number } | undefined {
  let decrease = 0;
  for (let k = 0; k < direction.length; k++) decrease += gradient[k] * direction[k];
  for (let share = 1; share > 1e-8; share /= 2) {
    const next = Float64Array.from(point, (value, k) => value - share * direction[k]);
    const nextLoss = lossAt(problem, terms, penalty, next);
    if (nextLoss <= loss - 1e-4 * share * decrease + 1e-14 * Math.abs(loss)) return { point: next, loss: nextLoss };
  }
  return undefined;
}
