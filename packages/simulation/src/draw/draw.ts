import { exp, type Random } from '@probity/numerics';

/** One of the given values, each as likely as its weight says; weights are ≥ 0 and need not add up to 1. */
export function drawWeighted<Value extends string>(random: Random, weights: Readonly<Record<Value, number>>): Value {
  const entries = Object.entries(weights) as [Value, number][];
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  let left = random.nextFloat() * total;
  for (const [value, weight] of entries) {
    left -= weight;
    if (left < 0) return value;
  }
  // Rounding may leave a crumb: it falls to the last value that can occur at all.
  return (entries.findLast(([, weight]) => weight > 0) ?? entries[0])?.[0] as Value;
}

/** True with the given probability. */
export function drawEvent(random: Random, probability: number): boolean {
  return random.nextFloat() < probability;
}

/** A count with the given mean, Poisson distributed. Made for means below about 30: the cost grows with the mean. */
export function drawCount(random: Random, mean: number): number {
  const limit = exp(-mean);
  let count = -1;
  for (let product = 1; product > limit || count < 0; count++) product *= random.nextFloat();
  return count;
}

/** A log-normal amount: `median` in the middle, `spread` the standard deviation of its logarithm. */
export function drawAmount(random: Random, median: number, spread: number): number {
  return median * exp(spread * random.nextNormal());
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** The nearest multiple of `step`; a step below 1 is given as one over a whole number to stay exact in print. */
export function roundTo(value: number, step: number): number {
  return step >= 1 ? Math.round(value / step) * step : Math.round(value * Math.round(1 / step)) / Math.round(1 / step);
}
