import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CompanyResponse, ScoreResponse } from '@probity/contract';
import type { DecisionId } from '@probity/domain';
import { openStores } from '@probity/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJson, runProbity, serve, temporaryFolder } from './run-probity.js';

const ROWS = 300;
const SECRET = { PROBITY_BUNDLE_KEY: randomBytes(32).toString('base64') };

interface Trained {
  readonly hash: string;
  readonly version: number;
}

/** A model of the blueprint bankruptcy that lies encrypted in the registry; whatever asks it leaves an entry in the log. */
describe('every inference of a model of companies is logged', () => {
  let folder: { path: string; remove: () => Promise<void> };
  let trained: Trained;
  const at = (name: string) => join(folder.path, name);
  const workspace = () => ['--workspace', at('.probity')];
  const logged = async () => {
    const stores = await openStores({ workspace: at('.probity') });
    try {
      const batches = (await stores.governance.list({ kind: 'batch-scored' })).map(({ facts }) => facts);
      return { batches, decisions: (await stores.decisions.list({ limit: 500 })).decisions };
    } finally {
      await stores.close();
    }
  };

  beforeAll(async () => {
    folder = await temporaryFolder();
    await writeFile(at('ratios.csv'), ratiosOf(ROWS, true));
    await writeFile(at('new.csv'), ratiosOf(40, false));
    trained = await runJson<Trained>(
      [
        ...[
          'train',
          at('ratios.csv'),
          '--blueprint',
          'bankruptcy',
          '--target',
          'failed',
          '--name',
          'firms',
          '--encrypt',
        ],
        ...['--learner', 'logistic', '--folds', '2', ...workspace()],
      ],
      { env: SECRET },
    );
  });
  afterAll(() => folder?.remove());

  it('a file: one entry with the model, the counts, and digests that can be computed again from the files', async () => {
    const answer = await runJson<{ rows: number; rejected: number; restOnLittle: number }>(
      ['score', at('new.csv'), '--out', at('scores.csv'), '--model', 'firms', ...workspace()],
      { env: SECRET },
    );
    expect(answer).toMatchObject({ rows: 40, rejected: 0, restOnLittle: 10 });
    const { batches } = await logged();
    expect(batches).toHaveLength(1);
    expect(batches[0]).toMatchObject({ model: `firms@${trained.version}`, hash: trained.hash, rows: 40, refused: 0 });
    const [header, ...lines] = (await readFile(at('scores.csv'), 'utf8')).trim().split('\n');
    expect(header).toBe('row,risk_score,grade,decision,high_risk');
    const results = createHash('sha256');
    for (const line of lines) {
      const [row, risk, grade, decision, highRisk] = line.split(',');
      results.update(`${JSON.stringify([Number(row), Number(risk), grade, decision, Number(highRisk)])}\n`);
    }
    const inputs = createHash('sha256');
    const [names = [], ...rows] = (await readFile(at('new.csv'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    for (const row of rows) {
      const cells = names.map((name, index) => [name, row[index] === '' ? null : Number(row[index])]);
      inputs.update(`${JSON.stringify(Object.fromEntries(cells))}\n`);
    }
    expect(batches[0]).toMatchObject({ inputs: inputs.digest('hex'), results: results.digest('hex') });
  });

  it('without the key, or with another: a code, no scores, no decision and no entry', async () => {
    const before = await logged();
    for (const [env, code] of [
      [{}, 'BUNDLE_ENCRYPTED'],
      [{ PROBITY_BUNDLE_KEY: randomBytes(32).toString('base64') }, 'BUNDLE_KEY_INVALID'],
    ] as const) {
      for (const command of [
        ['score', at('new.csv'), '--out', at('none.csv')],
        ['companies', 'assess', '{"ratios": {"currentRatio": 1}}'],
      ]) {
        const run = await runProbity([...command, '--model', 'firms', '--json', ...workspace()], { env });
        expect(run.code).not.toBe(0);
        expect((JSON.parse(run.stdout) as { error: { code: string } }).error.code).toBe(code);
      }
    }
    expect(existsSync(at('none.csv'))).toBe(false);
    expect(await logged()).toEqual(before);
  });

  it('one company: a decision with its ratios; little known, and the answer says so before its reasons', async () => {
    const before = (await logged()).decisions.length;
    const assess = (company: string, ...more: string[]) =>
      runProbity(['companies', 'assess', company, '--model', 'firms', ...more, ...workspace()], { env: SECRET });
    const few = await assess('{"statement": {"totalAssets": 900, "equity": -300}}');
    expect(few.code).toBe(0);
    expect(few.stdout).toMatch(
      /^[01] {2}(high|low) risk.*\n {2}WARNING: only 1 of the 4 features of the model are known/,
    );
    expect(few.stdout).toMatch(/most is gained by .*\(netProfit\)/);
    const all = await assess(
      '{"ratios": {"currentRatio": 0.4, "netProfitToAssets": -0.2, "liabilitiesToAssets": 0.9, "salesToAssets": 1}}',
    );
    expect(all.stdout).toContain('4 of 4 features are known');
    expect(all.stdout).not.toContain('WARNING');
    const { decisions } = await logged();
    expect(decisions).toHaveLength(before + 2);
    const stores = await openStores({ workspace: at('.probity') });
    const id = decisions[0]?.decisionId as DecisionId;
    const latest = await stores.decisions.find(id).finally(() => stores.close());
    expect(latest).toMatchObject({ model: { name: 'firms', hash: trained.hash } });
    expect(latest.application).toMatchObject({ currentRatio: 0.4, netProfitToAssets: -0.2 });
  });

  it('over HTTP: one company, a list and a CSV: each row is a decision, whatever is asked for; the chain verifies', async () => {
    const before = (await logged()).decisions.length;
    const served = await serve(workspace(), SECRET);
    try {
      const post = (path: string, type: string, body: string) =>
        fetch(`${served.url}${path}`, { method: 'POST', headers: { 'content-type': type }, body });
      const one = await post(
        '/v1/companies',
        'application/json',
        JSON.stringify({ company: { ratios: { currentRatio: 0.4 } }, model: 'firms' }),
      );
      expect(one.status).toBe(200);
      expect(((await one.json()) as CompanyResponse).coverage).toMatchObject({ known: 1, features: 4 });
      const applications = [0.4, 2].map((currentRatio) => ({
        ...{ currentRatio, netProfitToAssets: 0.1, liabilitiesToAssets: 0.5, salesToAssets: 1 },
      }));
      const list = await post('/v1/score?model=firms', 'application/json', JSON.stringify({ applications }));
      expect(list.status).toBe(200);
      expect(((await list.json()) as ScoreResponse).rows).toHaveLength(2);
      const csv = await post('/v1/score?model=firms&record=false', 'text/csv', ratiosOf(3, false));
      expect(csv.status).toBe(200);
      expect((await csv.text()).trim().split('\n')).toHaveLength(4);
    } finally {
      await served.stop();
    }
    const { decisions } = await logged();
    expect(decisions).toHaveLength(before + 1 + 2 + 3);
    for (const { model } of decisions) expect(model.hash).toBe(trained.hash);
    expect(await runJson(['audit', 'verify', ...workspace()])).toMatchObject({ intact: true });
  });
});

/** Ratios of companies; short-term debt and losses go before a failure. Every fourth row of a new file is mostly unknown. */
function ratiosOf(rows: number, withOutcome: boolean): string {
  const lines = [`currentRatio,netProfitToAssets,liabilitiesToAssets,salesToAssets${withOutcome ? ',failed' : ''}`];
  for (let row = 0; row < rows; row++) {
    const current = 0.3 + ((row * 37) % 100) / 50;
    const profit = ((row * 53) % 41) / 100 - 0.2;
    const isKnown = withOutcome || row % 4 !== 3;
    const debt = 0.2 + ((row * 29) % 67) / 100;
    const cells = isKnown ? [current, profit, debt, 0.5 + ((row * 11) % 23) / 10] : [current, '', '', ''];
    const hasFailed = current < 0.8 && profit < 0.05 !== (row % 17 === 0);
    lines.push([...cells, ...(withOutcome ? [hasFailed ? 1 : 0] : [])].join(','));
  }
  return `${lines.join('\n')}\n`;
}
