import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { testApp } from './fixture/test-app.js';
import { application } from './fixture/trained-model.js';

describe('the log', () => {
  it('tells of each request without bodies, queries, path values or tokens', async () => {
    const stream = new PassThrough();
    const chunks: string[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
    const { app } = await testApp({ logger: { level: 'trace', stream }, token: 'S3CRET-token' });
    const headers = {
      authorization: 'Bearer S3CRET-token',
      'idempotency-key': 'S3CRET-key',
      'user-agent': 'S3CRET-agent',
    };
    let sent = 0;
    const send = (payload: object) => {
      const idempotent = { ...headers, 'idempotency-key': `S3CRET-key-${sent++}` };
      return app.inject({ method: 'POST', url: '/v1/assess', headers: idempotent, payload });
    };
    const accepted = await send({
      application: { ...application, purpose: 'S3CRET-purpose' },
      subject: 'S3CRET-person',
    });
    expect(accepted.statusCode).toBe(200);
    await send({ application: { ...application, income: 'S3CRET-income' } });
    await send({ application: { ...application, 'S3CRET-field': 1 } });
    await app.inject({ url: '/v1/decisions?before=S3CRET-query', headers });
    await app.inject({ url: '/v1/decisions/S3CRET-id', headers });
    await app.inject({ url: '/S3CRET-path?S3CRET', headers });
    await app.inject({ url: '/v1/decisions/%E0%A4%A-S3CRET', headers });
    await app.close();

    const log = chunks.join('');
    expect(log).not.toContain('S3CRET');
    const answered = log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ msg }) => msg === 'answered');
    expect(answered.map(({ method, route, status }) => `${method} ${route} ${status}`)).toEqual([
      'POST /v1/assess 200',
      'POST /v1/assess 422',
      'POST /v1/assess 422',
      'GET /v1/decisions 400',
      'GET /v1/decisions/:id 404',
      'GET none 404',
    ]);
    expect(answered.every(({ requestId }) => typeof requestId === 'string')).toBe(true);
  });

  it('holds the cause of a failure, under the request’s id', async () => {
    const stream = new PassThrough();
    const chunks: string[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
    const { app, decisions } = await testApp({ logger: { level: 'info', stream } });
    decisions.list = async () => {
      throw new Error('disk full');
    };
    const answer = await app.inject('/v1/decisions');
    const failure =
      chunks
        .join('')
        .split('\n')
        .find((line) => line.includes('disk full')) ?? '{}';
    expect(JSON.parse(failure)).toMatchObject({
      level: 50,
      requestId: answer.json().error.requestId,
      code: 'INTERNAL',
    });
    await app.close();
  });
});
