import { createRandom } from '@probity/numerics';

/**
 * Rows drawn without replacement, in file order; undefined where all rows are taken.
 * @param rowCount rows there are
 * @param most rows wanted at most
 */
export function sampleRows(rowCount: number, most: number, seed: number): Uint32Array | undefined {
  if (rowCount <= most) return undefined;
  const random = createRandom(seed).fork('profile sample');
  const chosen = new Uint32Array(most);
  let count = 0;
  // Selection sampling (Knuth, TAOCP 2, 3.4.2 S): each row is taken with the chance that leaves exactly `most`.
  for (let row = 0; row < rowCount && count < most; row++) {
    if (random.nextFloat() * (rowCount - row) < most - count) chosen[count++] = row;
  }
  return chosen;
}
