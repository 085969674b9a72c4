import { dot, mean } from '@probity/numerics';
import { type Cells, ordinaryValues, takeCells } from '../column/cells.js';
import { correlationRatio, cramersV, midRanks, pearson } from './correlation.js';

/** How strongly two columns go together. */
export interface CorrelatedPair {
  readonly left: string;
  readonly right: string;
  /** `spearman` between numbers, `cramers-v` between categories, `ratio` (η) between a category and numbers. */
  readonly measure: 'spearman' | 'cramers-v' | 'ratio';
  /** −1 to 1 for `spearman`, else 0 to 1. */
  readonly value: number;
  /** Pearson's correlation, between numbers. */
  readonly pearson?: number;
}

export interface Correlations {
  /** Rows that the figures were made from. */
  readonly rows: number;
  /** The strongest pairs. */
  readonly pairs: readonly CorrelatedPair[];
  /** For a map: names, and `values[i][j]` between them; null where there is none. */
  readonly matrix: { readonly columns: readonly string[]; readonly values: readonly (readonly (number | null)[])[] };
}

const PAIRS = 200;
const MAP_COLUMNS = 40;
/** Levels of a category above which it is left out: every pair with it is near 1 by chance. */
const MOST_LEVELS = 100;

/**
 * Correlations of all columns that can be compared. Ranks are made once for each column, over its own filled rows.
 *
 * @param rows the sampled rows; undefined for all
 * @param importance of a column, for the choice of the map's columns
 */
export async function correlateColumns(
  columns: readonly Cells[],
  rows: Uint32Array | undefined,
  importance: (name: string) => number,
  pause: () => Promise<void>,
): Promise<Correlations> {
  const prepared = columns.flatMap((cells) => prepare(cells, rows));
  const pairs: CorrelatedPair[] = [];
  for (const [index, left] of prepared.entries()) {
    for (const right of prepared.slice(index + 1)) {
      const pair = correlate(left, right);
      if (!Number.isNaN(pair.value)) pairs.push(pair);
    }
    await pause();
  }
  const mapped = [...prepared]
    .sort((one, other) => importance(other.name) - importance(one.name))
    .slice(0, MAP_COLUMNS)
    .sort((one, other) => prepared.indexOf(one) - prepared.indexOf(other));
  const byName = new Map(pairs.map((pair) => [`${pair.left}\u0000${pair.right}`, pair.value]));
  const find = (one: string, other: string) =>
    byName.get(`${one}\u0000${other}`) ?? byName.get(`${other}\u0000${one}`) ?? null;
  return {
    rows: rows?.length ?? columns[0]?.values.length ?? 0,
    pairs: pairs.sort((one, other) => Math.abs(other.value) - Math.abs(one.value)).slice(0, PAIRS),
    matrix: {
      columns: mapped.map(({ name }) => name),
      values: mapped.map(({ name: one }) => mapped.map(({ name: other }) => (one === other ? 1 : find(one, other)))),
    },
  };
}

interface Prepared {
  readonly name: string;
  readonly coded: boolean;
  readonly values: Float64Array;
  readonly ranks: Float64Array;
  /** Values and ranks centred and of length 1, where none is missing: then a correlation is one product. */
  readonly unit: { readonly values: Float64Array; readonly ranks: Float64Array } | undefined;
}

function prepare(cells: Cells, rows: Uint32Array | undefined): Prepared[] {
  const { kind, role, name } = cells.schema;
  if (kind === 'id' || kind === 'text' || role === 'id') return [];
  const taken = rows === undefined ? cells : takeCells(cells, rows);
  const values = ordinaryValues(taken);
  if (cells.coded && new Set(values).size > MOST_LEVELS) return [];
  if (cells.coded) return [{ name, coded: true, values, ranks: values, unit: undefined }];
  const ranks = midRanks(values);
  const isWhole = !values.some(Number.isNaN);
  const unit = isWhole ? { values: unitVector(values), ranks: unitVector(ranks) } : undefined;
  return [{ name, coded: false, values, ranks, unit }];
}

/** Centred and of length 1; NaN where the values do not vary. */
function unitVector(values: Float64Array): Float64Array {
  const middle = mean(values);
  const centred = values.map((value) => value - middle);
  const length = Math.sqrt(dot(centred, centred));
  return centred.map((value) => value / length);
}

function correlate(left: Prepared, right: Prepared): CorrelatedPair {
  const names = { left: left.name, right: right.name };
  if (left.coded && right.coded) return { ...names, measure: 'cramers-v', value: cramersV(left.values, right.values) };
  if (left.coded) return { ...names, measure: 'ratio', value: correlationRatio(left.values, right.values) };
  if (right.coded) return { ...names, measure: 'ratio', value: correlationRatio(right.values, left.values) };
  const bounded = (value: number) => Math.max(-1, Math.min(1, value));
  const isWhole = left.unit !== undefined && right.unit !== undefined;
  const linear = isWhole ? bounded(dot(left.unit.values, right.unit.values)) : pearson(left.values, right.values);
  return {
    ...names,
    measure: 'spearman',
    value: isWhole ? bounded(dot(left.unit.ranks, right.unit.ranks)) : pearson(left.ranks, right.ranks),
    ...(Number.isNaN(linear) ? {} : { pearson: linear }),
  };
}
