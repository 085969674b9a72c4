import { columnLabel, type DatasetSchema, type ModelReference } from '@probity/domain';
import { labelBin } from '@probity/interchange';
import { giniOfBins, type ScorecardModel } from '@probity/learn';
import type { EvaluationRecord } from '@probity/scoring';
import { formatTable, percent } from './terminal.js';

const WIDEST_LABEL = 48;

/** A card as lines to print: its variables by information value, then the points of every bin. */
export function describeScorecard(
  card: ScorecardModel,
  schema: DatasetSchema,
  { name, version, hash }: ModelReference,
  { metrics, intervals, split }: EvaluationRecord,
): readonly string[] {
  const labels = new Map(schema.columns.map((column) => [column.name, columnLabel(column)]));
  const labelOf = (variable: string) => labels.get(variable) ?? variable;
  const sorted = card.variables.toSorted((one, other) => other.informationValue - one.informationValue);
  const { basePoints, baseOdds, pointsToDoubleOdds } = card.scale;
  const gini = (low: number, high: number) => `${low.toFixed(4)} – ${high.toFixed(4)}`;
  return [
    `${name}@${version}  scorecard of ${card.variables.length} variables, hash ${hash.slice(0, 12)}`,
    `  Gini ${metrics.gini.toFixed(4)} (95 %: ${gini(...intervals.gini)}), ROC AUC ${metrics.rocAuc.toFixed(4)}, KS ${metrics.ks.toFixed(4)}; ${split}`,
    `  ${basePoints} points at ${baseOdds} : 1 good to bad, ${pointsToDoubleOdds} more for odds twice as good`,
    '',
    ...formatTable([
      ['variable', 'bins', 'IV', 'Gini', 'trend', 'weight', ''],
      ...sorted.map(({ feature, bins, informationValue, trend, coefficient, origin }) => [
        labelOf(feature.name),
        String(bins.length),
        informationValue.toFixed(4),
        giniOfBins(bins).toFixed(4),
        trend,
        coefficient.toFixed(3),
        origin === 'optimal' ? '' : origin,
      ]),
    ]),
    ...sorted.flatMap(({ feature, bins }) => {
      const total = bins.reduce((sum, { goods, bads }) => sum + goods + bads, 0);
      return [
        '',
        labelOf(feature.name),
        ...formatTable([
          ['values', 'share', 'bad rate', 'WOE', 'points'],
          // A code that a variable never took would only fill the page.
          ...bins
            .filter(({ range, goods, bads }) => range.kind !== 'special' || goods + bads > 0)
            .map(({ range, goods, bads, woe, points }) => [
              shorten(labelBin(range, feature)),
              percent((goods + bads) / total),
              goods + bads > 0 ? percent(bads / (goods + bads)) : 'no rows',
              woe.toFixed(4),
              String(Math.round(points * 100) / 100),
            ]),
        ]),
      ];
    }),
    ...(card.excluded.length === 0 ? [] : ['', 'not on the card']),
    ...card.excluded.map(
      ({ feature, reason, informationValue }) =>
        `  ${labelOf(feature.name)}: ${reason} (IV ${informationValue.toFixed(4)})`,
    ),
  ];
}

function shorten(label: string): string {
  return label.length <= WIDEST_LABEL ? label : `${label.slice(0, WIDEST_LABEL - 1)}…`;
}

/** A card as the one JSON object of `--json`. */
export function scorecardJson(card: ScorecardModel, model: ModelReference, { metrics, split }: EvaluationRecord) {
  return {
    model: model.name,
    version: model.version,
    hash: model.hash,
    learner: 'scorecard',
    split,
    metrics,
    intercept: card.intercept,
    scale: card.scale,
    variables: card.variables.map(({ feature, trend, origin, informationValue, coefficient, bins }) => ({
      name: feature.name,
      trend,
      origin,
      informationValue,
      gini: giniOfBins(bins),
      coefficient,
      bins: bins.map((bin) => ({ label: labelBin(bin.range, feature), ...bin })),
    })),
    excluded: card.excluded.map(({ feature, reason, informationValue }) => ({
      name: feature.name,
      reason,
      informationValue,
    })),
    edits: card.settings.edits,
  };
}
