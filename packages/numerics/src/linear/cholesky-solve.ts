/**
 * Solves A·x = b for a symmetric positive definite A, as Newton steps need.
 *
 * @param matrix n × n, row by row; only the lower triangle is read; not changed
 * @param rightSide length n
 * @returns x of length n, or undefined when A is not (numerically) positive definite
 * @throws RangeError when `matrix` does not have n² entries
 * Cost: n³/6 multiplications. Source: Golub & Van Loan, Matrix Computations, 4.2.
 * @example choleskySolve(Float64Array.of(4, 2, 2, 3), Float64Array.of(2, 1)) // Float64Array [0.5, 0]
 */
export function choleskySolve(matrix: Float64Array, rightSide: Float64Array): Float64Array | undefined {
  const n = rightSide.length;
  if (matrix.length !== n * n) {
    throw new RangeError(
      `\`matrix\` of \`choleskySolve\` must have n² = ${n * n} entries for n = ${n}; got ${matrix.length}`,
    );
  }
  const factor = choleskyFactor(matrix, n);
  if (factor === undefined) return undefined;
  const x = Float64Array.from(rightSide);
  for (let i = 0; i < n; i++) {
    let rest = x[i];
    for (let j = 0; j < i; j++) rest -= factor[i * n + j] * x[j];
    x[i] = rest / factor[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    let rest = x[i];
    for (let j = i + 1; j < n; j++) rest -= factor[j * n + i] * x[j];
    x[i] = rest / factor[i * n + i];
  }
  return x;
}

/**
 * The lower triangle L with A = L·Lᵀ, or undefined when A is not (numerically) positive definite.
 *
 * @param matrix n × n, row by row; only the lower triangle is read
 */
export function choleskyFactor(matrix: Float64Array, n: number): Float64Array | undefined {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * n + j];
      for (let k = 0; k < j; k++) rest -= factor[i * n + k] * factor[j * n + k];
      if (i !== j) factor[i * n + j] = rest / factor[j * n + j];
      // Written so that NaN is refused as well; a pivot that is all rounding error counts as zero.
      else if (rest > 1e-15 * Math.abs(matrix[i * n + i]) && rest < Infinity) factor[i * n + i] = Math.sqrt(rest);
      else return undefined;
    }
  }
  return factor;
}
