// From numbers to bins: ordering doubles, and finding the bin of a value. Addresses are in bytes.

/** Edges of a feature: 256 doubles, ascending, filled up with +Infinity. */
export const EDGES_BYTES: usize = 2048;

/**
 * The bin of a value: how many of the feature's edges lie below it, so that a value equal to an edge is in the bin that ends
 * there. A missing value has `missingBin`. No branch depends on the value.
 */
// @ts-ignore: decorator
@inline
export function binOf(edges: usize, value: f64, missingBin: u32): u32 {
  let at = edges;
  at += select<usize>(1024, 0, load<f64>(at, 1016) < value);
  at += select<usize>(512, 0, load<f64>(at, 504) < value);
  at += select<usize>(256, 0, load<f64>(at, 248) < value);
  at += select<usize>(128, 0, load<f64>(at, 120) < value);
  at += select<usize>(64, 0, load<f64>(at, 56) < value);
  at += select<usize>(32, 0, load<f64>(at, 24) < value);
  at += select<usize>(16, 0, load<f64>(at, 8) < value);
  at += select<usize>(8, 0, load<f64>(at) < value);
  return select<u32>(<u32>((at - edges) >> 3), missingBin, value == value);
}

const DIGIT_BITS: i32 = 11;
const DIGITS: i32 = 6;
const BUCKETS: i32 = 2048;
/** Room for the counts of every digit. */
export const COUNTS_BYTES: usize = 49152;

/**
 * Puts doubles in ascending order (-0 before 0; there must be no NaN): by their bits, digit by digit, leaving out digits
 * that all values share, as those of 32-bit floats do.
 *
 * `scratch` has room for as many doubles, `counts` for COUNTS_BYTES. Returns where the sorted values lie: `values` or `scratch`.
 */
export function sortDoubles(values: usize, count: i32, scratch: usize, counts: usize): usize {
  memory.fill(counts, 0, COUNTS_BYTES);
  for (let i: i32 = 0; i < count; i++) {
    const at = values + (<usize>i << 3);
    const bits = load<u64>(at);
    // Negative numbers are inverted, others get the sign bit: now they rise as their numbers do.
    const key = bits ^ (<u64>(<i64>bits >> 63) | 0x8000000000000000);
    store<u64>(at, key);
    let digits = key;
    for (let digit: i32 = 0; digit < DIGITS; digit++) {
      const bucket = counts + (<usize>(digit * BUCKETS + (<i32>digits & (BUCKETS - 1))) << 2);
      store<u32>(bucket, load<u32>(bucket) + 1);
      digits >>= DIGIT_BITS;
    }
  }
  let from = values;
  let to = scratch;
  for (let digit: i32 = 0; digit < DIGITS; digit++) {
    const buckets = counts + (<usize>(digit * BUCKETS) << 2);
    const shift = <u64>(digit * DIGIT_BITS);
    if (count == 0) break;
    const first = <i32>(load<u64>(from) >> shift) & (BUCKETS - 1);
    if (load<u32>(buckets + (<usize>first << 2)) == <u32>count) continue;
    let start: u32 = 0;
    for (let bucket: i32 = 0; bucket < BUCKETS; bucket++) {
      const at = buckets + (<usize>bucket << 2);
      const size = load<u32>(at);
      store<u32>(at, start);
      start += size;
    }
    for (let i: i32 = 0; i < count; i++) {
      const key = load<u64>(from + (<usize>i << 3));
      const bucket = buckets + (<usize>(<i32>(key >> shift) & (BUCKETS - 1)) << 2);
      const place = load<u32>(bucket);
      store<u32>(bucket, place + 1);
      store<u64>(to + (<usize>place << 3), key);
    }
    const swap = from;
    from = to;
    to = swap;
  }
  for (let i: i32 = 0; i < count; i++) {
    const at = from + (<usize>i << 3);
    const key = load<u64>(at);
    store<u64>(at, key ^ (<u64>(<i64>~key >> 63) | 0x8000000000000000));
  }
  return from;
}
