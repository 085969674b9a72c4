import { ProbityError } from '@probity/domain';
import type { FastifyInstance } from 'fastify';

interface KnownRoute {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/**
 * Answers what no route answers: METHOD_NOT_ALLOWED with `Allow` where the path is known, else ROUTE_NOT_FOUND.
 *
 * Must be called before the routes are added: it takes note of each.
 */
export function answerUnknownRoutes(app: FastifyInstance): void {
  const known = new Map<string, KnownRoute>();
  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return;
    const route = known.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() };
    for (const name of [method].flat()) route.methods.add(name);
    known.set(url, route);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    for (const { pattern, methods } of known.values()) {
      if (!pattern.test(path) || methods.has(request.method)) continue;
      reply.header('allow', [...methods].sort().join(', '));
      throw new ProbityError('METHOD_NOT_ALLOWED', `this path takes ${[...methods].sort().join(', ')}`);
    }
    throw new ProbityError('ROUTE_NOT_FOUND', 'there is nothing at this path');
  });
}

function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[^\w-]/g, '\\$&')));
  return new RegExp(`^${parts.join('/')}$`);
}
