import { type ColumnSchema, type Contribution, columnLabel, levelLabel, type Reason } from '@probity/domain';

/** As many as a notice of adverse action names (Regulation B, comment 9(b)(2)-1). */
const MOST_REASONS = 4;

/** What is needed to put a feature's share into words. */
export interface ReasonContext {
  readonly column: ColumnSchema;
  /** A low, a middle and a high value of the feature in training, as encoded; empty for categories. */
  readonly typical: readonly number[];
}

/** The margin of the same application with one feature set to another value. */
export type MarginWith = (feature: number, value: number) => number;

/**
 * The factors that raised the risk, worst first, in the words of the schema's dictionary.
 *
 * A factor counts only when its contribution is above zero against the stated baseline. A number is called high when,
 * of the typical values, a lower one would bring the least risk, and low when a higher one would: so that the sentence
 * points the way that helps, whatever the shape of the effect.
 *
 * @param contributions in the model's order
 * @param contexts one per contribution, same order
 * @param row the encoded values, NaN = missing
 * @param marginWith asked three times for each reason that is a number
 */
export function assignReasons(
  contributions: readonly Contribution[],
  contexts: readonly ReasonContext[],
  row: Float64Array,
  marginWith: MarginWith,
): readonly Reason[] {
  const raising = contributions
    .map((share, index) => ({ share, index }))
    .filter(({ share }) => share.contribution > 0)
    .sort((a, b) => b.share.contribution - a.share.contribution || a.index - b.index)
    .slice(0, MOST_REASONS);
  return raising.map(({ share, index }) => {
    const context = contexts[index];
    if (context === undefined) return { feature: share.feature, text: share.label, contribution: share.contribution };
    const encoded = row[index] ?? Number.NaN;
    const text = reasonText(context, share, encoded, () =>
      isTooHigh(context.typical, encoded, (value) => marginWith(index, value)),
    );
    return { feature: share.feature, text, contribution: share.contribution };
  });
}

function reasonText({ column }: ReasonContext, share: Contribution, encoded: number, isHigh: () => boolean): string {
  const label = columnLabel(column);
  const words = column.reasons ?? {};
  if (Number.isNaN(encoded)) return words.missing ?? `${label} is not known`;
  if (column.kind === 'category') return words.high ?? `${label}: ${levelLabel(column, String(share.value))}`;
  if (column.kind === 'boolean') {
    return (encoded === 1 ? words.high : words.low) ?? `${label}: ${encoded === 1 ? 'yes' : 'no'}`;
  }
  if (isHigh()) return words.high ?? `${label} is high`;
  return words.low ?? `${label} is low`;
}

/** True when the typical value with the least risk lies below this one. */
function isTooHigh(typical: readonly number[], encoded: number, marginAt: (value: number) => number): boolean {
  let best = encoded;
  let least = Number.POSITIVE_INFINITY;
  for (const value of typical) {
    const margin = marginAt(value);
    if (value === encoded || margin >= least) continue;
    best = value;
    least = margin;
  }
  return best <= encoded;
}
