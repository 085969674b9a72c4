import type { Feature } from '../matrix/feature-matrix.js';
import type { Model } from '../model/model.js';
import { encodeValue } from '../preparation/encode-value.js';
import type { LinearPreparation } from '../preparation/linear-preparation.js';

/** How the search for the coefficients ended. */
export interface LogisticFit {
  readonly iterations: number;
  /** Largest entry of the gradient of the penalised loss (a sum over rows) at the end. */
  readonly gradientNorm: number;
  readonly startGradientNorm: number;
  /** False only when `maxIterations` came first. */
  readonly converged: boolean;
}

/** The penalty of an elastic net: λ (α Σ |β| + ½ (1 − α) Σ β²), and the λ that were tried with their log loss. */
export interface ElasticPenalty {
  readonly lambda: number;
  readonly l1Share: number;
  readonly tried: readonly { readonly lambda: number; readonly loss: number }[];
}

/** A logistic regression on prepared terms; its margin is a sum of one effect per feature. */
export interface LogisticModel extends Model {
  readonly kind: 'logistic';
  readonly intercept: number;
  /** One per term of the preparation: the change in log-odds when the term goes from 0 to 1. */
  readonly coefficients: Float64Array;
  /** Training mean of each term: the background of explanations. */
  readonly means: Float64Array;
  readonly preparation: LinearPreparation;
  /** Strength of the penalty ½ λ Σ β². */
  readonly l2: number;
  /** Of models that `fitElasticNet` made. */
  readonly penalty?: ElasticPenalty;
  readonly fit: LogisticFit;
}

/** What a logistic model is made of: the arguments of `createLogistic`. */
export type LogisticState = Pick<
  LogisticModel,
  'features' | 'intercept' | 'coefficients' | 'means' | 'preparation' | 'l2' | 'penalty' | 'fit'
>;

export function createLogistic(state: LogisticState): LogisticModel {
  const { features, intercept, coefficients, means, preparation } = state;
  const { encoders } = preparation;
  const effects = encoders.map(({ firstTerm, termCount }) => {
    let effect = 0;
    for (let term = firstTerm; term < firstTerm + termCount; term++) effect += coefficients[term] * means[term];
    return effect;
  });
  const baseline = effects.reduce((sum, effect) => sum + effect, intercept);
  // Working space of one call; nothing in it outlives the call.
  const widest = encoders.reduce((most, encoder) => Math.max(most, encoder.termCount), 0);
  const active = { terms: new Uint32Array(widest), values: new Float64Array(widest) };

  function effectOf(feature: number, value: number): number {
    const count = encodeValue(encoders[feature], value, means, active, 0);
    let effect = 0;
    for (let entry = 0; entry < count; entry++) effect += coefficients[active.terms[entry]] * active.values[entry];
    return effect;
  }

  return {
    kind: 'logistic',
    ...state,
    margin(row) {
      let margin = intercept;
      for (let feature = 0; feature < encoders.length; feature++) margin += effectOf(feature, row[feature]);
      return margin;
    },
    explain(row, contributions) {
      for (let feature = 0; feature < encoders.length; feature++) {
        contributions[feature] = effectOf(feature, row[feature]) - effects[feature];
      }
      return baseline;
    },
    toParts: () => ({
      kind: 'logistic',
      json: describeState(features, state),
      arrays: { coefficients: coefficients.slice(), means: means.slice() },
    }),
  };
}

function describeState(
  features: readonly Feature[],
  { intercept, l2, penalty, fit, preparation }: LogisticState,
): unknown {
  return {
    features,
    intercept,
    l2,
    ...(penalty === undefined ? {} : { penalty: { ...penalty } }),
    fit: { ...fit },
    encoders: preparation.encoders.map((encoder) => ({ ...encoder })),
  };
}
