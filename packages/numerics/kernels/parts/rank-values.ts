// Ranks: how many of a feature's ascending split points lie below a value. A split is then a comparison of whole numbers,
// exact for every double: value <= points[k] just when rank(value) <= k.

/** What a missing value ranks as, or a code that is no level: above every rank there is. */
export const MISSING_RANK: u32 = 0x40000000;

/**
 * Ranks four values, each among its own 2^steps - 1 points (+Infinity fills up), into four words; `MISSING_RANK` for NaN.
 * Halves without a branch, for what cannot be guessed, and four at a time, each waiting for its loads while the others step.
 */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function rankFour(
  steps: u32,
  points: usize,
  pointsTwo: usize,
  pointsThree: usize,
  pointsFour: usize,
  one: f64,
  two: f64,
  three: f64,
  four: f64,
  ranks: usize,
): void {
  let a = points;
  let b = pointsTwo;
  let c = pointsThree;
  let d = pointsFour;
  let step: usize = (<usize>4) << steps;
  for (let i: u32 = 0; i < steps; i++) {
    a += step & (0 - <usize>(load<f64>(a + step - 8) < one));
    b += step & (0 - <usize>(load<f64>(b + step - 8) < two));
    c += step & (0 - <usize>(load<f64>(c + step - 8) < three));
    d += step & (0 - <usize>(load<f64>(d + step - 8) < four));
    step >>= 1;
  }
  store<u32>(ranks, (<u32>((a - points) >> 3)) | ((<u32>(one != one)) << 30));
  store<u32>(ranks, (<u32>((b - pointsTwo) >> 3)) | ((<u32>(two != two)) << 30), 4);
  store<u32>(ranks, (<u32>((c - pointsThree) >> 3)) | ((<u32>(three != three)) << 30), 8);
  store<u32>(ranks, (<u32>((d - pointsFour) >> 3)) | ((<u32>(four != four)) << 30), 12);
}

/** A level's own number, `MISSING_RANK` for NaN and whatever else is none of `levelCount` levels. */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function rankLevel(levelCount: u32, value: f64): u32 {
  const isLevel = value >= 0 && value < <f64>levelCount && floor(value) == value;
  return isLevel ? <u32>value : MISSING_RANK;
}

/** Ranks 128 values, eight bytes each, into 128 words. */
export function rankBlock(steps: u32, points: usize, values: usize, ranks: usize): void {
  for (let i: usize = 0; i < 128; i += 4) {
    const at = values + (i << 3);
    const one = load<f64>(at);
    const two = load<f64>(at, 8);
    const three = load<f64>(at, 16);
    const four = load<f64>(at, 24);
    rankFour(steps, points, points, points, points, one, two, three, four, ranks + (i << 2));
  }
}

/** The levels of 128 values, as `rankLevel`. */
export function levelBlock(levelCount: u32, values: usize, ranks: usize): void {
  for (let i: usize = 0; i < 128; i++) {
    store<u32>(ranks + (i << 2), rankLevel(levelCount, load<f64>(values + (i << 3))));
  }
}
