import { log } from '@probity/numerics';

/** Goods and bads of one bin. */
export interface OutcomeCounts {
  readonly goods: number;
  readonly bads: number;
}

/**
 * Weight of evidence of each bin, ln(share of goods / share of bads): higher is safer; 0 in an empty bin.
 *
 * Where a bin lacks an outcome, ½ is added to both its counts; the others stay as they are, so that smoothing does not
 * shrink them.
 */
export function weightsOfEvidence(bins: readonly OutcomeCounts[]): readonly number[] {
  const { goods, bads } = totalsOf(bins);
  return bins.map((bin) => {
    if (bin.goods + bin.bads === 0) return 0;
    const half = bin.goods === 0 || bin.bads === 0 ? 0.5 : 0;
    return log((bin.goods + half) / goods / ((bin.bads + half) / bads));
  });
}

/**
 * Information value Σ (share of goods − share of bads) · WOE: how far the bins part the outcomes.
 *
 * Below 0.02 says nothing, 0.1 weak, 0.3 medium, above 0.5 look for a leak (Siddiqi 2006).
 * @returns 0 where one outcome is absent
 */
export function informationValue(bins: readonly OutcomeCounts[]): number {
  const { goods, bads } = totalsOf(bins);
  if (goods === 0 || bads === 0) return 0;
  const weights = weightsOfEvidence(bins);
  return bins.reduce(
    (total, bin, index) => total + (bin.goods / goods - bin.bads / bads) * (weights[index] as number),
    0,
  );
}

function totalsOf(bins: readonly OutcomeCounts[]): OutcomeCounts {
  return bins.reduce((all, bin) => ({ goods: all.goods + bin.goods, bads: all.bads + bin.bads }), {
    goods: 0,
    bads: 0,
  });
}
