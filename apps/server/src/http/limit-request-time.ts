import type { FastifyInstance } from 'fastify';
import { answerBrokenConnection } from './answer-broken-connections.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set on routes whose body may take as long as the server's own limit to arrive. */
    takesLongUploads?: boolean;
  }
}

/** Ends requests whose body dawdles, but on routes that take long uploads. */
export function limitRequestTime(app: FastifyInstance, mostMs: number): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const { raw, headers } = request;
    // A request without a body cannot dawdle; one that the program sends to itself has no connection to end either.
    const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
    if (hasBody && request.routeOptions.config?.takesLongUploads !== true && !raw.complete) {
      const timer = setTimeout(() => {
        if (raw.complete) return;
        const late = Object.assign(new Error('request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
        answerBrokenConnection(late, raw.socket);
      }, mostMs);
      raw.once('close', () => clearTimeout(timer)).once('end', () => clearTimeout(timer));
    }
    done();
  });
}
