import type { Feature, TrainingData } from '../matrix/feature-matrix.js';
import { chooseVariables } from './choose-variables.js';
import { createBinFinder } from './find-bin.js';
import { fitBinEffects } from './fit-bin-effects.js';
import type { BinnedVariable } from './scorecard.js';
import { assembleScorecard, type ScorecardState } from './scorecard-model.js';
import type { ScorecardSettings } from './scorecard-settings.js';

/** Rows as positions of bins (or of cells), variable by variable. */
export interface BinnedRows {
  /** One per variable, each of length n. */
  readonly columns: readonly Uint16Array[];
  /** 1 = bad. */
  readonly labels: Uint8Array;
  readonly weights?: Float64Array | undefined;
}

/** The bin of every row in every variable. Cost: O(rows × variables × log bins). */
export function toBinnedRows(binned: readonly BinnedVariable[], { matrix, labels, weights }: TrainingData): BinnedRows {
  const columns = binned.map(({ feature, bins }, index) => {
    const find = createBinFinder(
      feature,
      bins.map(({ range }) => range),
    );
    return Uint16Array.from(matrix.columns[index], find);
  });
  return { columns, labels, weights };
}

/** From bins to a card: chooses the variables, fits their weights and then, where asked for, what each bin adds. */
export function weighBins(
  settings: ScorecardSettings,
  features: readonly Feature[],
  binned: readonly BinnedVariable[],
  rows: BinnedRows,
  onIteration: () => void,
): ScorecardState {
  const { labels, weights } = rows;
  const woe = binned.map(({ bins }) => Float64Array.from(bins, (bin) => bin.woe));
  const woeRows = {
    columns: rows.columns.map((column, index) => Float64Array.from(column, (bin) => woe[index][bin])),
    labels,
    weights,
  };
  const { intercept, chosen, excluded } = chooseVariables(settings, binned, woeRows, onIteration);
  const card =
    settings.effects === 'joint' && chosen.length > 0
      ? fitBinEffects(
          {
            columns: chosen.map(({ index }) => ({
              bins: rows.columns[index],
              woe: woe[index],
              weight: Float64Array.from(binned[index].bins, ({ goods, bads }) => goods + bads),
              shape: { ordinary: ordinaryBins(binned[index]), trend: binned[index].trend },
            })),
            labels,
            weights,
            strength: settings.effectsL2,
            l2: settings.l2,
            intercept,
            coefficients: Float64Array.from(chosen, ({ coefficient }) => coefficient),
          },
          onIteration,
        )
      : { intercept, effects: chosen.map(({ index, coefficient }) => woe[index].map((value) => coefficient * value)) };
  const weighted = chosen.map(({ index, ...weight }, k) => ({
    binned: binned[index],
    ...weight,
    logOdds: card.effects[k],
  }));
  return assembleScorecard(features, settings, card.intercept, weighted, excluded);
}

function ordinaryBins({ bins }: BinnedVariable): readonly number[] {
  return Array.from(bins.keys()).filter((index) => {
    const { kind } = bins[index].range;
    return kind === 'interval' || kind === 'levels';
  });
}
