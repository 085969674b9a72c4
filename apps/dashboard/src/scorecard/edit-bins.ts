import type { BinnedVariable, BinningTable, VariableEdit } from '@probity/learn';

/** Edits by variable: what an edits.json holds, and what the page keeps in its address. */
export type CardEdits = Readonly<Record<string, VariableEdit>>;

/** Where an edge may stand: the upper edges of the fine cells of a number, ascending, the last one (∞) left out. */
export function possibleEdges({ cells }: BinningTable): readonly number[] {
  return cells.flatMap(({ range }) => (range.kind === 'interval' && range.upTo !== undefined ? [range.upTo] : []));
}

/** The edges between a number's ordinary bins, ascending. */
export function edgesOf({ bins }: Pick<BinnedVariable, 'bins'>): readonly number[] {
  return bins.flatMap(({ range }) => (range.kind === 'interval' && range.upTo !== undefined ? [range.upTo] : []));
}

/** Moves one edge to the `place`-th possible one, but never onto or past its neighbours. */
export function moveEdge(variable: BinnedVariable, edge: number, place: number): readonly number[] {
  const possible = possibleEdges(variable.table);
  const edges = edgesOf(variable);
  const at = (index: number, open: number) => (edges[index] === undefined ? open : possible.indexOf(edges[index]));
  const lowest = at(edge - 1, -1) + 1;
  const highest = at(edge + 1, possible.length) - 1;
  const to = possible[Math.min(highest, Math.max(lowest, place))];
  return to === undefined ? edges : edges.with(edge, to);
}

/** The bin without its upper edge: one with the bin above it. */
export function mergeWithNext(variable: BinnedVariable, bin: number): VariableEdit {
  if (variable.feature.kind === 'numeric') return { edges: edgesOf(variable).toSpliced(bin, 1) };
  const groups = groupsOf(variable);
  return { groups: groups.toSpliced(bin, 2, [...(groups[bin] ?? []), ...(groups[bin + 1] ?? [])]) };
}

/** Cuts a bin where its rows come nearest to halves; undefined where it is a single cell. */
export function splitBin(variable: BinnedVariable, bin: number): VariableEdit | undefined {
  if (variable.feature.kind === 'category') {
    const groups = groupsOf(variable);
    const levels = groups[bin] ?? [];
    if (levels.length < 2) return undefined;
    const half = Math.ceil(levels.length / 2);
    return { groups: groups.toSpliced(bin, 1, levels.slice(0, half), levels.slice(half)) };
  }
  const range = variable.bins[bin]?.range;
  if (range?.kind !== 'interval') return undefined;
  const inside = variable.table.cells.filter(
    ({ range: cell }) =>
      cell.kind === 'interval' &&
      (cell.above ?? -Infinity) >= (range.above ?? -Infinity) &&
      (cell.upTo ?? Infinity) <= (range.upTo ?? Infinity),
  );
  const total = inside.reduce((sum, { goods, bads }) => sum + goods + bads, 0);
  let below = 0;
  let best: { edge: number; gap: number } | undefined;
  for (const { range: cell, goods, bads } of inside.slice(0, -1)) {
    below += goods + bads;
    const gap = Math.abs(below - total / 2);
    if (cell.kind === 'interval' && cell.upTo !== undefined && (best === undefined || gap < best.gap)) {
      best = { edge: cell.upTo, gap };
    }
  }
  if (best === undefined) return undefined;
  return { edges: [...edgesOf(variable), best.edge].sort((one, other) => one - other) };
}

/** The levels of a category's ordinary bins. */
export function groupsOf({ bins }: Pick<BinnedVariable, 'bins'>): readonly (readonly string[])[] {
  return bins.flatMap(({ range }) => (range.kind === 'levels' ? [range.levels] : []));
}

/** Puts a level into another bin, or (past the last) into one of its own; a bin that loses its last level is gone. */
export function moveLevel(variable: BinnedVariable, level: string, bin: number): VariableEdit {
  const groups = groupsOf(variable).map((levels) => levels.filter((other) => other !== level));
  const target = groups[bin];
  const moved = target === undefined ? [...groups, [level]] : groups.with(bin, [...target, level]);
  return { groups: moved.filter((levels) => levels.length > 0) };
}

/** Edits as they may stand in an address: anything that is not of their form is left out. */
export function readEdits(value: unknown): CardEdits {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([, edit]) => isEdit(edit))) as CardEdits;
}

function isEdit(edit: unknown): edit is VariableEdit {
  if (typeof edit !== 'object' || edit === null || Array.isArray(edit)) return false;
  const { edges, groups, trend, exclude, ...rest } = edit as Record<string, unknown>;
  return (
    Object.keys(rest).length === 0 &&
    (edges === undefined || (Array.isArray(edges) && edges.every((edge) => Number.isFinite(edge)))) &&
    (groups === undefined || (Array.isArray(groups) && groups.every((group) => Array.isArray(group)))) &&
    (trend === undefined || typeof trend === 'string') &&
    (exclude === undefined || typeof exclude === 'boolean')
  );
}
