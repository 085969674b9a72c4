import {
  MOST_TRANSACTIONS,
  SourceQuery,
  TransactionDetailResponse,
  TransactionLabelRequest,
  TransactionLabelResponse,
  TransactionListResponse,
  TransactionResponse,
  TransactionSummaryResponse,
  TransactionsQuery,
  TransactionsRequest,
  TransactionsResponse,
} from '@probity/contract';
import { ProbityError } from '@probity/domain';
import { planFeatures } from '@probity/features';
import { loggedEventText, type TransactionReply } from '@probity/scoring';
import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { asProbityError } from '../http/answer-errors.js';
import type { TransactionService } from '../transactions/transaction-service.js';
import type { Api } from './api.js';
import { withErrors } from './api.js';

const LIST_LIMIT_BYTES = 8 * 1024 * 1024;
const DEFAULT_LIMIT = 50;
const HISTORY = 20;
const SHOWN_QUARANTINE = 20;
const tags = ['transactions'];

/** `POST /v1/transactions`, its label, and what can be read of transactions. */
export function addTransactionRoutes(app: Api, service: () => TransactionService): void {
  app.post(
    '/v1/transactions',
    {
      bodyLimit: LIST_LIMIT_BYTES,
      // What is off must reach quarantine with its reason, so the desk checks; the schema describes.
      validatorCompiler: () => (value: unknown) => ({ value }),
      schema: {
        operationId: 'decideTransactions',
        summary: 'Decide one transaction, or a list',
        description: `Allow, review or block, with the reasons of every answer that is not allow; answered once it is durable. An object gets one answer; a list of at most ${MOST_TRANSACTIONS} gets a list, in which what was refused stands as its error. The same id with the same content gets the same answer again; with other content it is recorded as a correction. What cannot be taken goes to quarantine with its reason and is answered with 422. 503 with Retry-After means that nothing was taken: send it again.`,
        tags,
        body: TransactionsRequest,
        response: withErrors(
          Type.Union([TransactionResponse, TransactionsResponse]),
          [400, 401, 404, 405, 413, 422, 429, 500, 503],
        ),
      },
    },
    async (request, reply) => {
      const arrivedAtMs = performance.now();
      const { desk } = service();
      const body: unknown = request.body;
      if (!Array.isArray(body)) {
        if (typeof body !== 'object' || body === null) {
          throw new ProbityError('BODY_INVALID', 'the body must be a transaction, or a list of them');
        }
        return answerText(reply, replyText(await desk.submit(body, arrivedAtMs)));
      }
      if (body.length < 1 || body.length > MOST_TRANSACTIONS) {
        throw new ProbityError('BODY_INVALID', `a list must hold 1 to ${MOST_TRANSACTIONS} transactions`);
      }
      desk.admit(body.length);
      const results = await Promise.allSettled(body.map((item) => desk.submit(item, arrivedAtMs)));
      if (
        results.every((result) => result.status === 'rejected' && asProbityError(result.reason).kind === 'unavailable')
      ) {
        throw (results[0] as PromiseRejectedResult).reason;
      }
      return answerText(reply, `{"results":[${results.map(resultText).join(',')}]}`);
    },
  );

  app.post(
    '/v1/transactions/:id/label',
    {
      schema: {
        operationId: 'labelTransaction',
        summary: 'Add values that became known later',
        description: 'E.g. whether it was fraud. The features see a label only after the delay that they state.',
        tags,
        params: Type.Object({ id: Type.String() }),
        body: TransactionLabelRequest,
        response: withErrors(TransactionLabelResponse, [400, 401, 404, 405, 413, 422, 429, 500, 503]),
      },
    },
    async (request) => {
      const { id } = request.params;
      const { values, source } = request.body;
      return { id, ...(await service().desk.label(id, values, source)) };
    },
  );

  app.get(
    '/v1/transactions',
    {
      schema: {
        operationId: 'listTransactions',
        summary: 'List transactions, newest first',
        tags,
        querystring: TransactionsQuery,
        response: withErrors(TransactionListResponse, [400, 401, 422, 429, 500, 503]),
      },
    },
    async (request, reply) => {
      const { limit = DEFAULT_LIMIT, before, answer } = request.query;
      const rows = await service().events.list({
        limit,
        ...(before === undefined ? {} : { before }),
        ...(answer === undefined ? {} : { answer: answer as 'allow' }),
      });
      const last = rows.length === limit ? rows.at(-1) : undefined;
      const next = last === undefined || last.sequence === 1 ? '' : `,"next":${last.sequence}`;
      return answerText(reply, `{"transactions":[${rows.map(loggedEventText).join(',')}]${next}}`);
    },
  );

  app.get(
    '/v1/transactions/summary',
    {
      schema: {
        operationId: 'summariseTransactions',
        summary: 'Counts, parity, lineage and the latest of the quarantine',
        tags,
        response: withErrors(TransactionSummaryResponse, [401, 429, 500, 503]),
      },
    },
    async () => {
      const { desk, events } = service();
      const { since, answers, ...counts } = desk.counts();
      const { ready, model, sequence, entities, waiting, groups, recovery, stateAt, parity } = desk.describe();
      return {
        ready,
        since: new Date(since).toISOString(),
        counts,
        answers: { ...answers },
        waiting,
        groups,
        parity: { ...parity },
        model: model.reference && { ...model.reference },
        lineage: {
          featureSet: model.featureSetHash,
          name: model.featureSet.name,
          features: planFeatures(model.featureSet).names.length,
          sources: model.featureSet.sources.map(({ name }) => name),
          columns: model.featureSet.sources.flatMap(({ name: source, columns }) =>
            Object.entries(columns).map(([name, { kind, knownAfter }]) => {
              return { source, name, kind, isLabel: knownAfter !== undefined };
            }),
          ),
          sequence,
          entities,
          stateSequence: stateAt,
          recovered: { ...recovery },
        },
        quarantine: (await events.quarantined(SHOWN_QUARANTINE)).map((item) => ({ ...item })),
      };
    },
  );

  app.get(
    '/v1/transactions/:id',
    {
      schema: {
        operationId: 'getTransaction',
        summary: 'One transaction: answer, reasons, features, what came later and before',
        description: 'The names `summary` and `stream` are routes of their own.',
        tags,
        params: Type.Object({ id: Type.String() }),
        querystring: SourceQuery,
        response: withErrors(TransactionDetailResponse, [400, 401, 404, 429, 500, 503]),
      },
    },
    async (request, reply) => {
      const { desk, events } = service();
      const { model } = desk.describe();
      const source = request.query.source ?? model.featureSet.sources[0]?.name ?? '';
      const rows = await events.history(source, request.params.id);
      const event = rows.find(({ kind }) => kind === 'event');
      if (event === undefined) throw new ProbityError('TRANSACTION_NOT_FOUND', 'there is no transaction of this id');
      const before = await events.list({ samePersonAs: event.sequence, before: event.sequence, limit: HISTORY });
      const sameSet = event.decision?.includes(`"featureSet":"${model.featureSetHash}"`) === true;
      const features = Array.from(event.features ?? [], (value, index) => ({
        name: (sameSet ? model.featureSet.features[index]?.name : undefined) ?? `feature ${index + 1}`,
        value: Number.isNaN(value) ? null : value,
      }));
      const later = rows
        .filter(({ kind }) => kind !== 'event')
        .map(({ sequence, kind, knownAt, content }) => ({
          sequence,
          kind,
          knownAt: new Date(knownAt).toISOString(),
          ...(content === undefined ? {} : { content: JSON.parse(content) as unknown }),
        }));
      return answerText(
        reply,
        `{"transaction":${loggedEventText(event)},"features":${JSON.stringify(features)},"later":${JSON.stringify(later)},"history":[${before.map(loggedEventText).join(',')}]}`,
      );
    },
  );
}

/** The recorded decision is JSON already: it is sent as it was written. */
function answerText(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(text);
}

function replyText({ arrival, decision }: TransactionReply): string {
  return `{"arrival":"${arrival}",${decision.slice(1)}`;
}

function resultText(result: PromiseSettledResult<TransactionReply>): string {
  if (result.status === 'fulfilled') return replyText(result.value);
  const { code, message, remedy, details, kind } = asProbityError(result.reason);
  const { field } = details;
  const isOurs = kind === 'failure' || kind === 'unavailable';
  return JSON.stringify({
    error: {
      code,
      message: isOurs ? 'it could not be recorded; send it again' : message.slice(0, 500),
      remedy,
      ...(typeof field === 'string' ? { field: field.slice(0, 200) } : {}),
    },
  });
}
