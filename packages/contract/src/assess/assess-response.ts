import type { Decision, DecisionId, Offer as DomainOffer, EnrichmentRecord } from '@probity/domain';
import Type, { type Static } from 'typebox';
import { ModelReference } from '../model/model-reference.js';
import { PolicyReference } from '../policy/credit-policy.js';
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

const Cause = Type.Object(
  {
    kind: Type.Enum(['rule', 'unknown-field', 'borderline', 'warnings', 'no-offer', 'enrichment']),
    rule: Type.Optional(Type.String()),
    text: Type.String(),
  },
  { additionalProperties: false },
);

const Enrichment = Type.Object(
  {
    source: Type.String(),
    version: Type.String({ description: 'Which state of the source answered.' }),
    asOf: Type.String({ format: 'date-time', description: 'Only what was known before this moment was used.' }),
    outcome: Type.Enum(['found', 'not-found', 'fallback'], {
      description: 'fallback: the source failed, other values stand in, and a person looks.',
    }),
    cached: Type.Boolean(),
    fields: Type.Array(Type.String()),
    cause: Type.Optional(
      Type.Object(
        { code: Type.String(), reason: Type.String(), staleByMs: Type.Optional(Type.Number()) },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);

const Offer = Type.Object(
  {
    margin: Type.Number({ description: 'Price: lifetime margin as a share of the exposure.' }),
    limit: Type.Number({ description: 'Largest amount of money.' }),
    amount: Type.Number({ description: 'What was asked for, at most the limit.' }),
    expectedProfit: Type.Number({ description: 'Money, at this amount and price.' }),
    expectedLoss: Type.Number({ description: 'Money, at this amount.' }),
    band: Type.String(),
    currency: Type.Optional(Type.String()),
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
  causes: Type.Optional(Type.Array(Cause, { description: 'Why the decision is not what the score alone would give.' })),
  offer: Type.Optional(Offer),
  enrichment: Type.Optional(
    Type.Array(Enrichment, { description: 'Where fields came from that the request did not hold.' }),
  ),
  model: ModelReference,
  policy: Type.Optional(PolicyReference),
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
  const { explanation, model, policy, causes, offer, enrichment } = decision;
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
    ...(causes === undefined
      ? {}
      : {
          causes: causes.map(({ kind, rule, text }) => ({ kind, ...(rule === undefined ? {} : { rule }), text })),
        }),
    ...(offer === undefined ? {} : { offer: offerResponse(offer) }),
    ...(enrichment === undefined ? {} : { enrichment: enrichment.map(enrichmentResponse) }),
    model: { name: model.name, version: model.version, hash: model.hash },
    ...(policy === undefined ? {} : { policy: { id: policy.id, version: policy.version, hash: policy.hash } }),
    processingTimeMs: decision.processingTimeMs,
    occurredAt: decision.occurredAt,
  };
}

function enrichmentResponse({ source, version, asOf, outcome, cached, fields, cause }: EnrichmentRecord) {
  const { code, reason, staleByMs } = cause ?? {};
  return {
    ...{ source, version, asOf, outcome, cached, fields: [...fields] },
    ...(code === undefined || reason === undefined
      ? {}
      : { cause: { code, reason, ...(staleByMs === undefined ? {} : { staleByMs }) } }),
  };
}

function offerResponse({ margin, limit, amount, expectedProfit, expectedLoss, band, currency }: DomainOffer) {
  return { margin, limit, amount, expectedProfit, expectedLoss, band, ...(currency === undefined ? {} : { currency }) };
}
