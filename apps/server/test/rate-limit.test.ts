import { describe, expect, it } from 'vitest';
import { readError } from './fixture/expect-error.js';
import { testApp } from './fixture/test-app.js';

describe('the rate limit', () => {
  it('refuses the request after the last one, and says when to come again', async () => {
    const { app } = await testApp({ rateLimit: 3 });
    for (let i = 0; i < 3; i++) expect((await app.inject('/v1/models')).statusCode).toBe(200);
    const refused = await app.inject('/v1/models');
    expect(readError(refused)).toBe('429 RATE_LIMITED');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
    await app.close();
  });

  it('counts guesses at the token and unknown routes too', async () => {
    const { app } = await testApp({ rateLimit: 2, token: 'secret' });
    expect(readError(await app.inject('/v1/models'))).toBe('401 UNAUTHORIZED');
    expect(readError(await app.inject('/v1/nothing'))).toBe('401 UNAUTHORIZED');
    expect(readError(await app.inject('/v1/models'))).toBe('429 RATE_LIMITED');
    await app.close();
  });

  it('leaves health checks alone, and counts each client for itself', async () => {
    const { app } = await testApp({ rateLimit: 1 });
    await app.inject('/v1/models');
    expect((await app.inject('/v1/models')).statusCode).toBe(429);
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    expect((await app.inject('/readyz')).statusCode).toBe(200);
    expect((await app.inject({ url: '/v1/models', remoteAddress: '10.0.0.2' })).statusCode).toBe(200);
    await app.close();
  });

  it('is not fooled by a path in disguise', async () => {
    const { app } = await testApp({ rateLimit: 1 });
    await app.inject('/v1/models');
    expect((await app.inject('/%761/models')).statusCode).toBe(429);
    await app.close();
  });

  it('is not fooled by a forwarded address', async () => {
    const { app } = await testApp({ rateLimit: 1 });
    await app.inject({ url: '/v1/models', headers: { 'x-forwarded-for': '1.1.1.1' } });
    const again = await app.inject({ url: '/v1/models', headers: { 'x-forwarded-for': '2.2.2.2' } });
    expect(again.statusCode).toBe(429);
    await app.close();
  });
});
