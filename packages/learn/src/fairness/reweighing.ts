import { ProbityError } from '@probity/domain';
import type { ProtectedAttribute } from './protected-attribute.js';

/**
 * Weights under which a protected attribute and the outcome are independent: fit again with them to mitigate.
 *
 * A row of group g with outcome y weighs P(g) · P(y) / P(g, y): groups in which bads are more common than on average get
 * lighter bads and heavier goods. Rows of unknown group keep their weight. The total weight stays as it was.
 *
 * @param labels length n; 1 = bad
 * @param weights length n, default all 1: weights the rows have already; the new ones are multiplied onto them
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT (a negative weight)
 * Source: Kamiran & Calders 2012, section 4.3; checked against their formula in test/golden/fairness.
 * @example learner.fit({ ...data, weights: reweighing(data.labels, sex) }, context)
 */
export function reweighing(
  labels: ArrayLike<number>,
  attribute: ProtectedAttribute,
  weights?: ArrayLike<number>,
): Float64Array {
  const { codes, groups } = attribute;
  for (const [field, length] of [['attribute', codes.length] as const, ['weights', weights?.length] as const]) {
    if (length === undefined || length === labels.length) continue;
    const message = `\`${field}\` of \`reweighing\` must have one entry per label (${labels.length}); got ${length}`;
    throw new ProbityError('SHAPE_MISMATCH', message, { field });
  }
  const weightOf = (row: number): number => (weights === undefined ? 1 : weights[row]);
  const cells = new Float64Array(2 * groups.length);
  for (let row = 0; row < labels.length; row++) {
    if (!(weightOf(row) >= 0)) {
      const message = `\`weights\` of \`reweighing\` must be ≥ 0; got ${weightOf(row)}`;
      throw new ProbityError('INVALID_ARGUMENT', message, { field: 'weights', row: row + 1 });
    }
    if (codes[row] >= 0) cells[2 * codes[row] + labels[row]] += weightOf(row);
  }
  const outcomes = [0, 1].map((label) => groups.reduce((sum, _, group) => sum + cells[2 * group + label], 0));
  const total = outcomes[0] + outcomes[1];
  return Float64Array.from(labels, (label, row) => {
    const group = codes[row];
    if (group < 0 || weightOf(row) === 0) return weightOf(row);
    const inGroup = cells[2 * group] + cells[2 * group + 1];
    return (weightOf(row) * inGroup * outcomes[label]) / (total * cells[2 * group + label]);
  });
}
