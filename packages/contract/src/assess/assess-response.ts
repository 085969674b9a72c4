import type { Decision, DecisionId } from '@probity/domain';
import Type, { type Static } from 'typebox';
import { ModelReference } from '../model/model-reference.js';
import { FieldValue } from './assess-request.js';

const Reason = Type.Object(
  {
    feature: Type.String(),
    text: Type.String(),
    contribution: Type.Number({ description: 'Log-odds by which the factor raised the risk; > 0.' }),
  },
  { additionalProperties: false },
);

const Contribution = Type.Object(
  {
    feature: Type.String(),
    label: Type.String(),
    value: FieldValue,
    contribution: Type.Number({ description: 'Log-odds; positive raises the risk.' }),
  },
  { additionalProperties: false },
);

const Explanation = Type.Object(
  {
    baseline: Type.Number({ description: 'Log-odds of the average application in training.' }),
    margin: Type.Number({
      description: 'Baseline plus all contributions: log-odds of this application, not calibrated.',
    }),
    contributions: Type.Array(Contribution),
  },
  { additionalProperties: false },
);

export const DecisionIdText = Type.Unsafe<DecisionId>(Type.String({ format: 'uuid' }));
export const Outcome = Type.Enum(['approve', 'refer', 'decline']);
export const RiskCategory = Type.Enum(['low', 'medium', 'high']);
export const RiskScore = Type.Number({
  minimum: 0,
  maximum: 1,
  description: 'Probability of a bad outcome; higher is riskier.',
});
export const OccurredAt = Type.String({ format: 'date-time', description: 'When it was decided; ISO 8601, UTC.' });

/** The fields of a decision as the caller gets it, in the order in which they are sent. */
export const assessmentFields = {
  decisionId: DecisionIdText,
  riskScore: RiskScore,
  riskCategory: RiskCategory,
  decision: Outcome,
  grade: Type.String(),
  points: Type.Number({ description: 'Score points; higher is safer.' }),
  reasons: Type.Array(Reason, { maxItems: 4, description: 'Factors that raised the risk, worst first.' }),
  explanation: Explanation,
  warnings: Type.Array(Type.String(), { description: 'What to know about the inputs; usually empty.' }),
  model: ModelReference,
  processingTimeMs: Type.Number({
    minimum: 0,
    description: 'From the request’s arrival to the score, before recording.',
  }),
  occurredAt: OccurredAt,
} as const;

/** Answer of `POST /v1/assess`: the decision as it was recorded. */
export const AssessResponse = Type.Object(assessmentFields, { additionalProperties: false, title: 'AssessResponse' });
export type AssessResponse = Static<typeof AssessResponse>;

/**
 * A recorded decision as `POST /v1/assess` answers it.
 *
 * Every object is built anew with its keys in one order, so that a decision read back from a store has the same bytes.
 */
export function assessResponse(decision: Decision): AssessResponse {
  const { explanation, model } = decision;
  return {
    decisionId: decision.decisionId,
    riskScore: decision.riskScore,
    riskCategory: decision.riskCategory,
    decision: decision.decision,
    grade: decision.grade,
    points: decision.points,
    reasons: decision.reasons.map(({ feature, text, contribution }) => ({ feature, text, contribution })),
    explanation: {
      baseline: explanation.baseline,
      margin: explanation.margin,
      contributions: explanation.contributions.map(({ feature, label, value, contribution }) => ({
        feature,
        label,
        value,
        contribution,
      })),
    },
    warnings: [...decision.warnings],
    model: { name: model.name, version: model.version, hash: model.hash },
    processingTimeMs: decision.processingTimeMs,
    occurredAt: decision.occurredAt,
  };
}
