import type { Feature } from '../matrix/feature-matrix.js';
import { createBinFinder } from './find-bin.js';
import { binPoints, scorePoints } from './score-points.js';
import type {
  BinnedVariable,
  BinningTable,
  ExcludedVariable,
  ScorecardBin,
  ScorecardModel,
  ScorecardVariable,
} from './scorecard.js';
import type { ScorecardSettings } from './scorecard-settings.js';

/** What a scorecard is made of: the arguments of `createScorecard`. */
export type ScorecardState = Pick<
  ScorecardModel,
  'features' | 'intercept' | 'variables' | 'excluded' | 'scale' | 'settings'
>;

/** A binned variable with its place in the regression. */
export interface WeightedVariable {
  readonly binned: BinnedVariable;
  readonly coefficient: number;
  readonly standardError: number | null;
  readonly pValue: number | null;
  /** What each bin adds to the margin. */
  readonly logOdds: Float64Array;
}

/** The state of a card from its parts: points and means follow from bins and what they add. */
export function assembleScorecard(
  features: readonly Feature[],
  settings: ScorecardSettings,
  intercept: number,
  weighted: readonly WeightedVariable[],
  excluded: readonly ExcludedVariable[],
): ScorecardState {
  const card = { intercept, variables: weighted.length, rounded: settings.roundPoints };
  const variables = weighted.map(({ binned, logOdds, ...weight }): ScorecardVariable => {
    const bins = binned.bins.map((bin, index) => ({
      ...bin,
      // No −0: it would not survive being written down.
      logOdds: logOdds[index] + 0,
      points: binPoints(settings.scale, card, logOdds[index]),
    }));
    return { ...binned, bins, ...weight, meanLogOdds: meanLogOddsOf(bins) };
  });
  return { features, settings, intercept, variables, excluded, scale: settings.scale };
}

function meanLogOddsOf(bins: readonly ScorecardBin[]): number {
  let total = 0;
  let weight = 0;
  for (const { goods, bads, logOdds } of bins) {
    total += (goods + bads) * logOdds;
    weight += goods + bads;
  }
  return total / weight;
}

export function createScorecard(state: ScorecardState): ScorecardModel {
  const { features, intercept, variables, settings, scale } = state;
  const places = variables.map(({ feature, bins, meanLogOdds }) => ({
    index: features.findIndex(({ name }) => name === feature.name),
    find: createBinFinder(
      feature,
      bins.map(({ range }) => range),
    ),
    effects: Float64Array.from(bins, ({ logOdds }) => logOdds),
    meanEffect: meanLogOdds,
    points: Float64Array.from(bins, ({ points }) => points),
  }));
  const baseline = places.reduce((sum, { meanEffect }) => sum + meanEffect, intercept);
  const emptyCard = settings.roundPoints ? Math.round(scorePoints(scale, intercept)) : scorePoints(scale, intercept);
  return {
    kind: 'scorecard',
    ...state,
    margin(row) {
      let margin = intercept;
      for (const { index, find, effects } of places) margin += effects[find(row[index])];
      return margin;
    },
    explain(row, contributions) {
      contributions.fill(0);
      for (const { index, find, effects, meanEffect } of places) {
        contributions[index] = effects[find(row[index])] - meanEffect;
      }
      return baseline;
    },
    points(row) {
      if (places.length === 0) return emptyCard;
      let total = 0;
      for (const { index, find, points } of places) total += points[find(row[index])];
      return total;
    },
    toParts: () => ({ kind: 'scorecard', json: describeState(state), arrays: {} }),
  };
}

function describeState({ features, intercept, variables, excluded, settings }: ScorecardState): unknown {
  return {
    features,
    intercept,
    settings,
    variables: variables.map(({ feature, table, ...variable }) => ({
      ...variable,
      name: feature.name,
      cells: describeCells(table),
    })),
    excluded: excluded.map(({ feature, table, ...variable }) => ({
      ...variable,
      name: feature.name,
      cells: describeCells(table),
    })),
  };
}

function describeCells({ cells }: BinningTable): unknown {
  return cells.map((cell) => ({ ...cell }));
}
