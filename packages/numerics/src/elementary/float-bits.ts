// DataView reads and writes big-endian unless told otherwise, so these are the same on every processor.
const view = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));

/** 2^k as a double. `k` is a whole number in [-1022, 1023]. */
export function powerOfTwo(k: number): number {
  view.setInt32(0, (k + 1023) << 20);
  view.setInt32(4, 0);
  return view.getFloat64(0);
}

/** The binary exponent of a normal double: the whole number e with 2^e ≤ |x| < 2^(e+1). */
export function binaryExponent(x: number): number {
  view.setFloat64(0, x);
  return ((view.getInt32(0) >>> 20) & 0x7ff) - 1023;
}

/** `x` with the lower 27 bits of its significand cleared, so that its square is exact. */
export function upperHalf(x: number): number {
  view.setFloat64(0, x);
  view.setInt32(4, view.getInt32(4) & 0xf8000000);
  return view.getFloat64(0);
}

/** y · 2^k with a single rounding, where `y` is in [0.5, 2] and `k` in [-1075, 1024]: reaches the subnormals. */
export function scaleByPowerOfTwo(y: number, k: number): number {
  if (k > 1022) return y * powerOfTwo(k - 1) * 2;
  if (k < -1020) return y * powerOfTwo(k + 200) * powerOfTwo(-200);
  return y * powerOfTwo(k);
}
