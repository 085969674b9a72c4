import type { FeatureMatrix } from '@probity/learn';

/**
 * Numbers rows so that rows with the same features in every column have the same number: what is in the data twice must not be both
 * learned from and measured on.
 *
 * @returns one number a row, counted from 0 in order of appearance, and how many rows repeat an earlier one
 * Cost: O(rows × features).
 */
export function duplicateGroups({ rowCount, columns }: FeatureMatrix): { groups: Int32Array; repeats: number } {
  const known = new Map<string, number>();
  const groups = new Int32Array(rowCount);
  // The bits and not the printed numbers: exact, and a row of 64 numbers is a text of 256 characters.
  const bits = new Float64Array(columns.length);
  const units = new Uint16Array(bits.buffer);
  for (let row = 0; row < rowCount; row++) {
    // NaN has many bit patterns and 0 has two.
    for (const [index, column] of columns.entries()) {
      const value = column[row] ?? Number.NaN;
      bits[index] = Number.isNaN(value) ? Number.NaN : value + 0;
    }
    const key = String.fromCharCode(...units);
    const group = known.get(key) ?? known.size;
    known.set(key, group);
    groups[row] = group;
  }
  return { groups, repeats: rowCount - known.size };
}
