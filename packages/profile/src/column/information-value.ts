import { defaultBinningSettings, informationValue, type OutcomeCounts, weightOfEvidence } from '@probity/learn';

/**
 * Information value of bins as a scorecard measures it, its smoothing included: how far the bins part the outcomes.
 *
 * Below 0.02 says nothing, 0.1 weak, 0.3 medium, above 0.5 look for a leak (Siddiqi 2006).
 * @returns 0 where one outcome is absent
 */
export function informationOfBins(bins: readonly OutcomeCounts[]): number {
  const goods = bins.reduce((sum, bin) => sum + bin.goods, 0);
  const bads = bins.reduce((sum, bin) => sum + bin.bads, 0);
  if (goods === 0 || bads === 0) return 0;
  const { smoothing } = defaultBinningSettings;
  return informationValue(bins.map((bin) => ({ ...bin, woe: weightOfEvidence(bin, { goods, bads }, smoothing) })));
}
