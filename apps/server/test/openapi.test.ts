import { AssessRequest, AssessResponse } from '@probity/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestApp, testApp } from './fixture/test-app.js';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly { name: string; in: string; required?: boolean; schema: object }[];
  readonly requestBody?: { content: Record<string, { schema: Record<string, unknown> }> };
  readonly responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
}
interface Document {
  readonly openapi: string;
  readonly info: { title: string; version: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { securitySchemes: Record<string, unknown> };
}

let server: TestApp;
let document: Document;
beforeAll(async () => {
  server = await testApp();
  document = (await server.app.inject('/openapi.json')).json();
});
afterAll(() => server.app.close());

describe('the OpenAPI document', () => {
  it('is OpenAPI 3.1 and describes every route', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info).toMatchObject({ title: 'Probity' });
    const described = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual([
      'GET /healthz',
      'GET /readyz',
      'GET /v1/customers/segments',
      'GET /v1/datasets',
      'GET /v1/datasets/{hash}/profile',
      'GET /v1/datasets/{hash}/quality',
      'GET /v1/datasets/{hash}/rows',
      'GET /v1/decisions',
      'GET /v1/decisions/{id}',
      'GET /v1/decisions/{id}/counterfactuals',
      'GET /v1/decisions/{id}/notice',
      'GET /v1/features/{entity}/{key}',
      'GET /v1/models',
      'GET /v1/models/{reference}/bundle',
      'GET /v1/models/{reference}/export',
      'GET /v1/models/{reference}/form',
      'GET /v1/models/{reference}/scorecard',
      'GET /v1/models/{reference}/scorecard/rows',
      'GET /v1/models/{reference}/validation',
      'GET /v1/models/{reference}/validation/page',
      'GET /v1/policies',
      'GET /v1/policies/{id}',
      'GET /v1/reports',
      'GET /v1/reports/{id}',
      'GET /v1/reviews',
      'GET /v1/reviews/{id}',
      'GET /v1/transactions',
      'GET /v1/transactions/stream',
      'GET /v1/transactions/summary',
      'GET /v1/transactions/{id}',
      'POST /v1/assess',
      'POST /v1/companies',
      'POST /v1/counterfactuals',
      'POST /v1/customers',
      'POST /v1/personal',
      'POST /v1/policies',
      'POST /v1/policies/{id}/activate',
      'POST /v1/policies/{id}/approve',
      'POST /v1/policies/{id}/backtest',
      'POST /v1/policies/{id}/propose',
      'POST /v1/policies/{id}/reject',
      'POST /v1/policies/{id}/rollback',
      'POST /v1/reviews/next',
      'POST /v1/reviews/{id}/claim',
      'POST /v1/reviews/{id}/decide',
      'POST /v1/reviews/{id}/release',
      'POST /v1/score',
      'POST /v1/transactions',
      'POST /v1/transactions/{id}/label',
    ]);
  });

  it('names each operation once, and each answer with its form', () => {
    const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const { operationId, summary, responses } of operations) {
      expect(summary, operationId).toBeTruthy();
      expect(responses['200'], operationId).toBeDefined();
      for (const [status, { description, content }] of Object.entries(responses)) {
        expect(description, `${operationId} ${status}`).toBeTypeOf('string');
        const forms = Object.keys(content ?? {});
        if (status !== '304') expect(forms.length, `${operationId} ${status}`).toBeGreaterThan(0);
        if (Number(status) >= 400) expect(forms, `${operationId} ${status}`).toEqual(['application/json']);
      }
    }
  });

  it('declares every parameter of a path', () => {
    for (const [path, item] of Object.entries(document.paths)) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const { parameters = [] } of Object.values(item)) {
        const declared = parameters.filter((parameter) => parameter.in === 'path');
        expect(declared.map(({ name }) => name)).toEqual(names);
        for (const { required, schema } of declared) expect([required, typeof schema]).toEqual([true, 'object']);
      }
    }
  });

  it('holds the very schemas of the contract', () => {
    const assess = document.paths['/v1/assess']?.['post'];
    expect(assess?.requestBody?.content['application/json']?.schema).toMatchObject(plain(AssessRequest));
    expect(assess?.responses['200']?.content?.['application/json']?.schema).toMatchObject(plain(AssessResponse));
  });

  it('points nowhere: every reference resolves', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? '');
    for (const path of references) {
      const found = path.split('/').reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document);
      expect(found, path).toBeDefined();
    }
  });

  it('can be read and tried at /docs, with nothing from elsewhere', async () => {
    const landing = await server.app.inject('/docs');
    const page = landing.statusCode === 200 ? landing : await server.app.inject(String(landing.headers['location']));
    expect(page.statusCode).toBe(200);
    const assets = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '');
    expect(assets.length).toBeGreaterThan(2);
    for (const asset of assets) {
      const url = new URL(asset, 'http://localhost/docs/');
      expect(url.host, asset).toBe('localhost');
      expect((await server.app.inject(url.pathname)).statusCode, asset).toBe(200);
    }
    expect(page.body).not.toMatch(/<script>/);
  });
});

function plain(schema: object): object {
  return JSON.parse(JSON.stringify(schema)) as object;
}
