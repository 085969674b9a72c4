import { log } from '@probity/numerics';

const EULER = 0.5772156649015329;

/**
 * Splits that an unsuccessful search in a binary tree of n rows makes on average: what an isolation tree's depth is measured
 * by.
 *
 * @param rows whole, ≥ 0
 * @returns 0 for at most one row, 1 for two, else 2·(log(n − 1) + γ) − 2·(n − 1)/n
 * Source: Liu, Ting & Zhou 2008, equation 1; checked against scikit-learn in test/golden/isolation-forest.
 * @example averagePathLength(256) // 10.244…
 */
export function averagePathLength(rows: number): number {
  if (rows <= 1) return 0;
  if (rows === 2) return 1;
  return 2 * (log(rows - 1) + EULER) - (2 * (rows - 1)) / rows;
}
