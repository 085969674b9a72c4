// Elementary functions with the bits of src/elementary (tests hold them equal): same operations in the same order.

const LN2_HIGH: f64 = 0.6931471805598903;
const LN2_LOW: f64 = 5.497923018708371e-14;
const LOG2E: f64 = 1.4426950408889634;
const SQRT2: f64 = 1.4142135623730951;
const SQRT1_2: f64 = 0.7071067811865476;

/** 2^k for k in [-1022, 1023]. */
// @ts-ignore: decorator
@inline
function powerOfTwo(k: i32): f64 {
  return reinterpret<f64>((<i64>(k + 1023)) << 52);
}

// @ts-ignore: decorator
@inline
function binaryExponent(x: f64): i32 {
  return (<i32>(reinterpret<u64>(x) >> 52) & 0x7ff) - 1023;
}

/** e^x as `exp` of src/elementary/exp.ts. */
export function exp(x: f64): f64 {
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  if (x != x) return NaN;
  const k = floor<f64>(x * LOG2E + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const tail = expTail(r) + (high - r - low) * (1 + r);
  const sum = 1 + r;
  return scaleByPowerOfTwo(sum + (r - (sum - 1) + tail), <i32>k);
}

function scaleByPowerOfTwo(y: f64, k: i32): f64 {
  if (k > 1022) return y * powerOfTwo(k - 1) * 2;
  if (k < -1020) return y * powerOfTwo(k + 200) * powerOfTwo(-200);
  return y * powerOfTwo(k);
}

function expTail(r: f64): f64 {
  let series: f64 = 1.0 / 87178291200.0;
  series = series * r + 1.0 / 6227020800.0;
  series = series * r + 1.0 / 479001600.0;
  series = series * r + 1.0 / 39916800.0;
  series = series * r + 1.0 / 3628800.0;
  series = series * r + 1.0 / 362880.0;
  series = series * r + 1.0 / 40320.0;
  series = series * r + 1.0 / 5040.0;
  series = series * r + 1.0 / 720.0;
  series = series * r + 1.0 / 120.0;
  series = series * r + 1.0 / 24.0;
  series = series * r + 1.0 / 6.0;
  return r * r * (series * r + 0.5);
}

// @ts-ignore: decorator
@inline
function step(series: v128, r: v128, term: f64): v128 {
  return f64x2.add(f64x2.mul(series, r), f64x2.splat(term));
}

/** The logistic function, as `sigmoid` of src/elementary/logistic.ts. */
export function sigmoid(x: f64): f64 {
  if (x >= 0) return 1 / (1 + exp(-x));
  const odds = exp(x);
  return odds / (1 + odds);
}

/**
 * The logistic function of `count` numbers (a multiple of 4 is computed), bit for bit as `sigmoid`.
 *
 * Two pairs side by side: each step of the series waits for the one before, so one pair alone leaves the processor idle.
 */
export function sigmoidRun(from: usize, count: i32, to: usize): void {
  for (let i: i32 = 0; i < count; i += 4) {
    const at = <usize>i << 3;
    const a = load<v128>(from + at);
    const b = load<v128>(from + at, 16);
    const aDown = f64x2.neg(f64x2.abs(a));
    const bDown = f64x2.neg(f64x2.abs(b));
    if (v128.any_true(f64x2.lt(f64x2.pmin(aDown, bDown), f64x2.splat(-707)))) {
      for (let k: usize = 0; k < 32; k += 8) store<f64>(to + at + k, sigmoid(load<f64>(from + at + k)));
      continue;
    }
    const half = f64x2.splat(0.5);
    const one = f64x2.splat(1);
    const aK = f64x2.floor(f64x2.add(f64x2.mul(aDown, f64x2.splat(LOG2E)), half));
    const bK = f64x2.floor(f64x2.add(f64x2.mul(bDown, f64x2.splat(LOG2E)), half));
    const aHigh = f64x2.sub(aDown, f64x2.mul(aK, f64x2.splat(LN2_HIGH)));
    const bHigh = f64x2.sub(bDown, f64x2.mul(bK, f64x2.splat(LN2_HIGH)));
    const aLow = f64x2.mul(aK, f64x2.splat(LN2_LOW));
    const bLow = f64x2.mul(bK, f64x2.splat(LN2_LOW));
    const aR = f64x2.sub(aHigh, aLow);
    const bR = f64x2.sub(bHigh, bLow);
    let aSeries = f64x2.splat(1.0 / 87178291200.0);
    let bSeries = f64x2.splat(1.0 / 87178291200.0);
    aSeries = step(aSeries, aR, 1.0 / 6227020800.0);
    bSeries = step(bSeries, bR, 1.0 / 6227020800.0);
    aSeries = step(aSeries, aR, 1.0 / 479001600.0);
    bSeries = step(bSeries, bR, 1.0 / 479001600.0);
    aSeries = step(aSeries, aR, 1.0 / 39916800.0);
    bSeries = step(bSeries, bR, 1.0 / 39916800.0);
    aSeries = step(aSeries, aR, 1.0 / 3628800.0);
    bSeries = step(bSeries, bR, 1.0 / 3628800.0);
    aSeries = step(aSeries, aR, 1.0 / 362880.0);
    bSeries = step(bSeries, bR, 1.0 / 362880.0);
    aSeries = step(aSeries, aR, 1.0 / 40320.0);
    bSeries = step(bSeries, bR, 1.0 / 40320.0);
    aSeries = step(aSeries, aR, 1.0 / 5040.0);
    bSeries = step(bSeries, bR, 1.0 / 5040.0);
    aSeries = step(aSeries, aR, 1.0 / 720.0);
    bSeries = step(bSeries, bR, 1.0 / 720.0);
    aSeries = step(aSeries, aR, 1.0 / 120.0);
    bSeries = step(bSeries, bR, 1.0 / 120.0);
    aSeries = step(aSeries, aR, 1.0 / 24.0);
    bSeries = step(bSeries, bR, 1.0 / 24.0);
    aSeries = step(aSeries, aR, 1.0 / 6.0);
    bSeries = step(bSeries, bR, 1.0 / 6.0);
    aSeries = step(aSeries, aR, 0.5);
    bSeries = step(bSeries, bR, 0.5);
    const aOdds = finishExp(aSeries, aR, aHigh, aLow, aK);
    const bOdds = finishExp(bSeries, bR, bHigh, bLow, bK);
    const zero = f64x2.splat(0);
    const aTop = v128.bitselect(one, aOdds, f64x2.ge(a, zero));
    const bTop = v128.bitselect(one, bOdds, f64x2.ge(b, zero));
    store<v128>(to + at, f64x2.div(aTop, f64x2.add(one, aOdds)));
    store<v128>(to + at, f64x2.div(bTop, f64x2.add(one, bOdds)), 16);
  }
}

/** From the series to e^x, in the order of `exp`. */
// @ts-ignore: decorator
@inline
function finishExp(series: v128, r: v128, high: v128, low: v128, k: v128): v128 {
  const one = f64x2.splat(1);
  const whole = f64x2.mul(f64x2.mul(r, r), series);
  const tail = f64x2.add(whole, f64x2.mul(f64x2.sub(f64x2.sub(high, r), low), f64x2.add(one, r)));
  const sum = f64x2.add(one, r);
  const mantissa = f64x2.add(sum, f64x2.add(f64x2.sub(r, f64x2.sub(sum, one)), tail));
  const exponent = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(k));
  return f64x2.mul(mantissa, i64x2.shl(i64x2.add(exponent, i64x2.splat(1023)), 52));
}

