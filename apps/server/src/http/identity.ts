import { ProbityError } from '@probity/domain';
import type { Actor } from '@probity/scoring';
import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** The name of the token that the request carries; null where it has none. */
    tokenName: string | null;
  }
}

/** Says who acts in a request. */
export type ActorOf = (request: FastifyRequest, declared: string | undefined) => Actor;

/**
 * Who acts: the name of the token; without one, who the request says, recorded as declared.
 *
 * Where tokens have names, nobody acts without one: otherwise four eyes would be a matter of typing two names.
 *
 * @param hasNames whether this server has named tokens
 */
export function identifyActors(hasNames: boolean): ActorOf {
  return ({ tokenName }, declared) => {
    if (tokenName !== null) {
      if (declared !== undefined && declared !== tokenName) {
        throw new ProbityError(
          'INVALID_ARGUMENT',
          `\`actor\` must be the name of the token, "${tokenName}", or absent`,
          {
            field: 'actor',
          },
        );
      }
      return { name: tokenName, identifiedBy: 'token' };
    }
    if (hasNames) throw new ProbityError('UNAUTHORIZED', 'this needs a token that has a name (PROBITY_TOKENS)');
    if (declared === undefined) {
      throw new ProbityError('MISSING_FIELD', '`actor` is missing: say who acts', { field: 'actor' });
    }
    return { name: declared, identifiedBy: 'declared' };
  };
}
