import type { FastifyInstance } from 'fastify';

/** One line per request: which route, how it went, how long it took. No body, no query, no path values, no address. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { method } = request;
    const route = request.routeOptions.url ?? 'none';
    const milliseconds = Math.round(reply.elapsedTime * 1_000) / 1_000;
    request.log.info({ method, route, status: reply.statusCode, milliseconds }, 'answered');
    done();
  });
}
