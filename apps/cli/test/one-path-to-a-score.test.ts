import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { learnerChoices } from '@probity/training';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJson, runProbity, type Served, serve, temporaryFolder } from './run-probity.js';

interface Answer {
  decisionId: string;
  riskScore: number;
  grade: string;
  decision: string;
  reasons: { feature: string; text: string; contribution: number }[];
  explanation: { baseline: number; margin: number; contributions: { feature: string; contribution: number }[] };
  model: { name: string; version: number; hash: string };
}

/** The main job as a newcomer does it, on the simulated sample: every surface, one workspace. */
describe('the main job from a file to a recorded decision', () => {
  let folder: { path: string; remove: () => Promise<void> };
  let workspace: string;
  let file: string;
  let server: Served;
  let train: {
    model: string;
    version: number;
    hash: string;
    rows: number;
    rejected: number;
    metrics: { rocAuc: number };
  };
  const common = () => ['--workspace', workspace];

  beforeAll(async () => {
    folder = await temporaryFolder();
    workspace = join(folder.path, '.probity');
    file = join(folder.path, 'applications.csv');
    await runJson(['init', folder.path, '--rows', '3000', '--seed', '7']);
    train = await runJson([...trainArguments(), ...common()]);
    server = await serve(common());
  });

  afterAll(async () => {
    await server?.stop();
    await folder?.remove();
  });

  const trainArguments = () => [
    'train',
    file,
    '--schema',
    join(folder.path, 'applications.schema.json'),
    '--name',
    'sample',
    '--learner',
    'boosting',
    '--folds',
    '3',
  ];

  /** Rows of the file as an API client would send them. */
  async function applications(count: number): Promise<{ id: string; application: Record<string, unknown> }[]> {
    const form = (await (await fetch(`${server.url}/v1/models/sample/form`)).json()) as {
      fields: { name: string; kind: string }[];
    };
    const [header, ...lines] = readFileSync(file, 'utf8').split('\n');
    const names = (header ?? '').split(',');
    return lines.slice(0, count).map((line) => {
      const cells = line.split(',');
      const cell = (name: string) => cells[names.indexOf(name)] ?? '';
      const fields = form.fields.map(({ name, kind }) => [name, typed(cell(name), kind)] as const);
      return { id: cells[0] ?? '', application: Object.fromEntries(fields) };
    });
  }

  function typed(text: string, kind: string): unknown {
    if (text === '') return null;
    if (kind === 'numeric' || kind === 'integer') return Number(text);
    if (kind === 'boolean') return ['1', 'true', 'yes'].includes(text.toLowerCase());
    return text;
  }

  async function assessByApi(application: Record<string, unknown>): Promise<Answer> {
    const response = await fetch(`${server.url}/v1/assess`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ application }),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as Answer;
  }

  it('learns something: better than chance on rows it had not seen', () => {
    expect(train.rows + train.rejected).toBe(3000);
    expect(train.metrics.rocAuc).toBeGreaterThan(0.65);
  });

  it('gives the same hash when trained twice', async () => {
    const again = await runJson<typeof train>([...trainArguments(), ...common()]);
    expect(again.hash).toBe(train.hash);
    expect(again.version).toBe(train.version);
  });

  it('scores bit for bit the same through API, command line and batch file, and explains to 1e-9', async () => {
    const out = join(folder.path, 'scores.csv');
    await runJson(['score', file, '--out', out, '--explain', '--model', 'sample', ...common()]);
    const [head, ...scored] = readFileSync(out, 'utf8').trimEnd().split('\n');
    expect(head).toMatch(/^[^,]+,risk_score,grade,decision,reason_1,reason_2,reason_3,reason_4$/);
    expect(scored).toHaveLength(train.rows);

    for (const [row, { id, application }] of (await applications(25)).entries()) {
      const api = await assessByApi(application);
      const [batchId, batchScore, batchGrade, batchDecision] = (scored[row] ?? '').split(',');
      expect([batchId, Number(batchScore), batchGrade, batchDecision]).toEqual([
        id,
        api.riskScore,
        api.grade,
        api.decision,
      ]);
      const { baseline, margin, contributions } = api.explanation;
      const total = contributions.reduce((sum, share) => sum + share.contribution, baseline);
      expect(Math.abs(total - margin)).toBeLessThan(1e-9);
      for (const reason of api.reasons) expect(reason.contribution).toBeGreaterThan(0);
      expect(api.reasons.length).toBeLessThanOrEqual(4);
      if (row >= 2) continue;
      const cli = await runJson<Answer>(['assess', '-', ...common()], { input: JSON.stringify(application) });
      expect([cli.riskScore, cli.explanation, cli.reasons, cli.model]).toEqual([
        api.riskScore,
        api.explanation,
        api.reasons,
        api.model,
      ]);
    }
  });

  it('records decisions, lists, replays and verifies them', async () => {
    const [first] = await applications(1);
    const api = await assessByApi(first?.application ?? {});
    const listed = await runJson<{ decisions: { decisionId: string }[] }>(['decisions', '--limit', '5', ...common()]);
    expect(listed.decisions[0]?.decisionId).toBe(api.decisionId);
    const explained = await runJson<Answer & { replay: { identical: boolean } }>([
      'explain',
      api.decisionId,
      ...common(),
    ]);
    expect(explained.replay.identical).toBe(true);
    expect(explained.explanation).toEqual(api.explanation);
    const audit = await runJson<{ intact: boolean; entries: number }>(['audit', 'verify', ...common()]);
    expect(audit.intact).toBe(true);
    expect(audit.entries).toBeGreaterThan(25);
  });

  it('erases a person for good, and the chain still verifies', async () => {
    const [first] = await applications(1);
    const { decisionId } = await assessByApi(first?.application ?? {});
    const unsure = await runProbity(['audit', 'erase', decisionId, '--json', ...common()]);
    expect([unsure.code, unsure.stdout]).toEqual([2, expect.stringContaining('--yes')]);
    const erased = await runJson(['audit', 'erase', decisionId, '--yes', ...common()]);
    expect(erased).toEqual({ erased: true, decisions: 1 });
    const gone = await runProbity(['explain', decisionId, '--json', ...common()]);
    expect([gone.code, gone.stdout]).toEqual([3, expect.stringContaining('DECISION_ERASED')]);
    expect(await runJson(['audit', 'erase', decisionId, '--yes', ...common()])).toMatchObject({ erased: false });
    expect(await runJson(['audit', 'verify', ...common()])).toMatchObject({ intact: true });
  });

  it('measures a registered model on a file', async () => {
    const evaluated = await runJson<{ metrics: { rocAuc: number }; rows: number }>([
      'evaluate',
      file,
      '--model',
      `sample@${train.version}`,
      ...common(),
    ]);
    expect(evaluated.rows).toBe(train.rows);
    expect(evaluated.metrics.rocAuc).toBeGreaterThan(train.metrics.rocAuc - 0.02);
  });

  it('answers wrong use with exit 2 and refused data with exit 3, each coded', async () => {
    const cases: [string[], number, string][] = [
      [['frobnicate'], 2, 'UNKNOWN_COMMAND'],
      [['train', file, '--folds', 'many', '--target', 'x'], 2, 'INVALID_ARGUMENT'],
      [['train', file], 2, 'INVALID_ARGUMENT'],
      [['train', file, '--bogus'], 2, 'UNKNOWN_OPTION'],
      [['train', join(folder.path, 'absent.csv'), '--target', 'x'], 3, 'FILE_NOT_FOUND'],
      [['train', file, '--target', 'no_such_column'], 3, 'COLUMN_MISSING'],
      [['assess', '{"bogus": 1}'], 3, 'UNKNOWN_FIELD'],
      [['assess', '{'], 3, 'BODY_INVALID'],
      [['evaluate', file, '--model', 'nobody@9'], 3, 'MODEL_NOT_FOUND'],
      [['explain', '00000000-0000-4000-8000-000000000000'], 3, 'DECISION_NOT_FOUND'],
    ];
    const told = await Promise.all(
      cases.map(async ([args]) => {
        const { code, stdout, stderr } = await runProbity([...args, '--json', ...common()]);
        const { error } = JSON.parse(stdout) as { error: { code: string } };
        return [args, code, stderr.includes(error.code) ? error.code : stderr];
      }),
    );
    expect(told).toEqual(cases);
  });

  it('without --learner, fits all learners on the same folds and says which it took', async () => {
    const few = join(folder.path, 'few.csv');
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, 801);
    writeFileSync(few, `${lines.join('\n')}\n`);
    const args = ['--schema', join(folder.path, 'applications.schema.json'), '--folds', '2', '--no-champion'];
    const trained = await runJson<{ learner: string; leaderboard: { learner: string }[] }>([
      ...['train', few, '--name', 'best-of-all', ...args],
      ...common(),
    ]);
    const fitted = trained.leaderboard.map(({ learner }) => learner);
    expect(fitted.sort()).toEqual(
      learnerChoices.filter((choice) => !['auto', 'extra-trees', 'committee'].includes(choice)).sort(),
    );
    expect(fitted).toContain(trained.learner);
  });
});
