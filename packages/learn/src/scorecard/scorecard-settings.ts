import { ProbityError } from '@probity/domain';
import type { ScorecardScale } from './score-points.js';
import type { Trend } from './trend.js';

/** How one variable is binned. */
export interface BinningSettings {
  /**
   * Demanded of the bad rates of ordinary bins. `auto` takes the better of ascending and descending, or the better of
   * peak and valley where that brings more by what `bendPenalty` asks; never `none`. Categories are ordered by bad rate
   * and always ascend.
   */
  readonly trend: Trend | 'auto';
  /** What a peak or a valley must bring beyond the better straight trend, in the units of `binPenalty`. ≥ 0. */
  readonly bendPenalty: number;
  /** Most cells that a number is cut into before the search; whole, 2 to 100. Each distinct value where there are no more. */
  readonly maxPreBins: number;
  /** Ordinary bins, whole numbers ≥ 1. Where `minBins` cannot be met it is let go. */
  readonly minBins: number;
  readonly maxBins: number;
  /** Least share of all rows (by weight) in each ordinary bin, in [0, 0.5]. */
  readonly minBinShare: number;
  /** Least weight of each ordinary bin, ≥ 0. */
  readonly minBinWeight: number;
  /** Least weight of goods and of bads in each ordinary bin, ≥ 0. */
  readonly minBinGoods: number;
  readonly minBinBads: number;
  /** How far bad rates of neighbouring bins must be apart, in [0, 1). */
  readonly minRateDifference: number;
  /** Largest p-value of a two-sided pooled test of neighbours' bad rates, in (0, 1]; 1 demands nothing. */
  readonly maxPValue: number;
  /** What each bin costs, in units of 1/G + 1/B: the information value that a bin of pure noise brings on average. ≥ 0. */
  readonly binPenalty: number;
  /** Rows of average odds added to every bin's counts for its WOE, ≥ 0; see `weightOfEvidence`. */
  readonly smoothing: number;
  /** Levels below this share of the rows (by weight) are put together before the search, in [0, 0.5]. */
  readonly rareShare: number;
  /** Levels that stay together, by hand; the search joins cohorts and other levels to bins. */
  readonly cohorts: readonly (readonly string[])[];
  /** Each special code in a bin of its own, or all in one. */
  readonly specialCodes: 'apart' | 'together';
}

/** What was done to one variable by hand. */
export interface VariableEdit {
  /** Edges between ordinary bins of a number, ascending: bins (−∞, e₁], (e₁, e₂], …, (eₖ, ∞). Taken as they are. */
  readonly edges?: readonly number[];
  /** Bins of a category, by level. Levels that are not named count as missing. Taken as they are. */
  readonly groups?: readonly (readonly string[])[];
  /** Demanded of the search instead of the setting. */
  readonly trend?: Trend | 'auto';
  /** Kept off the card. */
  readonly exclude?: boolean;
}

export interface ScorecardSettings extends BinningSettings {
  /** Settings that differ for a variable, by its name. */
  readonly variables: Readonly<Record<string, Partial<BinningSettings>>>;
  /** Edits by the variable's name: they survive fitting again. */
  readonly edits: Readonly<Record<string, VariableEdit>>;
  /** Variables of less are left out, ≥ 0. */
  readonly minInformationValue: number;
  /** Of two variables with WOE correlated more than this, in (0, 1], the one with less information is left out. */
  readonly maxCorrelation: number;
  /** Which variables enter the regression: all that are left, or chosen by p-value. */
  readonly selection: 'all' | 'forward' | 'backward';
  /** For `forward` and `backward`: the largest p-value on the card, in (0, 1). */
  readonly selectionPValue: number;
  /**
   * What becomes of variables whose coefficient is not negative, so that worse bad rates would earn more points.
   * `drop`: while there are any, the one with the highest coefficient is dropped and the rest fitted again.
   * `drop-weak`: only while one of them has a p-value above 0.001, the highest first; what stays is a suppressor and works
   * the other way beside the other variables than alone. `keep`: nothing is dropped.
   */
  readonly wrongSign: 'drop' | 'drop-weak' | 'keep';
  /**
   * What bins add to the margin: coefficient × WOE, or effects of all bins fitted together, drawn towards coefficient × WOE
   * and held to the variable's trend.
   */
  readonly effects: 'woe' | 'joint';
  /** For `joint`: strength λ ≥ 0 of that pull, ½ λ Σ (effect − β WOE)² beside the sum of the rows' losses. */
  readonly effectsL2: number;
  /** Strength λ ≥ 0 of the penalty ½ λ Σ β² beside the sum of the rows' losses. */
  readonly l2: number;
  readonly scale: ScorecardScale;
  /** Whether the points of a bin are whole. */
  readonly roundPoints: boolean;
}

