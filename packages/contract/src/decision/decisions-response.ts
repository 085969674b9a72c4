import Type, { type Static } from 'typebox';
import { DecisionIdText, OccurredAt, Outcome, RiskCategory, RiskScore } from '../assess/assess-response.js';
import { ModelReference } from '../model/model-reference.js';

/** Query of `GET /v1/decisions`. */
export const DecisionsQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
    outcome: Type.Optional(Outcome),
    before: Type.Optional(
      Type.String({ pattern: '^[\\x21-\\x7e]{1,200}$', description: '`next` of the page before.' }),
    ),
  },
  { additionalProperties: false },
);
export type DecisionsQuery = Static<typeof DecisionsQuery>;

/** One line of the list: no personal data. */
export const DecisionSummary = Type.Object(
  {
    decisionId: DecisionIdText,
    occurredAt: OccurredAt,
    model: ModelReference,
    riskScore: RiskScore,
    riskCategory: RiskCategory,
    grade: Type.String(),
    decision: Outcome,
  },
  { additionalProperties: false },
);

/** Answer of `GET /v1/decisions`, newest first. */
export const DecisionsResponse = Type.Object(
  {
    decisions: Type.Array(DecisionSummary),
    next: Type.Optional(Type.String({ description: 'Send as `before` for the next page; absent at the end.' })),
  },
  { additionalProperties: false, title: 'DecisionsResponse' },
);
export type DecisionsResponse = Static<typeof DecisionsResponse>;
