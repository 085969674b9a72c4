import {
  type BetaCalibration,
  type Calibration,
  type IsotonicCalibration,
  type MarginScale,
  PROBABILITY_CLIP,
} from '@probity/learn';
import type { RealGraph } from './real-graph.js';
import type { TreeTable } from './tree-table.js';

/** The calibrated probability of a margin; without a calibration the probability that the margin itself claims. */
export function addCalibration(
  graph: RealGraph,
  margin: string,
  calibration: Calibration | undefined,
  scale: MarginScale,
): string {
  if (calibration === undefined) {
    return scale === 'probability' ? graph.clip(margin, 0, 1) : graph.add('Sigmoid', [margin]);
  }
  if (calibration.kind === 'isotonic') return addIsotonic(graph, margin, calibration);
  const logOdds = calibration.scale === 'probability' ? addLogOdds(graph, margin) : margin;
  if (calibration.kind === 'beta') return addBeta(graph, logOdds, calibration);
  const { intercept, slope } = calibration;
  return graph.add('Sigmoid', [graph.plus(graph.times(logOdds, slope), graph.real(intercept))]);
}

function addLogOdds(graph: RealGraph, margin: string): string {
  const share = graph.clip(margin, PROBABILITY_CLIP, 1 - PROBABILITY_CLIP);
  const odds = graph.add('Div', [share, graph.add('Sub', [graph.real(1), share])]);
  return graph.add('Log', [odds]);
}

/** intercept − a · softplus(−l) + b · softplus(l), and softplus(−l) = softplus(l) − l. */
function addBeta(graph: RealGraph, logOdds: string, { intercept, a, b }: BetaCalibration): string {
  const high = graph.add('Max', [logOdds, graph.real(0)]);
  const low = graph.add('Max', [graph.add('Neg', [logOdds]), graph.real(0)]);
  // log(1 + e^−|l|): never overflows.
  const decay = graph.add('Exp', [graph.add('Neg', [graph.add('Abs', [logOdds])])]);
  const rest = graph.add('Log', [graph.plus(decay, graph.real(1))]);
  const falling = graph.times(graph.plus(low, rest), a);
  const rising = graph.times(graph.plus(high, rest), b);
  const bent = graph.plus(graph.add('Sub', [graph.real(intercept), falling]), rising);
  return graph.add('Sigmoid', [bent]);
}

/** The broken line: a tree finds the point below the margin, then the library's own arithmetic. */
function addIsotonic(graph: RealGraph, margin: string, { margins, probabilities }: IsotonicCalibration): string {
  const knots = graph.precision === 'double' ? margins : margins.map(Math.fround);
  const last = knots.length - 1;
  const lastShare = graph.real(probabilities[last] as number);
  if (last === 0) return graph.plus(graph.times(margin, 0), lastShare);
  const bounded = graph.clip(margin, knots[0] as number, knots[last] as number);
  const search = graph.newTrees();
  search.beginTree();
  addSearch(search, knots, 0, last);
  const low = graph.add('Cast', [graph.sumTrees(bounded, search)], { to: { int: 7 } });
  const high = graph.add('Add', [low, graph.constant('int64', 1)]);
  const places = graph.real(knots);
  const shares = graph.real(probabilities);
  const [lowAt, highAt, lowShare, highShare] = [
    graph.add('Gather', [places, low]),
    graph.add('Gather', [places, high]),
    graph.add('Gather', [shares, low]),
    graph.add('Gather', [shares, high]),
  ];
  const way = graph.add('Div', [graph.add('Sub', [bounded, lowAt]), graph.add('Sub', [highAt, lowAt])]);
  const rise = graph.add('Mul', [way, graph.add('Sub', [highShare, lowShare])]);
  const between = graph.add('Min', [highShare, graph.plus(lowShare, rise)]);
  const isBeyond = graph.add('GreaterOrEqual', [margin, graph.real(knots[last] as number)]);
  return graph.add('Where', [isBeyond, lastShare, between]);
}

/** Leaves give the number of the last point at or below the value, in [low, high). */
function addSearch(table: TreeTable, knots: readonly number[], low: number, high: number): number {
  if (high - low <= 1) return table.addLeaf(low);
  const middle = (low + high) >>> 1;
  const split = table.addSplit('below', 0, knots[middle] as number);
  const lower = addSearch(table, knots, low, middle);
  table.join(split, lower, addSearch(table, knots, middle, high));
  return split;
}
