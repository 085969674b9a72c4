import { columnLabel, isCodedColumn } from '@probity/domain';
import type { OutcomeCounts } from '@probity/learn';
import { mean as meanOf, quantileOfSorted } from '@probity/numerics';
import { type Cells, ordinaryValues } from './cells.js';
import {
  type ColumnFlag,
  type ColumnProfile,
  type NumberSummary,
  summaryProbabilities,
  type ValueCount,
} from './column-profile.js';
import { histogramOf } from './histogram.js';
import { informationOfBins } from './information-value.js';
import { type RankedValues, rankValues } from './rank-values.js';

const TOP_LEVELS = 30;
/** Bins of numbers for the information value: of equal counts, as far as ties allow. */
const IV_BINS = 10;
/** Levels apart in the information value; the others count as one. */
const IV_LEVELS = 50;
const NEAR_CONSTANT = 0.99;
const MOSTLY_MISSING = 0.5;

/**
 * Describes one column. Cost: two sorts of its values.
 * @param auc of the column alone, out of fold; undefined without a target
 */
export function profileColumn(cells: Cells, labels: Uint8Array | undefined, auc: number | undefined): ColumnProfile {
  const { schema, values, specials } = cells;
  const rows = values.length;
  const ordinary = rankValues(ordinaryValues(cells));
  let missing = 0;
  let missingBads = 0;
  let count = 0;
  for (let row = 0; row < rows; row++) {
    if ((ordinary.ranks[row] as number) >= 0) count++;
    else if (Number.isNaN(values[row] as number)) {
      missing++;
      missingBads += labels?.[row] ?? 0;
    }
  }
  const counts = countRanks(ordinary, labels);
  const specialCounts = countSpecials(cells, labels);
  return {
    name: schema.name,
    label: columnLabel(schema),
    kind: schema.kind,
    role: schema.role,
    count,
    missing,
    missingShare: rows === 0 ? 0 : missing / rows,
    missingBads: labels === undefined ? null : missingBads,
    specials: specialCounts,
    distinct: ordinary.distinct.length,
    ...(isCodedColumn(cells.column)
      ? { levels: levelsOf(cells, ordinary, counts, labels !== undefined) }
      : count === 0
        ? {}
        : { numbers: summariseNumbers(cells, ordinary, labels) }),
    informationValue:
      labels === undefined || schema.role === 'target'
        ? null
        : measureValue(cells, counts, specialCounts, { goods: missing - missingBads, bads: missingBads }),
    auc: auc === undefined || Number.isNaN(auc) ? null : auc,
    flags: flagsOf(
      ordinary.distinct.length,
      count,
      missing,
      rows,
      counts,
      specials.size > 0 ? specialCounts.length : 0,
    ),
  };
}

interface RankCounts {
  readonly rows: Uint32Array;
  readonly bads: Uint32Array;
}

function countRanks({ distinct, ranks }: RankedValues, labels: Uint8Array | undefined): RankCounts {
  const rows = new Uint32Array(distinct.length);
  const bads = new Uint32Array(distinct.length);
  for (let row = 0; row < ranks.length; row++) {
    const rank = ranks[row] as number;
    if (rank < 0) continue;
    rows[rank] = (rows[rank] as number) + 1;
    if (labels !== undefined) bads[rank] = (bads[rank] as number) + (labels[row] as number);
  }
  return { rows, bads };
}

function countSpecials({ values, specials, column }: Cells, labels: Uint8Array | undefined): readonly ValueCount[] {
  const found: ValueCount[] = [];
  for (const special of specials) {
    let count = 0;
    let bads = 0;
    for (let row = 0; row < values.length; row++) {
      if (values[row] !== special) continue;
      count++;
      bads += labels?.[row] ?? 0;
    }
    const value = isCodedColumn(column) ? (column.levels[special] ?? '') : String(special);
    if (count > 0) found.push({ value, count, bads: labels === undefined ? null : bads });
  }
  return found;
}

