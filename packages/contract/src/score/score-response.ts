import type { ErrorCode } from '@probity/domain';
import Type, { type Static } from 'typebox';
import { DecisionIdText, Outcome, RiskCategory, RiskScore } from '../assess/assess-response.js';
import { ModelReference } from '../model/model-reference.js';

const Row = Type.Integer({ minimum: 1, description: 'Place of the application in the request, from 1.' });

const ScoredRow = Type.Object(
  {
    row: Row,
    riskScore: RiskScore,
    riskCategory: RiskCategory,
    points: Type.Number({ description: 'Score points; higher is safer.' }),
    grade: Type.String(),
    decision: Outcome,
    reasons: Type.Optional(Type.Array(Type.String(), { maxItems: 4, description: 'Worst first.' })),
    decisionId: Type.Optional(DecisionIdText),
  },
  { additionalProperties: false },
);

const RefusedRow = Type.Object(
  {
    row: Row,
    error: Type.Object(
      {
        code: Type.Unsafe<ErrorCode>(Type.String()),
        message: Type.String(),
        field: Type.Optional(Type.String()),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);

/** Answer of `POST /v1/score` to JSON: one entry for each application, in their order. */
export const ScoreResponse = Type.Object(
  { model: ModelReference, rows: Type.Array(Type.Union([ScoredRow, RefusedRow])) },
  { additionalProperties: false, title: 'ScoreResponse' },
);
export type ScoreResponse = Static<typeof ScoreResponse>;
export type ScoreResponseRow = ScoreResponse['rows'][number];
