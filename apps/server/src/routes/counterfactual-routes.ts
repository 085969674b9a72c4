import { CounterfactualsQuery, CounterfactualsRequest, CounterfactualsResponse } from '@probity/contract';
import { asDecisionId, ProbityError } from '@probity/domain';
import {
  type CounterfactualOptions,
  type CounterfactualReport,
  createScorer,
  type DecisionLog,
  type PolicyStore,
  type Scorer,
} from '@probity/scoring';
import Type from 'typebox';
import type { LoadedModel, Models } from '../model/load-models.js';
import type { Api } from './api.js';
import { withErrors } from './api.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `POST /v1/counterfactuals` and `GET /v1/decisions/:id/counterfactuals`: what would change the decision. Nothing is recorded. */
export function addCounterfactualRoutes(
  app: Api,
  decisions: DecisionLog,
  models: Models,
  policies: Pick<PolicyStore, 'find'>,
): void {
  app.post(
    '/v1/counterfactuals',
    {
      schema: {
        operationId: 'findCounterfactuals',
        summary: 'What would change a decision',
        description:
          'The nearest changes, within the schema’s fixed and one-way features, with which the engine decides otherwise. Each was assessed by the engine. Nothing is recorded.',
        tags: ['decisions'],
        body: CounterfactualsRequest,
        response: withErrors(CounterfactualsResponse, [400, 401, 404, 405, 413, 422, 429, 500, 503]),
      },
    },
    async (request) => {
      const { application, model: wanted, ...options } = request.body;
      const model = wanted === undefined ? await models.champion() : await models.named(wanted);
      return answer(model, application, options);
    },
  );

  app.get(
    '/v1/decisions/:id/counterfactuals',
    {
      schema: {
        operationId: 'findDecisionCounterfactuals',
        summary: 'What would change a recorded decision',
        description:
          'As `POST /v1/counterfactuals`, for a recorded application, by the model and the policy that decided.',
        tags: ['decisions'],
        params: Type.Object({ id: Type.String({ description: 'decisionId of an answer to POST /v1/assess' }) }),
        querystring: CounterfactualsQuery,
        response: withErrors(CounterfactualsResponse, [400, 401, 404, 422, 429, 500, 503]),
      },
    },
    async (request) => {
      const { id } = request.params;
      if (!UUID.test(id)) throw new ProbityError('DECISION_NOT_FOUND', 'there is no decision of this id');
      const { application, model, policy } = await decisions.find(asDecisionId(id));
      const { reference, bundle } = await models.named(`${model.name}@${model.version}`);
      // The policy that decided then, whatever is live now.
      const stored = policy && { reference: policy, policy: (await policies.find(policy.id)).policy };
      return answer({ reference, scorer: createScorer(bundle, { policy: stored }) }, application, request.query);
    },
  );
}

function answer(
  { scorer, reference }: { readonly scorer: Scorer; readonly reference: LoadedModel['reference'] },
  application: unknown,
  options: CounterfactualOptions,
): CounterfactualsResponse {
  return counterfactualsResponse(reference, scorer.counterfactuals(application, options));
}

/** Built anew, field by field: an answer takes no member that the contract does not name. */
function counterfactualsResponse(
  model: CounterfactualsResponse['model'],
  report: CounterfactualReport,
): CounterfactualsResponse {
  const { goal, decision, riskScore, counterfactuals, none, searched, notes } = report;
  return {
    model,
    ...{ goal, decision, riskScore },
    counterfactuals: counterfactuals.map((found) => ({
      changes: found.changes.map(({ feature, label, from, to, text }) => ({ feature, label, from, to, text })),
      cost: found.cost,
      isProven: found.isProven,
      riskScore: found.riskScore,
      grade: found.grade,
      decision: found.decision,
    })),
    ...(none === undefined ? {} : { none: { ...none } }),
    searched: { ...searched },
    notes: [...notes],
  };
}
