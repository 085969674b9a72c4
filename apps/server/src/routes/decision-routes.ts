import { DecisionResponse, DecisionsQuery, DecisionsResponse, decisionResponse } from '@probity/contract';
import { asDecisionId, ProbityError } from '@probity/domain';
import type { DecisionLog } from '@probity/scoring';
import Type from 'typebox';
import type { Api } from './api.js';
import { withErrors } from './api.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `GET /v1/decisions` and `GET /v1/decisions/:id`. */
export function addDecisionRoutes(app: Api, decisions: DecisionLog): void {
  app.get(
    '/v1/decisions',
    {
      schema: {
        operationId: 'listDecisions',
        summary: 'List decisions, newest first',
        tags: ['decisions'],
        querystring: DecisionsQuery,
        response: withErrors(DecisionsResponse, [400, 401, 422, 429, 500, 503]),
      },
    },
    async (request) => {
      const page = await decisions.list(request.query);
      return { decisions: [...page.decisions], ...(page.next === undefined ? {} : { next: page.next }) };
    },
  );

  app.get(
    '/v1/decisions/:id',
    {
      schema: {
        operationId: 'getDecision',
        summary: 'One decision, with its application and explanation',
        tags: ['decisions'],
        params: Type.Object({ id: Type.String({ description: 'decisionId of an answer to POST /v1/assess' }) }),
        response: withErrors(DecisionResponse, [401, 404, 429, 500, 503]),
      },
    },
    async (request) => {
      const { id } = request.params;
      if (!UUID.test(id)) throw new ProbityError('DECISION_NOT_FOUND', 'there is no decision of this id');
      return decisionResponse(await decisions.find(asDecisionId(id)));
    },
  );
}
