import { afterEach, describe, expect, test } from 'vitest';
import { bureauLookUp } from '../../src/enrichment/bureau-look-up.js';
import { guardLookUp } from '../../src/enrichment/guard-look-up.js';
import { type FaultyServer, startServer } from './faulty-server.js';

const AS_OF = Date.parse('2024-06-01T12:00:00Z');
const fields = { score: { kind: 'integer', min: 300, max: 850 }, delinquencies: { kind: 'integer', min: 0 } } as const;
const report = (body: string, changes: object = {}) => {
  const { reference, asOf } = JSON.parse(body) as { reference: string; asOf: string };
  const values = { score: 712, delinquencies: 1 };
  return { reference, asOf, knownAt: '2024-05-31T04:00:00Z', version: 'bureau-2024-05', values, ...changes };
};

let server: FaultyServer | undefined;
afterEach(() => server?.close());

const enricherAt = (url: string, policy = {}) =>
  guardLookUp({ name: 'bureau', fields, lookUp: bureauLookUp({ url }) }, { retries: 0, timeoutMs: 400, ...policy });

describe('a bureau that keeps the contract', () => {
  test('is asked in the body, with the moment, and its answer is passed on with its version', async () => {
    server = await startServer((body, response) => response.end(JSON.stringify(report(body))));
    const answer = await enricherAt(server.url).enrich('person-1', AS_OF);
    expect(answer).toEqual({
      values: { score: 712, delinquencies: 1 },
      asOf: AS_OF,
      source: 'bureau',
      version: 'bureau-2024-05',
      cached: false,
      outcome: 'found',
    });
    expect(server.asked).toEqual(['{"reference":"person-1","asOf":"2024-06-01T12:00:00.000Z"}']);
  });

  test('a person it does not know is an answer, not a failure', async () => {
    server = await startServer((_, response) => response.writeHead(404).end());
    const answer = await enricherAt(server.url).enrich('nobody', AS_OF);
    expect(answer).toMatchObject({ outcome: 'not-found', values: { score: null, delinquencies: null } });
    expect(answer.cause).toBeUndefined();
  });

  test('the token comes from the environment and is not sent in the clear to others', async () => {
    let seen: string | undefined;
    server = await startServer((body, response, request) => {
      seen = request.headers.authorization;
      response.end(JSON.stringify(report(body)));
    });
    const lookUp = bureauLookUp({ url: server.url, tokenFrom: 'BUREAU_TOKEN' }, { BUREAU_TOKEN: 'a-secret' });
    await guardLookUp({ name: 'bureau', fields, lookUp }).enrich('p', AS_OF);
    expect(seen).toBe('Bearer a-secret');
    expect(() => bureauLookUp({ url: 'http://bureau.example', tokenFrom: 'T' }, { T: 'x' })).toThrow(/must be https/);
    expect(() => bureauLookUp({ url: server?.url ?? '', tokenFrom: 'UNSET' }, {})).toThrow(/UNSET, which is not set/);
  });
});

/** What a faulty bureau does, and the cause that must be recorded. */
const faults: readonly (readonly [
  string,
  string,
  RegExp,
  (body: string, response: import('node:http').ServerResponse) => void,
])[] = [
  ['hangs', 'timed-out', /400 ms/, () => {}],
  ['sends half and hangs', 'timed-out', /400 ms/, (_, response) => void response.writeHead(200).write('{"ref')],
  ['cuts the connection', 'unreachable', /connection failed/, (_, response) => void response.destroy()],
  [
    'is killed in the middle of its answer',
    'unreachable',
    /connection failed/,
    (_, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{"reference":');
      setTimeout(() => response.destroy(), 30);
    },
  ],
  ['is in trouble', 'unreachable', /answers 503/, (_, response) => void response.writeHead(503).end()],
  ['does not let us in', 'not-let-in', /answers 401/, (_, response) => void response.writeHead(401).end()],
  ['does not know the path', 'answer-invalid', /answers 405/, (_, response) => void response.writeHead(405).end()],
  [
    'sends us elsewhere',
    'unreachable',
    /connection failed/,
    (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  ],
  ['answers without JSON', 'answer-invalid', /not JSON/, (_, response) => void response.end('<html>')],
  ['answers too much', 'answer-invalid', /longer than/, (_, response) => void response.end('x'.repeat(300_000))],
  [
    'answers bytes that are no text',
    'answer-invalid',
    /not UTF-8/,
    (_, response) => void response.end(Buffer.from([0xff, 0xff])),
  ],
  ...(
    [
      ['lies about whom', { reference: 'somebody-else' }, /another reference/],
      ['lies about when', { asOf: '2024-06-02T12:00:00.000Z' }, /another moment/],
      ['tells the future', { knownAt: '2024-06-01T12:00:00Z' }, /not known before/],
      ['tells no time of knowledge', { knownAt: '2024-05-31' }, /no time with an offset/],
      ['tells no version', { version: 3 }, /`version`/],
      ['gives a number as text', { values: { score: '712', delinquencies: 1 } }, /`score` must be a number/],
      ['gives a score out of range', { values: { score: 9000, delinquencies: 1 } }, /`score` must be ≤ 850/],
      ['gives half a delinquency', { values: { score: 712, delinquencies: 0.5 } }, /whole number/],
      ['leaves a field out', { values: { score: 712 } }, /`delinquencies` is not in the answer/],
      ['gives a list of values', { values: [712, 1] }, /`values` is no object/],
    ] as const
  ).map(
    ([what, changes, reason]) =>
      [
        what,
        'answer-invalid',
        reason,
        (body: string, response: import('node:http').ServerResponse) =>
          void response.end(JSON.stringify(report(body, changes))),
      ] as const,
  ),
];

describe('a bureau that fails: fixed values, and why', () => {
  test.each(faults)('one that %s: %s', async (_, code, reason, answer) => {
    server = await startServer(answer);
    const enricher = enricherAt(server.url, { fallback: { delinquencies: 0 } });
    const enrichment = await enricher.enrich('person-1', AS_OF);
    expect(enrichment.outcome).toBe('fallback');
    expect(enrichment.values).toEqual({ score: null, delinquencies: 0 });
    expect(enrichment.cause?.code).toBe(code);
    expect(enrichment.cause?.reason).toMatch(reason);
    expect(enrichment.cause?.reason).not.toContain('person-1');
  });

  test('one that is not there', async () => {
    const { url, close } = await startServer(() => {});
    await close();
    const enrichment = await enricherAt(url).enrich('p', AS_OF);
    expect(enrichment.cause).toMatchObject({ code: 'unreachable', reason: 'the connection failed (ECONNREFUSED)' });
  });
});
