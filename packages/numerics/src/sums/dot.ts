/**
 * The inner product Σ aᵢ·bᵢ, added in the order given without compensation.
 *
 * @throws RangeError when the lengths differ
 * @example dot([1, 2], [3, 4]) // 11
 */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) {
    throw new RangeError(`\`a\` and \`b\` of \`dot\` must have equal lengths; got ${a.length} and ${b.length}`);
  }
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}
