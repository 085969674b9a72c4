import { log } from '@probity/numerics';

/** Weight of rows by outcome: of a bin, or of all rows. */
export interface OutcomeCounts {
  readonly goods: number;
  readonly bads: number;
}

/**
 * Weight of evidence of a bin: ln((goods + m·G/N) / (bads + m·B/N)) − ln(G / B), with G and B the goods and bads of all
 * rows, N = G + B and m the smoothing. Higher is safer; 0 says what all rows say together.
 *
 * With m = 0 it is ln((goods/G) / (bads/B)). A smoothing of m counts as m rows of the average odds: it moves every bin
 * towards 0, keeps its sign and gives an empty bin 0. It acts on counts; adding ½ to the *shares* goods/G and bads/B
 * instead would shrink the information value several times over.
 *
 * @param smoothing m ≥ 0, in rows
 * @returns NaN where m = 0 and the bin has no goods or no bads
 * @example weightOfEvidence({ goods: 90, bads: 10 }, { goods: 500, bads: 500 }, 0) // ln 9 = 2.197…
 */
export function weightOfEvidence(bin: OutcomeCounts, total: OutcomeCounts, smoothing: number): number {
  const rows = total.goods + total.bads;
  const goods = bin.goods + (smoothing * total.goods) / rows;
  const bads = bin.bads + (smoothing * total.bads) / rows;
  if (!(goods > 0 && bads > 0)) return Number.NaN;
  // One logarithm, so that a bin with the odds of all rows has exactly 0 where the counts are whole.
  return log((goods * total.bads) / (bads * total.goods));
}

/** A bin's part in the information value: (goods/G − bads/B) · WOE. Not negative. */
export function informationOf(bin: OutcomeCounts & { readonly woe: number }, total: OutcomeCounts): number {
  // Not −0 where a share of nothing meets a WOE below 0.
  return (bin.goods / total.goods - bin.bads / total.bads) * bin.woe + 0;
}

/**
 * Information value: Σ (goods/G − bads/B) · WOE over all bins, special and missing included; ≥ 0. In nats.
 *
 * Of the rows the bins were made from it is too high by about (bins − 1) · (1/G + 1/B): an information value says
 * something about other rows only when it was taken on rows that the bins have not seen.
 *
 * @example informationValue([{ goods: 80, bads: 20, woe: Math.log(4) }, { goods: 20, bads: 80, woe: -Math.log(4) }]) // 1.66…
 */
export function informationValue(bins: readonly (OutcomeCounts & { readonly woe: number })[]): number {
  const total = totalOf(bins);
  let value = 0;
  for (const bin of bins) value += informationOf(bin, total);
  return value;
}

/** Goods and bads of all bins together. */
export function totalOf(bins: readonly OutcomeCounts[]): OutcomeCounts {
  let goods = 0;
  let bads = 0;
  for (const bin of bins) {
    goods += bin.goods;
    bads += bin.bads;
  }
  return { goods, bads };
}

/**
 * Gini of ranking rows by the weight of evidence of their bin, from the counts alone: exact, ties count half.
 *
 * @returns in [−1, 1], higher is better; NaN unless both outcomes occur
 * Cost: O(bins log bins).
 */
export function giniOfBins(bins: readonly (OutcomeCounts & { readonly woe: number })[]): number {
  const total = totalOf(bins);
  const riskiestFirst = [...bins].sort((a, b) => a.woe - b.woe);
  let badsBefore = 0;
  let pairs = 0;
  for (let at = 0; at < riskiestFirst.length; ) {
    let goods = 0;
    let bads = 0;
    const { woe } = riskiestFirst[at];
    for (; at < riskiestFirst.length && riskiestFirst[at].woe === woe; at++) {
      goods += riskiestFirst[at].goods;
      bads += riskiestFirst[at].bads;
    }
    pairs += goods * (badsBefore + bads / 2);
    badsBefore += bads;
  }
  return (2 * pairs) / (total.goods * total.bads) - 1;
}
