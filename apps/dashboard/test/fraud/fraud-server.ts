import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { TransactionAnswer, TransactionItem } from '@probity/contract';
import { createRandom } from '@probity/numerics';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export interface FraudServer {
  readonly url: string;
  /** Labels that were posted, as sent. */
  readonly labels: readonly { readonly id: string; readonly body: unknown }[];
  /** Decides one more and tells every open stream. */
  push(answer: TransactionAnswer): TransactionItem;
  /** Says that so many could not be shown. */
  miss(count: number): void;
  /** Breaks every open stream. */
  breakStreams(): void;
  close(): Promise<void>;
}

/**
 * The routes of transactions in memory, and the built page.
 * @param options.refuse answers the list with 503
 */
export async function startFraudServer(
  dist: string,
  options: { readonly count?: number; readonly refuse?: boolean; readonly now?: number } = {},
): Promise<FraudServer> {
  const { count = 60, refuse = false, now = Date.now() } = options;
  const random = createRandom(7);
  const items: TransactionItem[] = [];
  const labels: { id: string; body: unknown }[] = [];
  const streams = new Set<ServerResponse>();
  const make = (answer: TransactionAnswer, at: number) => {
    const item = makeItem(items.length + 1, answer, at, random.nextUint32Below(12), random.nextUint32Below(9));
    items.unshift(item);
    return item;
  };
  for (let index = 0; index < count; index++) {
    const answer = index % 9 === 0 ? 'review' : index % 23 === 0 ? 'block' : 'allow';
    make(answer, now - (count - index) * 25_000);
  }
  const sendJson = (response: ServerResponse, body: unknown, status = 200) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const [, , , id, what] = pathname.split('/').map(decodeURIComponent);
    if (pathname === '/v1/models') return sendJson(response, { models: [] });
    if (pathname === '/v1/transactions/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': open\n\n');
      streams.add(response);
      response.once('close', () => streams.delete(response));
      return;
    }
    if (pathname === '/v1/transactions') {
      const [limit, answer] = [Number(searchParams.get('limit')), searchParams.get('answer')];
      const found = items.filter((item) => answer === null || item.answer === answer);
      if (!refuse) return sendJson(response, { transactions: found.slice(0, limit) });
      const error = { code: 'STORE_UNAVAILABLE', message: 'the store does not answer', remedy: 'Try again.' };
      return sendJson(response, { error, requestId: 'test' }, 503);
    }
    if (pathname.startsWith('/v1/transactions/') && what === 'label') {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      labels.push({ id: id ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) });
      return sendJson(response, { id, outcome: 'amended', sequence: items.length + labels.length });
    }
    if (pathname.startsWith('/v1/transactions/')) {
      const transaction = items.find((item) => item.id === id);
      const history = items.filter(
        (item) =>
          item.event.values['customer'] === transaction?.event.values['customer'] &&
          item.sequence < (transaction?.sequence ?? 0),
      );
      return sendJson(response, { transaction, features: [], later: [], history: history.slice(0, 20) });
    }
    const file = extname(pathname) === '' ? 'index.html' : pathname.slice(1);
    try {
      const body = await readFile(join(dist, file));
      response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const tell = (text: string) => {
    for (const stream of streams) stream.write(text);
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    labels,
    push(answer) {
      const item = make(answer, Date.now());
      tell(`event: transaction\ndata: ${JSON.stringify(item)}\n\n`);
      return item;
    },
    miss: (missed) => tell(`event: missed\ndata: {"count":${missed}}\n\n`),
    breakStreams() {
      for (const stream of streams) stream.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        for (const stream of streams) stream.destroy();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function makeItem(
  sequence: number,
  answer: TransactionAnswer,
  at: number,
  customer: number,
  terminal: number,
): TransactionItem {
  const isAlert = answer !== 'allow';
  const contributions = [
    { feature: 'customer_count_1h', label: 'payments of this customer in the last hour', value: 4, contribution: 1.9 },
    { feature: 'amount', label: 'amount', value: 412.5, contribution: 1.25 },
    { feature: 'terminal_fraud_7d', label: 'share of fraud at this terminal', value: 0.4, contribution: 0.75 },
    { feature: 'weekend', label: 'on a weekend', value: 0, contribution: -0.1 },
  ];
  const baseline = -5.2;
  const margin = contributions.reduce((sum, { contribution }) => sum + contribution, baseline);
  const iso = new Date(at).toISOString();
  return {
    ...{ id: `payment-${sequence}`, source: 'transactions', sequence, answer, at: iso, knownAt: iso },
    riskScore: answer === 'block' ? 0.93 : isAlert ? 0.34 : 0.004,
    reasons: isAlert
      ? [
          {
            feature: 'customer_count_1h',
            text: '4 payments of this customer in the last hour; usual is 0.3',
            contribution: 1.9,
          },
          { feature: 'amount', text: 'Amount: 413; usual is 53.7', contribution: 1.25 },
          {
            feature: 'terminal_fraud_7d',
            text: 'Share of fraud at this terminal, last 7 days that are known: 40 %; usual is 0.6 %',
            contribution: 0.75,
          },
        ]
      : [],
    ...(isAlert ? { explanation: { baseline, margin, contributions } } : {}),
    ...{ context: 'amount 110 or more', reviewFrom: 0.21, blockFrom: 0.78 },
    model: { name: 'fraud', version: 1, hash: 'a'.repeat(64) },
    featureSet: 'b'.repeat(64),
    processingTimeMs: 0.4,
    event: {
      at,
      values: {
        customer: `C${customer}`,
        terminal: `T${terminal}`,
        amount: isAlert ? 412.5 : 20 + sequence,
        currency: 'EUR',
      },
    },
  } as unknown as TransactionItem;
}
