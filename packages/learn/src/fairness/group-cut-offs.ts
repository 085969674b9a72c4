import { checkScored, type DecisionPrice, priceOfCutOff, type ScoredGroups } from './fair-cut-off.js';
import { rowsByGroup } from './group-counts.js';

/** What different cut-offs by group would do: for analysis, never for deciding. */
export interface GroupCutOffAnalysis {
  /** To be shown wherever these figures are. */
  readonly warning: string;
  readonly cutOffs: readonly { readonly group: string; readonly cutOff: number }[];
  /** What is made equal, and at which value. */
  readonly target: { readonly equal: GroupTarget; readonly share: number };
  readonly price: DecisionPrice;
}

/** Approval rates (demographic parity), or shares of goods approved (equal opportunity). */
export type GroupTarget = 'approvalRate' | 'goodsApproved';

export const GROUP_CUT_OFF_WARNING =
  'Analysis only: judging people by different cut-offs because of sex, race, age or another protected attribute is unlawful disparate treatment in many places (in the United States under ECOA, 12 CFR 1002.4). Ask counsel before doing anything with these figures.';

/**
 * The cut-offs by group that would make a share equal in all groups, with their price: how far the groups' scores lie
 * apart, in cut-offs.
 *
 * Each group's cut-off is the one whose share comes nearest to the share that `cutOff` gives to all rows together.
 *
 * @param cutOff the single cut-off that sets the target
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n log n). Source: Hardt, Price & Srebro 2016 (one share at a time, without randomisation).
 */
export function analyseGroupCutOffs(scored: ScoredGroups, cutOff: number, equal: GroupTarget): GroupCutOffAnalysis {
  checkScored('analyseGroupCutOffs', scored);
  const { scores, labels, attribute } = scored;
  const counts = (row: number): boolean => equal === 'approvalRate' || labels[row] === 0;
  const known = Array.from({ length: scores.length }, (_, row) => row).filter(
    (row) => attribute.codes[row] >= 0 && counts(row),
  );
  const share = known.filter((row) => scores[row] < cutOff).length / known.length;
  const cutOffs = rowsByGroup(attribute).map((rows, group) => ({
    group: attribute.groups[group],
    cutOff: cutOffFor(
      Float64Array.from(rows.filter(counts), (row) => scores[row]),
      share,
    ),
  }));
  const price = priceOfCutOff(
    scored,
    // Rows of unknown group are judged by the single cut-off.
    [...cutOffs.map((entry) => entry.cutOff), cutOff],
  );
  return { warning: GROUP_CUT_OFF_WARNING, cutOffs, target: { equal, share }, price };
}

/** The score below which the share of these scores comes nearest to the one wanted. */
function cutOffFor(scores: Float64Array, share: number): number {
  const sorted = scores.sort();
  let chosen = Infinity;
  let nearest = Math.abs(1 - share);
  for (let index = 0; index < sorted.length; index++) {
    if (index > 0 && sorted[index] === sorted[index - 1]) continue;
    const distance = Math.abs(index / sorted.length - share);
    if (distance >= nearest) continue;
    nearest = distance;
    chosen = sorted[index];
  }
  return chosen;
}
