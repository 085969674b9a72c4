import { ProbityError } from '@probity/domain';

/** Where the defaults of the other settings come from; see `boostingPresets`. */
export type PresetName = 'standard' | 'shallow' | 'balanced' | 'deep';

/** Settings of `fitGradientBoosting` and `fitBoostedRegression`. A default marked "preset" depends on the preset. */
export interface BoostingSettings {
  /**
   * Where the defaults come from. 'standard' (default): a plain fit of 100 trees. 'auto' chooses one of the others by the
   * loss on inner validation rows: better, and ten to fifty times as long.
   */
  readonly preset: PresetName | 'auto';
  /** Trees at most, in [1, 20 000]; default 100, beyond 'standard' 2 000. */
  readonly maxRounds: number;
  /**
   * Rounds without a better loss on inner validation rows after which the number of rounds is settled, in [0, 20 000];
   * default 0, beyond 'standard' 40. 0 grows exactly `maxRounds` trees and sets no rows aside ('auto' then means 'balanced').
   */
  readonly patience: number;
  /**
   * Share of each tree's advice that is taken, in (0, 1]; default 0.1, beyond 'standard' 0.03, and 0.05 from 50,000 rows up,
   * where it costs nothing.
   */
  readonly learningRate: number;
  /**
   * Which leaf is divided next: the one that gains most ('leaf-wise', default), or all leaves of one depth before those of the
   * next ('level-wise'; give a `maxDepth` then).
   */
  readonly growth: 'leaf-wise' | 'level-wise';
  /** Leaves of a tree at most, in [2, 4096]; preset. */
  readonly maxLeaves: number;
  /** Splits between root and leaf at most, in [1, 64]; default 64. */
  readonly maxDepth: number;
  /** Rows each side of a split must have, ≥ 1; preset. */
  readonly minRowsInLeaf: number;
  /** Hessian (≈ rows × p × (1 - p)) each side of a split must have, ≥ 0; default 0.001; preset. */
  readonly minChildWeight: number;
  /** L2 penalty on leaf values, ≥ 0; in units of hessian; preset. */
  readonly l2: number;
  /** L1 penalty on leaf values, ≥ 0; in units of gradient; default 0. */
  readonly l1: number;
  /** Gain in log loss (×2) a split must exceed, ≥ 0; default 1e-6. */
  readonly minGain: number;
  /** Share of rows drawn for each tree, in (0, 1]; preset. */
  readonly rowShare: number;
  /** Share of features drawn for each tree, in (0, 1]; preset; 'standard' draws 128 where there are more. */
  readonly featureShare: number;
  /**
   * Bins of a numeric feature at most, in [2, 254]; default a 250th of the rows, from 80 to 254; beyond 'standard' a fiftieth,
   * from 32 to 254.
   */
  readonly maxBins: number;
  /** Rows a level must have in a node to be judged by itself there, ≥ 1; rarer ones go with the missing values; preset, or 5. */
  readonly minRowsInLevel: number;
  /**
   * Hessian added to each level when levels are put in order, ≥ 0: rare levels move to the middle; default 10, beyond
   * 'standard' 2.
   */
  readonly levelSmoothing: number;
  /** Added to `l2` where a split is between sets of levels, ≥ 0; default 10, beyond 'standard' 1. */
  readonly levelL2: number;
  /** Levels on the smaller side of a split between sets of levels at most, in [1, 254]; default 254: any number. */
  readonly maxLevelsPerSplit: number;
  /**
   * Per name of a numeric feature: 1 if the model's output may only rise with it, -1 if only fall, whatever the other features
   * are; default none. Says nothing about missing values, which have no order. Proved on the finished model.
   */
  readonly monotone: Readonly<Record<string, 1 | -1>>;
  /**
   * Groups of names of features that may act together; default none: all may. The features on a path from root to leaf must
   * all lie in one group, so the output is a sum of functions of one group each. A feature may be in several groups; one in none
   * acts alone (as in XGBoost). Proved on the finished model.
   */
  readonly interactions: readonly (readonly string[])[];
}

/**
 * `standard` is comparable with the defaults of XGBoost and LightGBM; below 20,000 rows it is 40 leaves, a hessian of 0.1 and
 * no penalty. It weighs rows by their hessian and does not count them, which lets sums be narrow. The others are three answers
 * to how much the data can bear, measured on public credit data: few rows and much noise want shallow trees of few features;
 * many rows or sharp interactions want deep ones.
 */
export const boostingPresets = {
  standard: {
    maxLeaves: 31,
    minRowsInLeaf: 1,
    minChildWeight: 1,
    minRowsInLevel: 1,
    l2: 1,
    rowShare: 1,
    featureShare: 1,
  },
  shallow: { maxLeaves: 6, minRowsInLeaf: 10, l2: 5, rowShare: 0.7, featureShare: 0.35 },
  balanced: { maxLeaves: 24, minRowsInLeaf: 20, l2: 5, rowShare: 0.75, featureShare: 0.5 },
  deep: { maxLeaves: 96, minRowsInLeaf: 2, l2: 2, rowShare: 0.8, featureShare: 0.5 },
} as const satisfies Record<PresetName, Partial<BoostingSettings>>;

