import { sigmoid, softplus } from '@probity/numerics';

/** Log-odds as a line of a margin. */
export type Line = readonly [intercept: number, slope: number];

/** What a line is held against. */
export interface LineData {
  readonly margins: ArrayLike<number>;
  /** In [0, 1]: outcomes, or outcomes smoothed. */
  readonly targets: ArrayLike<number>;
  readonly weights: ArrayLike<number> | undefined;
}

/** Cross-entropy of a line, a sum over rows in nats. */
export function lineLoss({ margins, targets, weights }: LineData, [intercept, slope]: Line): number {
  let loss = 0;
  for (let i = 0; i < margins.length; i++) {
    const margin = intercept + slope * margins[i];
    loss += (weights === undefined ? 1 : weights[i]) * (softplus(margin) - targets[i] * margin);
  }
  return loss;
}

/** Its gradient by intercept and slope, and its second derivatives: intercept twice, both, slope twice. */
export function lineDerivatives({ margins, targets, weights }: LineData, [intercept, slope]: Line) {
  const gradient: [number, number] = [0, 0];
  const curvature: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < margins.length; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    const probability = sigmoid(intercept + slope * margins[i]);
    const error = weight * (probability - targets[i]);
    const bend = weight * probability * (1 - probability);
    gradient[0] += error;
    gradient[1] += error * margins[i];
    curvature[0] += bend;
    curvature[1] += bend * margins[i];
    curvature[2] += bend * margins[i] * margins[i];
  }
  return { gradient, curvature };
}
