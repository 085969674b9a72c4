import type { FastifyInstance, FastifyReply } from 'fastify';

/** The dashboard: own scripts only, WebAssembly for its engine; styles may be inline, as its components set them so. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': PAGE_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  // Answers hold personal data: no cache keeps them. Files of the dashboard say otherwise for themselves.
  'cache-control': 'no-store',
};

/** Puts the request's id and the headers that browsers heed on every answer. */
export function secureAnswers(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    secureAnswer(reply, request.id);
    done();
  });
}

/** The same for an answer that is given before any hook has run. */
export function secureAnswer(reply: FastifyReply, requestId: string): void {
  reply.headers(HEADERS).header('x-request-id', requestId);
}
