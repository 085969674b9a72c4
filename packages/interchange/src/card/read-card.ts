import { type ColumnKind, type DatasetSchema, ProbityError } from '@probity/domain';
import type { BinRange, Calibration, ScorecardBin, ScorecardModel, ScorecardVariable } from '@probity/learn';
import { type CardCalibration, readCalibration } from './card-calibration.js';
import { labelBin } from './label-bin.js';

/** What an export may say beside the card itself. */
export interface ScorecardExport {
  /** From margin to the calibrated probability; without it the probability is that of the margin as it is. */
  readonly calibration?: Calibration;
  /** Schema of the data: tells dates, times and flags from plain numbers. */
  readonly schema?: DatasetSchema;
  /** Words for the head of the file, e.g. "loans@3, hash 7f3a…". */
  readonly title?: string;
}

/** A bin with what it adds: points, and log-odds of bad. */
export interface CardBin {
  /** Position among the variable's bins, from 1. */
  readonly number: number;
  readonly label: string;
  readonly bin: ScorecardBin;
  /** What the bin adds to the margin. */
  readonly part: number;
}

/** A variable as printers need it: which value falls into which bin, spelled out. Bins are named by their number. */
export interface CardVariable {
  readonly name: string;
  readonly kind: 'numeric' | 'category';
  /** What the column holds, where the schema says so: a date is scored as days, a flag as 0 or 1. */
  readonly columnKind: ColumnKind;
  readonly bins: readonly CardBin[];
  /** Of numbers, ascending: the first whose `upTo` is at or above the value. The last has `upTo` = Infinity. */
  readonly intervals: readonly { readonly upTo: number; readonly bin: number }[];
  /** Of categories: every level that has a bin, special codes included. All others fall into `missing`. */
  readonly levels: readonly { readonly level: string; readonly bin: number }[];
  /** Of numbers: special codes, looked at before the intervals. */
  readonly codes: readonly { readonly code: number; readonly bin: number }[];
  readonly missing: number;
}

/** A card ready for printing. */
export interface Card {
  readonly intercept: number;
  /** What the sum of points starts from: 0, and on a card without variables the points of everybody. */
  readonly initialPoints: number;
  readonly variables: readonly CardVariable[];
  readonly calibration: CardCalibration;
  /** Whether all points are whole, so that their sum is the same in every language. */
  readonly hasWholePoints: boolean;
  readonly title: string;
}

/**
 * Spells a scorecard out: for each variable which values fall into which bin.
 * @throws INVALID_ARGUMENT where intervals leave a gap or overlap, or a variable has no bin for missing
 */
export function readCard(model: ScorecardModel, { calibration, schema, title }: ScorecardExport = {}): Card {
  const kinds = new Map(schema?.columns.map((column) => [column.name, column.kind]));
  const variables = model.variables.map((variable) => readVariable(variable, kinds.get(variable.feature.name)));
  const initialPoints =
    variables.length > 0 ? 0 : model.points(new Float64Array(model.features.length).fill(Number.NaN));
  return {
    intercept: model.intercept,
    initialPoints,
    variables,
    calibration: readCalibration(calibration),
    hasWholePoints:
      Number.isInteger(initialPoints) &&
      variables.every(({ bins }) => bins.every(({ bin }) => Number.isInteger(bin.points))),
    title: title ?? 'scorecard',
  };
}

function readVariable({ feature, bins }: ScorecardVariable, columnKind?: ColumnKind): CardVariable {
  const ordered = [...bins].sort((one, other) => rank(one) - rank(other));
  const cardBins = ordered.map((bin, index) => ({
    number: index + 1,
    label: labelBin(bin.range, feature),
    bin,
    part: bin.logOdds,
  }));
  const missing = cardBins.find(({ bin }) => bin.range.kind === 'missing')?.number;
  if (missing === undefined) throw invalid(feature.name, 'have a bin for missing values');
  const intervals: { upTo: number; bin: number }[] = [];
  let below = Number.NEGATIVE_INFINITY;
  for (const { bin, number } of cardBins) {
    const { range } = bin;
    if (range.kind === 'interval') {
      const upTo = range.upTo ?? Number.POSITIVE_INFINITY;
      if ((range.above ?? Number.NEGATIVE_INFINITY) !== below || !(upTo > below)) {
        throw invalid(feature.name, 'have intervals that cover the line once');
      }
      below = upTo;
      intervals.push({ upTo, bin: number });
    }
  }
  if (feature.kind === 'numeric' && below !== Number.POSITIVE_INFINITY) {
    throw invalid(feature.name, 'have intervals that cover the line once');
  }
  const binHolding = (test: (range: BinRange) => boolean) => cardBins.find(({ bin }) => test(bin.range))?.number;
  const codes = (feature.kind === 'numeric' ? (feature.specialCodes ?? []) : []).map((code) => ({
    code,
    bin: binHolding((range) => range.kind === 'special' && range.codes.includes(code)) ?? missing,
  }));
  const levels = (feature.levels ?? []).flatMap((level) => {
    const bin = binHolding(
      (range) =>
        (range.kind === 'levels' && range.levels.includes(level)) ||
        (range.kind === 'special' && range.codes.includes(level)),
    );
    return bin === undefined ? [] : [{ level, bin }];
  });
  return {
    name: feature.name,
    kind: feature.kind,
    columnKind: columnKind ?? (feature.kind === 'numeric' ? 'numeric' : 'category'),
    bins: cardBins,
    intervals,
    levels,
    codes,
    missing,
  };
}

/** Ordinary bins first (numbers ascending), then special codes, then missing. */
function rank({ range }: ScorecardBin): number {
  if (range.kind === 'missing') return 2;
  if (range.kind === 'special') return 1;
  return 0;
}

function invalid(variable: string, rule: string): ProbityError {
  return new ProbityError('INVALID_ARGUMENT', `variable "${variable}" of the scorecard must ${rule}`, {
    field: variable,
  });
}
