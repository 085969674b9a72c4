import { AssessResponse } from '@probity/contract';
import fc from 'fast-check';
import type { InjectOptions } from 'fastify';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readError } from './fixture/expect-error.js';
import { type TestApp, testApp } from './fixture/test-app.js';
import { application } from './fixture/trained-model.js';

const REQUESTS = 5_000;
const isAssessResponse = Compile(AssessResponse);

let server: TestApp;
beforeAll(async () => {
  server = await testApp();
});
afterAll(() => server.app.close());

const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length', '', ' ', '\u0000'),
  fc.constantFrom(
    '\ud800',
    '\udfff\ud800',
    '\u202e',
    '💥',
    'ﷺ'.repeat(50),
    '=1+1',
    "'; drop table decisions; --",
    '../../etc/passwd',
  ),
  fc.nat({ max: 20_000 }).map((length) => 'x'.repeat(length)),
);
/** JSON text of a number, some of which no double holds. */
const hostileNumber = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom(
    '1e308',
    '-1e308',
    '1e309',
    '1e99999',
    '-0',
    '1e-400',
    '0.1e-323',
    '9007199254740993',
    `1${'0'.repeat(400)}`,
  ),
  fc.constantFrom('NaN', 'Infinity', '-Infinity', '0x10', '01', '+1', '1.', '.5', '1_000', '١'),
);
const nested = fc
  .tuple(fc.nat({ max: 20_000 }), fc.boolean())
  .map(([depth, lists]) =>
    lists ? `${'['.repeat(depth)}1${']'.repeat(depth)}` : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
  );
/** JSON text of a value. */
const value = fc.oneof(
  { weight: 4, arbitrary: fc.json({ maxDepth: 4 }) },
  { weight: 3, arbitrary: hostileText.map((text) => JSON.stringify(text)) },
  { weight: 3, arbitrary: hostileNumber },
  { weight: 1, arbitrary: nested },
  { weight: 2, arbitrary: fc.constantFrom('null', 'true', '{}', '[]') },
);
const fieldName = fc.oneof(fc.constantFrom(...Object.keys(application), 'loan', 'sex', 'bad'), hostileText);
const object = (names: fc.Arbitrary<string>) =>
  fc
    .array(fc.tuple(names, value), { maxLength: 6 })
    .map((members) => `{${members.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`);
/** A good application of which one field was spoilt. */
const spoilt = fc.tuple(fieldName, value).map(([name, text]) => {
  const rest = Object.entries(application).filter(([known]) => known !== name);
  const members = [...rest.map(([known, good]) => `${JSON.stringify(known)}:${JSON.stringify(good)}`)];
  return `{${[...members, `${JSON.stringify(name)}:${text}`].join(',')}}`;
});
const body = fc.oneof(
  { weight: 5, arbitrary: spoilt.map((fields) => `{"application":${fields}}`) },
  { weight: 2, arbitrary: object(fieldName).map((fields) => `{"application":${fields}}`) },
  {
    weight: 2,
    arbitrary: fc.tuple(spoilt, value, value).map(([a, m, s]) => `{"application":${a},"model":${m},"subject":${s}}`),
  },
  { weight: 2, arbitrary: object(fc.oneof(fc.constantFrom('application', 'model', 'subject'), hostileText)) },
  { weight: 2, arbitrary: value },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);
const headerText = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  maxLength: 300,
});
const header = fc.oneof(
  fc.tuple(fc.constantFrom('idempotency-key', 'x-request-id', 'authorization', 'accept', 'if-none-match'), headerText),
  fc.tuple(
    fc.constant('content-type'),
    fc.oneof(headerText, fc.constantFrom('text/plain', 'application/json; charset=x', '')),
  ),
  fc.tuple(
    fc.constantFrom('content-length', 'transfer-encoding', 'content-encoding'),
    fc.constantFrom('0', '-1', '5', 'gzip', '1e9'),
  ),
);
/** Mostly fair, so that most requests get as far as their content. */
const headers = fc
  .oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(header, { maxLength: 3 }) })
  .map((chosen) => ({ 'content-type': 'application/json', ...Object.fromEntries(chosen) }));
const asked = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('/v1/models', '/v1/decisions', '/healthz', '/readyz', '/docs', '/', '*') },
  { weight: 2, arbitrary: hostileText.map((text) => `/v1/decisions/${escapeText(text)}`) },
  { weight: 2, arbitrary: hostileText.map((text) => `/v1/models/${escapeText(text)}/form`) },
  { weight: 1, arbitrary: hostileText.map((text) => `/v1/models/${escapeText(text)}/bundle`) },
  {
    weight: 2,
    arbitrary: fc.tuple(hostileText, hostileText).map(([a, b]) => `/v1/decisions?${escapeText(a)}=${escapeText(b)}`),
  },
  {
    weight: 2,
    arbitrary: hostileText.map((text) => `/v1/decisions?limit=${escapeText(text)}&before=${escapeText(text)}`),
  },
  { weight: 1, arbitrary: fc.webPath().map((text) => `/${text}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('/%', '/%zz', '/v1/%2e%2e/v1/models', '//', '/v1//models', `/${'a/'.repeat(2_000)}`),
  },
);
const method = fc.constantFrom(
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'SEARCH',
);
const request: fc.Arbitrary<InjectOptions> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({ url: fc.constant('/v1/assess'), method: fc.constant('POST'), headers, payload: body }),
  },
  { weight: 5, arbitrary: fc.record({ url: asked, method: fc.constant('GET'), headers }) },
  { weight: 1, arbitrary: fc.record({ url: asked, method, headers, payload: body }) },
) as fc.Arbitrary<InjectOptions>;

describe('garbage', () => {
  it(`in ${REQUESTS} forms gets a coded error or a valid answer, never a failure of ours`, async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(request, async (options) => {
        const answer = await server.app.inject(options);
        expect(answer.statusCode).toBeLessThan(500);
        const isRefused = answer.statusCode >= 400;
        const outcome =
          isRefused && options.method !== 'HEAD'
            ? readError(answer).split(' ').slice(0, 2).join(' ')
            : `${answer.statusCode}`;
        if (!isRefused && options.url === '/v1/assess') expect(isAssessResponse.Check(answer.json())).toBe(true);
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
      }),
      { numRuns: REQUESTS, seed: 20_260_101 },
    );
    // The garbage is worth something only if it reaches every check; and some of it is, by chance, a fair request.
    for (const code of ['BODY_INVALID', 'REQUEST_INVALID', 'INVALID_ARGUMENT'])
      expect([...seen.keys()]).toContain(`400 ${code}`);
    for (const code of ['UNKNOWN_FIELD', 'MISSING_FIELD', 'WRONG_TYPE', 'VALUE_OUT_OF_RANGE'])
      expect([...seen.keys()]).toContain(`422 ${code}`);
    for (const code of [
      '404 ROUTE_NOT_FOUND',
      '404 MODEL_NOT_FOUND',
      '404 DECISION_NOT_FOUND',
      '405 METHOD_NOT_ALLOWED',
      '200',
    ]) {
      expect([...seen.keys()]).toContain(code);
    }
    expect((await server.decisions.list()).decisions.length).toBeGreaterThan(0);
  }, 180_000);
});

function escapeText(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, ''))
    .slice(0, 3_000)
    .replace(/%[0-9A-F]?$/, '');
}
