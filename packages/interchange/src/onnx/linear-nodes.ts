import type { LogisticModel } from '@probity/learn';
import type { RealGraph } from './real-graph.js';

/** What one column adds: nothing where its test fails. */
interface LevelTerm {
  readonly feature: number;
  readonly level: number;
  readonly effect: number;
}

/** The margin of a logistic regression: ramps of numbers, marks of missing values, levels of categories. */
export function addLogisticMargin(graph: RealGraph, matrix: string, model: LogisticModel): string {
  const { coefficients, means, preparation } = model;
  const ramps: { feature: number; from: number; to: number; median: number; effect: number }[] = [];
  const marks: { feature: number; effect: number }[] = [];
  const levels: LevelTerm[] = [];
  let start = model.intercept;
  for (const [feature, encoder] of preparation.encoders.entries()) {
    const { firstTerm, termCount } = encoder;
    if (termCount === 0) continue;
    const coefficientOf = (term: number): number => coefficients[firstTerm + term] as number;
    if (encoder.kind === 'numeric') {
      const { knots, median, marksMissing } = encoder;
      for (let ramp = 0; ramp + 1 < knots.length; ramp++) {
        const [from, to] = [knots[ramp] as number, knots[ramp + 1] as number];
        ramps.push({ feature, from, to, median, effect: coefficientOf(ramp) });
      }
      if (marksMissing) marks.push({ feature, effect: coefficientOf(termCount - 1) });
      continue;
    }
    // Levels that say nothing have the effect of the mean row.
    let meanEffect = 0;
    for (let term = 0; term < termCount; term++)
      meanEffect += coefficientOf(term) * (means[firstTerm + term] as number);
    const effectOf = (term: number): number => (term >= 0 ? coefficientOf(term) : meanEffect);
    const missing = effectOf(encoder.termOfMissing);
    start += missing;
    for (const [level, term] of encoder.termOfLevel.entries()) {
      if (effectOf(term) !== missing) levels.push({ feature, level, effect: effectOf(term) - missing });
    }
  }
  const parts: string[] = [];
  if (ramps.length > 0) {
    const column = (key: 'from' | 'to' | 'median'): string => graph.real(ramps.map((ramp) => ramp[key]));
    const raw = graph.columns(matrix, pick(ramps, 'feature'));
    const known = graph.add('Where', [graph.add('IsNaN', [raw]), column('median'), raw]);
    const above = graph.add('Sub', [known, column('from')]);
    const widths = graph.real(ramps.map(({ from, to }) => to - from));
    parts.push(graph.weigh(graph.clip(graph.add('Div', [above, widths]), 0, 1), pick(ramps, 'effect')));
  }
  if (marks.length > 0) {
    const missing = graph.add('IsNaN', [graph.columns(matrix, pick(marks, 'feature'))]);
    parts.push(graph.weigh(graph.asReal(missing), pick(marks, 'effect')));
  }
  if (levels.length > 0) {
    const codes = graph.columns(matrix, pick(levels, 'feature'));
    const isLevel = graph.add('Equal', [codes, graph.real(pick(levels, 'level'))]);
    parts.push(graph.weigh(graph.asReal(isLevel), pick(levels, 'effect')));
  }
  if (parts.length === 0) {
    const constant = graph.newTrees();
    constant.addConstant(start);
    return graph.sumTrees(matrix, constant);
  }
  return parts.reduce((sum, part) => graph.plus(sum, part), graph.real(start, [1, 1]));
}

function pick<Key extends string>(entries: readonly Readonly<Record<Key, number>>[], key: Key): number[] {
  return entries.map((entry) => entry[key]);
}
