import { rateOf } from './count-cells.js';
import { pointsLine } from './score-points.js';
import type { BinRange, ExclusionReason, ScorecardModel, ScorecardScale, Trend } from './scorecard.js';
import { giniOfBins, totalOf } from './weight-of-evidence.js';

/** One line of the points table. */
export interface BinDescription {
  readonly range: BinRange;
  /** Share of all training rows, by weight. */
  readonly share: number;
  readonly goods: number;
  readonly bads: number;
  /** Share of bads; null for a bin without rows. */
  readonly badRate: number | null;
  readonly woe: number;
  readonly logOdds: number;
  readonly points: number;
}

export interface VariableDescription {
  readonly name: string;
  readonly trend: Trend;
  readonly origin: 'optimal' | 'edited' | 'relaxed';
  readonly informationValue: number;
  /** Of ranking by this variable's WOE alone, on the training rows. */
  readonly gini: number;
  readonly coefficient: number;
  readonly standardError: number | null;
  readonly pValue: number | null;
  /** Most points minus least. */
  readonly pointsRange: number;
  readonly bins: readonly BinDescription[];
}

/** What a reader of the card should know, in a sentence, with the variable it is about. */
export interface ScorecardWarning {
  readonly variable: string;
  readonly kind: 'wrong sign' | 'suspiciously strong' | 'one outcome' | 'few rows' | 'not significant';
  readonly message: string;
}

export interface ScorecardDescription {
  readonly variables: readonly VariableDescription[];
  readonly excluded: readonly {
    readonly name: string;
    readonly reason: ExclusionReason;
    readonly informationValue: number;
  }[];
  readonly scale: ScorecardScale & { readonly factor: number; readonly offset: number };
  readonly intercept: number;
  /** Least and most points a row can have. */
  readonly leastPoints: number;
  readonly mostPoints: number;
  readonly warnings: readonly ScorecardWarning[];
}

/** An information value above this is more often a leak than a find. */
const SUSPICIOUS_INFORMATION = 1;
const FEW_ROWS = 50;

/**
 * A scorecard as a table to print: bins with counts, bad rates, WOE and points, what was left out and why, and what to look
 * at twice. Plain data.
 *
 * @example describeScorecard(model).variables[0].bins[0].points // 55
 */
export function describeScorecard(model: ScorecardModel): ScorecardDescription {
  const variables = model.variables.map((variable): VariableDescription => {
    const { feature, bins, trend, origin, informationValue, coefficient, standardError, pValue } = variable;
    const total = totalOf(bins);
    const points = bins.map((bin) => bin.points);
    return {
      name: feature.name,
      trend,
      origin,
      informationValue,
      gini: giniOfBins(bins),
      coefficient,
      standardError,
      pValue,
      pointsRange: Math.max(...points) - Math.min(...points),
      bins: bins.map((bin) => ({
        range: bin.range,
        share: (bin.goods + bin.bads) / (total.goods + total.bads),
        goods: bin.goods,
        bads: bin.bads,
        badRate: bin.goods + bin.bads > 0 ? rateOf(bin) : null,
        woe: bin.woe,
        logOdds: bin.logOdds,
        points: bin.points,
      })),
    };
  });
  const empty = variables.length === 0 ? model.points(new Float64Array(model.features.length)) : 0;
  const sumOf = (choose: (...values: number[]) => number): number =>
    variables.reduce((sum, { bins }) => sum + choose(...bins.map(({ points }) => points)), empty);
  return {
    variables,
    excluded: model.excluded.map(({ feature, reason, informationValue }) => ({
      name: feature.name,
      reason,
      informationValue,
    })),
    scale: { ...model.scale, ...pointsLine(model.scale) },
    intercept: model.intercept,
    leastPoints: sumOf(Math.min),
    mostPoints: sumOf(Math.max),
    warnings: variables.flatMap(warningsOf),
  };
}

function warningsOf({ name, bins, coefficient, pValue, informationValue }: VariableDescription): ScorecardWarning[] {
  const warnings: ScorecardWarning[] = [];
  const warn = (kind: ScorecardWarning['kind'], message: string): void => {
    warnings.push({ variable: name, kind, message });
  };
  if (coefficient >= 0) {
    warn(
      'wrong sign',
      `"${name}" works the other way beside the other variables than alone: worse bad rates earn more points`,
    );
  }
  if (informationValue > SUSPICIOUS_INFORMATION) {
    warn(
      'suspiciously strong',
      `the information value of "${name}" is ${informationValue.toFixed(2)}: make sure that it was known when the decision was made`,
    );
  }
  if (pValue !== null && pValue > 0.05 && coefficient < 0) {
    warn('not significant', `the weight of "${name}" may be chance (p = ${pValue.toFixed(3)})`);
  }
  for (const { goods, bads } of bins) {
    if (goods + bads === 0) continue;
    if (goods === 0 || bads === 0)
      warn('one outcome', `a bin of "${name}" holds one outcome only (${goods} good, ${bads} bad)`);
    else if (goods + bads < FEW_ROWS) warn('few rows', `a bin of "${name}" holds ${goods + bads} rows only`);
  }
  return warnings;
}
