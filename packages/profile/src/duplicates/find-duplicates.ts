import { createRandom, quantileOfSorted } from '@probity/numerics';
import { type Cells, ordinaryValues, takeCells } from '../column/cells.js';
import { hashRows, mix } from './hash-rows.js';

/** Rows that say the same. Row numbers count from 0 in the data set. */
export interface DuplicateGroup {
  readonly rows: readonly number[];
  readonly count: number;
  /** Bads among them; null without a target. */
  readonly bads: number | null;
}

export interface NearPair {
  readonly rows: readonly [number, number];
  /** Mean over the columns of the scaled difference, 0 to 1. */
  readonly distance: number;
  /** Columns in which they differ. */
  readonly differs: readonly string[];
  readonly sameOutcome: boolean | null;
}

export interface Duplicates {
  /** Rows that equal an earlier row in every column but keys and the target. */
  readonly exactRows: number;
  readonly exactGroups: readonly DuplicateGroup[];
  /** Groups of equal rows in which both outcomes occur; null without a target. */
  readonly contradicting: number | null;
  /** Rows looked at for pairs that are nearly equal. */
  readonly nearRows: number;
  /** Pairs found by MinHash and confirmed; some may be missed, none is wrong. */
  readonly nearPairs: number;
  readonly nearest: readonly NearPair[];
}

const LISTED = 50;
const LISTED_ROWS = 20;
/** Bands of hashes: two rows meet in a band when all its hashes agree. */
const BANDS = 24;
const HASHES_PER_BAND = 4;
const BINS = 16;
/** Mean scaled difference up to which two rows count as nearly equal. */
const NEAR = 0.02;
/** Rows compared in one bucket; a bucket of common values would cost its square. */
const BUCKET = 40;

/**
 * Rows that are equal, and rows that are nearly so: numbers by their difference over the range between the 5 % and 95 %
 * points, categories and gaps 0 or 1, mean over the columns at most 0.02.
 *
 * Candidates come from MinHash (Broder 1997) over cells, numbers in 16 bins of equal counts; each is then measured.
 * @param rows the sampled rows for nearly equal pairs; undefined for all
 * Cost: O(rows · columns · 96) for the sampled rows, O(rows · columns) for equal ones.
 */
export function findDuplicates(
  columns: readonly Cells[],
  rowCount: number,
  rows: Uint32Array | undefined,
  labels: Uint8Array | undefined,
  seed: number,
): Duplicates {
  const hashes = hashRows(columns, rowCount);
  const { exactRows, groups } = exactGroups(hashes);
  const described = groups.map((members) => ({
    rows: members.slice(0, LISTED_ROWS),
    count: members.length,
    bads: labels === undefined ? null : members.reduce((total, row) => total + (labels[row] as number), 0),
  }));
  const near = nearPairs(columns, rowCount, rows, hashes, labels, seed);
  return {
    exactRows,
    exactGroups: described.slice(0, LISTED),
    contradicting:
      labels === undefined
        ? null
        : described.filter(({ bads, count }) => bads !== null && bads > 0 && bads < count).length,
    nearRows: rows?.length ?? rowCount,
    nearPairs: near.length,
    nearest: near.slice(0, LISTED),
  };
}

function exactGroups(hashes: Float64Array): { exactRows: number; groups: number[][] } {
  const first = new Map<number, number>();
  const groups = new Map<number, number[]>();
  let exactRows = 0;
  for (let row = 0; row < hashes.length; row++) {
    const hash = hashes[row] as number;
    const earlier = first.get(hash);
    if (earlier === undefined) {
      first.set(hash, row);
      continue;
    }
    exactRows++;
    const group = groups.get(hash);
    if (group === undefined) groups.set(hash, [earlier, row]);
    else group.push(row);
  }
  return {
    exactRows,
    groups: [...groups.values()].sort(
      (one, other) => other.length - one.length || (one[0] as number) - (other[0] as number),
    ),
  };
}

interface Scaled {
  readonly name: string;
  readonly coded: boolean;
  readonly values: Float64Array;
  readonly scale: number;
  readonly tokens: Uint32Array;
}

