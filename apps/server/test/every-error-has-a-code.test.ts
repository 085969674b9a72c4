import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readError } from './fixture/expect-error.js';
import { type TestApp, testApp } from './fixture/test-app.js';
import { application } from './fixture/trained-model.js';

let server: TestApp;
beforeAll(async () => {
  server = await testApp();
});
afterAll(() => server.app.close());

const post = (payload: unknown, headers: Record<string, string> = {}): InjectOptions => ({
  method: 'POST',
  url: '/v1/assess',
  headers: { 'content-type': 'application/json', ...headers },
  payload: typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload),
});
const get = (url: string): InjectOptions => ({ method: 'GET', url });
const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

const refused: readonly [what: string, request: InjectOptions, error: string][] = [
  ['no body', { method: 'POST', url: '/v1/assess' }, '400 BODY_INVALID'],
  ['an empty body', post(''), '400 BODY_INVALID'],
  ['text that is no JSON', post('{"application":'), '400 BODY_INVALID'],
  ['bytes that are no text', post(Buffer.from([0xff, 0xfe, 0x00])), '400 BODY_INVALID'],
  ['a text', post('"x"'), '400 BODY_INVALID'],
  ['null', post('null'), '400 BODY_INVALID'],
  ['a list', post([application]), '400 BODY_INVALID'],
  ['another content type', post({ application }, { 'content-type': 'text/plain' }), '400 BODY_INVALID Content-Type'],
  ['a form', post('a=1', { 'content-type': 'application/x-www-form-urlencoded' }), '400 BODY_INVALID Content-Type'],
  ['an odd content type', post({ application }, { 'content-type': ';;' }), '400 BODY_INVALID Content-Type'],
  ['a body of 10 MB', post(`"${'x'.repeat(10_000_000)}"`), '413 BODY_TOO_LARGE'],
  ['no application', post({}), '422 MISSING_FIELD application'],
  ['a misspelt application', post({ applicaton: {} }), '422 UNKNOWN_FIELD applicaton'],
  ['an unknown member', post({ application, threshold: 0 }), '422 UNKNOWN_FIELD threshold'],
  ['an application that is a list', post({ application: [1] }), '422 WRONG_TYPE application'],
  ['an application that is null', post({ application: null }), '422 WRONG_TYPE application'],
  ['a model that is a number', post({ application, model: 3 }), '422 WRONG_TYPE model'],
  ['an empty model', post({ application, model: '' }), '422 VALUE_OUT_OF_RANGE model'],
  ['a model with NUL', post({ application, model: 'a\u0000' }), '422 VALUE_OUT_OF_RANGE model'],
  ['a long subject', post({ application, subject: 'x'.repeat(201) }), '422 VALUE_OUT_OF_RANGE subject'],
  ['an unknown model', post({ application, model: 'nobody@7' }), '404 MODEL_NOT_FOUND'],
  ['a model that cannot be', post({ application, model: '@' }), '404 MODEL_NOT_FOUND'],
  ['a version beyond numbers', post({ application, model: `loans@${'9'.repeat(90)}` }), '404 MODEL_NOT_FOUND'],
  ['a missing field', post({ application: { income: 1 } }), '422 MISSING_FIELD children'],
  [
    'null where a value is required',
    post({ application: { ...application, children: null } }),
    '422 MISSING_FIELD children',
  ],
  ['an unknown field', post({ application: { ...application, salary: 1 } }), '422 UNKNOWN_FIELD salary'],
  ['the target', post({ application: { ...application, bad: 0 } }), '422 UNKNOWN_FIELD bad'],
  [
    'a field name of 900 KB',
    post({ application: { ['x'.repeat(900_000)]: 1 } }),
    `422 UNKNOWN_FIELD ${'x'.repeat(57)}…`,
  ],
  ['a number as text', post({ application: { ...application, income: '52000' } }), '422 WRONG_TYPE income'],
  ['a list as value', post({ application: { ...application, income: [1] } }), '422 WRONG_TYPE income'],
  ['an object as value', post({ application: { ...application, income: { a: 1 } } }), '422 WRONG_TYPE income'],
  ['half a child', post({ application: { ...application, children: 1.5 } }), '422 WRONG_TYPE children'],
  ['1e308', post({ application: { ...application, income: 1e308 } }), '422 VALUE_OUT_OF_RANGE income'],
  ['1e999', post('{"application":{"income":1e999}}'), '422 VALUE_OUT_OF_RANGE income'],
  ['1e999 under a name with a line break', post('{"application":{"a\\nb":1e999}}'), '422 VALUE_OUT_OF_RANGE a\nb'],
  ['a number below the bound', post({ application: { ...application, income: -1 } }), '422 VALUE_OUT_OF_RANGE income'],
  ['a date that is none', post({ application: { ...application, since: '2019-02-30' } }), '422 WRONG_TYPE since'],
  [
    'a text of 500 KB',
    post({ application: { ...application, purpose: 'x'.repeat(500_000) } }),
    '422 VALUE_OUT_OF_RANGE purpose',
  ],
  ['__proto__ in the body', post('{"__proto__":{"application":{}}}'), '400 BODY_INVALID'],
  ['__proto__ in the application', post('{"application":{"__proto__":{"income":1}}}'), '400 BODY_INVALID'],
  ['constructor.prototype', post('{"application":{"constructor":{"prototype":{}}}}'), '400 BODY_INVALID'],
  ['constructor', post('{"application":{"constructor":1}}'), '422 UNKNOWN_FIELD constructor'],
  ['toString', post('{"application":{"toString":1}}'), '422 UNKNOWN_FIELD toString'],
  ['hasOwnProperty', post('{"hasOwnProperty":1,"application":{}}'), '422 UNKNOWN_FIELD hasOwnProperty'],
  ['500,000 nested lists', post(deep(500_000)), '400 BODY_INVALID'],
  ['a list under a name with slashes', post({ application: { '/a~b': [] } }), '422 WRONG_TYPE /a~b'],
  [
    '50,000 lists',
    post({ application: Object.fromEntries(Array.from({ length: 50_000 }, (_, k) => [`f${k}`, []])) }),
    '422 WRONG_TYPE f0',
  ],
  ['nested lists as value', post(`{"application":{"income":${deep(400_000)}}}`), '422 WRONG_TYPE income'],
  [
    'an empty Idempotency-Key',
    post({ application }, { 'idempotency-key': '' }),
    '400 INVALID_ARGUMENT Idempotency-Key',
  ],
  [
    'a long Idempotency-Key',
    post({ application }, { 'idempotency-key': 'k'.repeat(201) }),
    '400 INVALID_ARGUMENT Idempotency-Key',
  ],
  [
    'a strange Idempotency-Key',
    post({ application }, { 'idempotency-key': 'clé' }),
    '400 INVALID_ARGUMENT Idempotency-Key',
  ],
  ['an unknown route', get('/v1/nothing'), '404 ROUTE_NOT_FOUND'],
  ['an unknown route outside the API', get('/nothing'), '404 ROUTE_NOT_FOUND'],
  ['an unknown route with a body', { ...post('{"a":1}'), url: '/v2' }, '404 ROUTE_NOT_FOUND'],
  ['an unknown page of the documentation', get('/docs/nothing'), '404 ROUTE_NOT_FOUND'],
  ['a path that climbs', get('/docs/static/../../package.json'), '404 ROUTE_NOT_FOUND'],
  ['a path that climbs in disguise', get('/docs/static/..%2f..%2f..%2fpackage.json'), '404 ROUTE_NOT_FOUND'],
  ['GET of assess', get('/v1/assess'), '405 METHOD_NOT_ALLOWED'],
  ['DELETE of a decision', { method: 'DELETE', url: '/v1/decisions/1' }, '405 METHOD_NOT_ALLOWED'],
  ['OPTIONS', { method: 'OPTIONS', url: '/v1/models' }, '405 METHOD_NOT_ALLOWED'],
  ['a method of another world', { method: 'PROPFIND' as 'GET', url: '/v1/models' }, '405 METHOD_NOT_ALLOWED'],
  ['a bad escape', get('/v1/decisions/%E0%A4%A'), '400 REQUEST_INVALID'],
  ['a bad escape in the query', get('/v1/decisions?limit=%E0%A4%A'), '400 INVALID_ARGUMENT limit'],
  ['a limit of zero', get('/v1/decisions?limit=0'), '400 INVALID_ARGUMENT limit'],
  ['a limit of 501', get('/v1/decisions?limit=501'), '400 INVALID_ARGUMENT limit'],
  ['a limit that is no number', get('/v1/decisions?limit=ten'), '400 INVALID_ARGUMENT limit'],
  ['two limits', get('/v1/decisions?limit=1&limit=2'), '400 INVALID_ARGUMENT limit'],
  ['an unknown parameter', get('/v1/decisions?page=2'), '422 UNKNOWN_FIELD page'],
  ['__proto__ as parameter', get('/v1/decisions?__proto__=2'), '422 UNKNOWN_FIELD __proto__'],
  ['a page that is none', get('/v1/decisions?before=%00'), '400 INVALID_ARGUMENT before'],
  ['an unknown decision', get('/v1/decisions/00000000-0000-4000-8000-000000000000'), '404 DECISION_NOT_FOUND'],
  ['a decision id that is none', get('/v1/decisions/x'), '404 DECISION_NOT_FOUND'],
  ['a decision id of 3 KB', get(`/v1/decisions/${'x'.repeat(3_000)}`), '400 REQUEST_INVALID'],
  ['the form of an unknown model', get('/v1/models/nobody/form'), '404 MODEL_NOT_FOUND'],
  ['the form of a model with NUL', get('/v1/models/a%00b/form'), '400 INVALID_ARGUMENT reference'],
  ['the bundle of an unknown model', get('/v1/models/nobody/bundle'), '404 MODEL_NOT_FOUND'],
];