/** Chosen once on the public credit sets of the benchmark; see docs/methods/scorecard.md. */
export const defaultBinningSettings: BinningSettings = {
  trend: 'auto',
  bendPenalty: 5,
  maxPreBins: 50,
  minBins: 1,
  maxBins: 20,
  minBinShare: 0.005,
  minBinWeight: 30,
  minBinGoods: 0,
  minBinBads: 0,
  minRateDifference: 0,
  maxPValue: 1,
  binPenalty: 1,
  smoothing: 1,
  rareShare: 0.01,
  cohorts: [],
  specialCodes: 'apart',
};

export const defaultScorecardSettings: ScorecardSettings = {
  ...defaultBinningSettings,
  variables: {},
  edits: {},
  minInformationValue: 0,
  maxCorrelation: 1,
  selection: 'all',
  selectionPValue: 0.05,
  wrongSign: 'drop-weak',
  effects: 'joint',
  effectsL2: 60,
  l2: 1,
  scale: { basePoints: 600, baseOdds: 50, pointsToDoubleOdds: 20 },
  roundPoints: true,
};

type Rule = readonly [field: string, holds: boolean, rule: string, got: unknown];

/** @throws INVALID_ARGUMENT for the first setting outside its range */
export function checkBinningSettings(caller: string, given: Partial<BinningSettings>, name?: string): BinningSettings {
  const settings = { ...defaultBinningSettings, ...given };
  const whole = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  const trends = ['auto', 'ascending', 'descending', 'peak', 'valley', 'none'];
  const { minBins, maxBins, maxPreBins, minBinShare, minBinGoods, minBinBads, maxPValue, rareShare } = settings;
  refuse(caller, name, [
    ['trend', trends.includes(settings.trend), `be one of ${trends.join(', ')}`, settings.trend],
    ['bendPenalty', notNegative(settings.bendPenalty), 'be finite and ≥ 0', settings.bendPenalty],
    ['maxPreBins', whole(maxPreBins, 2, 100), 'be a whole number from 2 to 100', maxPreBins],
    ['minBins', whole(minBins, 1, 100), 'be a whole number from 1 to 100', minBins],
    ['maxBins', whole(maxBins, minBins, 100), 'be a whole number from `minBins` to 100', maxBins],
    ['minBinShare', minBinShare >= 0 && minBinShare <= 0.5, 'be in [0, 0.5]', minBinShare],
    ['minBinWeight', notNegative(settings.minBinWeight), 'be finite and ≥ 0', settings.minBinWeight],
    ['minBinGoods', notNegative(minBinGoods), 'be finite and ≥ 0', minBinGoods],
    ['minBinBads', notNegative(minBinBads), 'be finite and ≥ 0', minBinBads],
    [
      'minRateDifference',
      settings.minRateDifference >= 0 && settings.minRateDifference < 1,
      'be in [0, 1)',
      settings.minRateDifference,
    ],
    ['maxPValue', maxPValue > 0 && maxPValue <= 1, 'be in (0, 1]', maxPValue],
    ['binPenalty', notNegative(settings.binPenalty), 'be finite and ≥ 0', settings.binPenalty],
    ['smoothing', notNegative(settings.smoothing), 'be finite and ≥ 0', settings.smoothing],
    ['rareShare', rareShare >= 0 && rareShare <= 0.5, 'be in [0, 0.5]', rareShare],
    ['cohorts', areGroups(settings.cohorts), 'be lists of levels, no level twice', settings.cohorts],
    [
      'specialCodes',
      settings.specialCodes === 'apart' || settings.specialCodes === 'together',
      'be apart or together',
      settings.specialCodes,
    ],
  ]);
  return settings;
}

