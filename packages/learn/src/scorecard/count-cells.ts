import type { Feature } from '../matrix/feature-matrix.js';
import type { BinningCell, BinningTable, BinRange } from './scorecard.js';
import type { BinningSettings, VariableEdit } from './scorecard-settings.js';

/** One variable of the rows to be binned. */
export interface VariableRows {
  readonly feature: Feature;
  /** One value per row; NaN is missing. */
  readonly column: Float64Array;
  /** 1 = bad. */
  readonly labels: Uint8Array;
  readonly weights?: Float64Array | undefined;
}

/** No table is finer: keeps what a model stores, and what a drag of an edge costs, small. */
export const MOST_CELLS = 100;

type CellSettings = Pick<BinningSettings, 'maxPreBins' | 'specialCodes'>;

/**
 * Counts a variable's rows in fine cells: numbers in each distinct value or, where those are too many, in stretches of
 * nearly equal weight; categories level by level; special codes and missing apart.
 *
 * Edges given by hand are edges of cells, too. Labels do not decide where a number is cut.
 * Cost: O(n log n).
 */
export function countCells(rows: VariableRows, settings: CellSettings, edit: VariableEdit = {}): BinningTable {
  return rows.feature.kind === 'numeric' ? countNumbers(rows, settings, edit) : countLevels(rows, settings, edit);
}

/** The goods and bads of values, by a key of each row. */
class Tally {
  readonly goods: Float64Array;
  readonly bads: Float64Array;

  constructor(length: number) {
    this.goods = new Float64Array(length);
    this.bads = new Float64Array(length);
  }

  add(at: number, label: number, weight: number): void {
    if (label === 1) this.bads[at] += weight;
    else this.goods[at] += weight;
  }

  cell(range: BinRange, entries: readonly number[]): BinningCell {
    let goods = 0;
    let bads = 0;
    for (const entry of entries) {
      goods += this.goods[entry];
      bads += this.bads[entry];
    }
    return { range, goods, bads };
  }
}

function countNumbers(rows: VariableRows, settings: CellSettings, { edges: byHand = [] }: VariableEdit): BinningTable {
  const { feature, column, labels, weights } = rows;
  const codes = feature.specialCodes ?? [];
  const weightOf = (row: number): number => (weights === undefined ? 1 : weights[row]);
  const isOrdinary = (value: number): boolean => !Number.isNaN(value) && !codes.includes(value);
  const sorted = column.filter((value, row) => isOrdinary(value) && weightOf(row) > 0).sort();
  const values = sorted.filter((value, index) => index === 0 || value !== sorted[index - 1]);
  const tally = new Tally(values.length);
  const apart = new Tally(codes.length + 1);
  for (let row = 0; row < column.length; row++) {
    const weight = weightOf(row);
    if (!(weight > 0)) continue;
    const value = column[row];
    if (isOrdinary(value)) tally.add(firstAtOrAbove(values, value), labels[row], weight);
    else apart.add(Number.isNaN(value) ? codes.length : codes.indexOf(value), labels[row], weight);
  }
  const masses = tally.goods.map((goods, index) => goods + tally.bads[index]);
  const room = Math.max(1, Math.min(settings.maxPreBins, MOST_CELLS - byHand.length));
  const edges = [...new Set([...balancedEdges(values, masses, room), ...byHand])].sort((a, b) => a - b);
  const cells: BinningCell[] = [];
  let from = 0;
  for (let index = 0; index <= edges.length; index++) {
    const to = index < edges.length ? firstAbove(values, edges[index]) : values.length;
    const range = intervalBetween(edges[index - 1], edges[index]);
    cells.push(tally.cell(range, spanOf(from, to)));
    from = to;
  }
  return { feature, cells: [...cells, ...cellsApart(codes, settings, apart)] };
}

/** The interval (above, upTo], open where undefined. */
export function intervalBetween(above: number | undefined, upTo: number | undefined): BinRange {
  return {
    kind: 'interval',
    ...(above === undefined ? {} : { above }),
    ...(upTo === undefined ? {} : { upTo }),
  };
}

function cellsApart(
  codes: readonly (number | string)[],
  { specialCodes }: CellSettings,
  apart: Tally,
): readonly BinningCell[] {
  const missing = apart.cell({ kind: 'missing' }, [codes.length]);
  if (codes.length === 0) return [missing];
  if (specialCodes === 'together') return [apart.cell({ kind: 'special', codes }, spanOf(0, codes.length)), missing];
  return [...codes.map((code, index) => apart.cell({ kind: 'special', codes: [code] }, [index])), missing];
}

