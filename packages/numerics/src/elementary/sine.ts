/** π/2 as three parts: the first two have 33 bits, so that small whole multiples of them are exact. */
const QUARTER_TURN = 1.5707963267341256;
const QUARTER_TURN_REST = 6.077100506303966e-11;
const QUARTER_TURN_TAIL = 2.0222662487959506e-21;
const TWO_OVER_PI = 0.6366197723675814;
const LARGEST = 1048576;

/**
 * The sine of an angle in radians, the same bits on every platform.
 *
 * Edges: NaN and |x| > 2^20 → NaN; ±0 → ±0. Error below 1 ulp (measured: 0.66).
 * Source: x = k · π/2 + r with |r| ≤ π/4, then the series of sin or cos r; checked against mpmath in test/golden/elementary.
 * @example sin(Math.PI / 6) // 0.49999999999999994
 */
export function sin(x: number): number {
  if (!(Math.abs(x) <= LARGEST)) return NaN;
  return turned(x, 0);
}

/**
 * The cosine of an angle in radians, the same bits on every platform.
 *
 * Edges: NaN and |x| > 2^20 → NaN; ±0 → 1. Error as of `sin`.
 * @example cos(0) // 1
 */
export function cos(x: number): number {
  if (!(Math.abs(x) <= LARGEST)) return NaN;
  return turned(x, 1);
}

function turned(x: number, ahead: number): number {
  const k = Math.round(x * TWO_OVER_PI);
  const first = x - k * QUARTER_TURN;
  const taken = k * QUARTER_TURN_REST;
  const middle = first - taken;
  const lost = first - middle - taken - k * QUARTER_TURN_TAIL;
  const r = middle + lost;
  const tail = middle - r + lost;
  switch ((k + ahead) & 3) {
    case 0:
      return sineNearZero(r, tail, x, k);
    case 1:
      return cosineNearZero(r, tail);
    case 2:
      return -sineNearZero(r, tail, NaN, k);
    default:
      return -cosineNearZero(r, tail);
  }
}

function sineNearZero(r: number, tail: number, x: number, k: number): number {
  if (k === 0 && Math.abs(x) < 1e-8) return x;
  const z = r * r;
  let series = 1 / 355687428096000;
  series = series * z - 1 / 1307674368000;
  series = series * z + 1 / 6227020800;
  series = series * z - 1 / 39916800;
  series = series * z + 1 / 362880;
  series = series * z - 1 / 5040;
  series = series * z + 1 / 120;
  series = series * z - 1 / 6;
  return r + (r * z * series + tail * (1 - 0.5 * z));
}

function cosineNearZero(r: number, tail: number): number {
  const z = r * r;
  let series = -1 / 6402373705728000;
  series = series * z + 1 / 20922789888000;
  series = series * z - 1 / 87178291200;
  series = series * z + 1 / 479001600;
  series = series * z - 1 / 3628800;
  series = series * z + 1 / 40320;
  series = series * z - 1 / 720;
  series = series * z + 1 / 24;
  const half = 0.5 * z;
  const near = 1 - half;
  return near + (1 - near - half + (z * z * series - r * tail));
}
