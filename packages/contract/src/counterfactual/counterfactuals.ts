import Type, { type Static } from 'typebox';
import { Fields, FieldValue } from '../assess/assess-request.js';
import { Outcome, RiskScore } from '../assess/assess-response.js';
import { ModelReference, ModelReferenceText } from '../model/model-reference.js';

const Goal = Type.Enum(['approve', 'refer'], {
  description: 'The outcome wished for (default approve); `refer` is content with either.',
});

const FieldNames = Type.Array(Type.String({ maxLength: 200 }), { maxItems: 1000 });

/** Body of `POST /v1/counterfactuals`. */
export const CounterfactualsRequest = Type.Object(
  {
    application: Fields,
    model: Type.Optional(ModelReferenceText),
    goal: Type.Optional(Goal),
    mostChanges: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 3, description: 'Features changed at once; default 3.' }),
    ),
    most: Type.Optional(Type.Integer({ minimum: 1, maximum: 5, description: 'Answers; default 3.' })),
    fixed: Type.Optional(FieldNames),
  },
  { additionalProperties: false, title: 'CounterfactualsRequest' },
);
export type CounterfactualsRequest = Static<typeof CounterfactualsRequest>;

/** Query of `GET /v1/decisions/{id}/counterfactuals`. */
export const CounterfactualsQuery = Type.Object(
  {
    goal: Type.Optional(Goal),
    mostChanges: Type.Optional(Type.Integer({ minimum: 1, maximum: 3 })),
    most: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
  },
  { additionalProperties: false },
);

const Change = Type.Object(
  {
    feature: Type.String(),
    label: Type.String(),
    from: FieldValue,
    to: FieldValue,
    text: Type.String({ description: 'In words, e.g. "Yearly income from 21,000 to 32,000".' }),
  },
  { additionalProperties: false },
);

const Counterfactual = Type.Object(
  {
    changes: Type.Array(Change, { maxItems: 3 }),
    cost: Type.Number({
      description: '0.1 per change, plus the share of applicants between the values, or 0.5 for another level.',
    }),
    isProven: Type.Boolean({ description: 'Whether every cheaper combination of the candidate values was ruled out.' }),
    riskScore: RiskScore,
    grade: Type.String(),
    decision: Outcome,
  },
  { additionalProperties: false },
);

/** What would change a decision. */
export const CounterfactualsResponse = Type.Object(
  {
    model: ModelReference,
    goal: Goal,
    decision: Outcome,
    riskScore: RiskScore,
    counterfactuals: Type.Array(Counterfactual, { description: 'Nearest first; each assessed by the engine.' }),
    none: Type.Optional(
      Type.Object({ reason: Type.String(), isProven: Type.Boolean() }, { additionalProperties: false }),
    ),
    searched: Type.Object(
      { features: Type.Integer(), values: Type.Integer(), scores: Type.Integer() },
      { additionalProperties: false },
    ),
    notes: Type.Array(Type.String()),
  },
  { additionalProperties: false, title: 'CounterfactualsResponse' },
);
export type CounterfactualsResponse = Static<typeof CounterfactualsResponse>;
