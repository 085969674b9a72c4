// Chance inside a kernel: the generator of src/random/random.ts (xoshiro128**), one state per thread.

let a: u32 = 0;
let b: u32 = 0;
let c: u32 = 0;
let d: u32 = 0;

/** Starts the stream whose state is the four 32-bit words at `state`. */
export function startRandom(state: usize): void {
  a = load<u32>(state);
  b = load<u32>(state, 4);
  c = load<u32>(state, 8);
  d = load<u32>(state, 12);
  // The one state the generator cannot leave.
  if ((a | b | c | d) == 0) a = 1;
}

/** Uniform whole number in [0, 2³²). */
export function nextU32(): u32 {
  const result = rotl<u32>(b * 5, 7) * 9;
  const shifted = b << 9;
  c ^= a;
  d ^= b;
  b ^= c;
  a ^= d;
  c ^= shifted;
  d = rotl<u32>(d, 11);
  return result;
}

/** Uniform whole number in [0, n), without bias; n ≥ 1. Source: Lemire 2019, "Fast random integer generation in an interval". */
export function nextBelow(n: u32): u32 {
  let product = <u64>nextU32() * <u64>n;
  if (<u32>product < n) {
    // Draws whose lower half is below 2³² mod n would favour some numbers.
    const least: u32 = (0 - n) % n;
    while (<u32>product < least) product = <u64>nextU32() * <u64>n;
  }
  return <u32>(product >> 32);
}

/** Uniform in [0, 1), a multiple of 2⁻⁵³. */
export function nextFloat(): f64 {
  const high = <f64>(nextU32() >> 5);
  const low = <f64>(nextU32() >> 6);
  return (high * 67108864.0 + low) / 9007199254740992.0;
}
