import type { Feature } from '../matrix/feature-matrix.js';
import { createBinFinder } from './find-bin.js';
import { binPoints, scorePoints } from './score-points.js';
import type { BinnedVariable, BinningTable, ExcludedVariable, ScorecardModel, ScorecardVariable } from './scorecard.js';
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
}

/** The state of a card from its parts: points and means follow from bins and weights. */
export function assembleScorecard(
  features: readonly Feature[],
  settings: ScorecardSettings,
  intercept: number,
  weighted: readonly WeightedVariable[],
  excluded: readonly ExcludedVariable[],
): ScorecardState {
  const card = { intercept, variables: weighted.length, rounded: settings.roundPoints };
  const variables = weighted.map(({ binned, ...weight }): ScorecardVariable => {
    const { coefficient } = weight;
    return {
      ...binned,
      bins: binned.bins.map((bin) => ({
        ...bin,
        points: binPoints(settings.scale, card, { coefficient, woe: bin.woe }),
      })),
      ...weight,
      meanWoe: meanWoeOf(binned),
    };
  });
  return { features, settings, intercept, variables, excluded, scale: settings.scale };
}

/** Mean WOE of the training rows, by weight. */
export function meanWoeOf({ bins }: Pick<BinnedVariable, 'bins'>): number {
  let total = 0;
  let weight = 0;
  for (const { goods, bads, woe } of bins) {
    total += (goods + bads) * woe;
    weight += goods + bads;
  }
  return total / weight;
}

export function createScorecard(state: ScorecardState): ScorecardModel {
  const { features, intercept, variables, settings, scale } = state;
  const places = variables.map(({ feature, bins, coefficient, meanWoe }) => ({
    index: features.findIndex(({ name }) => name === feature.name),
    find: createBinFinder(
      feature,
      bins.map(({ range }) => range),
    ),
    effects: Float64Array.from(bins, ({ woe }) => coefficient * woe),
    meanEffect: coefficient * meanWoe,
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
