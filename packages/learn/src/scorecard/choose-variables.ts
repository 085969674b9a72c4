import { type FittedWeights, findBestAddition, fitWeights, type WoeRows } from './fit-weights.js';
import type { BinnedVariable, ExcludedVariable, ExclusionReason } from './scorecard.js';
import { editOf, type ScorecardSettings } from './scorecard-settings.js';

/** A variable of the card with its weight in the regression on WOE. */
export interface ChosenVariable {
  /** Position among the binned variables. */
  readonly index: number;
  readonly coefficient: number;
  readonly standardError: number | null;
  readonly pValue: number | null;
}

export interface ChosenVariables {
  readonly intercept: number;
  readonly chosen: readonly ChosenVariable[];
  readonly excluded: readonly ExcludedVariable[];
}

/**
 * Decides which variables stand on the card, and fits their weights.
 *
 * In this order: taken off by hand; nothing to tell (one bin); information value below the floor; correlated with one that
 * says more; then the regression, forwards, backwards or of all; and at each step of it the setting `wrongSign` looks at
 * the coefficients that are not negative.
 */
export function chooseVariables(
  settings: ScorecardSettings,
  binned: readonly BinnedVariable[],
  rows: WoeRows,
  onIteration: () => void,
): ChosenVariables {
  const reasons = new Map<number, ExclusionReason>();
  let candidates = Array.from(binned.keys());
  const leaveOut = (reason: ExclusionReason, holds: (variable: number) => boolean): void => {
    for (const variable of candidates.filter(holds)) reasons.set(variable, reason);
    candidates = candidates.filter((variable) => !reasons.has(variable));
  };
  leaveOut('edited out', (variable) => editOf(settings, binned[variable].feature.name).exclude === true);
  leaveOut('one bin', (variable) => binned[variable].bins.filter((bin) => bin.goods + bin.bads > 0).length < 2);
  leaveOut('information value', (variable) => binned[variable].informationValue < settings.minInformationValue);
  if (settings.maxCorrelation < 1) {
    const kept = keepUncorrelated(candidates, binned, rows, settings.maxCorrelation);
    leaveOut('correlation', (variable) => !kept.has(variable));
  }
  const limits = { l2: settings.l2, onIteration };
  const { chosen, fitted } =
    settings.selection === 'forward'
      ? selectForward(settings, rows, candidates, limits, reasons)
      : selectBackward(settings, rows, candidates, limits, reasons);
  return {
    intercept: fitted.intercept,
    chosen: chosen.map((variable, k) => ({
      index: variable,
      coefficient: fitted.coefficients[k],
      standardError: finiteOrNull(fitted.standardErrors[k]),
      pValue: finiteOrNull(fitted.pValues[k]),
    })),
    excluded: Array.from(binned.keys())
      .filter((variable) => reasons.has(variable))
      .map((variable) => ({ ...binned[variable], reason: reasons.get(variable) as ExclusionReason })),
  };
}

type Limits = Parameters<typeof fitWeights>[2];
type Reasons = Map<number, ExclusionReason>;

/** All, and then without those of the wrong sign and, where asked for, without those that explain too little. */
function selectBackward(
  settings: ScorecardSettings,
  rows: WoeRows,
  candidates: readonly number[],
  limits: Limits,
  reasons: Reasons,
): { chosen: readonly number[]; fitted: FittedWeights } {
  let chosen = [...candidates];
  for (;;) {
    const fitted = fitWeights(rows, chosen, limits);
    const wrong = findWrongSign(settings, fitted);
    const weak = settings.selection === 'backward' ? findWeakest(fitted, settings.selectionPValue) : undefined;
    const drop = wrong ?? weak;
    if (drop === undefined) return { chosen, fitted };
    reasons.set(chosen[drop], wrong === undefined ? 'p-value' : 'sign');
    chosen = chosen.filter((_, k) => k !== drop);
  }
}

/** One by one, the most helpful first; whoever turns the wrong way is dropped for good. */
function selectForward(
  settings: ScorecardSettings,
  rows: WoeRows,
  candidates: readonly number[],
  limits: Limits,
  reasons: Reasons,
): { chosen: readonly number[]; fitted: FittedWeights } {
  let chosen: readonly number[] = [];
  let left = [...candidates];
  for (;;) {
    const fitted = fitWeights(rows, chosen, limits);
    const wrong = findWrongSign(settings, fitted);
    if (wrong !== undefined) {
      reasons.set(chosen[wrong], 'sign');
      chosen = chosen.filter((_, k) => k !== wrong);
      continue;
    }
    const next = findBestAddition(rows, chosen, left, fitted, settings.selectionPValue);
    if (next === undefined) {
      for (const variable of left) reasons.set(variable, 'p-value');
      // In the order of the features, however they came in.
      const order = [...chosen].sort((a, b) => a - b);
      return { chosen: order, fitted: fitWeights(rows, order, limits) };
    }
    chosen = [...chosen, next];
    left = left.filter((variable) => variable !== next);
  }
}

/** Above this p-value a coefficient of the wrong sign may as well be chance; see `wrongSign`. */
const SUPPRESSOR_P_VALUE = 0.001;

function findWrongSign({ wrongSign }: ScorecardSettings, { coefficients, pValues }: FittedWeights): number | undefined {
  if (wrongSign === 'keep') return undefined;
  let worst: number | undefined;
  for (let k = 0; k < coefficients.length; k++) {
    const spared = wrongSign === 'drop-weak' && pValues[k] <= SUPPRESSOR_P_VALUE;
    if (coefficients[k] >= 0 && !spared && (worst === undefined || coefficients[k] > coefficients[worst])) worst = k;
  }
  return worst;
}

function findWeakest({ pValues }: FittedWeights, most: number): number | undefined {
  let weakest: number | undefined;
  for (let k = 0; k < pValues.length; k++) {
    if (!(pValues[k] <= most) && (weakest === undefined || !(pValues[k] <= pValues[weakest]))) weakest = k;
  }
  return weakest;
}

function keepUncorrelated(
  candidates: readonly number[],
  binned: readonly BinnedVariable[],
  rows: WoeRows,
  most: number,
): ReadonlySet<number> {
  const strongestFirst = [...candidates].sort(
    (a, b) => binned[b].informationValue - binned[a].informationValue || a - b,
  );
  const kept: number[] = [];
  for (const variable of strongestFirst) {
    const apart = kept.every(
      (other) => Math.abs(correlation(rows.columns[variable], rows.columns[other], rows.weights)) <= most,
    );
    if (apart) kept.push(variable);
  }
  return new Set(kept);
}

/** Pearson's, by weight; 0 where one of them does not vary. */
function correlation(a: Float64Array, b: Float64Array, weights: Float64Array | undefined): number {
  let total = 0;
  let meanA = 0;
  let meanB = 0;
  let aa = 0;
  let bb = 0;
  let ab = 0;
  for (let row = 0; row < a.length; row++) {
    const weight = weights === undefined ? 1 : weights[row];
    if (!(weight > 0)) continue;
    total += weight;
    const share = weight / total;
    const fromA = a[row] - meanA;
    const fromB = b[row] - meanB;
    meanA += share * fromA;
    meanB += share * fromB;
    aa += weight * fromA * (a[row] - meanA);
    bb += weight * fromB * (b[row] - meanB);
    ab += weight * fromA * (b[row] - meanB);
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
