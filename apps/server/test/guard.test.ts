import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readError } from './fixture/expect-error.js';
import { type TestApp, testApp } from './fixture/test-app.js';
import { application } from './fixture/trained-model.js';

const token = 'correct-horse-battery-staple';

describe('with a token', () => {
  let server: TestApp;
  beforeAll(async () => {
    const dashboardFolder = mkdtempSync(join(tmpdir(), 'probity-dashboard-'));
    writeFileSync(join(dashboardFolder, 'index.html'), '<!doctype html><title>Probity</title>');
    server = await testApp({ token, dashboardFolder });
  });
  afterAll(() => server.app.close());

  it.each([
    ['GET', '/v1/models'],
    ['GET', '/v1/models/loans/form'],
    ['GET', '/v1/models/loans/bundle'],
    ['GET', '/v1/decisions'],
    ['GET', '/v1/decisions/x'],
    ['GET', '/v1/nothing'],
    ['GET', '/openapi.json'],
    ['GET', '/docs'],
    ['GET', '/docs/json'],
    ['GET', '/docs/static/swagger-ui.css'],
    ['HEAD', '/v1/models'],
    ['POST', '/v1/assess'],
    ['POST', '/'],
    ['DELETE', '/v1/decisions/x'],
    ['GET', '//v1/models'],
    ['GET', '/V1/models'],
    ['GET', '/v1%2fmodels'],
    ['GET', '/%761/models'],
  ] as const)('%s %s gives nothing without it', async (method, url) => {
    const answer = await server.app.inject({ method, url });
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.body).not.toContain('loans');
  });

  it.each(['', 'Bearer', 'Bearer ', 'Bearer wrong', `bearer ${token}`, `Bearer ${token} `, `Bearer ${token}x`, token])(
    'refuses the header "%s"',
    async (authorization) => {
      const answer = await server.app.inject({ url: '/v1/models', headers: { authorization } });
      expect(readError(answer)).toBe('401 UNAUTHORIZED');
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    },
  );

  it('refuses before it reads the body', async () => {
    const answer = await server.app.inject({ method: 'POST', url: '/v1/assess', payload: 'x'.repeat(2_000_000) });
    expect(readError(answer)).toBe('401 UNAUTHORIZED');
  });

  it('lets in who carries it', async () => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await server.app.inject({ method: 'POST', url: '/v1/assess', headers, payload: { application } });
    expect(answer.statusCode).toBe(200);
  });

  it.each(['/healthz', '/readyz', '/', '/decisions'])('lets anybody see %s', async (url) => {
    const answer = await server.app.inject({ url, headers: { accept: 'text/html', host: 'risk.example' } });
    expect(answer.statusCode).toBe(200);
  });
});

describe('without a token', () => {
  let server: TestApp;
  beforeAll(async () => {
    server = await testApp();
  });
  afterAll(() => server.app.close());

  it.each(['localhost:8080', '127.0.0.1:8080', '[::1]:8080', 'LOCALHOST'])('answers to the name %s', async (host) => {
    expect((await server.app.inject({ url: '/v1/models', headers: { host } })).statusCode).toBe(200);
  });

  it.each(['evil.example', 'evil.example:8080', '127.0.0.1.evil.example', 'localhost:8080@evil.example'])(
    'does not answer to %s, which a page of the open web could point here',
    async (host) => {
      const answer = await server.app.inject({ url: '/v1/decisions', headers: { host } });
      expect(readError(answer)).toBe('400 REQUEST_INVALID Host');
    },
  );
});

describe('every answer', () => {
  it('carries the headers that browsers heed, errors too', async () => {
    const { app } = await testApp();
    for (const url of ['/', '/v1/models', '/v1/nothing', '/v1/decisions/%E0%A4%A', '/docs', '/healthz']) {
      const { headers } = await app.inject(url);
      expect(headers['x-content-type-options'], url).toBe('nosniff');
      expect(headers['referrer-policy'], url).toBe('no-referrer');
      expect(headers['content-security-policy'], url).toContain("script-src 'self'");
      expect(headers['content-security-policy'], url).toContain("frame-ancestors 'none'");
      expect(headers['x-request-id'], url).toBeTruthy();
      expect(headers['access-control-allow-origin'], url).toBeUndefined();
    }
    await app.close();
  });
});
