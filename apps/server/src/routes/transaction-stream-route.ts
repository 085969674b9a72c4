import { TransactionStreamQuery } from '@probity/contract';
import { ProbityError } from '@probity/domain';
import Type from 'typebox';
import type { TransactionService } from '../transactions/transaction-service.js';
import type { Api } from './api.js';
import { withErrors } from './api.js';

const DEFAULT_PER_SECOND = 50;
const HEARTBEAT_MS = 15_000;
const MOST_STREAMS = 50;

/** `GET /v1/transactions/stream`: decisions as they become durable, as server-sent events. */
export function addTransactionStreamRoute(app: Api, service: () => TransactionService): void {
  const ends = new Set<() => void>();
  app.addHook('preClose', async () => {
    for (const end of ends) end();
  });

  app.get(
    '/v1/transactions/stream',
    {
      schema: {
        operationId: 'streamTransactions',
        summary: 'Decisions as they are made, as server-sent events',
        description:
          'Event `transaction` holds a decision with its event; event `missed` says how many more there were that second. A comment is sent every 15 s. What a slow reader does not take is counted as missed.',
        tags: ['transactions'],
        querystring: TransactionStreamQuery,
        response: {
          ...withErrors(Type.Unknown(), [400, 401, 429, 500, 503]),
          200: {
            description: 'A stream without end',
            content: { 'text/event-stream': { schema: Type.Unsafe<string>(Type.String()) } },
          },
        },
      },
    },
    (request, reply) => {
      const { answer, perSecond = DEFAULT_PER_SECOND } = request.query;
      const wanted = answer === undefined ? undefined : new Set(answer.split(','));
      const { desk } = service();
      if (ends.size >= MOST_STREAMS) {
        throw new ProbityError('RATE_LIMITED', `more than ${MOST_STREAMS} streams are open`);
      }
      reply.hijack();
      const { raw } = reply;
      const headers: Record<string, string | string[]> = {};
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) headers[name] = String(value);
      raw.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
      raw.write(': open\n\n');

      let sent = 0;
      let missed = 0;
      const unsubscribe = desk.subscribe((item, kind) => {
        if (wanted !== undefined && !wanted.has(kind)) return;
        if (sent >= perSecond || raw.writableNeedDrain) {
          missed += 1;
          return;
        }
        sent += 1;
        raw.write(`event: transaction\ndata: ${item}\n\n`);
      });
      const second = setInterval(() => {
        if (missed > 0 && !raw.writableNeedDrain) {
          raw.write(`event: missed\ndata: {"count":${missed}}\n\n`);
          missed = 0;
        }
        sent = 0;
      }, 1_000);
      const heartbeat = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS);
      const end = () => {
        ends.delete(end);
        unsubscribe();
        clearInterval(second);
        clearInterval(heartbeat);
        raw.end();
      };
      ends.add(end);
      raw.once('close', end);
    },
  );
}
