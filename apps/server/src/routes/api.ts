import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { ErrorResponse } from '@probity/contract';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { TSchema } from 'typebox';

/** The server, with request types read off the schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** The answers of a route for its description: the good one, and the errors it may give. */
export function withErrors<Answer extends TSchema>(
  answer: Answer,
  statuses: readonly number[],
): { 200: Answer } & Record<number, TSchema> {
  const answers: { 200: Answer } & Record<number, TSchema> = { 200: answer };
  for (const status of statuses) answers[status] = ErrorResponse;
  return answers;
}
