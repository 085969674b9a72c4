import rateLimit from '@fastify/rate-limit';
import { ProbityError } from '@probity/domain';
import type { FastifyInstance } from 'fastify';
import { isPublic } from './public-route.js';

/**
 * Limits the requests of one client (by address) per minute: API routes and unknown ones alike.
 *
 * The health checks and the dashboard's files are not counted. Each process counts for itself.
 *
 * @param requestsPerMinute 0 = no limit
 */
export async function limitRate(app: FastifyInstance, requestsPerMinute: number): Promise<void> {
  if (requestsPerMinute === 0) return;
  await app.register(rateLimit, { global: false, max: requestsPerMinute, timeWindow: 60_000 });
  const count = app.createRateLimit();
  app.addHook('onRequest', async (request, reply) => {
    if (isPublic(request)) return;
    const limit = await count(request);
    if (limit.isAllowed || !limit.isExceeded) return;
    reply.header('retry-after', Math.max(1, limit.ttlInSeconds));
    throw new ProbityError('RATE_LIMITED', `more than ${requestsPerMinute} requests in a minute`);
  });
}
