import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { errorBody, httpStatusOf } from '@probity/contract';
import { ProbityError } from '@probity/domain';

/** Answers bytes that never became a request (broken HTTP, overlong headers, too slow) in the one form of errors. */
export function answerBrokenConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(rawAnswer(new ProbityError('REQUEST_INVALID', sentences[error.code ?? ''] ?? 'this is not HTTP')));
}

/** Answers the two requests that Node hands to nobody: CONNECT, and an `Expect` other than 100-continue. */
export function answerStrayRequests(server: Server): void {
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    socket.end(rawAnswer(new ProbityError('METHOD_NOT_ALLOWED', 'this is not a proxy')));
  });
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const error = new ProbityError('REQUEST_INVALID', '`Expect` may only be 100-continue', { field: 'Expect' });
    const { status, requestId, body } = answerOf(error);
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'x-request-id': requestId,
      connection: 'close',
    });
    response.end(body);
  });
}

const sentences: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'the headers are larger than 16 KB',
  ERR_HTTP_REQUEST_TIMEOUT: 'the request took too long to arrive',
};

function rawAnswer(error: ProbityError): string {
  const { status, requestId, body } = answerOf(error);
  return [
    `HTTP/1.1 ${status} ${status === 405 ? 'Method Not Allowed' : 'Bad Request'}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}

function answerOf(error: ProbityError): { status: number; requestId: string; body: string } {
  const requestId = randomUUID();
  return { status: httpStatusOf(error.kind), requestId, body: JSON.stringify(errorBody(error, requestId)) };
}
