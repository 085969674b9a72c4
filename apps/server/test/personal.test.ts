import { PassThrough } from 'node:stream';
import { PersonalResponse } from '@probity/contract';
import { simulateHousehold, writeBankCsv, writeOfx } from '@probity/simulation';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readError } from './fixture/expect-error.js';
import { type TestApp, testApp } from './fixture/test-app.js';

const household = simulateHousehold({ seed: 11 });

describe('POST /v1/personal', () => {
  let server: TestApp;
  const stream = new PassThrough();
  const chunks: string[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const post = (payload: object) => server.app.inject({ method: 'POST', url: '/v1/personal', payload });

  beforeAll(async () => {
    server = await testApp({ logger: { level: 'trace', stream } });
  });
  afterAll(() => server.app.close());

  it('answers in the form of the contract, with counts that add up', async () => {
    const text = writeBankCsv(household, 'german');
    const response = await post({ files: [{ name: 'umsaetze.csv', text }] });
    expect(response.statusCode).toBe(200);
    const answer = response.json() as PersonalResponse;
    expect([...Value.Errors(PersonalResponse, answer)]).toEqual([]);
    expect(answer.files[0]).toMatchObject({
      format: 'csv',
      accepted: household.payments.length,
      known: 0,
      rejected: [],
    });
    expect(answer.balance.source).toBe('file');
    expect(answer.risk.contributions.reduce((sum, { logOdds }) => sum + logOdds, answer.risk.baseline)).toBeCloseTo(
      Math.log(answer.risk.riskScore / (1 - answer.risk.riskScore)),
      9,
    );
  });

  it('takes bytes, maps and corrections; the same file under another name adds nothing', async () => {
    const base64 = Buffer.from(writeOfx(household, 1)).toString('base64');
    const files = ['a.ofx', 'b.ofx'].map((name) => ({ name, base64 }));
    const answer = (await post({ files, categories: { 'PIZZA NAPOLI': 'gifts' } })).json() as PersonalResponse;
    expect(answer.files.map(({ accepted, known }) => [accepted, known])).toEqual([
      [household.payments.length, 0],
      [0, household.payments.length],
    ]);
    expect(answer.categories.find(({ category }) => category === 'gifts')?.payments).toBeGreaterThan(0);
  });

  it('refuses with a code what it cannot read, naming what to say', async () => {
    const refused = async (file: object) => {
      const response = await post({ files: [{ name: 'a.csv', ...file }] });
      return `${readError(response)}: ${response.json().error.message}`;
    };
    expect(await refused({ text: 'a;b\nx;y\n' })).toMatch(
      /^422 BANK_MAPPING_UNCLEAR.*a\.csv has no column.*date=column_1/,
    );
    expect(await refused({ text: '%PDF-1.7' })).toMatch(/^422 BANK_FILE_INVALID.*a\.csv is a PDF/);
    expect(await refused({ text: '' })).toMatch(/^422 FILE_EMPTY/);
    expect(await refused({ text: 'Date,Description,Amount\n' })).toMatch(/^422 FILE_EMPTY.*a\.csv holds no payments/);
    expect(await refused({})).toMatch(/^422 MISSING_FIELD/);
    expect(await refused({ text: 'x', map: 'datum=a' })).toMatch(/^400 INVALID_ARGUMENT.*`datum=a`/);
  });

  it('reads the others where one file has no payments', async () => {
    const files = [
      { name: 'march.csv', text: 'Date,Description,Amount\n' },
      { name: 'all.csv', text: writeBankCsv(household, 'signed') },
    ];
    const answer = (await post({ files })).json() as PersonalResponse;
    expect([...Value.Errors(PersonalResponse, answer)]).toEqual([]);
    expect(answer.files[0]).toMatchObject({ rowsRead: 0, notes: [expect.stringContaining('holds no payments')] });
    expect(answer.files[1]?.accepted).toBe(household.payments.length);
  });

  it('keeps a person’s payments out of the log', async () => {
    await post({
      files: [{ name: 'S3CRET.csv', text: 'Date,Description,Amount\n2024-01-02,S3CRET shop,-12.00\nS3CRET,x,1\n' }],
    });
    expect(chunks.length).toBeGreaterThan(0);
    expect(chunks.join('')).not.toMatch(/S3CRET|PIZZA NAPOLI/);
  });
});
