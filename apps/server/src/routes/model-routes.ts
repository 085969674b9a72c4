import { FormResponse, ModelParameters, ModelsResponse } from '@probity/contract';
import type { ModelRegistry } from '@probity/scoring';
import Type from 'typebox';
import { findModel, type Models } from '../model/load-models.js';
import type { Api } from './api.js';
import { withErrors } from './api.js';

/** `GET /v1/models`, and for one model its form and its bundle. */
export function addModelRoutes(app: Api, registry: ModelRegistry, models: Models): void {
  app.get(
    '/v1/models',
    {
      schema: {
        operationId: 'listModels',
        summary: 'List models, newest first, and the champion',
        tags: ['models'],
        response: withErrors(ModelsResponse, [401, 429, 500, 503]),
      },
    },
    async () => {
      const [listed, champion] = await Promise.all([registry.list(), registry.champion()]);
      return {
        models: listed.map(({ name, version, hash, registeredAt, aliases, summary }) => ({
          name,
          version,
          hash,
          registeredAt,
          aliases: [...aliases],
          summary: { ...summary },
        })),
        champion:
          champion === undefined ? null : { name: champion.name, version: champion.version, hash: champion.hash },
      };
    },
  );

  app.get(
    '/v1/models/:reference/form',
    {
      schema: {
        operationId: 'getModelForm',
        summary: 'What to ask an applicant',
        description: 'The fields with their labels, levels, bounds and distributions in training, and the policy.',
        tags: ['models'],
        params: ModelParameters,
        response: withErrors(FormResponse, [400, 401, 404, 429, 500, 503]),
      },
    },
    async (request, reply) => {
      const { reference, scorer, policy } = await models.named(request.params.reference);
      // The engine's lists are read-only, the contract's are not; tests hold the one against the other.
      const form = {
        model: reference,
        fields: scorer.form(),
        policy: scorer.policy,
        ...(policy === undefined ? {} : { policyReference: policy }),
      };
      return reply.send(form as unknown as FormResponse);
    },
  );

  app.get(
    '/v1/models/:reference/bundle',
    {
      schema: {
        operationId: 'getModelBundle',
        summary: 'The model’s bytes, for scoring elsewhere',
        description:
          'A `.probity` file. Its ETag is the model’s hash: send it as If-None-Match to be told of a change.',
        tags: ['models'],
        params: ModelParameters,
        response: {
          ...withErrors(ModelsResponse, [400, 401, 404, 429, 500, 503]),
          200: {
            description: 'The bundle',
            content: { 'application/octet-stream': { schema: Type.Unsafe<Buffer>(Type.String({ format: 'binary' })) } },
          },
          304: Type.Null({ description: 'If-None-Match names this very model' }),
        },
      },
    },
    async (request, reply) => {
      const { name, version, hash } = await findModel(registry, request.params.reference);
      const etag = `"${hash}"`;
      // A reference may come to mean other bytes (an alias moves, a workspace is made anew): so a cache asks, cheaply.
      reply.headers({ etag, 'cache-control': 'private, no-cache' });
      if (request.headers['if-none-match']?.includes(etag) === true) return reply.code(304).send(null);
      const bytes = await registry.load(hash);
      reply.header('content-disposition', `attachment; filename="${fileNameOf(name, version)}"`);
      return reply.type('application/octet-stream').send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    },
  );
}

function fileNameOf(name: string, version: number): string {
  return `${name.replace(/[^A-Za-z0-9._-]/g, '_')}-${version}.probity`;
}
