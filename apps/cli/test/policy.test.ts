import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJson, runProbity, temporaryFolder } from './run-probity.js';

interface Stored {
  id: string;
  state: string;
  hash: string;
  events: { kind: string; actor: { name: string } }[];
}

/** A policy's life as a credit manager lives it, on the simulated sample. */
describe('a policy from history to live, on the command line', { timeout: 180_000 }, () => {
  let folder: { path: string; remove: () => Promise<void> };
  let common: string[];
  const file = (name: string) => join(folder.path, name);
  const probity = <Answer = Record<string, unknown>>(...args: string[]) => runJson<Answer>([...args, ...common]);

  beforeAll(async () => {
    folder = await temporaryFolder();
    common = ['--workspace', file('.probity')];
    await runJson(['init', folder.path, '--rows', '1500', '--seed', '7']);
    const learner = ['--learner', 'logistic', '--folds', '3', '--name', 'loans'];
    await probity('train', file('applications.csv'), '--schema', file('applications.schema.json'), ...learner);
  }, 180_000);
  afterAll(() => folder?.remove());

  it('is suggested, tested, proposed, approved by another person, made live, and rolled back', async () => {
    const history = ['--history', file('applications.csv')];
    const suggested = await probity<{ approveBelow: number; expected: { badRate: number } }>(
      ...['policy', 'suggest', '--by', 'bad-rate', '--target', '0.06', '--refer-rate', '0.1', ...history],
      ...['--exposure', 'loan_amount', '--typical', '5000', '--out', file('new.json')],
    );
    expect(suggested.expected.badRate).toBeLessThanOrEqual(0.06);
    const policy = JSON.parse(readFileSync(file('new.json'), 'utf8'));
    const rule = {
      id: 'broker',
      when: [{ field: 'channel', op: '=', value: 'broker' }],
      outcome: 'refer',
      reason: 'By a broker.',
    };
    writeFileSync(file('new.json'), JSON.stringify({ ...policy, rules: [rule] }));

    const swap = await probity<{ rows: number; gain: { amount: number } }>(
      'policy',
      'compare',
      '--policy',
      file('new.json'),
      ...history,
    );
    expect(swap.rows).toBe(1500);
    const { id, state } = await probity<Stored>('policy', 'propose', file('new.json'), '--actor', 'anna');
    expect(state).toBe('proposed');
    const tested = await probity<{
      reportId: string;
      total: { badRate: { rate: number } };
      causes: { cause: string }[];
    }>(...['policy', 'backtest', '--policy', id, '--segment', 'region', ...history]);
    expect(tested.reportId).toMatch(/^\d+$/);
    expect(tested.causes.map(({ cause }) => cause)).toContain('rule broker');

    const refused = await runProbity(['policy', 'approve', id, '--actor', 'Anna', ...common]);
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('FOUR_EYES')]);
    await probity('policy', 'approve', id, '--actor', 'ben');
    expect((await probity<Stored>('policy', 'activate', id, '--actor', 'ben')).state).toBe('live');

    const [header = '', ...lines] = readFileSync(file('applications.csv'), 'utf8').trim().split('\n');
    const names = header.split(',');
    const values = (lines.find((line) => line.includes(',broker,')) ?? '').split(',');
    const kinds = new Map<string, string>(
      JSON.parse(readFileSync(file('applications.schema.json'), 'utf8')).columns.map(
        (one: { name: string; kind: string }) => [one.name, one.kind],
      ),
    );
    const application = Object.fromEntries(
      names.flatMap((name, index) => {
        if (name === 'defaulted') return [];
        const text = values[index] ?? '';
        const isNumber = ['numeric', 'integer'].includes(kinds.get(name) ?? '');
        const value =
          text === '' ? null : isNumber ? Number(text) : kinds.get(name) === 'boolean' ? text === '1' : text;
        return [[name, value]];
      }),
    );
    const decision = await probity<{ decisionId: string; decision: string; policy: { id: string } }>(
      'assess',
      JSON.stringify(application),
    );
    expect(decision.policy.id).toBe(id);
    expect(['refer', 'decline']).toContain(decision.decision);

    expect(await probity('policy', 'rollback', 'own', '--actor', 'anna')).toEqual({ live: null });
    const explained = await probity<{ replay: { identical: boolean } }>('explain', decision.decisionId);
    expect(explained.replay.identical).toBe(true);

    const { cases } = await probity<{ cases: { decisionId: string }[] }>('review', 'list');
    expect(cases.map((one) => one.decisionId)).toEqual(decision.decision === 'refer' ? [decision.decisionId] : []);
    if (decision.decision === 'refer') {
      await probity('review', 'claim', '--actor', 'carl');
      await probity(
        'review',
        'decide',
        decision.decisionId,
        'decline',
        '--reason',
        'not-affordable',
        '--actor',
        'carl',
      );
    }
    const audit = await probity<{ intact: boolean }>('audit', 'verify');
    expect(audit.intact).toBe(true);
  });

  it('says what is off: nobody acts, no such policy, no target', async () => {
    const run = async (...args: string[]) => {
      const { code, stderr } = await runProbity([...args, ...common]);
      return `${code} ${/error (\w+)/.exec(stderr)?.[1]}`;
    };
    expect(await run('policy', 'approve', 'x-1')).toBe('2 INVALID_ARGUMENT');
    expect(await run('policy', 'approve', 'x-1', '--actor', 'ben')).toBe('3 POLICY_NOT_FOUND');
    expect(await run('policy', 'show', 'x-1')).toBe('3 POLICY_NOT_FOUND');
    expect(await run('policy', 'suggest', '--by', 'bad-rate', '--history', file('applications.csv'))).toBe(
      '2 INVALID_ARGUMENT',
    );
    expect(await run('policy', 'backtest', '--history', file('nothing.csv'))).toBe('3 FILE_NOT_FOUND');
  });
});
