import { FeaturesResponse } from '@probity/contract';
import { type FeatureSet, featureTitle } from '@probity/features';
import Type from 'typebox';
import type { TransactionService } from '../transactions/transaction-service.js';
import type { Api } from './api.js';
import { withErrors } from './api.js';

/** `GET /v1/features/{entity}/{key}`: features as of now, with how fresh they are and where they come from. */
export function addFeatureRoutes(app: Api, service: () => TransactionService): void {
  app.get(
    '/v1/features/:entity/:key',
    {
      schema: {
        operationId: 'lookUpFeatures',
        summary: 'Features of an entity, as of now',
        description:
          'Of a customer, a card, a terminal: what the next transaction would be decided by. Features that compare with the transaction itself are null. Freshness, time to live and lineage stand beside them.',
        tags: ['transactions'],
        params: Type.Object({ entity: Type.String(), key: Type.String() }),
        response: withErrors(FeaturesResponse, [400, 401, 404, 429, 500, 503]),
      },
    },
    async (request) => {
      const { entity, key } = request.params;
      const { desk } = service();
      const found = desk.lookUp(entity, key);
      const { featureSet: set } = desk.describe().model;
      const titles = titlesOf(set);
      const { asOf, ttlMs } = found;
      const lastAt = found.entity?.lastAt;
      const expires = lastAt === undefined || !Number.isFinite(ttlMs) ? null : lastAt + ttlMs;
      return {
        entity,
        key,
        asOf: new Date(asOf).toISOString(),
        features: found.features.map(({ name, value }) => ({
          name,
          title: titles.get(name) ?? name,
          value: Number.isNaN(value) ? null : value,
        })),
        state: lastAt === undefined ? 'unknown' : expires !== null && expires <= asOf ? 'expired' : 'fresh',
        lastEventAt: lastAt === undefined ? null : new Date(lastAt).toISOString(),
        ageMs: lastAt === undefined ? null : asOf - lastAt,
        expiresAt: expires === null ? null : new Date(Math.min(expires, 8.64e15)).toISOString(),
        lineage: {
          featureSet: found.featureSet,
          sources: set.sources.map(({ name }) => name),
          events: found.entity?.events ?? 0,
          lastSequence: found.entity?.lastSequence ?? null,
          upToSequence: found.sequence,
        },
      };
    },
  );
}

const titlesBySet = new WeakMap<FeatureSet, ReadonlyMap<string, string>>();

/** A set is put into words once. */
function titlesOf(set: FeatureSet): ReadonlyMap<string, string> {
  const known = titlesBySet.get(set);
  if (known !== undefined) return known;
  const titles = new Map(set.features.map((feature) => [feature.name, featureTitle(feature)]));
  titlesBySet.set(set, titles);
  return titles;
}
