import type { FastifyRequest } from 'fastify';
import { isApiPath } from './api-path.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set on routes that hold no data: anybody may ask for them without a token, as often as they like. */
    isPublic?: boolean;
  }
}

/**
 * Whether a request needs no token and is not counted.
 *
 * Asked of the route that was found, never of the text of the URL: a router reads "/%761" as "/v1".
 */
export function isPublic(request: FastifyRequest): boolean {
  if (request.routeOptions.config?.isPublic !== true) return false;
  // The dashboard's route takes every path that no other route took; unknown paths of the API are not its business.
  return request.routeOptions.url !== '/*' || !isApiPath(request.url);
}
