import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJson, runProbity, temporaryFolder } from './run-probity.js';

interface Section {
  readonly status: string;
  readonly light: string;
  readonly finding: string;
  readonly blocks: readonly { readonly id?: string; readonly rows?: readonly (readonly unknown[])[] }[];
}

const sharedData = process.env['PROBITY_DATA'] ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));

let folder: { path: string; remove: () => Promise<void> };
let common: readonly string[];
beforeAll(async () => {
  folder = await temporaryFolder();
  common = ['--workspace', join(folder.path, '.probity')];
});
afterAll(() => folder?.remove());

describe('on the simulated sample', () => {
  let file: string;
  let declined: { decisionId: string; reasons: { text: string }[] };
  beforeAll(async () => {
    file = join(folder.path, 'applications.csv');
    await runJson(['init', folder.path, '--rows', '2500', '--seed', '7']);
    const schema = join(folder.path, 'applications.schema.json');
    const train = ['train', file, '--schema', schema, '--name', 'sample', '--folds', '2', '--learner', 'logistic'];
    await runJson([...train, ...common]);
    const application = {
      ...{ region: 'north', education: 'school', employment: 'temporary', employment_months: 3, annual_income: 14_000 },
      ...{ housing: 'rent', dependants: 3, savings: 100, monthly_debt_payments: 600, open_accounts: 9 },
      ...{ credit_age_months: 20, utilisation: 0.97, enquiries_6m: 6, delinquencies_24m: 3 },
      ...{ months_since_delinquency: 1, loan_amount: 20_000, term_months: 60, purpose: 'business', channel: 'broker' },
      existing_customer: false,
    };
    declined = await runJson(['assess', JSON.stringify(application), ...common]);
  });

  it('explain says what would change it, within what the schema lets change', async () => {
    const explained = await runJson<{
      decision: string;
      whatWouldChangeIt: {
        counterfactuals: { changes: { feature: string }[]; decision: string }[];
        none?: { reason: string };
      };
    }>(['explain', declined.decisionId, '--what-would-change-it', '--goal', 'refer', ...common]);
    expect(explained.decision).toBe('decline');
    const { counterfactuals, none } = explained.whatWouldChangeIt;
    expect(counterfactuals.length > 0).toBe(none === undefined);
    const movable = ['employment_months', 'annual_income', 'savings', 'monthly_debt_payments', 'open_accounts'];
    for (const { changes, decision } of counterfactuals) {
      expect(decision).not.toBe('decline');
      for (const { feature } of changes) {
        expect([...movable, 'utilisation', 'loan_amount', 'term_months']).toContain(feature);
      }
    }
  });

  it('explain writes the notice, with the recorded reasons and the sender as given', async () => {
    const args = ['explain', declined.decisionId, '--notice', '--creditor', 'Example Bank', ...common];
    const { stdout, stderr, code } = await runProbity(args);
    expect(code).toBe(0);
    const text = stdout.replace(/\s+/g, ' ');
    expect(text).toContain('Example Bank');
    for (const reason of declined.reasons) expect(text).toContain(reason.text);
    expect(stderr).toContain('left open: address of the creditor');
    expect((await runProbity(['explain', declined.decisionId, '--html', ...common])).code).toBe(2);
  });

  it('fairness looks at what the schema protects, alone and in pairs, and keeps the report', async () => {
    const found = await runJson<{ section: Section; protected: string[]; report: string }>([
      'fairness',
      file,
      ...common,
    ]);
    expect(found.protected).toEqual(['sex', 'age_group']);
    expect(found.section.status).toBe('assessed');
    expect(found.section.blocks.map(({ id }) => id)).toContain('fairness-treatment-sex-age-group');
    expect(found.report).not.toBe('');
    expect((await runProbity(['fairness', file, '--protected', 'nobody', ...common])).code).toBe(3);
    expect((await runProbity(['fairness', file, '--band', 'age=3;2', ...common])).code).toBe(2);
  });
});

const german = join(sharedData, 'german_credit', 'german.data.gz');
describe.skipIf(!existsSync(german))('on German Credit (skipped where the file is absent)', () => {
  it('the young are found to be approved less often, at every age named', async () => {
    const columns = ['--target', 'column_21', '--bad', '2', '--protected', 'column_9,column_13'];
    await runJson([
      'train',
      german,
      ...columns,
      '--learner',
      'logistic',
      '--name',
      'german',
      '--folds',
      '2',
      ...common,
    ]);
    const { section } = await runJson<{ section: Section }>([
      ...['fairness', german, '--model', 'german', '--protected', 'column_13', '--band', 'column_13=25;40'],
      ...['--reweigh', 'logistic', ...common],
    ]);
    const table = section.blocks.find(({ id }) => id === 'fairness-treatment-column-13');
    expect(table?.rows).toHaveLength(3);
    expect(table?.rows?.find(([group]) => group === 'below 25')?.[3]).toBeLessThan(0.8);
    const prices = section.blocks.find(({ id }) => id === 'fairness-prices-column-13');
    expect(prices?.rows?.map(([what]) => what)).toContain('Refitted with reweighing');
  });
});
