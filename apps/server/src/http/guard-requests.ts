import { createHash, timingSafeEqual } from 'node:crypto';
import { ProbityError } from '@probity/domain';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isPublic } from './public-route.js';

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

export interface Guard {
  /** When set, the API takes only requests that carry it, or one of `namedTokens`. */
  readonly token?: string;
  /** Tokens of persons, by name. */
  readonly namedTokens?: ReadonlyMap<string, string>;
}

/**
 * Lets in only who may come in: by token where there is one, else by the name the server is called by.
 *
 * Without a token the server listens on loopback only; there a page of the open web could still reach it by pointing
 * a name of its own at 127.0.0.1. So names other than loopback's are refused.
 */
export function guardRequests(app: FastifyInstance, { token, namedTokens = new Map() }: Guard): void {
  const expected = [
    ...(token === undefined ? [] : [{ name: null, digest: digest(`Bearer ${token}`) }]),
    ...Array.from(namedTokens, ([name, own]) => ({ name, digest: digest(`Bearer ${own}`) })),
  ];
  app.decorateRequest('tokenName', null);
  app.addHook('onRequest', (request, _reply, done) => {
    const host = request.headers.host;
    if (host === undefined)
      done(new ProbityError('REQUEST_INVALID', 'a request must name its host', { field: 'Host' }));
    else if (expected.length === 0) done(checkHost(host));
    else done(checkToken(request, expected));
  });
}

function checkHost(host: string): ProbityError | undefined {
  const name = host.replace(/:\d*$/, '').toLowerCase();
  if (LOOPBACK_NAMES.has(name)) return undefined;
  return new ProbityError('REQUEST_INVALID', 'without a token this server answers only to the names of loopback', {
    field: 'Host',
  });
}

function checkToken(request: FastifyRequest, expected: readonly ExpectedToken[]): ProbityError | undefined {
  if (isPublic(request)) return undefined;
  const sent = digest(request.headers.authorization ?? '');
  // All are compared, so that the time tells nothing of which one it was.
  const [match] = expected.filter((token) => timingSafeEqual(sent, token.digest));
  if (match === undefined) return new ProbityError('UNAUTHORIZED', 'this needs a token');
  request.tokenName = match.name;
  return undefined;
}

interface ExpectedToken {
  readonly name: string | null;
  readonly digest: Buffer;
}

/** Digests have one length, so comparing them takes one time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
