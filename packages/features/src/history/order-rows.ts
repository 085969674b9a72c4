/** Rows by time; rows of the same time in their order. Undefined: they stand so already. */
export function orderByTime(at: Float64Array, count: number): Int32Array | undefined {
  let sorted = true;
  for (let row = 1; row < count && sorted; row++) sorted = at[row] >= at[row - 1];
  if (sorted) return undefined;
  const rows = Int32Array.from({ length: count }, (_, row) => row);
  return rows.sort((a, b) => at[a] - at[b] || a - b);
}

/** Rows by code, those without one first; rows of the same code in the order of `rows`. Cost: linear. */
export function orderByCode(
  codes: Int32Array,
  levels: number,
  rows: Int32Array | undefined,
  count: number,
): Int32Array {
  const starts = new Int32Array(levels + 2);
  for (let row = 0; row < count; row++) starts[codes[row] + 2] += 1;
  for (let code = 1; code < starts.length; code++) starts[code] += starts[code - 1];
  const ordered = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const row = rows === undefined ? i : rows[i];
    const code = codes[row] + 1;
    ordered[starts[code]] = row;
    starts[code] += 1;
  }
  return ordered;
}
