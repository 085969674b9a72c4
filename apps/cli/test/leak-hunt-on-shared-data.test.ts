import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { huntLeaks, type LeakFinding } from '@probity/profile';
import type { IngestOptions } from '@probity/training';
import { createWarehouse } from '@probity/warehouse';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const data = resolve(process.env['PROBITY_DATA'] ?? join(root, '../shared/data'));
const folder = mkdtempSync(join(tmpdir(), 'probity-leaks-'));

async function hunt(file: string, options: IngestOptions): Promise<readonly LeakFinding[]> {
  const dataset = await createWarehouse({ folder }).ingest(join(data, file), options);
  return huntLeaks(dataset, {}, { seed: 1 });
}

/** A test on a data set; skipped, with the reason in its name, where the file is absent. */
function onData(claim: string, file: string, test: () => Promise<void>): void {
  const isThere = existsSync(join(data, file));
  it.skipIf(!isThere)(isThere ? claim : `${claim} (skipped: no ${file} in PROBITY_DATA)`, test, 120_000);
}

describe('the leak hunt on real data', () => {
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const sba = 'sba_loans/SBAcase.csv.gz';
  onData('catches the term, the status and the charge-off of the SBA loans', sba, async () => {
    const findings = await hunt(sba, { target: 'Default' });
    const kindOf = (name: string) => findings.find(({ column }) => column === name)?.kind;
    expect(kindOf('MIS_Status')).toBe('target-copy');
    expect(kindOf('ChgOffDate')).toBe('post-outcome');
    expect(kindOf('ChgOffPrinGr')).toBe('post-outcome');
    // Loans are agreed for whole years; those that failed have the months they lived.
    const term = findings.find(({ column }) => column === 'Term');
    expect(term?.kind).toBe('altered-after-outcome');
    expect(term?.figures['grid']).toBe(12);
    expect(term?.figures['auc']).toBeGreaterThan(0.95);
    expect(findings.filter(({ severity }) => severity === 'leak').map(({ column }) => column)).not.toContain('Portion');
  });

  const pooled = 'lendingclub_pooled/full_train_set.csv.gz';
  onData('catches the status of the pooled LendingClub loans and nothing else', pooled, async () => {
    const findings = await hunt(pooled, { target: 'outcome' });
    expect(findings.map(({ column, kind }) => `${column} ${kind}`)).toEqual(['status target-copy']);
  });

  const ethereum = 'ethereum_fraud/transaction_dataset.csv.gz';
  onData('catches the order of the rows of the Ethereum accounts, and the row number', ethereum, async () => {
    const findings = await hunt(ethereum, { target: 'FLAG' });
    const order = findings.find(({ kind }) => kind === 'row-order');
    expect(order?.figures['runs']).toBe(2);
    expect(order?.figures['auc']).toBeGreaterThan(0.999);
    expect(findings.find(({ kind }) => kind === 'id')?.column).toBe('id');
    // The token columns are empty in 829 rows, all of them fraud.
    const gap = findings.find(({ figures }) => figures['rows'] === 829);
    expect(gap).toMatchObject({ column: null, kind: 'post-outcome', figures: { shareOfGoods: 0 } });
  });

  const survey = 'scf_2019/SCFP2019.csv.gz';
  onData('catches the replicates of the survey of consumer finances by their family', survey, async () => {
    const findings = await hunt(survey, { target: 'LATE60' });
    const family = findings.find(({ kind }) => kind === 'group');
    expect(family?.column).toBe('YY1');
    expect(family?.figures).toMatchObject({ groups: 5777, rowsPerGroup: 5 });
    // With the family named, rows of one family no longer look like an order or like copies.
    const named = await hunt(survey, { target: 'LATE60', group: 'YY1' });
    expect(named.filter(({ kind }) => ['group', 'replicates', 'row-order'].includes(kind))).toEqual([]);
  });

  onData('holds only a wider outcome and the replicates against the survey', survey, async () => {
    // LATE is any late payment of the year: all who were 60 days late are among them.
    const findings = await hunt(survey, { target: 'LATE60' });
    expect(findings.map(({ column, kind }) => `${column} ${kind}`).sort()).toEqual([
      'LATE post-outcome',
      'YY1 group',
      'null replicates',
    ]);
  });

  /** Files of which it is known, by counting, that their rows are sorted by outcome in whole or in long runs. */
  const sorted: readonly (readonly [string, string, IngestOptions, number, readonly string[]])[] = [
    ['Japanese credit', 'japanese_credit/crx.csv.gz', { target: 'A16', badValue: '-' }, 16, []],
    [
      'South German credit',
      'south_german_credit/SouthGermanCredit.asc.gz',
      { target: 'credit_risk', badValue: '0' },
      70,
      [],
    ],
    ['Polish companies, first year', 'polish_bankruptcy/1year.arff.gz', { target: 'class', badValue: '1' }, 2, []],
    ['Polish companies, fifth year', 'polish_bankruptcy/5year.arff.gz', { target: 'class', badValue: '1' }, 2, []],
    [
      'the balanced LendingClub loans',
      'lendingclub_pooled/loan_data.csv.gz',
      { target: 'outcome', badValue: 'default' },
      2,
      ['status target-copy', 'column_1 id'],
    ],
  ];
  for (const [name, file, options, runs, others] of sorted) {
    onData(`catches the sorted rows of ${name}, with the runs that can be counted`, file, async () => {
      const findings = await hunt(file, options);
      expect(findings.map(({ column, kind }) => `${column} ${kind}`).sort()).toEqual(
        [...others, 'null row-order'].sort(),
      );
      expect(findings.find(({ kind }) => kind === 'row-order')?.figures['runs']).toBe(runs);
    });
  }

  const payments = 'fraud_handbook/transactions_2018-05.csv.gz';
  onData('catches the scenario of the simulated payments, and only warns of terminals', payments, async () => {
    const findings = await hunt(payments, { target: 'TX_FRAUD', badValue: '1' });
    expect(findings.map(({ column, kind, severity }) => `${column} ${kind} ${severity}`)).toEqual([
      'TX_FRAUD_SCENARIO target-copy leak',
      'TERMINAL_ID group warning',
    ]);
  });

  const honest: readonly (readonly [string, string, IngestOptions])[] = [
    ['German credit', 'german_credit/german.data.gz', { target: 'column_21', badValue: '2' }],
    ['Taiwanese credit cards', 'taiwan_credit_card/UCI_Credit_Card.csv.gz', { target: 'default.payment.next.month' }],
    ['Give Me Some Credit', 'give_me_some_credit/cs-training.csv.gz', { target: 'SeriousDlqin2yrs' }],
    ['HMEQ', 'hmeq/hmeq.csv.gz', { target: 'BAD' }],
    ['Adult', 'adult/adult.data.gz', { target: 'column_15', badValue: '>50K' }],
    ['Australian credit', 'australian_credit/australian.dat.gz', { target: 'column_15', badValue: '0' }],
    ['bank churners', 'bank_churners/BankChurners.csv.gz', { target: 'Attrition_Flag', badValue: 'Attrited Customer' }],
    ['HMDA mortgages', 'hmda_2018/hmda_train_preprocessed.csv.gz', { target: 'high_priced', badValue: '1' }],
    ['LendingClub 2018', 'lendingclub_2018/lendingclub_2018.csv.gz', { target: 'loan_status', badValue: '1' }],
    ['card fraud', 'ulb_creditcard_balanced/creditcard_balanced.csv.gz', { target: 'column_31', badValue: '1' }],
    ['Polish companies, third year', 'polish_bankruptcy/3year_part1.csv.gz', { target: 'class', badValue: '1' }],
  ];
  for (const [name, file, options] of honest) {
    onData(`raises nothing on ${name}`, file, async () => {
      expect(await hunt(file, options)).toEqual([]);
    });
  }
});
