import Type, { type Static } from 'typebox';
import { DecisionIdText, RiskScore } from '../assess/assess-response.js';
import { ModelReference } from '../model/model-reference.js';
import { Actor, ActorName } from '../policy/actor.js';

const closed = { additionalProperties: false } as const;
const Verdict = Type.Enum(['approve', 'decline']);
const Time = Type.String({ format: 'date-time' });

/** Codes of why a person decided as they did; `GET /v1/reviews` explains them. */
const ReviewReason = Type.Enum([
  'income-verified',
  'stable-employment',
  'collateral-or-guarantor',
  'known-customer',
  'affordable-after-change',
  'not-affordable',
  'documents-missing',
  'suspected-fraud',
  'adverse-information',
  'data-error',
  'as-suggested',
  'other',
]);

/** Query of `GET /v1/reviews`. */
export const ReviewsQuery = Type.Object(
  {
    state: Type.Optional(
      Type.Enum(['open', 'claimed', 'decided'], { description: 'Default: all that are not decided.' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
  },
  closed,
);
export type ReviewsQuery = Static<typeof ReviewsQuery>;

/** A referred application as a case; the application itself is in its decision. */
export const ReviewCaseResponse = Type.Object(
  {
    decisionId: DecisionIdText,
    openedAt: Time,
    state: Type.Enum(['open', 'claimed', 'decided']),
    model: ModelReference,
    riskScore: RiskScore,
    grade: Type.String(),
    stake: Type.Number({ minimum: 0, description: 'Money that hangs on it; the largest stake × age is served first.' }),
    suggestion: Type.Union([Verdict, Type.Null()], { description: 'What the engine would do if it had to.' }),
    claim: Type.Optional(Type.Object({ actor: Actor, at: Time, until: Time }, closed)),
    verdict: Type.Optional(
      Type.Object(
        {
          outcome: Verdict,
          reasons: Type.Array(ReviewReason),
          note: Type.Optional(Type.String()),
          actor: Actor,
          decidedAt: Time,
          secondsToDecision: Type.Number({ minimum: 0 }),
          isOverride: Type.Union([Type.Boolean(), Type.Null()]),
        },
        closed,
      ),
    ),
  },
  { ...closed, title: 'ReviewCaseResponse' },
);
export type ReviewCaseResponse = Static<typeof ReviewCaseResponse>;

const Share = Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()]);

/** Answer of `GET /v1/reviews`: the queue in the order in which it is served, and how reviewing goes. */
export const ReviewsResponse = Type.Object(
  {
    cases: Type.Array(ReviewCaseResponse),
    statistics: Type.Object(
      {
        open: Type.Integer(),
        claimed: Type.Integer(),
        decided: Type.Integer(),
        medianSecondsToDecision: Type.Union([Type.Number(), Type.Null()]),
        overrideRate: Share,
        byGrade: Type.Array(
          Type.Object(
            { grade: Type.String(), decided: Type.Integer(), agreementRate: Share, approved: Type.Integer() },
            closed,
          ),
        ),
        byReason: Type.Array(Type.Object({ reason: ReviewReason, count: Type.Integer() }, closed)),
      },
      { ...closed, description: 'Over the latest 5,000 verdicts.' },
    ),
    reasons: Type.Array(Type.Object({ code: ReviewReason, text: Type.String() }, closed), {
      description: 'What a verdict may give as reasons.',
    }),
  },
  { ...closed, title: 'ReviewsResponse' },
);
export type ReviewsResponse = Static<typeof ReviewsResponse>;

/** Body of `POST /v1/reviews/next`, `…/claim` and `…/release`. */
export const ReviewActorRequest = Type.Object(
  { actor: Type.Optional(ActorName) },
  { ...closed, title: 'ReviewActorRequest' },
);
export type ReviewActorRequest = Static<typeof ReviewActorRequest>;

/** Answer of `POST /v1/reviews/next`. */
export const NextReviewResponse = Type.Object(
  { case: Type.Union([ReviewCaseResponse, Type.Null()], { description: 'null: nothing waits.' }) },
  { ...closed, title: 'NextReviewResponse' },
);
export type NextReviewResponse = Static<typeof NextReviewResponse>;

/** Body of `POST /v1/reviews/{id}/decide`. */
export const VerdictRequest = Type.Object(
  {
    actor: Type.Optional(ActorName),
    outcome: Verdict,
    reasons: Type.Array(ReviewReason, { minItems: 1, maxItems: 5 }),
    note: Type.Optional(
      Type.String({
        maxLength: 2000,
        pattern: '^[^\\u0000]*$',
        description: 'Needed with "other"; erased with the person.',
      }),
    ),
  },
  { ...closed, title: 'VerdictRequest' },
);
export type VerdictRequest = Static<typeof VerdictRequest>;
