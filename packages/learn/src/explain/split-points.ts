import type { LogisticModel } from '../linear/logistic-model.js';
import type { Model } from '../model/model.js';
import type { ScorecardModel } from '../scorecard/scorecard.js';
import type { TreeEnsemble } from '../tree/tree-ensemble.js';

/** Models that a feature's effect can be read off, by what they are made of. */
type Readable = Model & {
  readonly trees?: TreeEnsemble;
  readonly members?: readonly { readonly model: Model; readonly weight: number }[];
  readonly variables?: ScorecardModel['variables'];
  readonly preparation?: LogisticModel['preparation'];
};

/**
 * The values of a number at which a model changes its mind: thresholds of trees, edges of bins, knots of broken lines.
 *
 * A row at the value lies on the lower side of it, any larger value on the other.
 *
 * @returns one list per feature, ascending, each value once; empty for categories and for models that cannot be read
 * Cost: O(nodes log nodes).
 */
export function splitPoints(model: Model): readonly (readonly number[])[] {
  const points = model.features.map(() => new Set<number>());
  collect(model, points);
  return points.map((set) => [...set].sort((a, b) => a - b));
}

function collect(model: Readable, points: readonly Set<number>[]): void {
  for (const { model: member } of model.members ?? []) collect(member, points);
  if (model.trees !== undefined) {
    const { splitFeatures, thresholds, categoryStarts } = model.trees;
    for (let node = 0; node < splitFeatures.length; node++) {
      if (splitFeatures[node] >= 0 && categoryStarts[node] < 0) points[splitFeatures[node]].add(thresholds[node]);
    }
  }
  for (const { feature, bins } of model.variables ?? []) {
    const index = model.features.findIndex(({ name }) => name === feature.name);
    for (const { range } of bins)
      if (range.kind === 'interval' && range.upTo !== undefined) points[index].add(range.upTo);
  }
  for (const [index, encoder] of (model.preparation?.encoders ?? []).entries()) {
    if (encoder.kind === 'numeric') for (const knot of encoder.knots) points[index].add(knot);
  }
}
