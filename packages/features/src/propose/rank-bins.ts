/** Mid-ranks of values, missing ones below all others; centred and scaled, so that a dot product is Spearman's correlation. */
export function standardRanks(values: Float64Array): Float64Array {
  const ranks = midRanks(values);
  let squares = 0;
  const middle = (values.length - 1) / 2;
  for (let row = 0; row < ranks.length; row++) {
    ranks[row]! -= middle;
    squares += ranks[row]! * ranks[row]!;
  }
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  for (let row = 0; row < ranks.length; row++) ranks[row]! *= scale;
  return ranks;
}

/** Spearman's rank correlation of two columns of standard ranks; 0 where one is constant. */
export function rankCorrelation(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < one.length; row++) sum += one[row]! * other[row]!;
  return sum;
}

/** Bins of about equal size, equal values together; missing values have the first bin for themselves. */
export function quantileBins(values: Float64Array, count: number): Uint16Array {
  const ranks = midRanks(values);
  const missing = values.reduce((sum, value) => sum + (Number.isNaN(value) ? 1 : 0), 0);
  const step = (values.length - missing) / count;
  return Uint16Array.from(values, (value, row) => {
    if (Number.isNaN(value)) return 0;
    return 1 + Math.min(count - 1, Math.floor((ranks[row]! - missing + 0.5) / step));
  });
}

function midRanks(values: Float64Array): Float64Array {
  const known = Float64Array.from(values, (value) => (Number.isNaN(value) ? -Infinity : value));
  const order = Uint32Array.from(known, (_, row) => row).sort((a, b) =>
    known[a]! < known[b]! ? -1 : known[a]! > known[b]! ? 1 : 0,
  );
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && known[order[end]!] === known[order[start]!]) end++;
    for (let index = start; index < end; index++) ranks[order[index]!] = (start + end - 1) / 2;
    start = end;
  }
  return ranks;
}
