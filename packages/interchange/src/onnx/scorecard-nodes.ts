import type { ScorecardModel } from '@probity/learn';
import { type Card, type CardBin, type CardVariable, readCard } from '../card/read-card.js';
import { floorToSingle } from '../trees/single-precision.js';
import type { RealGraph } from './real-graph.js';
import type { TreeTable } from './tree-table.js';

/** The margin and the points of a scorecard: one tree per variable, special codes first. */
export function addScorecard(
  graph: RealGraph,
  matrix: string,
  model: ScorecardModel,
): { readonly margin: string; readonly points: string } {
  const card = readCard(model);
  return {
    margin: sumBins(graph, matrix, model, card, model.intercept, ({ part }) => part),
    points: sumBins(graph, matrix, model, card, card.initialPoints, ({ bin }) => bin.points),
  };
}

function sumBins(
  graph: RealGraph,
  matrix: string,
  model: ScorecardModel,
  { variables }: Card,
  start: number,
  numberOf: (bin: CardBin) => number,
): string {
  const table = graph.newTrees();
  if (start !== 0) table.addConstant(start);
  for (const variable of variables) {
    const feature = model.features.findIndex(({ name }) => name === variable.name);
    const values = variable.bins.map(numberOf);
    table.beginTree();
    const levels = model.features[feature]?.levels ?? [];
    addVariable(
      table,
      variable,
      { feature, levels, isNarrow: graph.precision === 'single' },
      (bin) => values[bin - 1] as number,
    );
  }
  return graph.sumTrees(matrix, table);
}

function addVariable(
  table: TreeTable,
  variable: CardVariable,
  {
    feature,
    levels,
    isNarrow,
  }: { readonly feature: number; readonly levels: readonly string[]; readonly isNarrow: boolean },
  numberOf: (bin: number) => number,
): void {
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  const equalities =
    variable.kind === 'numeric'
      ? variable.codes
      : variable.levels.map(({ level, bin }) => ({ code: codeOf.get(level) as number, bin }));
  let before: number | undefined;
  const enter = (node: number): void => {
    if (before !== undefined) table.join(before, table.whenTrue[before] as number, node);
  };
  for (const { code, bin } of equalities) {
    const split = table.addSplit('equal', feature, code);
    enter(split);
    table.join(split, table.addLeaf(numberOf(bin)), 0);
    before = split;
  }
  if (variable.kind === 'category') {
    enter(table.addLeaf(numberOf(variable.missing)));
    return;
  }
  // Every number is at most infinite; NaN is not.
  const isKnown = table.addSplit('atMost', feature, Infinity);
  enter(isKnown);
  const { intervals } = variable;
  const known = addIntervals(0, intervals.length - 1);
  table.join(isKnown, known, table.addLeaf(numberOf(variable.missing)));

  function addIntervals(first: number, last: number): number {
    if (first === last) return table.addLeaf(numberOf((intervals[first] as { bin: number }).bin));
    const middle = (first + last) >>> 1;
    const { upTo } = intervals[middle] as { upTo: number };
    const split = table.addSplit('atMost', feature, isNarrow ? floorToSingle(upTo) : upTo);
    const lower = addIntervals(first, middle);
    table.join(split, lower, addIntervals(middle + 1, last));
    return split;
  }
}
