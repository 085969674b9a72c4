import { ProbityError } from '@probity/domain';

/** The shapes of tree a fit may choose among; see `boostingPresets`. */
export type PresetName = 'shallow' | 'balanced' | 'deep';

/** Settings of `fitGradientBoosting`. A default marked "preset" depends on the preset. */
export interface BoostingSettings {
  /** Where the defaults come from; 'auto' (the default) chooses by the loss on inner validation rows. */
  readonly preset: PresetName | 'auto';
  /** Trees at most, in [1, 20 000]; default 2 000. */
  readonly maxRounds: number;
  /**
   * Rounds without a better loss on inner validation rows after which the number of rounds is settled, in [0, 20 000];
   * default 40. 0 grows exactly `maxRounds` trees and sets no rows aside ('auto' then means 'balanced').
   */
  readonly patience: number;
  /** Share of each tree's advice that is taken, in (0, 1]; default 0.03, and 0.05 from 50,000 rows up, where it costs nothing. */
  readonly learningRate: number;
  /** Leaves of a tree at most, in [2, 4096]; preset. */
  readonly maxLeaves: number;
  /** Splits between root and leaf at most, in [1, 64]; default 64. */
  readonly maxDepth: number;
  /** Rows each side of a split must have, ≥ 1; preset. */
  readonly minRowsInLeaf: number;
  /** Hessian (≈ rows × p × (1 - p)) each side of a split must have, ≥ 0; default 0.001. */
  readonly minChildWeight: number;
  /** L2 penalty on leaf values, ≥ 0; in units of hessian; preset. */
  readonly l2: number;
  /** Gain in log loss (×2) a split must exceed, ≥ 0; default 1e-6. */
  readonly minGain: number;
  /** Share of rows drawn for each tree, in (0, 1]; preset. */
  readonly rowShare: number;
  /** Share of features drawn for each tree, in (0, 1]; preset. */
  readonly featureShare: number;
  /** Bins of a numeric feature at most, in [2, 254]; default a fiftieth of the rows, from 32 to 254. */
  readonly maxBins: number;
  /** Rows a level must have in a node to be judged by itself there, ≥ 1; rarer ones go with the missing values; default 5. */
  readonly minRowsInLevel: number;
  /** Hessian added to each level when levels are put in order, ≥ 0: rare levels move to the middle; default 2. */
  readonly levelSmoothing: number;
  /** Added to `l2` where a split is between sets of levels, ≥ 0; default 1. */
  readonly levelL2: number;
}

/**
 * Three answers to how much the data can bear, measured on public credit data: few rows and much noise want shallow trees of
 * few features; many rows or sharp interactions want deep ones.
 */
export const boostingPresets = {
  shallow: { maxLeaves: 6, minRowsInLeaf: 10, l2: 5, rowShare: 0.7, featureShare: 0.35 },
  balanced: { maxLeaves: 24, minRowsInLeaf: 20, l2: 5, rowShare: 0.75, featureShare: 0.5 },
  deep: { maxLeaves: 96, minRowsInLeaf: 2, l2: 2, rowShare: 0.8, featureShare: 0.5 },
} as const satisfies Record<PresetName, Partial<BoostingSettings>>;

/** The given settings, completed from a preset. */
export function completeSettings(
  settings: Partial<BoostingSettings>,
  preset: PresetName,
  rowCount: number,
): BoostingSettings {
  return {
    maxRounds: 2000,
    patience: 40,
    learningRate: rowCount < 50_000 ? 0.03 : 0.05,
    maxDepth: 64,
    minChildWeight: 0.001,
    minGain: 1e-6,
    maxBins: Math.max(32, Math.min(254, Math.floor(rowCount / 50))),
    minRowsInLevel: 5,
    levelSmoothing: 2,
    levelL2: 1,
    ...boostingPresets[preset],
    ...settings,
    preset,
  };
}

const RANGES = {
  maxRounds: [1, 20_000, 'whole'],
  patience: [0, 20_000, 'whole'],
  learningRate: [Number.MIN_VALUE, 1, 'real'],
  maxLeaves: [2, 4096, 'whole'],
  maxDepth: [1, 64, 'whole'],
  minRowsInLeaf: [1, 2 ** 30, 'whole'],
  minChildWeight: [0, 1e12, 'real'],
  l2: [0, 1e12, 'real'],
  minGain: [0, 1e12, 'real'],
  rowShare: [Number.MIN_VALUE, 1, 'real'],
  featureShare: [Number.MIN_VALUE, 1, 'real'],
  maxBins: [2, 254, 'whole'],
  minRowsInLevel: [1, 2 ** 30, 'whole'],
  levelSmoothing: [0, 1e12, 'real'],
  levelL2: [0, 1e12, 'real'],
} as const satisfies Record<Exclude<keyof BoostingSettings, 'preset'>, readonly [number, number, 'whole' | 'real']>;

/** @throws INVALID_ARGUMENT for a setting out of its range or of no known name */
export function checkBoostingSettings(settings: Partial<BoostingSettings>): void {
  const { preset = 'auto' } = settings;
  if (preset !== 'auto' && !Object.hasOwn(boostingPresets, preset)) {
    throw wrongSetting('preset', `one of auto, ${Object.keys(boostingPresets).join(', ')}`, preset);
  }
  for (const name of Object.keys(settings)) {
    if (name !== 'preset' && !Object.hasOwn(RANGES, name))
      throw wrongSetting(name, 'left out: there is no such setting', '');
  }
  for (const [name, [low, high, kind]] of Object.entries(RANGES)) {
    const value: unknown = settings[name as keyof BoostingSettings];
    if (value === undefined) continue;
    const fits = typeof value === 'number' && value >= low && value <= high;
    if (fits && (kind === 'real' || Number.isInteger(value))) continue;
    throw wrongSetting(name, `${kind === 'whole' ? 'a whole number' : 'a number'} in [${low}, ${high}]`, value);
  }
}

function wrongSetting(name: string, rule: string, got: unknown): ProbityError {
  return new ProbityError('INVALID_ARGUMENT', `\`${name}\` of \`fitGradientBoosting\` must be ${rule}; got ${got}`, {
    field: name,
  });
}