function countLevels(rows: VariableRows, settings: CellSettings, { groups = [] }: VariableEdit): BinningTable {
  const { feature, column, labels, weights } = rows;
  const levels = feature.levels ?? [];
  const special = feature.specialCodes ?? [];
  // Behind the levels: missing.
  const tally = new Tally(levels.length + 1);
  for (let row = 0; row < column.length; row++) {
    const code = column[row];
    const at = Number.isInteger(code) && code >= 0 && code < levels.length ? code : levels.length;
    tally.add(at, labels[row], weights === undefined ? 1 : weights[row]);
  }
  const massOf = (level: number): number => tally.goods[level] + tally.bads[level];
  const ordinary = spanOf(0, levels.length).filter((level) => !special.includes(level) && massOf(level) > 0);
  const cells = poolLightest(ordinary, massOf, (level) => groupOf(groups, levels[level]))
    .map((pool) => tally.cell({ kind: 'levels', levels: pool.map((level) => levels[level]) }, pool))
    .sort((a, b) => rateOf(a) - rateOf(b));
  const apart = new Tally(special.length + 1);
  for (const [index, code] of [...special, levels.length].entries()) {
    apart.goods[index] = tally.goods[code];
    apart.bads[index] = tally.bads[code];
  }
  const codes = special.map((code) => levels[code]);
  return { feature, cells: [...cells, ...cellsApart(codes, settings, apart)] };
}

/** Levels as lists of one, the lightest together where there are more than a table holds, but never across groups. */
function poolLightest(
  levels: readonly number[],
  massOf: (level: number) => number,
  groupOfLevel: (level: number) => number,
): readonly (readonly number[])[] {
  if (levels.length <= MOST_CELLS) return levels.map((level) => [level]);
  const heaviestFirst = [...levels].sort((a, b) => massOf(b) - massOf(a) || a - b);
  const groups = new Set(levels.map(groupOfLevel));
  const alone = Math.max(0, MOST_CELLS - groups.size);
  const pools = new Map<number, number[]>();
  for (const level of heaviestFirst.slice(alone)) {
    const pool = pools.get(groupOfLevel(level)) ?? [];
    pools.set(groupOfLevel(level), [...pool, level]);
  }
  return [...heaviestFirst.slice(0, alone).map((level) => [level]), ...pools.values()];
}

/** Index of the group that names the level; −1 for none. */
export function groupOf(groups: readonly (readonly string[])[], level: string): number {
  return groups.findIndex((group) => group.includes(level));
}

/** Share of bads; ½ for nothing. */
export function rateOf({ goods, bads }: { readonly goods: number; readonly bads: number }): number {
  return goods + bads > 0 ? bads / (goods + bads) : 0.5;
}

/** Edges of at most `most` stretches of nearly equal weight; a value as heavy as a stretch has one of its own. */
function balancedEdges(values: Float64Array, masses: Float64Array, most: number): readonly number[] {
  if (values.length <= most) return betweenAll(values);
  let rest = masses.reduce((sum, mass) => sum + mass, 0);
  const edges: number[] = [];
  let gathered = 0;
  for (let index = 0; index + 1 < values.length && edges.length + 1 < most; index++) {
    gathered += masses[index];
    const goal = (rest / (most - edges.length)) * (1 - 1e-12);
    // Closed also when the next value would carry it further past the goal than it now lacks.
    if (gathered >= goal || gathered + masses[index + 1] - goal > goal - gathered) {
      edges.push(roundestBetween(values[index], values[index + 1]));
      rest -= gathered;
      gathered = 0;
    }
  }
  return edges;
}

function betweenAll(values: Float64Array): readonly number[] {
  return Array.from(values.subarray(0, Math.max(0, values.length - 1)), (value, index) =>
    roundestBetween(value, values[index + 1]),
  );
}

/** A number in [low, high) with few digits: an edge that people can read and write. */
function roundestBetween(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  for (let digits = 1; digits <= 17; digits++) {
    for (const near of [middle, low]) {
      const candidate = Number(near.toPrecision(digits));
      if (candidate >= low && candidate < high) return candidate + 0;
    }
  }
  return low + 0;
}

function spanOf(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}

function firstAtOrAbove(values: Float64Array, value: number): number {
  return search(values, (candidate) => candidate >= value);
}

function firstAbove(values: Float64Array, value: number): number {
  return search(values, (candidate) => candidate > value);
}

function search(values: Float64Array, holds: (value: number) => boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(values[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
