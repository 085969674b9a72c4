/**
 * `exp` of @probity/numerics as text, for modules that depend on nothing: the platform's Math.exp may differ in the last bit.
 * A test holds the two together bit for bit.
 */
export const exponentialSource = `const words = new DataView(new ArrayBuffer(8));

function powerOfTwo(k) {
  words.setInt32(0, (k + 1023) << 20);
  words.setInt32(4, 0);
  return words.getFloat64(0);
}

function timesPowerOfTwo(y, k) {
  if (k > 1022) return y * powerOfTwo(k - 1) * 2;
  if (k < -1020) return y * powerOfTwo(k + 200) * powerOfTwo(-200);
  return y * powerOfTwo(k);
}

/** e^x, the same bits on every platform. */
function exponential(x) {
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const high = x - k * 0.6931471805598903;
  const low = k * 5.497923018708371e-14;
  const r = high - low;
  let series = 1 / 87178291200;
  for (const factorial of FACTORIALS) series = series * r + 1 / factorial;
  const tail = r * r * (series * r + 0.5) + (high - r - low) * (1 + r);
  const sum = 1 + r;
  return timesPowerOfTwo(sum + (r - (sum - 1) + tail), k);
}

const FACTORIALS = [6227020800, 479001600, 39916800, 3628800, 362880, 40320, 5040, 720, 120, 24, 6];

function sigmoid(x) {
  if (x >= 0) return 1 / (1 + exponential(-x));
  const odds = exponential(x);
  return odds / (1 + odds);
}
`;

/** `log1p` of @probity/numerics for x in [0, 1], as text: what softplus asks of it. Needs `powerOfTwo`. */
export const logarithmSource = `/** log(1 + x) for x in [0, 1], the same bits on every platform. */
function logarithmOfOnePlus(x) {
  if (x < 1e-17) return x;
  if (x < Math.SQRT2 - 1) return combine(0, x, 0);
  const u = 1 + x;
  const lost = x - (u - 1);
  // u is in [1, 2]: halved it lies in [√½, √2], the domain of the series.
  return u > Math.SQRT2 ? combine(1, u * 0.5 - 1, lost / u) : combine(0, u - 1, lost / u);
}

function combine(k, f, correction) {
  const s = f / (2 + f);
  const halfSquare = 0.5 * f * f;
  const z = s * s;
  let series = 2 / 25;
  for (const odd of ODDS) series = series * z + 2 / odd;
  const rest = s * (halfSquare + z * (series * z + 2 / 3)) + (k * 5.497923018708371e-14 + correction);
  if (k === 0) return f - (halfSquare - rest);
  return k * 0.6931471805598903 - (halfSquare - rest - f);
}

const ODDS = [23, 21, 19, 17, 15, 13, 11, 9, 7, 5];
`;
