import {
  accumulatedEffects,
  explainLocally,
  type FeatureMatrix,
  type Model,
  partialDependence,
  permutationImportance,
  readRow,
  reasonStability,
  shapImportance,
} from '@probity/learn';
import { type AssessedSection, type ChartBlock, figure, type TableCell } from '../report/report-section.js';

/** What explanations are assessed on. */
export interface ExplanationInput {
  readonly model: Model;
  /** Rows with known outcomes, best those that the model has not seen. */
  readonly matrix: FeatureMatrix;
  readonly labels: Uint8Array;
  /** Whole number in [0, 2³²). */
  readonly seed: number;
  /** Words for a feature; default its name. */
  readonly labelOf?: (feature: string) => string;
  /** Whether the model was trained on these very rows: said, since importance is then that of memory. */
  readonly wereSeen?: boolean;
  /** Features drawn, most important first; default 6. */
  readonly charts?: number;
  /** Rows whose reasons are tried, default 40. */
  readonly tries?: number;
}

/** Reasons that stay in four tries of five are firm enough to be given. */
const FIRM = 0.8;
/** A straight line that takes up less than this does not describe a model. */
const STRAIGHT = 0.5;
const MOST_ROWS = 2_000;
/** Shuffling asks for a score per row, feature and repeat. */
const SHUFFLED_ROWS = 1_000;

/**
 * The explanation section of the validation report: what the model goes by, how scores follow each feature, and whether reasons hold
 * when inputs move a little.
 *
 * Green where given reasons stay among the top four in 80 % of the tries, amber otherwise.
 *
 * @throws INVALID_ARGUMENT
 * Cost: a few seconds for 300 trees and 30 features.
 */
export function assessExplanations(input: ExplanationInput): AssessedSection {
  const { model, matrix, labels, seed, labelOf = (feature) => feature, charts = 6, tries = 40 } = input;
  const sampled = { seed, mostRows: MOST_ROWS };
  const shap = shapImportance(model, matrix, sampled);
  const permuted = permutationImportance(model, { matrix, labels }, { seed, mostRows: SHUFFLED_ROWS, repeats: 5 });
  const order = shap.map((_, index) => index).sort((a, b) => (shap[b]?.share ?? 0) - (shap[a]?.share ?? 0) || a - b);
  const { stability, agreement, rSquared } = tryReasons(input, tries);
  const top = order.slice(0, 3).map((index) => labelOf(shap[index]?.feature ?? ''));
  const held =
    stability === null ? 'no row has a reason' : `reasons hold in ${(stability * 100).toFixed(0)} % of tries`;
  return {
    id: 'explanation',
    title: 'Explanation',
    status: 'assessed',
    light: stability === null ? 'none' : stability >= FIRM ? 'green' : 'amber',
    finding: `The model goes most by ${top.join(', ')}; ${held}.`,
    blocks: [
      {
        kind: 'table',
        id: 'importance',
        title: 'What the model goes by',
        columns: [
          { label: 'feature' },
          { label: 'share of contributions', format: 'share' },
          { label: 'mean |contribution|, log-odds' },
          { label: '95 % from' },
          { label: 'to' },
          { label: 'AUC lost when shuffled' },
          { label: '95 % from' },
          { label: 'to' },
        ],
        rows: order.map((index): TableCell[] => {
          const [size, loss] = [shap[index], permuted[index]];
          return [
            labelOf(size?.feature ?? ''),
            ...[size?.share, size?.importance, size?.interval[0], size?.interval[1]],
            ...[loss?.importance, loss?.interval[0], loss?.interval[1]],
          ].map((cell) => cell ?? null);
        }),
        note: `Contributions are exact Shapley values. Shuffled five times on at most ${SHUFFLED_ROWS} rows${input.wereSeen === true ? ', on rows that the model was trained on: what it remembers counts too' : ''}.`,
        method: 'explanations.md#importance',
      },
      {
        kind: 'figures',
        title: 'Whether reasons hold',
        figures: [
          figure('reasonStability', 'Reasons that stay among the top four', stability ?? Number.NaN, {
            format: 'share',
            note: `${tries} rows, each number moved within 5 % of the ranks, 50 times`,
            method: 'explanations.md#stability-of-reasons',
          }),
          figure('surrogateFit', 'Fit of a local straight line (LIME), median R²', rSquared, {
            note:
              rSquared >= STRAIGHT
                ? 'a straight line describes the model near a row'
                : 'a straight line does not describe this model near a row: use the exact contributions',
            method: 'explanations.md#lime',
          }),
          figure('surrogateAgreement', 'Top four that two local lines have in common', agreement, { format: 'share' }),
        ],
      },
      ...order.slice(0, charts).map((index) => effectChart(input, shap[index]?.feature ?? '', labelOf)),
    ],
  };
}

function tryReasons({ model, matrix, seed }: ExplanationInput, tries: number) {
  const count = Math.min(tries, matrix.rowCount);
  const row = new Float64Array(model.features.length);
  const stabilities: number[] = [];
  const agreements: number[] = [];
  const fits: number[] = [];
  for (let step = 0; step < count; step++) {
    readRow(matrix, Math.floor((step * matrix.rowCount) / count), row);
    const { stability } = reasonStability(model, matrix, row, { seed, tries: 50 });
    if (stability !== null) stabilities.push(stability);
    // A surrogate takes thousands of scores: a tenth of the rows will do.
    if (step % 10 !== 0) continue;
    const local = explainLocally(model, matrix, row, { seed, samples: 500, repeats: 2 });
    agreements.push(local.agreement);
    fits.push(local.rSquared);
  }
  return {
    stability: stabilities.length === 0 ? null : mean(stabilities),
    agreement: mean(agreements),
    rSquared: fits.sort((a, b) => a - b)[Math.floor(fits.length / 2)] ?? Number.NaN,
  };
}

function effectChart(
  { model, matrix, seed }: ExplanationInput,
  feature: string,
  labelOf: (feature: string) => string,
): ChartBlock {
  const effects = accumulatedEffects(model, matrix, feature, { seed, bins: 15, mostRows: MOST_ROWS });
  const dependence = partialDependence(model, matrix, feature, { seed, grid: effects.grid, mostRows: 200 });
  const center = mean(dependence.mean);
  const levels = effects.levels;
  const x = levels === undefined ? effects.grid : effects.grid.map((_, place) => place);
  return {
    kind: 'chart',
    id: `effect-${feature.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`,
    title: `How the score follows ${labelOf(feature)}`,
    x: { label: labelOf(feature), ...(levels === undefined ? {} : { ticks: levels }) },
    y: { label: 'effect, in units of the margin' },
    series: [
      { name: 'accumulated local effect', x, y: effects.effects, draw: levels === undefined ? 'line' : 'points' },
      {
        name: 'partial dependence, centred',
        x,
        y: dependence.mean.map((value) => value - center),
        draw: levels === undefined ? 'reference' : 'points',
      },
    ],
    ...(effects.missingRows === 0 ? {} : { note: `${effects.missingRows} rows without a value are left out.` }),
    method: 'explanations.md#dependence-and-effects',
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
