/**
 * What kind of leak a finding tells of.
 *
 * - `target-copy`: the column is the outcome in other words
 * - `post-outcome`: filled, or other than its usual value, (almost) only for one outcome; or missing only for bads
 * - `altered-after-outcome`: values of one outcome lie off the grid that those of the other keep to
 * - `predicts-alone`: a small tree on this column alone tells the outcomes apart better than credit data ever do
 * - `post-outcome-name`: called like something that happens after the outcome (weaker evidence)
 * - `after-decision`: dates later than the time of the decision
 * - `id`: a row's name that is learned from, or that predicts the outcome
 * - `row-order`: the place in the file tells the outcome
 * - `group`: rows come in groups of one outcome that a split by row would tear apart
 * - `replicates`: neighbouring rows are copies of each other but for a few cells
 * - `resampled`: one outcome was multiplied (exact copies, or rows mixed from others) before any split
 * - `duplicates-across-split`: rows of the test file stand in the training file too
 * - `time-overlap`: training rows are later than test rows
 */
export type LeakKind =
  | 'target-copy'
  | 'post-outcome'
  | 'altered-after-outcome'
  | 'predicts-alone'
  | 'post-outcome-name'
  | 'after-decision'
  | 'id'
  | 'row-order'
  | 'group'
  | 'replicates'
  | 'resampled'
  | 'duplicates-across-split'
  | 'time-overlap';

/** One thing that would make a model look better than it will be. */
export interface LeakFinding {
  /** Null where the finding is about rows, not about a column. */
  readonly column: string | null;
  readonly kind: LeakKind;
  /** `leak`: do not train like this. `warning`: find out first. */
  readonly severity: 'leak' | 'warning';
  /** A sentence with the numbers. */
  readonly evidence: string;
  /** The numbers of the sentence, for programs. */
  readonly figures: Readonly<Record<string, number>>;
  /** What to do. */
  readonly advice: string;
  /** False where it does not reach a model as things stand: columns not learned from, and an order that folds mix. */
  readonly inUse: boolean;
}

export function percentText(share: number): string {
  const digits = share > 0 && (share < 0.01 || share > 0.99) && share < 1 ? 2 : 1;
  return `${(share * 100).toFixed(digits)} %`;
}