/** The natural logarithm, as `log` of src/elementary/log.ts. */
export function log(x: f64): f64 {
  if (!(x > 0)) return x == 0 ? -Infinity : NaN;
  if (x == Infinity) return Infinity;
  let k: i32 = 0;
  let m = x;
  if (x < 2.2250738585072014e-308) {
    m *= 18014398509481984;
    k = -54;
  }
  const exponent = binaryExponent(m);
  k += exponent;
  m = m * powerOfTwo(-(exponent >> 1)) * powerOfTwo(-(exponent - (exponent >> 1)));
  if (m > SQRT2) {
    m *= 0.5;
    k += 1;
  }
  return combine(k, m - 1, 0);
}

/** log(1 + x), as `log1p` of src/elementary/log.ts. */
export function log1p(x: f64): f64 {
  if (!(x > -1)) return x == -1 ? -Infinity : NaN;
  if (x == Infinity) return Infinity;
  if (abs<f64>(x) < 1e-17) return x;
  if (x > SQRT1_2 - 1 && x < SQRT2 - 1) return combine(0, x, 0);
  const u = 1 + x;
  const lost = x > 1 ? 1 - (u - x) : x - (u - 1);
  let k = binaryExponent(u);
  let m = u * powerOfTwo(-(k >> 1)) * powerOfTwo(-(k - (k >> 1)));
  if (m > SQRT2) {
    m *= 0.5;
    k += 1;
  }
  return combine(k, m - 1, lost / u);
}

function combine(k: i32, f: f64, correction: f64): f64 {
  const s = f / (2 + f);
  const halfSquare = 0.5 * f * f;
  const rest = s * (halfSquare + artanhTail(s * s)) + (<f64>k * LN2_LOW + correction);
  if (k == 0) return f - (halfSquare - rest);
  return <f64>k * LN2_HIGH - (halfSquare - rest - f);
}

function artanhTail(z: f64): f64 {
  let series: f64 = 2.0 / 25.0;
  series = series * z + 2.0 / 23.0;
  series = series * z + 2.0 / 21.0;
  series = series * z + 2.0 / 19.0;
  series = series * z + 2.0 / 17.0;
  series = series * z + 2.0 / 15.0;
  series = series * z + 2.0 / 13.0;
  series = series * z + 2.0 / 11.0;
  series = series * z + 2.0 / 9.0;
  series = series * z + 2.0 / 7.0;
  series = series * z + 2.0 / 5.0;
  return z * (series * z + 2.0 / 3.0);
}

/** log(1 + e^x), as `softplus` of src/elementary/logistic.ts. */
export function softplus(x: f64): f64 {
  return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}
