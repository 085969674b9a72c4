import { CompanyRequest, CompanyResponse, companyResponse } from '@probity/contract';
import { prepareCompany, riskClassOf } from '@probity/scoring';
import type { Decide } from '../decide.js';
import type { Models } from '../model/load-models.js';
import type { Api } from './api.js';
import { withErrors } from './api.js';

/** `POST /v1/companies`: ratios of a company's statements, then the path of every decision: score, decide, explain, record. */
export function addCompanyRoute(app: Api, decide: Decide, models: Models, monotonicMs: () => number): void {
  app.post(
    '/v1/companies',
    {
      schema: {
        operationId: 'assessCompany',
        summary: 'Assess the bankruptcy risk of a company',
        description:
          'Takes statements or ratios and a model of the blueprint bankruptcy; answers 1 (high risk) or 0, the probability, each ratio’s contribution, and the scores of Altman, Ohlson and Zmijewski, once the decision is recorded.',
        tags: ['decisions'],
        body: CompanyRequest,
        response: withErrors(CompanyResponse, [400, 401, 404, 405, 413, 422, 429, 500, 503]),
      },
    },
    async (request) => {
      const arrivedAtMs = monotonicMs();
      const { company, model: wanted, subject } = request.body;
      const model = wanted === undefined ? await models.champion() : await models.named(wanted);
      const { application, ...found } = prepareCompany(model.bundle, company);
      const { name, version } = model.reference;
      const decision = await decide(
        { application: { ...application }, model: `${name}@${version}`, ...(subject === undefined ? {} : { subject }) },
        { arrivedAtMs },
      );
      const cut = model.scorer.policy.declineFrom;
      return companyResponse(decision, { highRisk: riskClassOf(decision.riskScore, cut), cut, ...found });
    },
  );
}
