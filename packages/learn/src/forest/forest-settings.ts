import { checkSettings, isNumberIn } from '../model/check-settings.js';

/** Settings that forests of any kind have. */
export interface ForestSettings {
  /** Trees, whole, in [1, 5000]; default 3 million by the rows, from 100 to 400. */
  readonly trees: number;
  /** What a split saves: `gini` (default) impurity or `entropy`. */
  readonly criterion: 'gini' | 'entropy';
  /**
   * Share of the features drawn anew for each split, in (0, 1]; at least one, and more where none of them differs within the
   * node. Default √features / features.
   */
  readonly featureShare: number;
  /** Rows drawn for each tree, as a share of the rows, in (0, 1]; default 1. */
  readonly rowShare: number;
  /** Whether a row can be drawn twice; default true for `fitForest` and false for `fitExtraTrees`. */
  readonly bootstrap: boolean;
  /** Weight (of drawn rows) each leaf must have, ≥ 0; default a two-thousandth of the weight, from 2 to 50. */
  readonly minLeafWeight: number;
  /** Splits between root and leaf at most, in [1, 64]; default 40. */
  readonly maxDepth: number;
  /** Bins of a numeric feature at most, in [2, 254]; default 64 for `fitForest` and 254 for `fitExtraTrees`. */
  readonly maxBins: number;
  /** Weight with the node's bad rate added to each level when levels are put in order, ≥ 0; default 2. */
  readonly levelSmoothing: number;
}

/** Fills in and checks settings. @throws INVALID_ARGUMENT naming the setting */
export function completeForest(
  caller: 'fitForest' | 'fitExtraTrees',
  settings: Partial<ForestSettings>,
  rows: number,
  features: number,
  weight: number,
): ForestSettings {
  const isExtra = caller === 'fitExtraTrees';
  const complete: ForestSettings = {
    trees: Math.max(100, Math.min(400, Math.round(3e6 / rows))),
    criterion: 'gini',
    featureShare: Math.sqrt(features) / features,
    rowShare: 1,
    bootstrap: !isExtra,
    minLeafWeight: Math.max(2, Math.min(50, weight / 2000)),
    maxDepth: 40,
    // Cuts at random look at no more bins for having more.
    maxBins: isExtra ? 254 : 64,
    levelSmoothing: 2,
    ...settings,
  };
  const { trees, criterion, featureShare, rowShare, bootstrap, minLeafWeight, maxDepth, maxBins, levelSmoothing } =
    complete;
  checkSettings(
    caller,
    [
      ['trees', isNumberIn(trees, 1, 5000, true), 'be a whole number in [1, 5000]', trees],
      ['criterion', criterion === 'gini' || criterion === 'entropy', 'be gini or entropy', criterion],
      ['featureShare', isNumberIn(featureShare, Number.MIN_VALUE, 1), 'be in (0, 1]', featureShare],
      ['rowShare', isNumberIn(rowShare, Number.MIN_VALUE, 1), 'be in (0, 1]', rowShare],
      ['bootstrap', typeof bootstrap === 'boolean', 'be true or false', bootstrap],
      ['minLeafWeight', isNumberIn(minLeafWeight, 0, 1e300), 'be finite and ≥ 0', minLeafWeight],
      ['maxDepth', isNumberIn(maxDepth, 1, 64, true), 'be a whole number in [1, 64]', maxDepth],
      ['maxBins', isNumberIn(maxBins, 2, 254, true), 'be a whole number in [2, 254]', maxBins],
      ['levelSmoothing', isNumberIn(levelSmoothing, 0, 1e300), 'be finite and ≥ 0', levelSmoothing],
    ],
    settings,
  );
  return complete;
}
