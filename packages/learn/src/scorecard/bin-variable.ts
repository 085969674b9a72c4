import { ProbityError } from '@probity/domain';
import { erfc } from '@probity/numerics';
import { countCells, groupOf, intervalBetween, rateOf, type VariableRows } from './count-cells.js';
import { findOptimalPartition, type Partition, type PartitionRules } from './optimal-partition.js';
import type { BinnedRange, BinnedVariable, BinningCell, BinningTable, BinRange, Trend } from './scorecard.js';
import { type BinningSettings, checkBinningSettings, checkEdit, type VariableEdit } from './scorecard-settings.js';
import {
  informationOf,
  informationValue,
  type OutcomeCounts,
  totalOf,
  weightOfEvidence,
} from './weight-of-evidence.js';

/**
 * Bins one variable: fine cells, then the partition of neighbouring cells with the greatest information value less the
 * cost of its bins, among all that keep the trend and the sizes asked for. Exact on the cells.
 *
 * Special codes and missing have bins of their own, which no rule on size or trend touches. Edges or groups given by hand
 * are taken as they are. The bins look at the outcomes: fit them inside the folds, never before the split.
 *
 * @param settings what differs from `defaultBinningSettings`
 * @param rows both outcomes must occur
 * @throws INVALID_ARGUMENT for a setting or an edit that cannot be
 * Cost: O(n log n) for the cells, then milliseconds.
 * Source: docs/methods/scorecard.md; checked against optbinning in test/golden/binning and against all partitions.
 * @example binVariable({ trend: 'descending' }, { feature, column, labels }).informationValue
 */
export function binVariable(
  settings: Partial<BinningSettings>,
  rows: VariableRows,
  edit: VariableEdit = {},
): BinnedVariable {
  const complete = checkBinningSettings('binVariable', settings, rows.feature.name);
  checkEdit('binVariable', edit, rows.feature.name);
  return binCells(countCells(rows, complete, edit), complete, edit);
}

/**
 * Bins a variable again from its fine cells alone, exactly as from the rows: what a page calls while an edge is dragged.
 *
 * @param edit edges must be edges of cells, and groups whole cells; without either the search runs again
 * @throws INVALID_ARGUMENT for an edge within a cell, or a cell that two groups share
 * Cost: O(cells²), well below 16 ms.
 * @example rebin(variable.table, { edges: [25, 40] }).informationValue
 */
export function rebin(
  table: BinningTable,
  edit: VariableEdit,
  settings: Partial<BinningSettings> = {},
): BinnedVariable {
  const complete = checkBinningSettings('rebin', settings, table.feature.name);
  checkEdit('rebin', edit, table.feature.name);
  return binCells(table, edit.trend === undefined ? complete : { ...complete, trend: edit.trend }, edit);
}

/** The bins of a table; settings and edit have been checked. */
export function binCells(table: BinningTable, settings: BinningSettings, edit: VariableEdit): BinnedVariable {
  const { feature, cells } = table;
  const total = totalOf(cells);
  const ordinary = cells.filter(({ range }) => range.kind === 'interval' || range.kind === 'levels');
  const apart = cells.filter(({ range }) => range.kind === 'special' || range.kind === 'missing');
  const joined =
    feature.kind === 'numeric' && edit.edges !== undefined
      ? { bins: joinAtEdges(feature.name, ordinary, edit.edges) }
      : feature.kind === 'category' && edit.groups !== undefined
        ? joinGroups(feature.name, ordinary, edit.groups)
        : undefined;
  if (joined === undefined) {
    const { bins, trend, origin } = searchBins(table, ordinary, total, settings);
    return finish(table, [...bins, ...apart], total, settings, trend, origin);
  }
  const rest: BinningCell[] = 'unnamed' in joined ? [...joined.unnamed] : [];
  const withRest = apart.map((cell) => (cell.range.kind === 'missing' ? joinCells([cell, ...rest], cell.range) : cell));
  return finish(table, [...joined.bins, ...withRest], total, settings, trendOf(joined.bins), 'edited');
}

function finish(
  table: BinningTable,
  cells: readonly BinningCell[],
  total: OutcomeCounts,
  { smoothing }: BinningSettings,
  trend: Trend,
  origin: BinnedVariable['origin'],
): BinnedVariable {
  const bins = cells.map((cell): BinnedRange => {
    const woe = weightOfEvidence(cell, total, smoothing);
    // Without smoothing a bin of one outcome only has no finite WOE: it says nothing.
    return { ...cell, woe: Number.isNaN(woe) ? 0 : woe };
  });
  return { feature: table.feature, bins, trend, origin, informationValue: informationValue(bins), table };
}

