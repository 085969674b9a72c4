import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { MOST_APPLICATIONS, ScoreQuery, ScoreRequest, ScoreResponse, type ScoreResponseRow } from '@probity/contract';
import { companyRatioColumns } from '@probity/scoring';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Decide } from '../decide.js';
import type { LoadedModel, Models } from '../model/load-models.js';
import { type ReceivedCsv, receiveCsv } from '../score/receive-csv.js';
import { scoreCsv, subjectIn } from '../score/score-csv.js';
import { decideEach, type ScoreRows, scoreOnly } from '../score/score-rows.js';
import type { Api } from './api.js';
import { withErrors } from './api.js';

const JSON_LIMIT_BYTES = 16 * 1024 * 1024;
const CSV_LIMIT_BYTES = 1024 ** 3;

export interface ScoreRouteParts {
  readonly decide: Decide;
  readonly models: Models;
  readonly monotonicMs: () => number;
}

/** `POST /v1/score`: many applications at once, as JSON or as CSV. */
export async function addScoreRoute(app: Api, { decide, models, monotonicMs }: ScoreRouteParts): Promise<void> {
  const scoreRowsWith = (model: LoadedModel, { explain, record }: ScoreQuery): ScoreRows => {
    // Every judgement of a company is logged, also those of a batch.
    if (!isRecorded(model, record)) return scoreOnly(model.scorer, explain === 'true', monotonicMs);
    const { name, version } = model.reference;
    return decideEach(decide, `${name}@${version}`, explain === 'true', monotonicMs, subjectIn(model.bundle.schema));
  };

  // In a scope of its own: no other route takes CSV.
  await app.register(async (scope: Api) => {
    scope.addContentTypeParser('text/csv', async (request: FastifyRequest, payload: IncomingMessage) =>
      receiveCsv(payload, request, CSV_LIMIT_BYTES),
    );
    scope.post(
      '/v1/score',
      {
        bodyLimit: JSON_LIMIT_BYTES,
        config: { takesLongUploads: true },
        schema: {
          operationId: 'score',
          summary: 'Score many applications',
          description: `Takes JSON (at most ${MOST_APPLICATIONS} applications) or a CSV of any length with a header, UTF-8, at most 1 GiB; answers in the same form, the CSV as a stream. A row that the model refuses is answered with its error; the others are scored. With record=true each row becomes a recorded decision; with a model of the blueprint bankruptcy each always does.`,
          tags: ['decisions'],
          querystring: ScoreQuery,
          body: Type.Unsafe<ScoreRequest | ReceivedCsv>({
            content: { 'application/json': { schema: ScoreRequest }, 'text/csv': { schema: Type.Any() } },
          }),
          response: {
            ...withErrors(ScoreResponse, [400, 401, 404, 405, 413, 422, 429, 500, 503]),
            200: {
              description: 'One entry, or one line, for each application, in their order',
              content: {
                'application/json': { schema: ScoreResponse },
                'text/csv': { schema: Type.Unsafe<string>(Type.String()) },
              },
            },
          },
        },
        onResponse: async ({ body }) => {
          if (isCsv(body)) await body.discard();
        },
        onRequestAbort: async ({ body }) => {
          if (isCsv(body)) await body.discard();
        },
      },
      async (request, reply) => {
        const { query, body } = request;
        const model = query.model === undefined ? await models.champion() : await models.named(query.model);
        const score = scoreRowsWith(model, query);
        if (isCsv(body)) return answerCsv(reply, model, query, body, score);
        const rows: ScoreResponseRow[] = [];
        for await (const result of score(body.applications)) rows.push({ row: rows.length + 1, ...result });
        return { model: model.reference, rows };
      },
    );
  });
}

/** The first piece is scored before the answer begins, so that a file that is no such table gets an error with a status. */
async function answerCsv(
  reply: FastifyReply,
  model: LoadedModel,
  query: ScoreQuery,
  body: ReceivedCsv,
  score: ScoreRows,
): Promise<FastifyReply> {
  const settings = {
    schema: model.bundle.schema,
    explain: query.explain === 'true',
    record: isRecorded(model, query.record),
  };
  const lines = scoreCsv(body.file, settings, score);
  const first = await lines.next();
  const all = async function* (): AsyncGenerator<string> {
    if (first.done !== true) yield first.value;
    yield* lines;
  };
  const { name, version, hash } = model.reference;
  return reply
    .type('text/csv; charset=utf-8')
    .header('x-probity-model', `${name}@${version} ${hash}`)
    .header('content-disposition', 'attachment; filename="scores.csv"')
    .send(Readable.from(all()));
}

function isCsv(body: unknown): body is ReceivedCsv {
  return typeof body === 'object' && body !== null && 'discard' in body && typeof body.discard === 'function';
}

function isRecorded({ bundle }: LoadedModel, record: ScoreQuery['record']): boolean {
  return record === 'true' || companyRatioColumns(bundle) !== undefined;
}
