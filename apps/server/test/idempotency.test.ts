import { ProbityError } from '@probity/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readError } from './fixture/expect-error.js';
import { type TestApp, testApp } from './fixture/test-app.js';
import { application } from './fixture/trained-model.js';

let server: TestApp;
beforeAll(async () => {
  server = await testApp();
});
afterAll(() => server.app.close());

const assess = (payload: object, key: string) =>
  server.app.inject({ method: 'POST', url: '/v1/assess', headers: { 'idempotency-key': key }, payload });

describe('an Idempotency-Key', () => {
  it('makes a repeated request answer with the same bytes and decide once', async () => {
    const first = await assess({ application }, 'order 1');
    const second = await assess({ application }, 'order 1');
    expect(first.statusCode).toBe(200);
    expect(second.body).toBe(first.body);
    expect((await server.decisions.list()).decisions).toHaveLength(1);
  });

  it('does not mind the order of the fields', async () => {
    const first = await assess({ application }, 'order 2');
    const turned = Object.fromEntries(Object.entries(application).reverse());
    expect((await assess({ application: turned }, 'order 2')).body).toBe(first.body);
  });

  it('is refused for another request', async () => {
    await assess({ application }, 'order 3');
    const other = await assess({ application: { ...application, income: 1 } }, 'order 3');
    expect(readError(other)).toBe('409 IDEMPOTENCY_KEY_REUSED');
  });

  it('gives all of many requests at once the same decision', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => assess({ application }, 'order 4')));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
  });

  it('answers what was decided even when the model has gone since', async () => {
    const first = await assess({ application, model: 'loans@1' }, 'order 5');
    server.registry.find = async () => {
      throw new ProbityError('MODEL_NOT_FOUND', 'it has gone');
    };
    expect((await assess({ application, model: 'loans@1' }, 'order 5')).body).toBe(first.body);
  });

  it('is not spent by a refused request', async () => {
    const { app, decisions } = await testApp();
    const send = (payload: object) =>
      app.inject({ method: 'POST', url: '/v1/assess', headers: { 'idempotency-key': 'k' }, payload });
    expect(readError(await send({ application: {} }))).toMatch('422 MISSING_FIELD');
    expect((await send({ application })).statusCode).toBe(200);
    expect((await decisions.list()).decisions).toHaveLength(1);
    await app.close();
  });
});