function levelsOf({ column, schema }: Cells, ranked: RankedValues, counts: RankCounts, withBads: boolean) {
  const levels = isCodedColumn(column) ? column.levels : [];
  const order = Array.from(counts.rows.keys()).sort(
    (one, other) => (counts.rows[other] as number) - (counts.rows[one] as number) || one - other,
  );
  // Keys and free texts name persons: they are counted, not listed.
  const listed = schema.kind === 'category' ? TOP_LEVELS : 0;
  const top = order.slice(0, listed).map((rank) => ({
    value: levels[ranked.distinct[rank] as number] ?? '',
    count: counts.rows[rank] as number,
    bads: withBads ? (counts.bads[rank] as number) : null,
  }));
  let others = 0;
  let othersBads = 0;
  for (const rank of order.slice(listed)) {
    others += counts.rows[rank] as number;
    othersBads += counts.bads[rank] as number;
  }
  return { top, others, othersBads: withBads ? othersBads : null };
}

function summariseNumbers(cells: Cells, ranked: RankedValues, labels: Uint8Array | undefined): NumberSummary {
  const values = ordinaryValues(cells);
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const n = sorted.length;
  const mean = meanOf(sorted);
  let second = 0;
  let third = 0;
  let zeros = 0;
  let negatives = 0;
  for (const value of sorted) {
    const distance = value - mean;
    second += distance * distance;
    third += distance * distance * distance;
    if (value === 0) zeros++;
    if (value < 0) negatives++;
  }
  const variance = second / n;
  const spread = Math.sqrt(variance);
  const skewness =
    n < 3 || !(variance > 0) ? null : (Math.sqrt(n * (n - 1)) / (n - 2)) * (third / n / (variance * spread));
  const quantiles = summaryProbabilities.map((p) => quantileOfSorted(sorted, p));
  const [q1, q3] = [quantiles[3] as number, quantiles[5] as number];
  const low = q1 - 1.5 * (q3 - q1);
  const high = q3 + 1.5 * (q3 - q1);
  let below = 0;
  let above = 0;
  for (const value of sorted) {
    if (value < low) below++;
    if (value > high) above++;
  }
  return {
    mean,
    standardDeviation: n < 2 ? null : Math.sqrt(second / (n - 1)),
    skewness,
    quantiles,
    zeros,
    negatives,
    outliers: { below, above, low, high },
    histogram: histogramOf(sorted, ranked.distinct, values, labels),
  };
}

/** Information value over bins of equal counts or levels, special codes and missing each a bin; null for names and keys. */
function measureValue(
  cells: Cells,
  counts: RankCounts,
  specials: readonly ValueCount[],
  missing: OutcomeCounts,
): number | null {
  if (cells.schema.kind === 'id' || cells.schema.kind === 'text') return null;
  const bins = binsOf(cells.coded, counts);
  for (const { count, bads } of specials) bins.push({ goods: count - (bads ?? 0), bads: bads ?? 0 });
  bins.push(missing);
  return informationOfBins(bins);
}

function binsOf(coded: boolean, { rows, bads }: RankCounts): OutcomeCounts[] {
  const bins: OutcomeCounts[] = [];
  const order = Array.from(rows.keys());
  if (coded) order.sort((one, other) => (rows[other] as number) - (rows[one] as number) || one - other);
  let total = 0;
  for (const count of rows) total += count;
  let open = { goods: 0, bads: 0 };
  let before = 0;
  for (const [index, rank] of order.entries()) {
    const bad = bads[rank] as number;
    open = { goods: open.goods + (rows[rank] as number) - bad, bads: open.bads + bad };
    before += rows[rank] as number;
    const isFull = coded
      ? index < IV_LEVELS - 1
      : order.length <= IV_BINS || before >= ((bins.length + 1) * total) / IV_BINS;
    if (!isFull && index < order.length - 1) continue;
    bins.push(open);
    open = { goods: 0, bads: 0 };
  }
  return bins;
}

function flagsOf(
  distinct: number,
  count: number,
  missing: number,
  rows: number,
  { rows: byValue }: RankCounts,
  specials: number,
): readonly ColumnFlag[] {
  const flags: ColumnFlag[] = [];
  if (count === 0 && specials === 0) return ['empty'];
  let most = 0;
  for (const value of byValue) most = Math.max(most, value);
  if (distinct === 1 && missing === 0 && specials === 0) flags.push('constant');
  else if (most >= NEAR_CONSTANT * rows) flags.push('near-constant');
  if (distinct === rows && rows > 1) flags.push('unique');
  if (missing >= MOSTLY_MISSING * rows) flags.push('mostly-missing');
  return flags;
}
