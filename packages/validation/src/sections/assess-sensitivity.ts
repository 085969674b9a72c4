import { type FeatureMatrix, rocAuc, selectRows } from '@probity/learn';
import { createRandom, quantile, shuffleIndices } from '@probity/numerics';
import { type ModelBundle, riskCategoryOf } from '@probity/scoring';
import type { ReportSection, TableCell } from '../report/report-section.js';
import { riskScoresOf, type ValidationSample } from '../sample/validation-sample.js';

const MOST_ROWS = 2000;
/** Share of the interquartile range by which a number is moved. */
const NUDGE = 0.1;

/** What one feature moved a little, or lost, does to scores and decisions. */
export function assessSensitivity(sample: ValidationSample, bundle: ModelBundle, seed: number): ReportSection {
  const rows = drawRows(sample.rowCount, seed);
  const matrix = selectRows(sample.matrix, rows);
  const labels = Uint8Array.from(rows, (row) => sample.labels[row] ?? 0);
  const scores = riskScoresOf(bundle, matrix);
  const bothOutcomes = labels.includes(1) && labels.includes(0);
  const auc = bothOutcomes ? rocAuc(scores, labels) : Number.NaN;
  const tests = matrix.features.map((feature, index) => {
    const column = matrix.columns[index] ?? new Float64Array();
    const spread = feature.kind === 'numeric' ? quantile(column, 0.75) - quantile(column, 0.25) : 0;
    const codes = feature.specialCodes ?? [];
    const step = spread > 0 ? NUDGE * spread : 0;
    const moved = [1, -1].map((sign) =>
      step === 0
        ? undefined
        : riskScoresOf(
            bundle,
            withColumn(
              matrix,
              index,
              column.map((value) => (codes.includes(value) ? value : value + sign * step)),
            ),
          ),
    );
    const lost = riskScoresOf(
      bundle,
      withColumn(
        matrix,
        index,
        column.map(() => Number.NaN),
      ),
    );
    return {
      name: feature.name,
      step,
      up: compare(scores, moved[0], bundle),
      down: compare(scores, moved[1], bundle),
      lost: compare(scores, lost, bundle),
      aucLost: bothOutcomes ? rocAuc(lost, labels) - auc : Number.NaN,
    };
  });
  const fragile = tests.filter(({ lost }) => lost.decisions > 0.25).sort((a, b) => b.lost.decisions - a.lost.decisions);
  const jumpy = tests.filter(({ up, down }) => Math.max(up.decisions, down.decisions) > 0.1);
  const names = (list: readonly { name: string }[]) =>
    list
      .slice(0, 4)
      .map(({ name }) => name)
      .join(', ');
  return {
    id: 'sensitivity',
    title: 'Sensitivity',
    status: 'assessed',
    light: fragile.length + jumpy.length > 0 ? 'amber' : 'green',
    finding: [
      jumpy.length === 0
        ? 'No feature changes more than a tenth of the decisions when moved by a tenth of its interquartile range'
        : `Moved by a tenth of their interquartile range, ${names(jumpy)} change more than a tenth of the decisions`,
      fragile.length === 0
        ? 'none changes more than a quarter when missing.'
        : `when missing, ${names(fragile)} change more than a quarter of them.`,
    ].join('; '),
    blocks: [
      {
        kind: 'table',
        id: 'sensitivity',
        title: `One feature at a time, on ${rows.length} rows`,
        method: 'sensitivity',
        columns: [
          { label: 'feature' },
          { label: 'moved by' },
          { label: 'mean change of score, up', format: 'share' },
          { label: 'decisions changed, up', format: 'share' },
          { label: 'mean change, down', format: 'share' },
          { label: 'decisions changed, down', format: 'share' },
          { label: 'mean change, missing', format: 'share' },
          { label: 'largest change, missing', format: 'share' },
          { label: 'decisions changed, missing', format: 'share' },
          { label: 'ROC AUC, missing' },
        ],
        note: 'Changes of the score keep their sign, so plus is riskier; categories are not moved, only lost.',
        rows: tests.map(({ name, step, up, down, lost, aucLost }): TableCell[] => [
          name,
          step === 0 ? null : step,
          step === 0 ? null : up.mean,
          step === 0 ? null : up.decisions,
          step === 0 ? null : down.mean,
          step === 0 ? null : down.decisions,
          lost.mean,
          lost.largest,
          lost.decisions,
          Number.isNaN(aucLost) ? null : aucLost,
        ]),
      },
    ],
  };
}

/** At most so many rows, the same for the same seed, in the order of the sample. */
export function drawRows(rowCount: number, seed: number, most = MOST_ROWS): Uint32Array {
  if (rowCount <= most) return Uint32Array.from({ length: rowCount }, (_, row) => row);
  return Uint32Array.from(shuffleIndices(createRandom(seed).fork('sensitivity'), rowCount).subarray(0, most)).sort();
}

export function withColumn(matrix: FeatureMatrix, index: number, column: Float64Array): FeatureMatrix {
  return { ...matrix, columns: matrix.columns.map((other, position) => (position === index ? column : other)) };
}

function compare(before: Float64Array, after: Float64Array | undefined, { policy }: ModelBundle) {
  if (after === undefined) return { mean: 0, largest: 0, decisions: 0 };
  let [total, largest, changed] = [0, 0, 0];
  for (const [row, score] of before.entries()) {
    const now = after[row] ?? score;
    total += now - score;
    if (Math.abs(now - score) > Math.abs(largest)) largest = now - score;
    if (riskCategoryOf(policy, now) !== riskCategoryOf(policy, score)) changed += 1;
  }
  return { mean: total / before.length, largest, decisions: changed / before.length };
}