function nearPairs(
  columns: readonly Cells[],
  rowCount: number,
  rows: Uint32Array | undefined,
  hashes: Float64Array,
  labels: Uint8Array | undefined,
  seed: number,
): NearPair[] {
  const rowOf = (index: number) => rows?.[index] ?? index;
  const count = rows?.length ?? rowCount;
  const scaled = columns.map((cells, index) => scaleColumn(rows === undefined ? cells : takeCells(cells, rows), index));
  if (scaled.length < 4) return [];
  const random = createRandom(seed).fork('near duplicates');
  const pairs = new Map<number, NearPair>();
  const tried = new Set<number>();
  for (let band = 0; band < BANDS; band++) {
    const keys = bandKeys(
      scaled,
      count,
      Array.from({ length: HASHES_PER_BAND }, () => random.nextUint32()),
    );
    const buckets = new Map<number, number[]>();
    for (let index = 0; index < count; index++) {
      const bucket = buckets.get(keys[index] as number);
      if (bucket === undefined) buckets.set(keys[index] as number, [index]);
      else if (bucket.length < BUCKET) bucket.push(index);
    }
    for (const bucket of buckets.values()) {
      for (let i = 0; i < bucket.length; i++) {
        for (let j = i + 1; j < bucket.length; j++) {
          const [one, other] = [bucket[i] as number, bucket[j] as number];
          const key = one * count + other;
          if (tried.has(key) || hashes[rowOf(one)] === hashes[rowOf(other)]) continue;
          tried.add(key);
          const pair = measurePair(scaled, one, other, rowOf, labels);
          if (pair !== undefined) pairs.set(key, pair);
        }
      }
    }
  }
  return [...pairs.values()].sort((one, other) => one.distance - other.distance || one.rows[0] - other.rows[0]);
}

function scaleColumn(cells: Cells, index: number): Scaled {
  const values = ordinaryValues(cells);
  const { name } = cells.schema;
  const salt = mix(index + 1);
  if (cells.coded) {
    const tokens = Uint32Array.from(values, (value) => mix(salt ^ (Number.isNaN(value) ? 0xffffffff : value)));
    return { name, coded: true, values, scale: 1, tokens };
  }
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const range = quantileOfSorted(sorted, 0.95) - quantileOfSorted(sorted, 0.05);
  const spread = range > 0 ? range : (sorted[sorted.length - 1] ?? 0) - (sorted[0] ?? 0);
  const edges = Float64Array.from(
    { length: BINS - 1 },
    (_, bin) => sorted[Math.floor(((bin + 1) * sorted.length) / BINS)] ?? 0,
  );
  const tokens = Uint32Array.from(values, (value) => {
    if (Number.isNaN(value)) return mix(salt ^ 0xffffffff);
    let bin = 0;
    while (bin < edges.length && value >= (edges[bin] as number)) bin++;
    return mix(salt ^ bin);
  });
  return { name, coded: false, values, scale: spread > 0 ? spread : 1, tokens };
}

/** One key per row: equal when the least hashes of the row's cells agree for every salt. */
function bandKeys(columns: readonly Scaled[], count: number, salts: readonly number[]): Float64Array {
  const keys = new Float64Array(count);
  const least = new Uint32Array(count);
  for (const salt of salts) {
    least.fill(0xffffffff);
    for (const { tokens } of columns) {
      for (let index = 0; index < count; index++) {
        const hash = mix((tokens[index] as number) ^ salt);
        if (hash < (least[index] as number)) least[index] = hash;
      }
    }
    // 2097143 is the greatest prime below 2²¹: the product stays exact below 2⁵³.
    for (let index = 0; index < count; index++) {
      keys[index] = (((keys[index] as number) % 2097143) * 4294967296 + (least[index] as number)) % 9007199254740881;
    }
  }
  return keys;
}

function measurePair(
  columns: readonly Scaled[],
  one: number,
  other: number,
  rowOf: (index: number) => number,
  labels: Uint8Array | undefined,
): NearPair | undefined {
  let total = 0;
  const limit = NEAR * columns.length;
  const differs: string[] = [];
  for (const { name, coded, values, scale } of columns) {
    const left = values[one] as number;
    const right = values[other] as number;
    if (Object.is(left, right)) continue;
    differs.push(name);
    total += coded || Number.isNaN(left) || Number.isNaN(right) ? 1 : Math.min(1, Math.abs(left - right) / scale);
    if (total > limit) return undefined;
  }
  if (differs.length === 0) return undefined;
  const rows: [number, number] = [rowOf(one), rowOf(other)];
  return {
    rows,
    distance: total / columns.length,
    differs: differs.slice(0, 10),
    sameOutcome: labels === undefined ? null : labels[rows[0]] === labels[rows[1]],
  };
}
