import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

/** A request as the API saw it. */
export interface SeenRequest {
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
}

export interface Api {
  readonly origin: string;
  readonly seen: SeenRequest[];
  close(): Promise<void>;
}

/** A real HTTP server on a free port; `answer` may reply, or cut the connection. */
export async function startApi(
  answer: (request: SeenRequest, response: ServerResponse, count: number) => void,
): Promise<Api> {
  const seen: SeenRequest[] = [];
  const server = createServer((message, response) => {
    const request = { url: new URL(message.url ?? '/', 'http://localhost'), headers: message.headers };
    seen.push(request);
    answer(request, response, seen.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  afterAll(close);
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, close };
}

export function sendJson(response: ServerResponse, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

/** Records 1 to `count`, in pages of `size`. */
export function recordsOf(page: number, size: number, count: number): readonly { id: number; amount: number }[] {
  const start = (page - 1) * size;
  const length = Math.max(0, Math.min(size, count - start));
  return Array.from({ length }, (_, index) => ({ id: start + index + 1, amount: (start + index + 1) / 8 }));
}