/** @throws INVALID_ARGUMENT */
export function checkEdit(caller: string, edit: VariableEdit, name: string): void {
  const { edges, groups } = edit;
  const ascending = edges?.every((edge, i) => Number.isFinite(edge) && (i === 0 || edge > edges[i - 1])) ?? true;
  refuse(caller, name, [
    ['edges', ascending && (edges?.length ?? 0) <= 99, 'be at most 99 ascending finite numbers', edges],
    ['groups', groups === undefined || areGroups(groups), 'be lists of levels, no level twice', groups],
  ]);
}

/** @throws INVALID_ARGUMENT */
export function checkScorecardSettings(caller: string, given: Partial<ScorecardSettings>): ScorecardSettings {
  const settings = { ...defaultScorecardSettings, ...given };
  checkBinningSettings(caller, settings);
  for (const [name, own] of Object.entries(settings.variables)) {
    checkBinningSettings(caller, { ...pickBinning(settings), ...own }, name);
  }
  for (const [name, edit] of Object.entries(settings.edits)) checkEdit(caller, edit, name);
  const { basePoints, baseOdds, pointsToDoubleOdds } = settings.scale;
  refuse(caller, undefined, [
    ['minInformationValue', notNegative(settings.minInformationValue), 'be ≥ 0', settings.minInformationValue],
    [
      'maxCorrelation',
      settings.maxCorrelation > 0 && settings.maxCorrelation <= 1,
      'be in (0, 1]',
      settings.maxCorrelation,
    ],
    [
      'selection',
      ['all', 'forward', 'backward'].includes(settings.selection),
      'be all, forward or backward',
      settings.selection,
    ],
    [
      'selectionPValue',
      settings.selectionPValue > 0 && settings.selectionPValue < 1,
      'be in (0, 1)',
      settings.selectionPValue,
    ],
    [
      'wrongSign',
      ['drop', 'drop-weak', 'keep'].includes(settings.wrongSign),
      'be drop, drop-weak or keep',
      settings.wrongSign,
    ],
    ['effects', ['woe', 'joint'].includes(settings.effects), 'be woe or joint', settings.effects],
    ['effectsL2', notNegative(settings.effectsL2), 'be finite and ≥ 0', settings.effectsL2],
    ['l2', notNegative(settings.l2), 'be finite and ≥ 0', settings.l2],
    ['scale.basePoints', Number.isFinite(basePoints), 'be finite', basePoints],
    ['scale.baseOdds', baseOdds > 0 && baseOdds < Infinity, 'be finite and > 0', baseOdds],
    [
      'scale.pointsToDoubleOdds',
      pointsToDoubleOdds > 0 && pointsToDoubleOdds < Infinity,
      'be finite and > 0',
      pointsToDoubleOdds,
    ],
    ['roundPoints', typeof settings.roundPoints === 'boolean', 'be true or false', settings.roundPoints],
  ]);
  return settings;
}

/** The settings of one variable: its own, else those of all. */
export function binningSettingsOf(settings: ScorecardSettings, name: string): BinningSettings {
  const own = Object.hasOwn(settings.variables, name) ? settings.variables[name] : {};
  const edit = editOf(settings, name);
  return { ...pickBinning(settings), ...own, ...(edit.trend === undefined ? {} : { trend: edit.trend }) };
}

export function editOf(settings: Pick<ScorecardSettings, 'edits'>, name: string): VariableEdit {
  return Object.hasOwn(settings.edits, name) ? settings.edits[name] : {};
}

function pickBinning(settings: BinningSettings): BinningSettings {
  const keys = Object.keys(defaultBinningSettings) as (keyof BinningSettings)[];
  return Object.fromEntries(keys.map((key) => [key, settings[key]])) as unknown as BinningSettings;
}

function notNegative(value: number): boolean {
  return value >= 0 && value < Infinity;
}

function areGroups(groups: readonly (readonly string[])[]): boolean {
  const levels = groups.flat();
  return new Set(levels).size === levels.length && groups.every((group) => group.length > 0);
}

function refuse(caller: string, name: string | undefined, rules: readonly Rule[]): void {
  for (const [field, holds, rule, got] of rules) {
    if (holds) continue;
    const of = name === undefined ? '' : ` for "${name}"`;
    const message = `\`${field}\` of \`${caller}\`${of} must ${rule}; got ${JSON.stringify(got)}`;
    throw new ProbityError('INVALID_ARGUMENT', message, { field });
  }
}
