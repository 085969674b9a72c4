import { log, log1p } from '../elementary/log.js';

const HALF_LN_TWO_PI = 0.9189385332046728;
/** 1 - Euler's constant. */
const ONE_LESS_EULER = 0.42278433509846713;

/** ζ(k) - 1 for k = 2 … 35. */
const ZETA_LESS_ONE = [
  0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993, 0.01734306198444914,
  0.008349277381922827, 0.00407735619794434, 0.0020083928260822143, 0.0009945751278180853, 0.0004941886041194645,
  0.0002460865533080483, 0.00012271334757848915, 6.124813505870483e-5, 3.058823630702049e-5, 1.528225940865187e-5,
  7.637197637899763e-6, 3.81729326499984e-6, 1.908212716553939e-6, 9.539620338727962e-7, 4.769329867878064e-7,
  2.38450502727733e-7, 1.1921992596531106e-7, 5.960818905125948e-8, 2.980350351465228e-8, 1.4901554828365043e-8,
  7.45071178983543e-9, 3.725334024788457e-9, 1.862659723513049e-9, 9.313274324196682e-10, 4.656629065033784e-10,
  2.3283118336765053e-10, 1.164155017270052e-10, 5.820772087902701e-11, 2.9103850444971e-11,
];

/**
 * The logarithm of the gamma function, ln Γ(x), for x > 0; ln Γ(n + 1) is ln n!.
 *
 * Edges: NaN and x ≤ 0 → NaN except 0 → Infinity; 1 and 2 → 0; Infinity → Infinity. Relative error below 2e-15.
 * Source: the Taylor series about 2 in ζ(k) - 1, recurrence up to 10, Stirling's series above; checked against mpmath.
 * @example lnGamma(5) // 3.1780538303479458, ln 24
 */
export function lnGamma(x: number): number {
  if (!(x > 0)) return x === 0 ? Infinity : NaN;
  if (x === Infinity) return Infinity;
  if (x < 0.5) return aroundTwo(x) - log1p(x) - log(x);
  if (x < 1.5) return aroundTwo(x - 1) - log1p(x - 1);
  if (x < 10) {
    let product = 1;
    let y = x;
    while (y > 2.5) {
      y -= 1;
      product *= y;
    }
    return log(product) + aroundTwo(y - 2);
  }
  return (x - 0.5) * (log(x) - 1) + (HALF_LN_TWO_PI - 0.5) + stirlingTail(x);
}

/**
 * How far ln n! is from Stirling's formula: ln Γ(n + 1) - (n + ½) ln n + n - ½ ln 2π, for n > 0 (whole or not).
 * What saddle-point forms of binomial and Poisson probabilities need, since there all large terms have cancelled.
 */
export function stirlingError(n: number): number {
  if (n >= 10) return stirlingTail(n);
  return lnGamma(n + 1) - (n + 0.5) * log(n) + n - HALF_LN_TWO_PI;
}

/** ln Γ(2 + z) for |z| ≤ ½: z (1 - γ) + Σ (-1)^k (ζ(k) - 1) z^k / k. */
function aroundTwo(z: number): number {
  let series = 0;
  for (let k = ZETA_LESS_ONE.length + 1; k >= 2; k--) series = ZETA_LESS_ONE[k - 2] / k - z * series;
  return z * (ONE_LESS_EULER + z * series);
}

/** Stirling's series Σ B₂ₖ / (2k (2k-1) x^(2k-1)) for x ≥ 10; the first term left out is below 2e-17. */
function stirlingTail(x: number): number {
  const z = 1 / (x * x);
  let series = 0.1796443723688307;
  for (const coefficient of STIRLING) series = series * z + coefficient;
  return series / x;
}

/** B₂ₖ / (2k (2k-1)) for k = 8 … 1. */
const STIRLING = [
  -0.029550653594771242, 0.00641025641025641, -0.0019175269175269176, 0.0008417508417508417, -0.0005952380952380953,
  0.0007936507936507937, -0.002777777777777778, 0.08333333333333333,
];
