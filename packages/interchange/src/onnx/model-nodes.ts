import { ProbityError } from '@probity/domain';
import type { BlendModel, Feature, LogisticModel, Model, ScorecardModel } from '@probity/learn';
import { readTreeSum } from '../trees/tree-model.js';
import { addLogisticMargin } from './linear-nodes.js';
import type { RealGraph } from './real-graph.js';
import { addScorecard } from './scorecard-nodes.js';
import { addTreeMargin } from './tree-nodes.js';

/** What a model's nodes give: its margin, and its own points where it has a scale. */
export interface ModelOutputs {
  readonly margin: string;
  readonly points?: string;
}

/**
 * Adds the nodes of a model, by its kind.
 * @param matrix [rows, features], as the model takes them
 * @throws NOT_EXPORTABLE for kinds that ONNX has no form for here
 */
export function addModel(graph: RealGraph, matrix: string, model: Model): ModelOutputs {
  const sum = readTreeSum(model);
  if (sum !== undefined) return { margin: addTreeMargin(graph, matrix, sum) };
  switch (model.kind) {
    case 'logistic':
      return { margin: addLogisticMargin(graph, matrix, model as LogisticModel) };
    case 'scorecard':
      return addScorecard(graph, matrix, model as ScorecardModel);
    case 'voting':
    case 'stacking':
      return { margin: addBlendMargin(graph, matrix, model as BlendModel) };
    default: {
      const message = `a ${model.kind} model has no form in ONNX here: trees, logistic regressions, scorecards and blends of them do`;
      throw new ProbityError('NOT_EXPORTABLE', message, { kind: model.kind });
    }
  }
}

function addBlendMargin(graph: RealGraph, matrix: string, { features, members, intercept }: BlendModel): string {
  let margin = graph.real(intercept, [1, 1]);
  for (const { model, weight } of members) {
    const codes = features.map(({ specialCodes = [] }, index) =>
      model.features[index]?.specialCodes === undefined ? specialCodes : [],
    );
    const own = addModel(graph, hideCodes(graph, matrix, codes), model);
    margin = graph.plus(margin, graph.times(own.margin, weight));
  }
  return margin;
}

/** Codes that a model does not tell apart become missing. @param codes by feature */
export function hideCodes(graph: RealGraph, matrix: string, codes: readonly (readonly number[])[]): string {
  let hidden = matrix;
  const most = codes.reduce((count, list) => Math.max(count, list.length), 0);
  for (let place = 0; place < most; place++) {
    // NaN equals nothing: features with fewer codes keep their values.
    const code = graph.real(codes.map((list) => list[place] ?? Number.NaN));
    hidden = graph.add('Where', [graph.add('Equal', [hidden, code]), graph.real(Number.NaN), hidden]);
  }
  return hidden;
}

/** Codes by feature that stand in the data, as the schema says, but are missing to the model. */
export function codesMissingTo(
  features: readonly Feature[],
  codesOf: ReadonlyMap<string, readonly number[]>,
): readonly (readonly number[])[] {
  return features.map(({ name, kind, specialCodes }) =>
    kind === 'numeric' && specialCodes === undefined ? (codesOf.get(name) ?? []) : [],
  );
}
