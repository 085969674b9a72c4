import type { ValidationReport } from '@probity/validation';
import { describe, expect, it } from 'vitest';
import { readError } from './fixture/expect-error.js';
import { testApp } from './fixture/test-app.js';

async function withReport() {
  const parts = await testApp();
  const { hash } = await parts.registry.find('loans');
  const report: ValidationReport = {
    kind: 'validation',
    formatVersion: 1,
    libraryVersion: '0.1.0',
    model: { name: 'loans', version: 1, hash, learner: 'logistic', trainedOn: 'a'.repeat(64) as never },
    data: { basis: 'sample', dataset: null, rows: 10, bads: 2 },
    settings: {},
    seed: 1,
    verdict: { light: 'red', sentence: 'Because.', counts: { green: 0, amber: 0, red: 1, none: 0, notAssessed: 1 } },
    sections: [
      { id: 'a', title: 'A <b>title</b>', status: 'assessed', light: 'red', finding: 'Found.', blocks: [] },
      { id: 'b', title: 'B', status: 'not assessed', reason: 'no time column' },
    ],
  };
  await parts.reports.save({ kind: 'validation', subject: hash, report });
  return { ...parts, report };
}

describe('GET /v1/models/{reference}/validation', () => {
  it('gives the last report as it was saved', async () => {
    const { app, report } = await withReport();
    const answer = await app.inject({ url: '/v1/models/loans@champion/validation' });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ kind: 'validation', report });
  });

  it('gives it as a page that may run nothing, with what data say escaped', async () => {
    const { app } = await withReport();
    const answer = await app.inject({ url: '/v1/models/loans/validation/page' });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toContain('text/html');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.body).toContain('A &lt;b&gt;title&lt;/b&gt;');
    expect(answer.body).toContain('<strong>Not assessed:</strong> no time column.');
  });

  it('says that a model has not been validated, and that a model is not there', async () => {
    const { app } = await testApp();
    const none = await app.inject({ url: '/v1/models/loans/validation' });
    expect(readError(none)).toMatch(/^404 REPORT_NOT_FOUND/);
    const unknown = await app.inject({ url: '/v1/models/nobody/validation/page' });
    expect(readError(unknown)).toMatch(/^404 MODEL_NOT_FOUND/);
  });
});
