/** Eigenvalues, greatest first, and the unit vectors that belong to them. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  /** n × n, row by row: row k is the eigenvector of `values[k]`, its entry of largest size positive. */
  readonly vectors: Float64Array;
}

/** Steps of the QL iteration for one eigenvalue; two or three are usual. */
const MOST_STEPS = 60;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix.
 *
 * @param matrix n × n, row by row; only the lower triangle is read; not changed
 * @param n number of rows
 * @returns values in descending order; each vector's sign is fixed by its entry of largest size
 * @throws RangeError when `matrix` does not have n² entries, holds a number that is not finite, or does not converge
 * Cost: about 3 n³ multiplications; n = 350 takes under a second.
 * Source: Householder's reduction to tridiagonal form and implicit QL steps (Golub & Van Loan, Matrix Computations, 8.3;
 * Wilkinson & Reinsch 1971, II/2 and II/4); checked against numpy.linalg.eigh in test/golden/symmetric-eigen.
 * @example symmetricEigen(Float64Array.of(2, 1, 1, 2), 2).values // Float64Array [3, 1]
 */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  if (matrix.length !== n * n) {
    throw new RangeError(`\`matrix\` of \`symmetricEigen\` must have n² = ${n * n} entries; got ${matrix.length}`);
  }
  const work = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const entry = matrix[i * n + j];
      if (!Number.isFinite(entry)) throw new RangeError('`matrix` of `symmetricEigen` must hold finite numbers only');
      work[i * n + j] = entry;
      work[j * n + i] = entry;
    }
  }
  const diagonal = new Float64Array(n);
  const below = new Float64Array(n);
  if (n > 0) {
    reduceToTridiagonal(work, n, diagonal, below);
    iterate(work, n, diagonal, below);
  }
  return sorted(work, n, diagonal);
}

/** Afterwards `work` holds, column by column, the product of the reflections. */
function reduceToTridiagonal(work: Float64Array, n: number, diagonal: Float64Array, below: Float64Array): void {
  for (let i = n - 1; i > 0; i--) {
    let size = 0;
    for (let k = 0; k < i; k++) size += Math.abs(work[i * n + k]);
    if (i === 1 || size === 0) {
      below[i] = work[i * n + i - 1];
      diagonal[i] = 0;
      continue;
    }
    let square = 0;
    for (let k = 0; k < i; k++) {
      work[i * n + k] /= size;
      square += work[i * n + k] * work[i * n + k];
    }
    const last = work[i * n + i - 1];
    const length = last >= 0 ? -Math.sqrt(square) : Math.sqrt(square);
    below[i] = size * length;
    square -= last * length;
    work[i * n + i - 1] = last - length;
    let inner = 0;
    for (let j = 0; j < i; j++) {
      work[j * n + i] = work[i * n + j] / square;
      let product = 0;
      for (let k = 0; k <= j; k++) product += work[j * n + k] * work[i * n + k];
      for (let k = j + 1; k < i; k++) product += work[k * n + j] * work[i * n + k];
      below[j] = product / square;
      inner += below[j] * work[i * n + j];
    }
    const half = inner / (2 * square);
    for (let j = 0; j < i; j++) {
      const reflected = work[i * n + j];
      const shift = below[j] - half * reflected;
      below[j] = shift;
      for (let k = 0; k <= j; k++) work[j * n + k] -= reflected * below[k] + shift * work[i * n + k];
    }
    diagonal[i] = square;
  }
  diagonal[0] = 0;
  below[0] = 0;
  for (let i = 0; i < n; i++) {
    if (diagonal[i] !== 0) {
      for (let j = 0; j < i; j++) {
        let product = 0;
        for (let k = 0; k < i; k++) product += work[i * n + k] * work[k * n + j];
        for (let k = 0; k < i; k++) work[k * n + j] -= product * work[k * n + i];
      }
    }
    diagonal[i] = work[i * n + i];
    work[i * n + i] = 1;
    for (let j = 0; j < i; j++) {
      work[j * n + i] = 0;
      work[i * n + j] = 0;
    }
  }
}

/** QL with implicit shifts: `diagonal` becomes the eigenvalues, the columns of `work` their vectors. */
function iterate(work: Float64Array, n: number, diagonal: Float64Array, below: Float64Array): void {
  for (let i = 1; i < n; i++) below[i - 1] = below[i];
  below[n - 1] = 0;
  for (let start = 0; start < n; start++) {
    for (let step = 0; ; step++) {
      let end = start;
      for (; end < n - 1; end++) {
        const scale = Math.abs(diagonal[end]) + Math.abs(diagonal[end + 1]);
        if (Math.abs(below[end]) <= Number.EPSILON * scale) break;
      }
      if (end === start) break;
      if (step === MOST_STEPS) throw new RangeError('`symmetricEigen` did not converge');
      qlStep(work, n, diagonal, below, start, end);
    }
  }
}

function qlStep(
  work: Float64Array,
  n: number,
  diagonal: Float64Array,
  below: Float64Array,
  start: number,
  end: number,
): void {
  let shift = (diagonal[start + 1] - diagonal[start]) / (2 * below[start]);
  const root = hypotenuse(shift, 1);
  shift = diagonal[end] - diagonal[start] + below[start] / (shift + (shift >= 0 ? root : -root));
  let sine = 1;
  let cosine = 1;
  let carried = 0;
  for (let i = end - 1; i >= start; i--) {
    const rotated = sine * below[i];
    const kept = cosine * below[i];
    const length = hypotenuse(rotated, shift);
    below[i + 1] = length;
    if (length === 0) {
      diagonal[i + 1] -= carried;
      below[end] = 0;
      return;
    }
    sine = rotated / length;
    cosine = shift / length;
    const rest = diagonal[i + 1] - carried;
    const turned = (diagonal[i] - rest) * sine + 2 * cosine * kept;
    carried = sine * turned;
    diagonal[i + 1] = rest + carried;
    shift = cosine * turned - kept;
    for (let k = 0; k < n; k++) {
      const right = work[k * n + i + 1];
      const left = work[k * n + i];
      work[k * n + i + 1] = sine * left + cosine * right;
      work[k * n + i] = cosine * left - sine * right;
    }
  }
  diagonal[start] -= carried;
  below[start] = shift;
  below[end] = 0;
}

/** √(a² + b²) without overflow; Math.hypot may differ between machines. */
function hypotenuse(a: number, b: number): number {
  const [large, small] = Math.abs(a) > Math.abs(b) ? [Math.abs(a), Math.abs(b)] : [Math.abs(b), Math.abs(a)];
  if (large === 0) return 0;
  const ratio = small / large;
  return large * Math.sqrt(1 + ratio * ratio);
}

function sorted(work: Float64Array, n: number, diagonal: Float64Array): SymmetricEigen {
  const order = Array.from({ length: n }, (_, index) => index).sort(
    (one, other) => diagonal[other] - diagonal[one] || one - other,
  );
  const vectors = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    let largest = 0;
    for (let i = 0; i < n; i++) {
      const entry = work[i * n + order[k]];
      vectors[k * n + i] = entry;
      if (Math.abs(entry) > Math.abs(largest)) largest = entry;
    }
    if (largest < 0) for (let i = 0; i < n; i++) vectors[k * n + i] = -vectors[k * n + i];
  }
  return { values: Float64Array.from(order, (index) => diagonal[index]), vectors };
}
