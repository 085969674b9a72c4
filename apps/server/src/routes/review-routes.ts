import {
  NextReviewResponse,
  ReviewActorRequest,
  ReviewCaseResponse,
  ReviewsQuery,
  ReviewsResponse,
  VerdictRequest,
} from '@probity/contract';
import { asDecisionId } from '@probity/domain';
import { type ReviewCase, type ReviewQueue, type ReviewReason, reviewReasons } from '@probity/scoring';
import Type from 'typebox';
import type { ActorOf } from '../http/identity.js';
import { type Api, withErrors } from './api.js';

const Parameters = Type.Object({ id: Type.String({ description: 'decisionId of the referral.' }) });

/** `/v1/reviews`: referred applications, waiting for a person. */
export function addReviewRoutes(app: Api, reviews: ReviewQueue, actorOf: ActorOf): void {
  app.get(
    '/v1/reviews',
    {
      schema: {
        operationId: 'listReviews',
        summary: 'Referred applications in the order in which they are served, and how reviewing goes',
        tags: ['reviews'],
        querystring: ReviewsQuery,
        response: withErrors(ReviewsResponse, [400, 401, 422, 429, 500, 503]),
      },
    },
    async (request) => {
      const [cases, statistics] = await Promise.all([reviews.list(request.query), reviews.statistics()]);
      const codes = Object.keys(reviewReasons) as ReviewReason[];
      return {
        cases: cases.map(describeCase),
        statistics: {
          ...statistics,
          byGrade: statistics.byGrade.map((grade) => ({ ...grade })),
          byReason: statistics.byReason.map((reason) => ({ ...reason })),
        },
        reasons: codes.map((code) => ({ code, text: reviewReasons[code] })),
      };
    },
  );

  app.get(
    '/v1/reviews/:id',
    {
      schema: {
        operationId: 'getReview',
        summary: 'One referred application as a case',
        tags: ['reviews'],
        params: Parameters,
        response: withErrors(ReviewCaseResponse, [401, 404, 429, 500, 503]),
      },
    },
    async (request) => describeCase(await reviews.find(asDecisionId(request.params.id))),
  );

  app.post(
    '/v1/reviews/next',
    {
      schema: {
        operationId: 'takeNextReview',
        summary: 'Take the case to do next',
        description: 'Nobody else gets it for 30 minutes. Who holds a case gets that one.',
        tags: ['reviews'],
        body: ReviewActorRequest,
        response: withErrors(NextReviewResponse, [400, 401, 405, 413, 422, 429, 500, 503]),
      },
    },
    async (request) => {
      const next = await reviews.claimNext(actorOf(request, request.body.actor));
      return { case: next === undefined ? null : describeCase(next) };
    },
  );

  for (const [step, operationId, summary] of [
    ['claim', 'claimReview', 'Take this case, or hold it on'],
    ['release', 'releaseReview', 'Give a case back'],
  ] as const) {
    app.post(
      `/v1/reviews/:id/${step}`,
      {
        schema: {
          operationId,
          summary,
          tags: ['reviews'],
          params: Parameters,
          body: ReviewActorRequest,
          response: withErrors(ReviewCaseResponse, [400, 401, 404, 405, 409, 413, 422, 429, 500, 503]),
        },
      },
      async (request) =>
        describeCase(await reviews[step](asDecisionId(request.params.id), actorOf(request, request.body.actor))),
    );
  }

  app.post(
    '/v1/reviews/:id/decide',
    {
      schema: {
        operationId: 'decideReview',
        summary: 'Decide a case that you hold',
        description:
          'The verdict becomes an entry of the audit chain; the note is encrypted and erased with the person.',
        tags: ['reviews'],
        params: Parameters,
        body: VerdictRequest,
        response: withErrors(ReviewCaseResponse, [400, 401, 404, 405, 409, 413, 422, 429, 500, 503]),
      },
    },
    async (request) => {
      const { outcome, reasons, note } = request.body;
      const actor = actorOf(request, request.body.actor);
      const verdict = { actor, outcome, reasons, ...(note === undefined ? {} : { note }) };
      return describeCase(await reviews.decide(asDecisionId(request.params.id), verdict));
    },
  );
}

/** A case as the API answers it, built field by field. */
function describeCase(one: ReviewCase): ReviewCaseResponse {
  const { decisionId, openedAt, state, model, riskScore, grade, stake, suggestion, claim, verdict } = one;
  return {
    decisionId,
    openedAt,
    state,
    model: { name: model.name, version: model.version, hash: model.hash },
    riskScore,
    grade,
    stake,
    suggestion,
    ...(claim === undefined ? {} : { claim: { actor: { ...claim.actor }, at: claim.at, until: claim.until } }),
    ...(verdict === undefined
      ? {}
      : { verdict: { ...verdict, reasons: [...verdict.reasons], actor: { ...verdict.actor } } }),
  };
}
