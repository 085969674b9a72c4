import { HealthResponse, ReadyResponse } from '@probity/contract';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { readError } from './fixture/expect-error.js';
import { testApp } from './fixture/test-app.js';

describe('health', () => {
  it('is well while the process runs, model or not', async () => {
    const { app } = await testApp({ withoutModel: true });
    const answer = await app.inject('/healthz');
    expect(answer.statusCode).toBe(200);
    expect([...Value.Errors(HealthResponse, answer.json())]).toEqual([]);
    await app.close();
  });

  it('is ready with a champion and a store', async () => {
    const { app } = await testApp();
    const answer = await app.inject('/readyz');
    expect(answer.statusCode).toBe(200);
    expect([...Value.Errors(ReadyResponse, answer.json())]).toEqual([]);
    await app.close();
  });

  it('is not ready before the first training', async () => {
    const { app } = await testApp({ withoutModel: true });
    expect(readError(await app.inject('/readyz'))).toBe('503 MODEL_UNAVAILABLE');
    await app.close();
  });

  it('is not ready when the store fails', async () => {
    const { app, decisions } = await testApp();
    decisions.list = async () => {
      throw new Error('gone');
    };
    expect(readError(await app.inject('/readyz'))).toBe('503 STORE_UNAVAILABLE');
    await app.close();
  });

  it('is not ready when the store hangs, and says so within seconds', async () => {
    const { app, decisions } = await testApp();
    decisions.list = () => new Promise(() => undefined);
    expect(readError(await app.inject('/readyz'))).toBe('503 STORE_UNAVAILABLE');
    await app.close();
  });
});
