// Ranks: how many of a feature's ascending split points lie below a value. A split is then a comparison of whole numbers,
// exact for every double: value <= points[k] just when rank(value) <= k.

/** What a missing value ranks as, or a code that is no level: above every rank there is. */
export const MISSING_RANK: u32 = 0x40000000;

/** The rank of a value; NaN ranks 0. `count` is at least 1. Halves without a branch, for what cannot be guessed. */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function rankAmong(points: usize, count: usize, value: f64): u32 {
  let at = points;
  let left = count;
  while (left > 1) {
    const half = left >> 1;
    at += (half << 3) & (0 - <usize>(load<f64>(at + (half << 3) - 8) < value));
    left -= half;
  }
  at += <usize>(load<f64>(at) < value) << 3;
  return <u32>((at - points) >> 3);
}

/** The rank of a number, `MISSING_RANK` for NaN. */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function rankNumber(points: usize, count: usize, value: f64): u32 {
  return rankAmong(points, count, value) | ((<u32>(value != value)) << 30);
}

/** A level's own number, `MISSING_RANK` for NaN and whatever else is none of `levelCount` levels. */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function rankLevel(levelCount: u32, value: f64): u32 {
  const isLevel = value >= 0 && value < <f64>levelCount && floor(value) == value;
  return isLevel ? <u32>value : MISSING_RANK;
}

/** Ranks 128 values, eight bytes each, into 128 words. */
export function rankBlock(points: usize, count: usize, values: usize, ranks: usize): void {
  for (let i: usize = 0; i < 128; i += 4) {
    const one = load<f64>(values + (i << 3));
    const two = load<f64>(values + (i << 3), 8);
    const three = load<f64>(values + (i << 3), 16);
    const four = load<f64>(values + (i << 3), 24);
    let atOne = points;
    let atTwo = points;
    let atThree = points;
    let atFour = points;
    let left = count;
    // Four searches at a time hide each other's waits.
    while (left > 1) {
      const half = left >> 1;
      const step = half << 3;
      atOne += step & (0 - <usize>(load<f64>(atOne + step - 8) < one));
      atTwo += step & (0 - <usize>(load<f64>(atTwo + step - 8) < two));
      atThree += step & (0 - <usize>(load<f64>(atThree + step - 8) < three));
      atFour += step & (0 - <usize>(load<f64>(atFour + step - 8) < four));
      left -= half;
    }
    atOne += <usize>(load<f64>(atOne) < one) << 3;
    atTwo += <usize>(load<f64>(atTwo) < two) << 3;
    atThree += <usize>(load<f64>(atThree) < three) << 3;
    atFour += <usize>(load<f64>(atFour) < four) << 3;
    store<u32>(ranks + (i << 2), (<u32>((atOne - points) >> 3)) | ((<u32>(one != one)) << 30));
    store<u32>(ranks + (i << 2), (<u32>((atTwo - points) >> 3)) | ((<u32>(two != two)) << 30), 4);
    store<u32>(ranks + (i << 2), (<u32>((atThree - points) >> 3)) | ((<u32>(three != three)) << 30), 8);
    store<u32>(ranks + (i << 2), (<u32>((atFour - points) >> 3)) | ((<u32>(four != four)) << 30), 12);
  }
}

/** The levels of 128 values, as `rankLevel`. */
export function levelBlock(levelCount: u32, values: usize, ranks: usize): void {
  for (let i: usize = 0; i < 128; i++) {
    store<u32>(ranks + (i << 2), rankLevel(levelCount, load<f64>(values + (i << 3))));
  }
}
