import { ProbityError } from '@probity/domain';
import type { TreeEnsemble } from '@probity/learn';
import { readDecision } from '../trees/read-decision.js';
import { floorToSingle } from '../trees/single-precision.js';
import type { TreeSum } from '../trees/tree-model.js';
import type { RealGraph } from './real-graph.js';
import type { TreeTable } from './tree-table.js';

/**
 * The margin of a sum of trees.
 *
 * What the sum starts from is a tree of its own, the first: it is then added as the library adds it, before the leaves.
 * @throws NOT_EXPORTABLE for trees of 32-bit sums with splits that do not come from 32-bit floats
 */
export function addTreeMargin(graph: RealGraph, matrix: string, sum: TreeSum): string {
  const { trees, base } = sum;
  const isNarrow = graph.precision === 'single' || trees.addsSingles === true;
  if (graph.precision === 'double' && trees.addsSingles === true) refuseDoubleSplits(trees);
  const table = graph.newTrees();
  if (base !== 0) table.addConstant(isNarrow ? Math.fround(base) : base);
  for (let tree = 0; tree + 1 < trees.treeStarts.length; tree++) addTree(table, sum, tree, isNarrow);
  return graph.sumTrees(addTreatments(graph, matrix, sum), table, trees.addsSingles === true);
}

/** LightGBM's zero: values up to this in size. */
const ZERO = Math.fround(1e-35);

/** What a library does with values before it compares them: codes are cut to whole numbers, zeros may be missing. */
function addTreatments(graph: RealGraph, matrix: string, { treatments }: TreeSum): string {
  const mask = (wanted: string): readonly number[] => treatments.map((treatment) => (treatment === wanted ? 1 : 0));
  const apply = (wanted: string, given: string, treat: (value: string) => string): string => {
    const places = mask(wanted);
    if (!places.includes(1)) return given;
    const isTreated = graph.add('Cast', [graph.constant('uint8', places)], { to: { int: 9 } });
    return graph.add('Where', [isTreated, treat(given), given]);
  };
  let treated = apply('zero-is-missing', matrix, (value) => {
    const isZero = graph.add('LessOrEqual', [graph.add('Abs', [value]), graph.real(ZERO)]);
    return graph.add('Where', [isZero, graph.real(Number.NaN), value]);
  });
  // Towards zero; below 0 no code is a level, whatever it is cut to, but (-1, 0) may be the first.
  const cut = (value: string): string =>
    graph.add('Mul', [graph.add('Sign', [value]), graph.add('Floor', [graph.add('Abs', [value])])]);
  treated = apply('whole-code', treated, cut);
  return apply('single-code', treated, (value) => {
    const single = graph.add('Cast', [graph.add('Cast', [value], { to: { int: 1 } })], {
      to: { int: graph.precision === 'double' ? 11 : 1 },
    });
    const isBelow = graph.add('Less', [single, graph.real(0)]);
    return graph.add('Where', [isBelow, graph.real(-1), graph.add('Floor', [single])]);
  });
}

/** Where the node just added is to be entered: in the branches of its parent. */
type Entry = (node: number) => void;

function addTree(table: TreeTable, sum: TreeSum, tree: number, isNarrow: boolean): void {
  table.beginTree();
  const waiting: [node: number, enter: Entry][] = [[sum.trees.treeStarts[tree] as number, () => {}]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, enter] = next;
    const decision = readDecision(sum, node);
    switch (decision.kind) {
      case 'leaf':
        enter(table.addLeaf(isNarrow ? Math.fround(decision.value) : decision.value));
        break;
      case 'threshold': {
        const { feature, threshold, low, high, missingIsLow } = decision;
        const split = table.addSplit('atMost', feature, isNarrow ? floorToSingle(threshold) : threshold, missingIsLow);
        enter(split);
        waiting.push([high, (child) => table.join(split, table.whenTrue[split] as number, child)]);
        waiting.push([low, (child) => table.join(split, child, table.whenFalse[split] as number)]);
        break;
      }
      case 'levels': {
        const { feature, levels, missingIsListed } = decision;
        const nodes = table.addSet(feature, levels, missingIsListed);
        const last = nodes.at(-1) as number;
        enter(nodes[0] as number);
        waiting.push([decision.others, (child) => table.joinSet(nodes, table.whenTrue[last] as number, child)]);
        waiting.push([decision.listed, (child) => table.joinSet(nodes, child, table.whenFalse[last] as number)]);
        break;
      }
    }
  }
}

/** A double is rounded before trees of 32-bit floats see it: that is the same only where every split rounds too. */
function refuseDoubleSplits({ splitFeatures, categoryStarts, thresholds }: TreeEnsemble): void {
  for (let node = 0; node < splitFeatures.length; node++) {
    if ((splitFeatures[node] as number) < 0 || (categoryStarts[node] as number) >= 0) continue;
    const threshold = thresholds[node] as number;
    if (Math.fround(threshold) < Math.fround(doubleAbove(threshold))) continue;
    const message = `split ${node} at ${threshold} does not come from 32-bit floats, though the sum does: export with \`precision\` single`;
    throw new ProbityError('NOT_EXPORTABLE', message, { field: 'precision' });
  }
}

function doubleAbove(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return view.getFloat64(0);
}
