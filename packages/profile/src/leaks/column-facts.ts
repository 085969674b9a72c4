import type { Cells } from '../column/cells.js';
import { type RankedValues, rankValues } from '../column/rank-values.js';
import { type FoldedOutcomes, outOfFoldAuc } from '../column/single-column-tree.js';

/** What a split of the rows in two (filled or not, usual value or another, on a grid or off it) says of the outcome. */
export interface TwoWay {
  /** Rows in the part, and how many of them are bad. */
  readonly inside: number;
  readonly insideBads: number;
  readonly outside: number;
  readonly outsideBads: number;
  /** ROC AUC of the part alone, the better way round: ½ to 1. */
  readonly auc: number;
}

/** Counts outcomes inside and outside a part of the rows. */
export function twoWay(labels: Uint8Array, isInside: (row: number) => boolean): TwoWay {
  let inside = 0;
  let insideBads = 0;
  let bads = 0;
  for (let row = 0; row < labels.length; row++) {
    const bad = labels[row] as number;
    bads += bad;
    if (!isInside(row)) continue;
    inside++;
    insideBads += bad;
  }
  const goods = labels.length - bads;
  const badShare = bads === 0 ? 0 : insideBads / bads;
  const goodShare = goods === 0 ? 0 : (inside - insideBads) / goods;
  return {
    inside,
    insideBads,
    outside: labels.length - inside,
    outsideBads: bads - insideBads,
    auc: 0.5 + Math.abs(badShare - goodShare) / 2,
  };
}

/** What the leak hunt knows of one column. */
export interface ColumnFacts {
  readonly cells: Cells;
  readonly ranked: RankedValues;
  /** Out-of-fold ROC AUC of a small tree on the column alone. */
  readonly auc: number;
  /** The most frequent value and its rows; undefined where all is missing. */
  readonly usual: { readonly value: number; readonly rows: number } | undefined;
  readonly filled: TwoWay;
  /** Rows whose value is there and is not the usual one. */
  readonly unusual: TwoWay | undefined;
}

export function columnFacts(cells: Cells, outcomes: FoldedOutcomes): ColumnFacts {
  const { labels } = outcomes;
  const ranked = rankValues(cells.values);
  const counts = new Uint32Array(ranked.distinct.length);
  for (const rank of ranked.ranks) if (rank >= 0) counts[rank] = (counts[rank] as number) + 1;
  let usualRank = -1;
  for (let rank = 0; rank < counts.length; rank++) {
    if (usualRank < 0 || (counts[rank] as number) > (counts[usualRank] as number)) usualRank = rank;
  }
  const usual =
    usualRank < 0 ? undefined : { value: ranked.distinct[usualRank] as number, rows: counts[usualRank] as number };
  return {
    cells,
    ranked,
    auc: outOfFoldAuc(ranked, !cells.coded, outcomes),
    usual,
    filled: twoWay(labels, (row) => (ranked.ranks[row] as number) >= 0),
    unusual:
      usual === undefined || usual.rows < labels.length * 0.2
        ? undefined
        : twoWay(labels, (row) => (ranked.ranks[row] as number) >= 0 && ranked.ranks[row] !== usualRank),
  };
}
