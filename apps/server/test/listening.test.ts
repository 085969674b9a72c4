import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readError } from './fixture/expect-error.js';
import { type TestApp, testApp } from './fixture/test-app.js';
import { application } from './fixture/trained-model.js';

let server: TestApp;
let port: number;
beforeAll(async () => {
  server = await testApp({ requestTimeoutMs: 1_000 });
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  port = (server.app.server.address() as AddressInfo).port;
});
afterAll(() => server.app.close());

interface RawAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Sends bytes over a connection of their own and reads all that comes back until the server closes it. */
function exchange(bytes: string | Buffer, waitMs = 10_000): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const chunks: Buffer[] = [];
    const timer = setTimeout(() => socket.destroy(new Error(`no end within ${waitMs} ms`)), waitMs);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // A server that refuses a body it does not read on may reset the connection after its answer.
      if (chunks.length === 0) reject(error);
    });
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(parse(Buffer.concat(chunks).toString()));
    });
  });
}

function parse(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [status = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.split(':', 1)[0]?.toLowerCase(), line.replace(/^[^:]*: */, '')]),
  );
  return { statusCode: Number(status.split(' ')[1]), headers, body: rest.join('\r\n\r\n') };
}

const ask = (lines: string[], body = '') =>
  `${['Host: localhost', 'Connection: close', ...lines].join('\r\n')}\r\n\r\n${body}`;

describe('over a real connection', () => {
  it('decides', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/v1/assess`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ application }),
    });
    expect(response.status).toBe(200);
  });

  it.each([
    ['bytes that are no HTTP', '\u0016\u0003\u0001 hello\r\n\r\n', '400 REQUEST_INVALID'],
    ['a request line that is none', 'GET\r\n\r\n', '400 REQUEST_INVALID'],
    ['a method that is none', `FROBNICATE / HTTP/1.1\r\n${ask([])}`, '400 REQUEST_INVALID'],
    ['HTTP/9', `GET / HTTP/9.9\r\n${ask([])}`, '400 REQUEST_INVALID'],
    ['a header without a colon', `GET / HTTP/1.1\r\n${ask(['nonsense'])}`, '400 REQUEST_INVALID'],
    ['a header with NUL', `GET / HTTP/1.1\r\n${ask(['X-A: a\u0000b'])}`, '400 REQUEST_INVALID'],
    [
      'two lengths',
      `POST /v1/assess HTTP/1.1\r\n${ask(['Content-Length: 1', 'Content-Length: 2'], '{}')}`,
      '400 REQUEST_INVALID',
    ],
    [
      'length and chunks',
      `POST /v1/assess HTTP/1.1\r\n${ask(['Content-Length: 5', 'Transfer-Encoding: chunked'], '0\r\n\r\n')}`,
      '400 REQUEST_INVALID',
    ],
    [
      'a bad chunk',
      `POST /v1/assess HTTP/1.1\r\n${ask(['Content-Type: application/json', 'Transfer-Encoding: chunked'], 'zz\r\n')}`,
      '400 REQUEST_INVALID',
    ],
    ['20 KB of headers', `GET / HTTP/1.1\r\n${ask([`X-A: ${'a'.repeat(20_000)}`])}`, '400 REQUEST_INVALID'],
    [
      '3,000 headers',
      `GET / HTTP/1.1\r\n${ask(Array.from({ length: 3_000 }, (_, k) => `X-${k}: a`))}`,
      '400 REQUEST_INVALID',
    ],
    ['a URL of 20 KB', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n${ask([])}`, '400 REQUEST_INVALID'],
    ['no host', 'GET /v1/models HTTP/1.1\r\nConnection: close\r\n\r\n', '400 REQUEST_INVALID Host'],
    ['an expectation', `GET /healthz HTTP/1.1\r\n${ask(['Expect: miracles'])}`, '400 REQUEST_INVALID Expect'],
    ['CONNECT', `CONNECT evil.example:443 HTTP/1.1\r\n${ask([])}`, '405 METHOD_NOT_ALLOWED'],
    ['an upgrade to nothing', `GET /v1/nothing HTTP/1.1\r\n${ask(['Upgrade: websocket'])}`, '404 ROUTE_NOT_FOUND'],
    [
      'a body that is said to be huge',
      `POST /v1/assess HTTP/1.1\r\n${ask(['Content-Type: application/json', 'Content-Length: 10000000'])}`,
      '413 BODY_TOO_LARGE',
    ],
    [
      'a length beyond numbers',
      `POST /v1/assess HTTP/1.1\r\n${ask(['Content-Type: application/json', 'Content-Length: 99999999999999999999'])}`,
      '400 REQUEST_INVALID',
    ],
    [
      'an absolute URL of another host',
      `GET http://evil.example/v1/models HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
      '400 REQUEST_INVALID Host',
    ],
  ])('%s', async (_what, bytes, error) => {
    expect(readError(await exchange(bytes))).toBe(error);
  });

  it('refuses 10 MB in chunks once there is too much of them', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const head = `POST /v1/assess HTTP/1.1\r\n${ask(['Content-Type: application/json', 'Transfer-Encoding: chunked'])}`;
    const answer = await exchange(head + chunk.repeat(160));
    expect(readError(answer)).toBe('413 BODY_TOO_LARGE');
  });

  it('refuses 10 MB that were announced and are sent', async () => {
    const body = `"${'x'.repeat(10_000_000)}"`;
    const head = ask(['Content-Type: application/json', `Content-Length: ${body.length}`], body);
    expect(readError(await exchange(`POST /v1/assess HTTP/1.1\r\n${head}`))).toBe('413 BODY_TOO_LARGE');
  });

  it('does not wait for ever for a request that does not end', async () => {
    const head = `POST /v1/assess HTTP/1.1\r\n${ask(['Content-Type: application/json', 'Content-Length: 100'], '{"appl')}`;
    expect(readError(await exchange(head, 5_000))).toBe('400 REQUEST_INVALID');
  });

  it('answers others while a hundred connections say nothing', async () => {
    const silent = Array.from({ length: 100 }, () => connect(port, '127.0.0.1'));
    for (const socket of silent) socket.on('error', () => undefined);
    const started = performance.now();
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    expect(performance.now() - started).toBeLessThan(2_000);
    for (const socket of silent) socket.destroy();
  });

  it('is still well after all that', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect(response.status).toBe(200);
  });
});

describe('stopping', () => {
  it('answers what is under way, then closes', async () => {
    const { app, decisions } = await testApp();
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port: own } = app.server.address() as AddressInfo;
    const record = decisions.record;
    let recording: () => void = () => undefined;
    const isRecording = new Promise<void>((resolve) => {
      recording = resolve;
    });
    decisions.record = async (decision, options) => {
      recording();
      await new Promise((resolve) => setTimeout(resolve, 200));
      return record(decision, options);
    };
    const answer = fetch(`http://127.0.0.1:${own}/v1/assess`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ application }),
    });
    await isRecording;
    await app.close();
    expect((await answer).status).toBe(200);
    await expect(fetch(`http://127.0.0.1:${own}/healthz`)).rejects.toThrow();
  });
});
