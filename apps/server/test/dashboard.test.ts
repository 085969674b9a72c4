import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readError } from './fixture/expect-error.js';
import { type TestApp, testApp } from './fixture/test-app.js';

describe('the dashboard', () => {
  let server: TestApp;
  const page = '<!doctype html><title>Probity</title>';
  beforeAll(async () => {
    const root = mkdtempSync(join(tmpdir(), 'probity-dashboard-'));
    writeFileSync(join(root, 'secret.txt'), 'secret');
    const dashboardFolder = join(root, 'dist');
    mkdirSync(join(dashboardFolder, 'assets'), { recursive: true });
    writeFileSync(join(dashboardFolder, 'index.html'), page);
    writeFileSync(join(dashboardFolder, 'assets', 'main-4f2a.js'), 'export {};');
    writeFileSync(join(dashboardFolder, 'assets', 'main-4f2a.js.br'), brotliCompressSync('export {};'));
    server = await testApp({ dashboardFolder });
  });
  afterAll(() => server.app.close());
  const browse = (url: string) => server.app.inject({ url, headers: { accept: 'text/html,*/*' } });

  it('is served at /, and asked for anew each time', async () => {
    const answer = await browse('/');
    expect([answer.statusCode, answer.body]).toEqual([200, page]);
    expect(answer.headers['cache-control']).toBe('no-cache');
    expect(answer.headers['content-type']).toMatch('text/html');
  });

  it('is served at every path that a browser navigates to', async () => {
    expect((await browse('/decisions/42?tab=why')).body).toBe(page);
  });

  it('has its files cached for good: their names change with them', async () => {
    const answer = await server.app.inject('/assets/main-4f2a.js');
    expect(answer.body).toBe('export {};');
    expect(answer.headers['content-type']).toMatch('javascript');
    expect(answer.headers['cache-control']).toContain('immutable');
  });

  it('sends the compressed copy to whoever takes it', async () => {
    const headers = { 'accept-encoding': 'gzip, br' };
    const answer = await server.app.inject({ url: '/assets/main-4f2a.js', headers });
    expect(answer.headers['content-encoding']).toBe('br');
    expect(answer.headers['content-type']).toMatch('javascript');
    expect(answer.headers['vary']).toMatch(/accept-encoding/i);
    expect(brotliDecompressSync(answer.rawPayload).toString()).toBe('export {};');
  });

  it.each(['/v1/nothing', '/docs/nothing', '/healthz/x'])('is not what %s gives, even to a browser', async (url) => {
    expect(readError(await browse(url))).toBe('404 ROUTE_NOT_FOUND');
  });

  it.each([
    '/assets/gone.js',
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%5c..%5csecret.txt',
  ])('gives nothing at %s', async (url) => {
    expect((await server.app.inject(url)).statusCode).toBe(404);
    expect((await browse(url)).body).not.toBe('secret');
  });

  it('takes no POST', async () => {
    expect(readError(await server.app.inject({ method: 'POST', url: '/decisions' }))).toBe('404 ROUTE_NOT_FOUND');
  });
});

describe('without a built dashboard', () => {
  it('/ says so plainly', async () => {
    const { app } = await testApp();
    const answer = await app.inject('/');
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('npm run build');
    await app.close();
  });
});
