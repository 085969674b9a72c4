const LARGEST_SINGLE = (2 - 2 ** -23) * 2 ** 127;
const SMALLEST_SINGLE = 2 ** -149;
/** Half a step beyond the largest single: from here on doubles round to infinity. */
const ROUNDS_TO_INFINITY = 2 ** 128 - 2 ** 103;

/**
 * The double t for which `x <= t` holds exactly when `Math.fround(x) < cut`, for every double x.
 *
 * XGBoost compares singles with "less than"; Probity's trees compare doubles with "at or below". The largest double that
 * rounds to a single below the cut makes both the same, ties and the range beyond the largest single included.
 *
 * @param cut a single; not NaN and not -∞, below which nothing is
 * @example singleThreshold(0.5) // 0.49999998509883875
 */
export function singleThreshold(cut: number): number {
  const middle = middleBelow(cut);
  // Half way between two singles a double goes to the even one.
  return Math.fround(middle) < cut ? middle : nextBelow(middle);
}

/** Half way from the cut to the single before it. */
function middleBelow(cut: number): number {
  if (cut === Infinity) return ROUNDS_TO_INFINITY;
  if (cut === -LARGEST_SINGLE) return -ROUNDS_TO_INFINITY;
  return (cut + singleBelow(cut)) / 2;
}

const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);

function singleBelow(value: number): number {
  if (value === 0) return -SMALLEST_SINGLE;
  single[0] = value;
  singleBits[0] = (singleBits[0] ?? 0) + (value > 0 ? -1 : 1);
  return single[0];
}

const double = new Float64Array(1);
const doubleBits = new BigUint64Array(double.buffer);

/** The next double below a finite one. */
export function nextBelow(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  double[0] = value;
  doubleBits[0] = (doubleBits[0] ?? 0n) + (value > 0 ? -1n : 1n);
  return double[0];
}
