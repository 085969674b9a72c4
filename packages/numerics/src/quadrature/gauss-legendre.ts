/** Points in (0, 1), ascending, and their weights, which add up to 1. */
export interface Quadrature {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

/**
 * The rule that integrates every polynomial of degree below 2n over [0, 1] exactly (up to rounding).
 *
 * Made with + - × ÷ alone, so it is the same on every platform.
 *
 * @param n number of points, a whole number ≥ 1
 * Cost: O(n³). Source: Abramowitz & Stegun 25.4.29-30; the roots of Pₙ lie between those of Pₙ₋₁ (Szegő 1939, 3.3).
 * @example gaussLegendre(1) // { points: [0.5], weights: [1] }
 */
export function gaussLegendre(n: number): Quadrature {
  let roots: number[] = [];
  for (let degree = 1; degree <= n; degree++) {
    const bounds = [-1, ...roots, 1];
    roots = Array.from({ length: degree }, (_, index) => rootBetween(degree, bounds[index], bounds[index + 1]));
  }
  const points = Float64Array.from(roots, (root) => (1 + root) / 2);
  const weights = Float64Array.from(roots, (root) => {
    const { slope } = legendre(n, root);
    return 1 / ((1 - root * root) * slope * slope);
  });
  return { points, weights };
}

const HALVINGS = 20;
const NEWTON_STEPS = 4;

/** The one root in the interval: halved until Newton's steps cannot leave it. */
function rootBetween(degree: number, low: number, high: number): number {
  const startsNegative = legendre(degree, low).value < 0;
  let from = low;
  let to = high;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (from + to) / 2;
    if (legendre(degree, middle).value < 0 === startsNegative) from = middle;
    else to = middle;
  }
  let root = (from + to) / 2;
  for (let i = 0; i < NEWTON_STEPS; i++) {
    const { value, slope } = legendre(degree, root);
    root -= value / slope;
  }
  return root;
}

/** Pₙ(x) and its derivative by the three-term recurrence; x in [-1, 1], the slope for |x| < 1. */
function legendre(n: number, x: number): { value: number; slope: number } {
  let before = 1;
  let value = x;
  for (let k = 2; k <= n; k++) {
    const next = ((2 * k - 1) * x * value - (k - 1) * before) / k;
    before = value;
    value = next;
  }
  return { value, slope: (n * (before - x * value)) / (1 - x * x) };
}
