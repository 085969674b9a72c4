import { AssessRequest, AssessResponse, assessResponse } from '@probity/contract';
import { ProbityError } from '@probity/domain';
import Type from 'typebox';
import type { Decide } from '../decide.js';
import type { Api } from './api.js';
import { withErrors } from './api.js';

const PRINTABLE = /^[\x20-\x7e]{1,200}$/;

/** `POST /v1/assess`: score, decide, explain, record. */
export function addAssessRoute(app: Api, decide: Decide, monotonicMs: () => number): void {
  app.post(
    '/v1/assess',
    {
      schema: {
        operationId: 'assess',
        summary: 'Assess an application',
        description:
          'Scores, explains and decides, and answers once the decision is recorded. Sent again with the same Idempotency-Key, the same request gets the same answer.',
        tags: ['decisions'],
        headers: Type.Object({
          'idempotency-key': Type.Optional(
            Type.String({ description: 'Makes it safe to send a request again: 1 to 200 printable characters.' }),
          ),
        }),
        body: AssessRequest,
        response: withErrors(AssessResponse, [400, 401, 404, 405, 409, 413, 422, 429, 500, 503]),
      },
    },
    async (request) => {
      const arrivedAtMs = monotonicMs();
      const idempotencyKey = readIdempotencyKey(request.headers['idempotency-key']);
      const options = { arrivedAtMs, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) };
      return assessResponse(await decide(request.body, options));
    },
  );
}

function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined || PRINTABLE.test(header)) return header;
  throw new ProbityError('INVALID_ARGUMENT', '`Idempotency-Key` must be 1 to 200 printable ASCII characters', {
    field: 'Idempotency-Key',
  });
}
