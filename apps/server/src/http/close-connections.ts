import type { FastifyInstance } from 'fastify';

/** While the server stops, each answer is the last on its connection: one kept open would keep the process from ending. */
export function closeConnectionsWhileStopping(app: FastifyInstance): void {
  let isStopping = false;
  app.addHook('preClose', (done) => {
    isStopping = true;
    done();
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isStopping) reply.header('connection', 'close');
    done(null, payload);
  });
}
