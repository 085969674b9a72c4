import {
  type CustomerInput,
  CustomersQuery,
  CustomersRequest,
  CustomersResponse,
  MOST_CUSTOMERS,
  SegmentsResponse,
} from '@probity/contract';
import type { ModelHash, ModelReference } from '@probity/domain';
import {
  type CustomerFacts,
  type CustomerModel,
  customerFactNames,
  customerMeasureTitles,
  type ModelRegistry,
  readCustomerModel,
} from '@probity/scoring';
import { findModel } from '../model/load-models.js';
import type { Api } from './api.js';
import { withErrors } from './api.js';

/** The model that is meant where none is named: what `probity customers` registers. */
const USUAL_NAME = 'customers';
const MOST_MODELS = 4;
/** A thousand customers with all facts are below this. */
const BODY_LIMIT_BYTES = 2 * 1024 * 1024;

/** `POST /v1/customers`: scores, anomalies and segments; `GET /v1/customers/segments`: what the segments are. */
export function addCustomerRoutes(app: Api, registry: ModelRegistry): void {
  const models = new Map<ModelHash, Promise<CustomerModel>>();

  const load = async (wanted = USUAL_NAME): Promise<{ reference: ModelReference; model: CustomerModel }> => {
    const { name, version, hash } = await findModel(registry, wanted);
    const reading = models.get(hash) ?? registry.load(hash).then((bytes) => readCustomerModel(bytes, hash));
    models.delete(hash);
    models.set(hash, reading);
    reading.catch(() => models.delete(hash));
    for (const oldest of models.keys()) {
      if (models.size <= MOST_MODELS) break;
      models.delete(oldest);
    }
    return { reference: { name, version, hash }, model: await reading };
  };

  app.post(
    '/v1/customers',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        operationId: 'scoreCustomers',
        summary: 'Score customers: risk score, anomaly, segment, reasons',
        description: `Takes at most ${MOST_CUSTOMERS} customers as figures, each null where not known. Nothing is recorded; equal figures get equal answers.`,
        tags: ['customers'],
        querystring: CustomersQuery,
        body: CustomersRequest,
        response: withErrors(CustomersResponse, [400, 401, 404, 405, 413, 422, 429, 500, 503]),
      },
    },
    async ({ query, body }) => {
      const { reference, model } = await load(query.model);
      const facts = factsOf(body.customers);
      const { riskScores, anomalies, anomalyScores, clusters } = model.score(facts);
      return {
        model: reference,
        customers: body.customers.map(({ user_id, total_spent }, row) => ({
          ...{ user_id, total_spent },
          risk_score: riskScores[row] as number,
          anomaly: anomalies[row] as number,
          anomaly_score: anomalyScores[row] as number,
          cluster: clusters[row] as number,
          segment: model.facts.segments[clusters[row] as number]?.name ?? '',
          reasons: [...model.reasons(facts, row)],
        })),
      };
    },
  );

  app.get(
    '/v1/customers/segments',
    {
      schema: {
        operationId: 'getCustomerSegments',
        summary: 'The segments of a model of customers, and a sample to draw',
        tags: ['customers'],
        querystring: CustomersQuery,
        response: withErrors(SegmentsResponse, [400, 401, 404, 429, 500, 503]),
      },
    },
    async ({ query }) => {
      const { reference, model } = await load(query.model);
      const { facts, sample } = model;
      const { riskScores, anomalies, clusters } = model.score(sample);
      const columns = Object.entries(sample.columns).map(([name, column]) => [
        name,
        Array.from(column, (value) => (Number.isNaN(value) ? null : value)),
      ]);
      return {
        model: reference,
        ...{ customers: facts.customers, asOf: facts.asOf, contamination: facts.contamination },
        ...{ incomeFrom: facts.incomeFrom, silhouette: facts.silhouette },
        ...{ suggested: facts.counts.suggested, tried: [...facts.counts.tried] },
        segments: [...facts.segments],
        parts: facts.parts.map((part) => ({ ...part, title: customerMeasureTitles[part.measure] })),
        sample: {
          facts: Object.fromEntries(columns) as Record<string, (number | null)[]>,
          riskScores: [...riskScores],
          anomalies: [...anomalies],
          clusters: [...clusters],
        },
      };
    },
  );
}

function factsOf(customers: readonly CustomerInput[]): CustomerFacts {
  const columns = customerFactNames
    .filter((name) => customers.some((customer) => typeof customer[name] === 'number'))
    .map((name) => [name, Float64Array.from(customers, (customer) => customer[name] ?? Number.NaN)]);
  return { count: customers.length, columns: Object.fromEntries(columns) as CustomerFacts['columns'] };
}
