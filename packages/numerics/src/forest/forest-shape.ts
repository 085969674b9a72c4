/** What a forest is grown on and how: whole numbers unless said otherwise. */
export interface ForestShape {
  /** In [1, 2³⁰]. */
  readonly rowCount: number;
  /** At least 1. */
  readonly featureCount: number;
  /** Whether any feature is a category. */
  readonly hasCategories: boolean;
  /** Whether rows have weights. */
  readonly isWeighted: boolean;
  /** Features a split is chosen among, in [1, featureCount]. */
  readonly drawnFeatures: number;
  /** Rows drawn for each tree, in [1, rowCount]. */
  readonly draws: number;
  /** Whether a row can be drawn twice for a tree. */
  readonly withReplacement: boolean;
  /** What a split saves. */
  readonly criterion: 'gini' | 'entropy';
  /** Whether cuts are drawn at random (extra trees) instead of searched. */
  readonly isExtra: boolean;
  /** Splits between root and leaf at most, in [1, 64]. */
  readonly maxDepth: number;
  /** Weight each leaf must have, ≥ 0. */
  readonly minLeafWeight: number;
  /** Weight with the node's share of bads added to each level when levels are put in order, ≥ 0. */
  readonly levelSmoothing: number;
  /** Trees asked for at a time, at least 1. */
  readonly batchSize: number;
}

/** @throws RangeError naming the first number out of its range */
export function checkForestShape(shape: ForestShape): void {
  const limits: readonly (readonly [keyof ForestShape, number])[] = [
    ['rowCount', 2 ** 30],
    ['featureCount', 2 ** 20],
    ['drawnFeatures', shape.featureCount],
    ['draws', shape.rowCount],
    ['maxDepth', 64],
    ['batchSize', 2 ** 16],
  ];
  for (const [name, limit] of limits) {
    const value = shape[name];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > limit) {
      throw new RangeError(`\`${name}\` of \`ForestGrower\` must be a whole number in [1, ${limit}]; got ${value}`);
    }
  }
  for (const name of ['minLeafWeight', 'levelSmoothing'] as const) {
    if (!(shape[name] >= 0 && shape[name] < Infinity)) {
      throw new RangeError(`\`${name}\` of \`ForestGrower\` must be finite and ≥ 0; got ${shape[name]}`);
    }
  }
}