function searchBins(
  { feature }: BinningTable,
  cells: readonly BinningCell[],
  total: OutcomeCounts,
  settings: BinningSettings,
): { bins: readonly BinningCell[]; trend: Trend; origin: BinnedVariable['origin'] } {
  const atoms = feature.kind === 'category' ? joinAtoms(cells, total, settings) : cells;
  if (atoms.length === 0) return { bins: [], trend: 'none', origin: 'optimal' };
  const trend = feature.kind === 'category' && settings.trend !== 'none' ? 'ascending' : settings.trend;
  const found = searchTrend(atoms, total, { ...settings, trend });
  // Where even one bin breaks a rule (too few rows at all), the variable is one bin.
  const { partition = { ends: [atoms.length], objective: 0 } } = found;
  let from = 0;
  const bins = partition.ends.map((to) => {
    const members = atoms.slice(from, to);
    from = to;
    return joinCells(members, rangeAround(members));
  });
  return { bins, trend: found.trend, origin: found.relaxed ? 'relaxed' : 'optimal' };
}

function searchTrend(
  atoms: readonly BinningCell[],
  total: OutcomeCounts,
  settings: BinningSettings,
): { partition: Partition | undefined; trend: Trend; relaxed: boolean } {
  const one = binningObjective(settings, total);
  const problem = {
    goods: atoms.map(({ goods }) => goods),
    bads: atoms.map(({ bads }) => bads),
    worth: one,
  };
  const trends: readonly Trend[] =
    settings.trend === 'auto' ? ['ascending', 'descending', 'peak', 'valley'] : [settings.trend];
  for (const minBins of settings.minBins > 1 ? [settings.minBins, 1] : [1]) {
    const found = trends.map((trend) => ({
      trend,
      partition: findOptimalPartition(problem, rulesOf({ ...settings, minBins }, total, trend)),
      relaxed: minBins !== settings.minBins,
    }));
    const chosen = found.length === 1 ? found[0] : chooseTrend(found, settings.bendPenalty * noiseOf(total));
    if (chosen.partition !== undefined) return chosen;
  }
  return { partition: undefined, trend: trends[0], relaxed: settings.minBins > 1 };
}

/** The information value that a bin of pure noise brings on average: 1/G + 1/B. */
function noiseOf({ goods, bads }: OutcomeCounts): number {
  return 1 / goods + 1 / bads;
}

/** What a bin is worth to the search: its part in the information value, less its cost. NaN where it may not be. */
function binningObjective(
  { smoothing, binPenalty }: Pick<BinningSettings, 'smoothing' | 'binPenalty'>,
  total: OutcomeCounts,
): (goods: number, bads: number) => number {
  const cost = binPenalty * noiseOf(total);
  return (goods, bads) => {
    const woe = weightOfEvidence({ goods, bads }, total, smoothing);
    return informationOf({ goods, bads, woe }, total) - cost;
  };
}

/** The better of rising and falling, unless the better of peak and valley is worth so much more. */
function chooseTrend<T extends { readonly partition: Partition | undefined }>(found: readonly T[], needed: number): T {
  const worthOf = ({ partition }: T): number => partition?.objective ?? -Infinity;
  const better = (a: T, b: T): T => (worthOf(b) > worthOf(a) ? b : a);
  const straight = better(found[0], found[1]);
  const bent = better(found[2], found[3]);
  return worthOf(bent) > worthOf(straight) + needed ? bent : straight;
}

function rulesOf(settings: BinningSettings, total: OutcomeCounts, trend: Trend): PartitionRules {
  return {
    trend,
    minBins: settings.minBins,
    maxBins: settings.maxBins,
    // A hair less than the share, so that the rounding of a sum of weights does not refuse a bin of just that size.
    minWeight: Math.max(settings.minBinShare * (total.goods + total.bads), settings.minBinWeight) * (1 - 1e-12),
    minGoods: settings.minBinGoods,
    minBads: settings.minBinBads,
    minRateDifference: settings.minRateDifference,
    minSquaredZ: settings.maxPValue >= 1 ? 0 : leastZ(settings.maxPValue) ** 2,
  };
}