/** Below so many rows `standard` grows finer trees without a penalty: with few rows it took more than it gave. */
const SMALL_BELOW = 20_000;
const STANDARD_WHEN_SMALL = { maxLeaves: 40, minChildWeight: 0.1, l2: 0 };
/** Where a hessian does not tell how sure a row is of its gradient, rows are counted. */
const STANDARD_BEYOND_LOG_LOSS = { minRowsInLeaf: 20, minRowsInLevel: 5, minChildWeight: 0.001 };

/** Of more features `standard` draws so many for each tree: of hundreds, most say what others say, and all of them cost time. */
const STANDARD_FEATURES_A_TREE = 128;

/** What defaults depend on. */
export interface BoostingSize {
  readonly rowCount: number;
  readonly featureCount: number;
  readonly isLogLoss: boolean;
}

/** The given settings, completed from a preset. */
export function completeSettings(
  settings: Partial<BoostingSettings>,
  preset: PresetName,
  { rowCount, featureCount, isLogLoss }: BoostingSize,
): BoostingSettings {
  const isStandard = preset === 'standard';
  return {
    maxRounds: isStandard ? 100 : 2000,
    patience: isStandard ? 0 : 40,
    learningRate: isStandard ? 0.1 : rowCount < 50_000 ? 0.03 : 0.05,
    growth: 'leaf-wise',
    maxDepth: 64,
    minChildWeight: 0.001,
    l1: 0,
    minGain: 1e-6,
    maxBins: isStandard ? clampBins(rowCount / 250, 80) : clampBins(rowCount / 50, 32),
    minRowsInLevel: 5,
    levelSmoothing: isStandard ? 10 : 2,
    levelL2: isStandard ? 10 : 1,
    maxLevelsPerSplit: 254,
    monotone: {},
    interactions: [],
    ...boostingPresets[preset],
    ...(isStandard ? { featureShare: Math.min(1, STANDARD_FEATURES_A_TREE / featureCount) } : {}),
    ...(isStandard && rowCount < SMALL_BELOW ? STANDARD_WHEN_SMALL : {}),
    ...(isStandard && !isLogLoss ? STANDARD_BEYOND_LOG_LOSS : {}),
    ...settings,
    preset,
  };
}

/** More bins than the rows can fill cost time and find nothing. */
function clampBins(wanted: number, least: number): number {
  return Math.max(least, Math.min(254, Math.floor(wanted)));
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
  l1: [0, 1e12, 'real'],
  minGain: [0, 1e12, 'real'],
  rowShare: [Number.MIN_VALUE, 1, 'real'],
  featureShare: [Number.MIN_VALUE, 1, 'real'],
  maxBins: [2, 254, 'whole'],
  minRowsInLevel: [1, 2 ** 30, 'whole'],
  levelSmoothing: [0, 1e12, 'real'],
  levelL2: [0, 1e12, 'real'],
  maxLevelsPerSplit: [1, 254, 'whole'],
} as const satisfies Partial<Record<keyof BoostingSettings, readonly [number, number, 'whole' | 'real']>>;

const GROWTHS = ['leaf-wise', 'level-wise'];
/** Settings that are no numbers; names of features are looked at by `runSettings`. */
const OTHERS = ['preset', 'growth', 'monotone', 'interactions'];

/**
 * @param caller the function to name in a refusal
 * @throws INVALID_ARGUMENT for a setting out of its range or of no known name
 */
export function checkBoostingSettings(settings: Partial<BoostingSettings>, caller = 'fitGradientBoosting'): void {
  const wrong = (name: string, rule: string, got: unknown) => wrongSetting(caller, name, rule, got);
  const { preset = 'standard', growth = 'leaf-wise' } = settings;
  if (preset !== 'auto' && !Object.hasOwn(boostingPresets, preset)) {
    throw wrong('preset', `one of auto, ${Object.keys(boostingPresets).join(', ')}`, preset);
  }
  if (!GROWTHS.includes(growth)) throw wrong('growth', `one of ${GROWTHS.join(', ')}`, growth);
  for (const name of Object.keys(settings)) {
    if (!OTHERS.includes(name) && !Object.hasOwn(RANGES, name)) {
      throw wrong(name, 'left out: there is no such setting', '');
    }
  }
  for (const [name, [low, high, kind]] of Object.entries(RANGES)) {
    const value: unknown = settings[name as keyof BoostingSettings];
    if (value === undefined) continue;
    const fits = typeof value === 'number' && value >= low && value <= high;
    if (fits && (kind === 'real' || Number.isInteger(value))) continue;
    throw wrong(name, `${kind === 'whole' ? 'a whole number' : 'a number'} in [${low}, ${high}]`, value);
  }
}

/** The refusal of a setting, in words. */
export function wrongSetting(caller: string, name: string, rule: string, got: unknown): ProbityError {
  return new ProbityError('INVALID_ARGUMENT', `\`${name}\` of \`${caller}\` must be ${rule}; got ${got}`, {
    field: name,
  });
}
