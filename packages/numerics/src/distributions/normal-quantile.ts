import { erf, normalCdf } from '../elementary/erf.js';
import { exp } from '../elementary/exp.js';
import { log } from '../elementary/log.js';

const ONE_OVER_SQRT_TWO_PI = 0.3989422804014327;

/**
 * The x that a standard normal stays at or below with probability p: the inverse of `normalCdf`.
 *
 * Edges: outside [0, 1] and NaN → NaN; 0 → -Infinity; 0.5 → 0; 1 → Infinity. Relative error below 1e-14.
 * Source: Abramowitz & Stegun 26.2.23 as a start, then Halley's steps on `normalCdf`; checked against mpmath.
 * @example normalQuantile(0.975) // 1.959963984540054
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0) return -Infinity;
  if (p === 1) return Infinity;
  if (p === 0.5) return 0;
  // 1 - p is exact from ½ up.
  return p > 0.5 ? -lowerQuantile(1 - p) : lowerQuantile(p);
}

/** The chance that a standard normal exceeds x, accurate in the upper tail. @example normalSurvival(1.96) // 0.024997895148220435 */
export function normalSurvival(x: number): number {
  return normalCdf(-x);
}

function lowerQuantile(p: number): number {
  const t = Math.sqrt(-2 * log(p));
  const rise = 2.515517 + t * (0.802853 + t * 0.010328);
  let x = rise / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (let step = 0; step < 3; step++) {
    const density = ONE_OVER_SQRT_TWO_PI * exp(-0.5 * x * x);
    // Near the middle the distance from ½ is what has digits.
    const error = p > 0.25 ? 0.5 * erf(x * Math.SQRT1_2) - (p - 0.5) : normalCdf(x) - p;
    if (density === 0) break;
    const newton = error / density;
    x -= newton / (1 + 0.5 * x * newton);
  }
  return x;
}
