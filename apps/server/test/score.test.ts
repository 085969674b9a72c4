import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { ScoreResponse } from '@probity/contract';
import { createScorer, readBundle } from '@probity/scoring';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readError } from './fixture/expect-error.js';
import { type TestApp, testApp } from './fixture/test-app.js';
import { application, trainedBundle } from './fixture/trained-model.js';

let server: TestApp;
beforeAll(async () => {
  server = await testApp();
});
afterAll(() => server.app.close());

const scoreJson = (applications: readonly unknown[], query = '') =>
  server.app.inject({ method: 'POST', url: `/v1/score${query}`, payload: { applications: [...applications] } });

const scoreCsv = (text: string, query = '') =>
  server.app.inject({
    method: 'POST',
    url: `/v1/score${query}`,
    headers: { 'content-type': 'text/csv' },
    payload: text,
  });

const HEAD = 'loan,income,children,owner,purpose,since';
const LOAN = 'L1,52000,2,true,home,2019-05-01';

/** The cells of an answer's lines; the fixture's texts hold no quoted comma but in messages, which come last. */
const cellsOf = (csv: string) =>
  csv
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));

describe('many applications as JSON', () => {
  it('are scored as one alone is, bit for bit, in their order', async () => {
    const { bytes } = await trainedBundle();
    const scorer = createScorer(await readBundle(bytes));
    const poor = { ...application, income: 11_000 };
    const answer = await scoreJson([application, poor], '?explain=true');
    expect(answer.statusCode).toBe(200);
    const body = answer.json<ScoreResponse>();
    expect([...Value.Errors(ScoreResponse, body)]).toEqual([]);
    expect(body.rows).toEqual(
      [application, poor].map((each, index) => {
        const { riskScore, riskCategory, points, grade, decision, reasons } = scorer.assess(each);
        const texts = reasons.map(({ text }) => text);
        return { row: index + 1, riskScore, riskCategory, points, grade, decision, reasons: texts };
      }),
    );
  });

  it('answer a row that the model refuses with its error and score the others', async () => {
    const { rows } = (await scoreJson([{ ...application, children: 99 }, application])).json<ScoreResponse>();
    expect(rows[0]).toMatchObject({ row: 1, error: { code: 'VALUE_OUT_OF_RANGE', field: 'children' } });
    expect(rows[1]).toMatchObject({ row: 2, decision: 'decline' });
  });

  it('leave no trace, unless they are to be recorded', async () => {
    await scoreJson([application]);
    expect((await server.decisions.list()).decisions).toHaveLength(0);
    const { rows } = (await scoreJson([application, application], '?record=true')).json<ScoreResponse>();
    const recorded = (await server.decisions.list()).decisions.map(({ decisionId }) => decisionId);
    expect(rows.map((row) => 'decisionId' in row && row.decisionId).sort()).toEqual([...recorded].sort());
    expect(recorded).toHaveLength(2);
  });

  it.each([
    ['no application', [], '', '422 VALUE_OUT_OF_RANGE applications'],
    ['more than a thousand', Array.from({ length: 1001 }, () => ({})), '', '422 VALUE_OUT_OF_RANGE applications'],
    ['an unknown model', [application], '?model=nobody', '404 MODEL_NOT_FOUND'],
    ['a flag that is none', [application], '?explain=perhaps', '400 INVALID_ARGUMENT explain'],
  ])('refuse %s', async (_, applications, query, expected) => {
    expect(readError(await scoreJson(applications, query))).toBe(expected);
  });
});

describe('a CSV', () => {
  it('is answered line by line with the scores of the JSON', async () => {
    const [scored] = (await scoreJson([application])).json<ScoreResponse>().rows;
    const answer = await scoreCsv(`${HEAD}\n${LOAN}\n`);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    const [head, line] = cellsOf(answer.body);
    expect(head).toEqual([...['line', 'loan', 'risk_score', 'risk_category', 'points', 'grade', 'decision', 'error']]);
    if (scored === undefined || 'error' in scored) throw new Error('the JSON row must have a score');
    const { riskScore, riskCategory, points, grade, decision } = scored;
    expect(line).toEqual(['2', 'L1', String(riskScore), riskCategory, String(points), grade, decision, '']);
  });

  it('keeps refused rows in their place, each with its line and why', async () => {
    const answer = await scoreCsv(`${HEAD}\nL1,a lot,2,true,home,2019-05-01\n${LOAN}\nL3,1,2\n`);
    const lines = cellsOf(answer.body).slice(1);
    expect(lines.map(([line, , score, , , , decision]) => [line, score === '', decision])).toEqual([
      ['2', true, ''],
      ['3', false, 'decline'],
      ['4', true, ''],
    ]);
    expect(lines[0]?.at(-1)).toBe('income: not a number');
    expect(lines[2]?.at(-1)).toContain('3 cells');
  });

  it('of many pieces gives one line for each row', async () => {
    const rows = 40_000;
    const text = Array.from({ length: rows }, (_, row) => `L${row},${20_000 + row},2,true,home,2019-05-01`).join('\n');
    const lines = cellsOf((await scoreCsv(`${HEAD}\n${text}\n`)).body);
    expect(lines).toHaveLength(rows + 1);
    expect(lines.slice(1).every(([line, loan], index) => line === String(index + 2) && loan === `L${index}`)).toBe(
      true,
    );
  });

  it('recorded, names each decision, whose subject is the id of the row', async () => {
    const lines = cellsOf((await scoreCsv(`${HEAD}\n${LOAN}\n`, '?record=true&explain=true')).body);
    const at = lines[0]?.indexOf('decision_id') ?? -1;
    const decision = await server.decisions.find(lines[1]?.[at] as never);
    expect(decision.application).toMatchObject({ loan: 'L1', income: 52_000 });
  });

  it.each([
    ['without a column of the model', 'loan,income\nL1,5\n', '422 COLUMN_MISSING children'],
    ['without a row', `${HEAD}\n`, '422 FILE_EMPTY'],
    ['of nothing', '', '422 FILE_EMPTY'],
  ])('%s is refused with a status, and our path is not in the answer', async (_, text, expected) => {
    const answer = await scoreCsv(text);
    expect(readError(answer)).toBe(expected);
    expect(answer.body).not.toContain(tmpdir());
  });

  it('leaves no file behind', async () => {
    await scoreCsv(`${HEAD}\n${LOAN}\n`);
    await scoreCsv('x\n');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const left = existsSync(tmpdir()) ? readdirSync(tmpdir()).filter((name) => name.startsWith('probity-batch-')) : [];
    expect(left).toEqual([]);
  });

  it('is taken by this route only', async () => {
    const answer = await server.app.inject({
      ...{ method: 'POST', url: '/v1/assess', headers: { 'content-type': 'text/csv' }, payload: 'a,b\n' },
    });
    expect(readError(answer)).toBe('400 BODY_INVALID Content-Type');
  });
});