/** The z at which a two-sided test has this p-value: erfc(z / √2) = p, by halving. */
function leastZ(pValue: number): number {
  let low = 0;
  let high = 40;
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2;
    if (erfc(middle / Math.SQRT2) > pValue) low = middle;
    else high = middle;
  }
  return high;
}

/** Levels as the search takes them: cohorts, rare levels together, the others alone; by rising bad rate. */
function joinAtoms(
  cells: readonly BinningCell[],
  total: OutcomeCounts,
  { cohorts, rareShare }: BinningSettings,
): readonly BinningCell[] {
  const least = rareShare * (total.goods + total.bads) * (1 - 1e-12);
  const pools = new Map<number | string, BinningCell[]>();
  for (const cell of cells) {
    const [first] = levelsOf(cell);
    const cohort = groupOf(cohorts, first);
    const key = cohort >= 0 ? cohort : cell.goods + cell.bads < least ? 'rare' : `level ${first}`;
    pools.set(key, [...(pools.get(key) ?? []), cell]);
  }
  return [...pools.values()]
    .map((members) => joinCells(members, rangeAround(members)))
    .sort((a, b) => rateOf(a) - rateOf(b));
}

function joinAtEdges(name: string, cells: readonly BinningCell[], edges: readonly number[]): readonly BinningCell[] {
  let from = 0;
  return [...edges, undefined].map((edge, index) => {
    const last = edge === undefined ? cells.length - 1 : cells.findIndex((cell) => upToOf(cell) === edge);
    if (last < 0) {
      const message = `\`edges\` for "${name}" must be edges of its fine cells; got ${edge}`;
      throw new ProbityError('INVALID_ARGUMENT', message, { field: 'edges' });
    }
    const members = cells.slice(from, last + 1);
    from = last + 1;
    return joinCells(members, intervalBetween(edges[index - 1], edge));
  });
}

function joinGroups(name: string, cells: readonly BinningCell[], groups: readonly (readonly string[])[]) {
  const members = groups.map((): BinningCell[] => []);
  const unnamed: BinningCell[] = [];
  for (const cell of cells) {
    const named = new Set(levelsOf(cell).map((level) => groupOf(groups, level)));
    if (named.size > 1) {
      const message = `\`groups\` for "${name}" must not part levels that were counted together: ${levelsOf(cell).join(', ')}`;
      throw new ProbityError('INVALID_ARGUMENT', message, { field: 'groups' });
    }
    for (const group of named) (group < 0 ? unnamed : members[group]).push(cell);
  }
  const bins = groups.map((levels, index) => joinCells(members[index], { kind: 'levels', levels: [...levels] }));
  return { bins, unnamed };
}

function joinCells(cells: readonly BinningCell[], range: BinRange): BinningCell {
  return { range, ...totalOf(cells) };
}

function rangeAround(cells: readonly BinningCell[]): BinRange {
  if (cells[0].range.kind === 'levels') return { kind: 'levels', levels: cells.flatMap(levelsOf) };
  const first = cells[0].range;
  return intervalBetween(first.kind === 'interval' ? first.above : undefined, upToOf(cells[cells.length - 1]));
}

function levelsOf({ range }: BinningCell): readonly string[] {
  return range.kind === 'levels' ? range.levels : [];
}

function upToOf({ range }: BinningCell): number | undefined {
  return range.kind === 'interval' ? range.upTo : undefined;
}

/**
 * The trend that the bad rates of bins in order happen to have, the strictest that fits; bins without rows are passed over, and equal
 * neighbours turn nothing.
 * @example trendOf([{ goods: 9, bads: 1 }, { goods: 8, bads: 2 }]) // 'ascending'
 */
export function trendOf(bins: readonly OutcomeCounts[]): Trend {
  const rates = bins.filter(({ goods, bads }) => goods + bads > 0).map(rateOf);
  const turns: string[] = [];
  for (let index = 1; index < rates.length; index++) {
    if (rates[index] === rates[index - 1]) continue;
    const turn = rates[index] > rates[index - 1] ? 'up' : 'down';
    if (turns[turns.length - 1] !== turn) turns.push(turn);
  }
  const way = turns.join(' ');
  if (way === '' || way === 'up') return 'ascending';
  if (way === 'down') return 'descending';
  if (way === 'up down') return 'peak';
  return way === 'down up' ? 'valley' : 'none';
}
