import { type Column, type ColumnSchema, isCodedColumn } from '@probity/domain';
import { quantileOfSorted } from '@probity/numerics';
import { type StabilityIndex, stabilityIndex } from '../stability/stability-index.js';

/** The distribution of a column in the first data of a series, small enough to be kept and put into JSON. */
export type ReferenceCounts =
  | {
      readonly kind: 'numbers';
      /** Upper edges of all bins but the last, each edge part of the bin above. */
      readonly edges: readonly number[];
      readonly codes: readonly number[];
      /** Rows per bin, then per special code, then missing. */
      readonly counts: readonly number[];
    }
  | {
      readonly kind: 'levels';
      readonly levels: readonly string[];
      /** Rows per level, then of other levels, then missing. */
      readonly counts: readonly number[];
    };

const BINS = 10;
const LEVEL_LIMIT = 200;

/** Counts a column for later comparison: tenths of its rows, or its levels; undefined for more than 200 levels. */
export function referenceCounts(column: Column, schema: ColumnSchema): ReferenceCounts | undefined {
  if (isCodedColumn(column)) {
    const found = new Set<string>();
    for (const code of column.codes) if (code >= 0) found.add(column.levels[code] ?? '');
    if (found.size > LEVEL_LIMIT) return undefined;
    const levels = [...found].sort((one, other) => (one < other ? -1 : 1));
    return { kind: 'levels', levels, counts: levelCounts(column.levels, column.codes, levels) };
  }
  const codes = specialNumbers(schema);
  const sorted = column.values.filter((value) => !Number.isNaN(value) && !codes.includes(value)).sort();
  const edges: number[] = [];
  for (let edge = 1; edge < BINS && sorted.length > 0; edge++) {
    const value = quantileOfSorted(sorted, edge / BINS);
    if (value > (edges.at(-1) ?? sorted[0] ?? value)) edges.push(value);
  }
  return { kind: 'numbers', edges, codes, counts: numberCounts(column.values, edges, codes) };
}

/** How far a column has moved from its reference; undefined when one of them is numbers and the other is not. */
export function stabilityAgainst(column: Column, reference: ReferenceCounts): StabilityIndex | undefined {
  if (isCodedColumn(column)) {
    if (reference.kind !== 'levels') return undefined;
    return stabilityIndex(reference.counts, levelCounts(column.levels, column.codes, reference.levels));
  }
  if (reference.kind !== 'numbers') return undefined;
  return stabilityIndex(reference.counts, numberCounts(column.values, reference.edges, reference.codes));
}

/** A column's special codes as numbers. */
export function specialNumbers({ specialCodes = [] }: ColumnSchema): readonly number[] {
  return specialCodes.map(Number).filter((code) => !Number.isNaN(code));
}

function levelCounts(names: readonly string[], codes: Int32Array, levels: readonly string[]): readonly number[] {
  const places = new Map(levels.map((level, place) => [level, place]));
  const counts = new Array<number>(levels.length + 2).fill(0);
  for (const code of codes) {
    const place = code < 0 ? levels.length + 1 : (places.get(names[code] ?? '') ?? levels.length);
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}

function numberCounts(values: Float64Array, edges: readonly number[], codes: readonly number[]): readonly number[] {
  const ordinary = edges.length + 1;
  const counts = new Array<number>(ordinary + codes.length + 1).fill(0);
  for (const value of values) {
    const code = codes.indexOf(value);
    let place = ordinary + codes.length;
    if (code >= 0) place = ordinary + code;
    else if (!Number.isNaN(value)) place = edges.filter((edge) => edge <= value).length;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}
