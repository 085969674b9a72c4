/** Cells of a confusion matrix, as shares or counts to any scale: true and false positives, true and false negatives. */
export type Cells = readonly [tp: bigint, fp: bigint, tn: bigint, fn: bigint];

/** c · cells ≥ 0. */
export type Constraint = Cells;

const NON_NEGATIVE: readonly Constraint[] = [
  [1n, 0n, 0n, 0n],
  [0n, 1n, 0n, 0n],
  [0n, 0n, 1n, 0n],
  [0n, 0n, 0n, 1n],
];

/**
 * The corners of all confusion matrices that meet the constraints, to any scale; none when there is no such matrix.
 *
 * Every figure that is a ratio of sums of cells gives two constraints that are linear in the cells, so the matrices form
 * a cone, and each of its edges lies where three constraints are tight. Whole numbers throughout: the answer is exact.
 * Cost: O(m⁴) for m constraints, a few milliseconds for twenty.
 */
export function cornersOf(constraints: readonly Constraint[]): readonly Cells[] {
  const all = [...NON_NEGATIVE, ...constraints];
  const corners: Cells[] = [];
  for (let i = 0; i < all.length; i++) {
    for (let j = i + 1; j < all.length; j++) {
      for (let k = j + 1; k < all.length; k++) {
        const [a, b, c] = [all[i], all[j], all[k]] as [Constraint, Constraint, Constraint];
        const ray = across(a, b, c);
        if (ray.every((cell) => cell === 0n)) continue;
        const flipped = ray.map((cell) => -cell) as unknown as Cells;
        for (const candidate of [ray, flipped])
          if (all.every((rule) => dot(rule, candidate) >= 0n)) corners.push(candidate);
      }
    }
  }
  return corners;
}

export function dot(a: Cells, b: Cells): bigint {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3];
}

/** The direction at right angles to three others: signed 3 × 3 minors. */
function across(a: Cells, b: Cells, c: Cells): Cells {
  const minor = (x: number, y: number, z: number): bigint => {
    const [a1, a2, a3] = [a[x] ?? 0n, a[y] ?? 0n, a[z] ?? 0n];
    const [b1, b2, b3] = [b[x] ?? 0n, b[y] ?? 0n, b[z] ?? 0n];
    const [c1, c2, c3] = [c[x] ?? 0n, c[y] ?? 0n, c[z] ?? 0n];
    return a1 * (b2 * c3 - b3 * c2) - a2 * (b1 * c3 - b3 * c1) + a3 * (b1 * c2 - b2 * c1);
  };
  return [minor(1, 2, 3), -minor(0, 2, 3), minor(0, 1, 3), -minor(0, 1, 2)];
}