describe('every refusal has the one form, with a code of the catalogue', () => {
  it.each(refused)('%s', async (_what, request, error) => {
    expect(readError(await server.app.inject(request))).toBe(error);
  });

  it('and none of them left a decision behind', async () => {
    expect((await server.decisions.list()).decisions).toEqual([]);
  });

  it('names the methods that a path takes', async () => {
    const answer = await server.app.inject({ method: 'PUT', url: '/v1/decisions/x' });
    expect(answer.headers['allow']).toBe('GET, HEAD');
  });

  it('keeps the caller’s request id where it is one, and makes one where not', async () => {
    const given = await server.app.inject({ url: '/v1/nothing', headers: { 'x-request-id': 'order-7.a_b' } });
    expect(given.json().error.requestId).toBe('order-7.a_b');
    const made = await server.app.inject({ url: '/v1/nothing', headers: { 'x-request-id': '<script>' } });
    expect(made.json().error.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('trouble that is not the caller’s', () => {
  it('is INTERNAL, without a word of what went wrong inside', async () => {
    const { app, decisions } = await testApp();
    decisions.list = async () => {
      throw new Error('password=hunter2 at 10.0.0.1');
    };
    const answer = await app.inject('/v1/decisions');
    expect(readError(answer)).toBe('500 INTERNAL');
    expect(answer.body).not.toContain('hunter2');
    await app.close();
  });
});
