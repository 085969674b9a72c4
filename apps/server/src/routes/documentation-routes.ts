import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

/** Takes note of every route added after it. */
export async function collectDocumentation(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Probity',
        version,
        description:
          'Assess applications, read models and decisions. Every error has a code; see docs/reference/errors.md.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } as { name: string },
      },
      tags: [
        { name: 'decisions', description: 'Assess, and look up what was decided.' },
        { name: 'models', description: 'What decides.' },
        { name: 'policies', description: 'Cut-offs, rules, prices and limits: from draft to live.' },
        { name: 'reviews', description: 'Referred applications, waiting for a person.' },
        { name: 'reports', description: 'What was measured and kept.' },
        { name: 'health', description: 'For probes.' },
      ],
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'PROBITY_TOKEN of the server, where one is set.' },
        },
      },
      security: [{ token: [] }, {}],
    },
  });
}

/** `/openapi.json`, and `/docs` to read and try it; all assets come from this server. */
export async function addDocumentationRoutes(app: FastifyInstance): Promise<void> {
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
  await app.register(swaggerUi, { routePrefix: '/docs', uiConfig: { deepLinking: false, validatorUrl: null } });
}
