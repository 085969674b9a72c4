import { ProbityError } from '@probity/domain';
import { checkOutcomes } from './check-outcomes.js';
import { groupByScore } from './score-groups.js';

/** One band of a gains table: rows of neighbouring scores, the riskiest band first. */
export interface GainsBand {
  /** Lowest and highest score in the band. */
  readonly scoreFrom: number;
  readonly scoreTo: number;
  readonly rows: number;
  readonly bads: number;
  readonly badRate: number;
  /** `badRate` over that of all rows. */
  readonly lift: number;
  /** Share of all rows, bads and goods in this band and the riskier ones. */
  readonly cumulativeRows: number;
  readonly cumulativeBads: number;
  readonly cumulativeGoods: number;
  /** `cumulativeBads` over `cumulativeRows`. */
  readonly cumulativeLift: number;
  /** `cumulativeBads` − `cumulativeGoods`; the largest over all scores is KS. */
  readonly ks: number;
}

/**
 * The gains (or lift) table: how many of the bads are in the riskiest tenth, fifth, …
 *
 * Rows with equal scores are never parted, so bands may differ in size and be fewer than asked for.
 *
 * @param bands 1 to 1,000, default 10
 * @param weights length n, default all 1
 * @returns the riskiest band first; empty without rows
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n log n).
 * @example gainsTable(scores, labels)[0].lift // 4.1
 */
export function gainsTable(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  bands = 10,
  weights?: ArrayLike<number>,
): readonly GainsBand[] {
  checkOutcomes('gainsTable', scores, labels, weights);
  if (!Number.isInteger(bands) || bands < 1 || bands > 1000) {
    const message = `\`bands\` of \`gainsTable\` must be a whole number from 1 to 1,000; got ${bands}`;
    throw new ProbityError('INVALID_ARGUMENT', message, { field: 'bands' });
  }
  const groups = groupByScore(scores, labels, weights);
  const total = groups.totalBads + groups.totalGoods;
  const table: GainsBand[] = [];
  let [rowsAbove, badsAbove, group] = [0, 0, 0];
  for (let band = 1; band <= bands && group < groups.scores.length; band++) {
    const wanted = (band * total) / bands;
    const first = group;
    let [rows, bads] = [0, 0];
    // The last band takes what is left, rounding included.
    while (group < groups.scores.length && (band === bands || rowsAbove + rows < wanted - 1e-9 * total)) {
      rows += groups.bads[group] + groups.goods[group];
      bads += groups.bads[group];
      group += 1;
    }
    if (group === first) continue;
    rowsAbove += rows;
    badsAbove += bads;
    const cumulativeBads = badsAbove / groups.totalBads;
    const cumulativeGoods = (rowsAbove - badsAbove) / groups.totalGoods;
    table.push({
      scoreFrom: groups.scores[group - 1],
      scoreTo: groups.scores[first],
      rows,
      bads,
      badRate: bads / rows,
      lift: bads / rows / (groups.totalBads / total),
      cumulativeRows: rowsAbove / total,
      cumulativeBads,
      cumulativeGoods,
      cumulativeLift: cumulativeBads / (rowsAbove / total),
      ks: cumulativeBads - cumulativeGoods,
    });
  }
  return table;
}
