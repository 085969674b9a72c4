import { errorBody, httpStatusOf } from '@probity/contract';
import { ProbityError } from '@probity/domain';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Answers every error in the one form, with a code of the catalogue; what is nobody's mistake is logged. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply));
}

/** Turns whatever was thrown into the answer the caller gets. The cause goes to the log, never into the answer. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = asProbityError(error);
  const status = httpStatusOf(known.kind);
  if (status >= 500) {
    const level = known.kind === 'unavailable' ? 'warn' : 'error';
    request.log[level]({ code: known.code, err: known.cause ?? known }, known.message);
  }
  if (known.code === 'OVERLOADED') reply.header('retry-after', 1);
  if (known.kind === 'unauthorized') reply.header('www-authenticate', 'Bearer realm="probity"');
  return reply
    .code(status)
    .header('x-request-id', request.id)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(errorBody(status < 500 ? known : forPublic(known), request.id));
}

/** A failure without its own words, which may name a host, a folder or a statement: those are for the log. */
function forPublic(error: ProbityError): ProbityError {
  if (error.code === 'MODEL_UNAVAILABLE' || error.code === 'OVERLOADED') return error;
  const sentence = error.kind === 'unavailable' ? 'the store does not answer' : 'something went wrong inside';
  return new ProbityError(error.code, sentence);
}

/** An error of the framework, of a port or of ours as one of the catalogue. */
export function asProbityError(error: unknown): ProbityError {
  if (error instanceof ProbityError) return error;
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new ProbityError('BODY_TOO_LARGE', 'the body is larger than 1 MiB', {}, { cause: error });
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new ProbityError(
      'BODY_INVALID',
      'the body must be application/json',
      { field: 'Content-Type' },
      { cause: error },
    );
  }
  if (typeof code === 'string' && code.startsWith('FST_ERR_CTP_')) {
    return new ProbityError('BODY_INVALID', 'the body is not JSON', {}, { cause: error });
  }
  // The JSON parser's own error: text that is no JSON, or a key such as __proto__.
  if (error instanceof SyntaxError && statusCode === 400) {
    return new ProbityError(
      'BODY_INVALID',
      'the body is not JSON, or holds a key that is not allowed',
      {},
      { cause: error },
    );
  }
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new ProbityError('REQUEST_INVALID', 'the request cannot be understood', {}, { cause: error });
  }
  return new ProbityError('INTERNAL', 'something went wrong inside', {}, { cause: error });
}
