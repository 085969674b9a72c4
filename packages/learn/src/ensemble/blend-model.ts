import { rowAdapter } from '../matrix/special-codes.js';
import type { Model, ModelArray, ModelParts } from '../model/model.js';

/** A model with its place in a blend. */
export interface BlendMember {
  /** The learner's name, for people. */
  readonly name: string;
  readonly model: Model;
  /** What one unit of the member's additive output adds to the blend's margin. */
  readonly weight: number;
}

/** The kinds of model made of models. */
export type BlendKind = 'voting' | 'stacking';

/**
 * A model made of models: its margin (log-odds) is intercept + Σ weight × additive output of the member, so the members'
 * contributions, times their weights, are its own.
 */
export interface BlendModel extends Model {
  readonly kind: BlendKind;
  readonly intercept: number;
  readonly members: readonly BlendMember[];
  /** JSON as stored: how the weights were found. */
  readonly record: unknown;
}

/** What a blend is made of. */
export type BlendState = Pick<BlendModel, 'kind' | 'features' | 'intercept' | 'members' | 'record'>;

/** Puts members together. Their features are those of the blend, each with its special codes or without. */
export function createBlend(state: BlendState): BlendModel {
  const { kind, features, intercept, members, record } = state;
  const adapters = members.map(({ model }) => rowAdapter(features, model.features));
  // Working space of one call; nothing in it outlives the call.
  const adapted = new Float64Array(features.length);
  const own = new Float64Array(features.length);
  const rowFor = (member: number, row: Float64Array): Float64Array => adapters[member]?.(row, adapted) ?? row;

  return {
    ...state,
    margin(row) {
      let margin = intercept;
      for (let m = 0; m < members.length; m++) margin += members[m].weight * members[m].model.margin(rowFor(m, row));
      return margin;
    },
    explain(row, contributions) {
      contributions.fill(0);
      let baseline = intercept;
      for (let m = 0; m < members.length; m++) {
        const { model, weight } = members[m];
        baseline += weight * model.explain(rowFor(m, row), own);
        for (let feature = 0; feature < own.length; feature++) contributions[feature] += weight * own[feature];
      }
      return baseline;
    },
    toParts: () => ({
      kind,
      json: {
        features,
        intercept,
        record,
        members: members.map(({ name, model, weight }) => {
          const parts = model.toParts();
          return { name, weight, kind: parts.kind, model: parts.json };
        }),
      },
      arrays: memberArrays(members.map(({ model }) => model.toParts())),
    }),
  };
}

/** Arrays of the n-th member are those whose name begins with this. */
export function memberPrefix(index: number): string {
  return `member-${index}.`;
}

function memberArrays(parts: readonly ModelParts[]): Record<string, ModelArray> {
  return Object.fromEntries(
    parts.flatMap(({ arrays }, index) =>
      Object.entries(arrays).map(([name, array]) => [`${memberPrefix(index)}${name}`, array] as const),
    ),
  );
}
