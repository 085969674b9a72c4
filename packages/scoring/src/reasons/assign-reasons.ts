import { type ColumnSchema, type Contribution, columnLabel, levelLabel, type Reason } from '@probity/domain';

/** As many as a notice of adverse action names (Regulation B, comment 9(b)(2)-1). */
const MOST_REASONS = 4;

/** What is needed to put a feature's share into words. */
export interface ReasonContext {
  readonly column: ColumnSchema;
  /** Median of the feature in training, as encoded; undefined for categories. */
  readonly median?: number;
}

/**
 * The factors that raised the risk, worst first, in the words of the schema's dictionary.
 *
 * A factor counts only when its contribution is above zero against the stated baseline; a numeric value is called high
 * or low against the median of the training data.
 *
 * @param contributions in the model's order
 * @param contexts one per contribution, same order
 * @param row the encoded values, NaN = missing
 */
export function assignReasons(
  contributions: readonly Contribution[],
  contexts: readonly ReasonContext[],
  row: Float64Array,
): readonly Reason[] {
  const raising = contributions
    .map((share, index) => ({ share, index }))
    .filter(({ share }) => share.contribution > 0)
    .sort((a, b) => b.share.contribution - a.share.contribution || a.index - b.index)
    .slice(0, MOST_REASONS);
  return raising.map(({ share, index }) => {
    const context = contexts[index];
    const text = context === undefined ? share.label : reasonText(context, share, row[index] ?? Number.NaN);
    return { feature: share.feature, text, contribution: share.contribution };
  });
}

function reasonText({ column, median }: ReasonContext, share: Contribution, encoded: number): string {
  const label = columnLabel(column);
  const words = column.reasons ?? {};
  if (Number.isNaN(encoded)) return words.missing ?? `${label} is not known`;
  if (column.kind === 'category') return words.high ?? `${label}: ${levelLabel(column, String(share.value))}`;
  if (column.kind === 'boolean')
    return (encoded === 1 ? words.high : words.low) ?? `${label}: ${encoded === 1 ? 'yes' : 'no'}`;
  const isHigh = median === undefined || encoded >= median;
  if (isHigh) return words.high ?? `${label} is high`;
  return words.low ?? `${label} is low`;
}
