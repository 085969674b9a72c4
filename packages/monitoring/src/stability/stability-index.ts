import { ProbityError } from '@probity/domain';
import { chiSquaredSurvival, log } from '@probity/numerics';

/** How far a distribution has moved from a reference, over the same bins. */
export interface StabilityIndex {
  /** Σ (current − reference) · ln(current / reference) over shares; ≥ 0, 0 = the same. */
  readonly index: number;
  /** `stable` below 0.10, `shifting` below 0.25, else `shifted`: the custom of the trade, not a test. */
  readonly verdict: 'stable' | 'shifting' | 'shifted';
  /** What chance alone gives on average for these numbers of rows: (bins − 1)(1 / reference rows + 1 / current rows). */
  readonly expectedByChance: number;
  /** Of the index under no change at all; small samples reach 0.1 by chance, large ones are significant far below it. */
  readonly pValue: number;
  readonly referenceRows: number;
  readonly currentRows: number;
  readonly bins: readonly StabilityBin[];
}

export interface StabilityBin {
  readonly label: string;
  readonly referenceShare: number;
  readonly currentShare: number;
  /** This bin's part of the index. */
  readonly contribution: number;
}

/** What a bin without rows counts as, so that the logarithm stays finite: half a row. */
export const EMPTY_BIN_ROWS = 0.5;

/**
 * The population stability index (of a score) or characteristic stability index (of a feature) from counts by bin.
 *
 * A bin that is empty on one side counts as half a row there; bins empty on both sides are left out.
 *
 * @param reference rows per bin, as trained or agreed
 * @param current rows per bin, of the time looked at
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT (a count that is negative or not finite), TOO_FEW_ROWS (a side without rows)
 * Cost: O(bins). Source: Siddiqi 2006 (the bands); Yurdakul 2018 (its distribution); checked against SciPy's
 * divergences in test/golden/stability.
 * @example stabilityIndex([100, 100], [150, 50]).index // 0.2747
 */
export function stabilityIndex(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  labels?: readonly string[],
): StabilityIndex {
  const totals = { reference: totalOf('reference', reference), current: totalOf('current', current) };
  if (reference.length !== current.length) {
    const message = `\`current\` of \`stabilityIndex\` must have one count per bin (${reference.length}); got ${current.length}`;
    throw new ProbityError('SHAPE_MISMATCH', message, { field: 'current' });
  }
  const bins: StabilityBin[] = [];
  let index = 0;
  for (let bin = 0; bin < reference.length; bin++) {
    const [before, now] = [reference[bin] ?? 0, current[bin] ?? 0];
    if (before === 0 && now === 0) continue;
    const referenceShare = before / totals.reference;
    const currentShare = now / totals.current;
    const floored = {
      reference: before === 0 ? EMPTY_BIN_ROWS / totals.reference : referenceShare,
      current: now === 0 ? EMPTY_BIN_ROWS / totals.current : currentShare,
    };
    const contribution = (floored.current - floored.reference) * log(floored.current / floored.reference);
    index += contribution;
    bins.push({ label: labels?.[bin] ?? String(bin + 1), referenceShare, currentShare, contribution });
  }
  const scale = 1 / totals.reference + 1 / totals.current;
  return {
    index,
    verdict: index < 0.1 ? 'stable' : index < 0.25 ? 'shifting' : 'shifted',
    expectedByChance: (bins.length - 1) * scale,
    pValue: bins.length < 2 ? 1 : chiSquaredSurvival(index / scale, bins.length - 1),
    referenceRows: totals.reference,
    currentRows: totals.current,
    bins,
  };
}

function totalOf(field: string, counts: ArrayLike<number>): number {
  let total = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    const count = counts[bin] ?? Number.NaN;
    if (!(count >= 0 && count < Infinity)) {
      const message = `\`${field}\` of \`stabilityIndex\` must hold finite counts ≥ 0; got ${count} in bin ${bin + 1}`;
      throw new ProbityError('INVALID_ARGUMENT', message, { field });
    }
    total += count;
  }
  if (total > 0) return total;
  throw new ProbityError('TOO_FEW_ROWS', `\`${field}\` of \`stabilityIndex\` must hold at least one row`, { field });
}
