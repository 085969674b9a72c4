// `probity profile` on every tabular file of the data folder: without a word on any of them, and once more with the
// outcome that its source names. A file that is refused, loses rows or loses columns fails the area at the end.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFolder, probity, run } from '../programs.mjs';

/**
 * File, data rows and columns as published beside it (rows that a file is known to lose are not counted), and the runs
 * with an outcome: what a person would type.
 */
const files = [
  ['adult/adult.data.gz', 32_561, 15, ['column_15', '>50K']],
  ['adult/adult.test.gz', 16_281, 15, ['column_15', '>50K.']],
  ['australian_credit/australian.dat.gz', 690, 15, ['column_15', '0']],
  ['bank_churners/BankChurners.csv.gz', 10_127, 21, ['Attrition_Flag', 'Attrited Customer']],
  ['berka/account.asc.gz', 4500, 4],
  ['berka/card.asc.gz', 892, 4],
  ['berka/client.asc.gz', 5369, 3],
  ['berka/disp.asc.gz', 5369, 4],
  ['berka/district.asc.gz', 77, 16],
  // Its outcome has four values, two of them bad: that takes a decision, which no option makes.
  ['berka/loan.asc.gz', 682, 7],
  ['berka/order.asc.gz', 6471, 6],
  ['berka/trans_1993-01_to_1994-03.asc.gz', 49_102, 10],
  ['bitcoin_otc/soc-sign-bitcoinotc.csv.gz', 35_592, 4],
  ['card_segmentation/cc_general.csv.gz', 8950, 19],
  ['cdnow/cdnow.csv.gz', 6696, 4],
  ['ethereum_fraud/transaction_dataset.csv.gz', 9841, 51, ['FLAG', '1']],
  ['fraud_handbook/transactions_2018-04.csv.gz', 288_062, 9, ['TX_FRAUD', '1']],
  ['fraud_handbook/transactions_2018-05.csv.gz', 297_115, 9, ['TX_FRAUD', '1']],
  ['fraud_handbook/transactions_2018-06.csv.gz', 287_618, 9, ['TX_FRAUD', '1']],
  ['fraud_handbook/transactions_2018-07.csv.gz', 296_928, 9, ['TX_FRAUD', '1']],
  ['fraud_handbook/transactions_2018-08.csv.gz', 296_559, 9, ['TX_FRAUD', '1']],
  ['fred_macro/fred_md_monthly.csv.gz', 777, 119],
  ['fred_macro/fred_qd_quarterly.csv.gz', 259, 234],
  ['fred_macro/fred_trans.csv.gz', null, null],
  ['german_credit/german.data.gz', 1000, 21, ['column_21', '2']],
  ['give_me_some_credit/cs-training.csv.gz', 150_000, 12, ['SeriousDlqin2yrs', '1']],
  ['hmda_2018/hmda_train_preprocessed.csv.gz', 160_338, 23, ['high_priced', '1']],
  ['hmda_2018/hmda_test_preprocessed.csv.gz', 19_831, 22],
  ['hmeq/hmeq.csv.gz', 5960, 13, ['BAD', '1']],
  ['household_transactions/daily_household_transactions.csv.gz', 2461, 8],
  ['japanese_credit/crx.csv.gz', 690, 16, ['A16', '-']],
  ['lendingclub_2018/lendingclub_2018.csv.gz', 31_766, 45, ['loan_status', '1']],
  ['lendingclub_pooled/full_train_set.csv.gz', 119_987, 19, ['outcome', 'default']],
  ['lendingclub_pooled/loan_data.csv.gz', 45_342, 21, ['outcome', 'default']],
  ['personal_transactions/personal_transactions.csv.gz', 806, 6],
  ['polish_bankruptcy/1year.arff.gz', 7027, 65, ['class', '1']],
  ['polish_bankruptcy/3year_part1.csv.gz', 7877, 65, ['class', '1']],
  ['polish_bankruptcy/3year_part2.csv.gz', 2626, 65, ['class', '1']],
  ['polish_bankruptcy/5year.arff.gz', 5910, 65, ['class', '1']],
  ['sba_loans/SBAcase.csv.gz', 2101, 35, ['Default', '1']],
  ['scf_2019/SCFP2019.csv.gz', 28_885, 351, ['LATE60', '1']],
  ['south_german_credit/SouthGermanCredit.asc.gz', 1000, 21, ['credit_risk', '0']],
  ['taiwan_credit_card/UCI_Credit_Card.csv.gz', 30_000, 25, ['default.payment.next.month', '1']],
  ['ulb_creditcard_balanced/creditcard_balanced.csv.gz', 984, 31, ['column_31', '1']],
].map(([file, rows, columns, outcome]) => ({ file, rows, columns, outcome }));

export const figures = files.map((entry) => ({ name: entry.file, measure: (options) => measure(entry, options) }));

const failures = [];
process.on('exit', () => {
  if (failures.length === 0) return;
  process.stderr.write(`\n${failures.length} FAILED:\n${failures.map((line) => `  ${line}\n`).join('')}`);
  process.exitCode = 1;
});

async function measure({ file, rows, columns, outcome }, { quick, note }) {
  const path = join(dataFolder, file);
  if (!existsSync(path)) {
    note(`  skipped: ${file} is not in the data folder`);
    return [];
  }
  const runs = [];
  if (outcome === undefined || !quick) runs.push({ name: file, args: [] });
  if (outcome !== undefined) {
    const [target, bad] = outcome;
    runs.push({ name: `${file} --target ${target}`, args: ['--target', target, '--bad', bad] });
  }
  const measured = [];
  for (const { name, args } of runs) {
    const figures = await profileOnce(name, path, args, { rows, columns }, note);
    if (figures !== undefined) measured.push(...figures);
  }
  return measured;
}

async function profileOnce(name, path, args, expected, note) {
  const workspace = await mkdtemp(join(tmpdir(), 'probity-bench-'));
  let result;
  try {
    result = await run(process.execPath, [probity, 'profile', path, ...args, '--json', '--workspace', workspace]);
  } catch (error) {
    failures.push(`${name}: ${error.message}`);
    note(`  FAILED: ${error.message}`);
    return undefined;
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
  const { seconds, cpuSeconds, peakBytes } = result;
  const profile = JSON.parse(result.stdout);
  const { rowsRefused } = profile.quality;
  const size = `${profile.rows} rows, ${profile.columns.length} columns${rowsRefused === 0 ? '' : `, ${rowsRefused} refused`}`;
  const memory = `${(peakBytes / 1e6).toFixed(0)} MB`;
  note(`  ${name}: ${size}, ${seconds.toFixed(1)} s (CPU ${cpuSeconds.toFixed(1)} s), ${memory}`);
  for (const { column, kind, severity, evidence, inUse } of profile.leaks) {
    note(
      `    ${severity === 'leak' ? '!' : '?'} ${column ?? '(rows)'} ${kind}${inUse ? '' : ' (not in use)'}: ${evidence}`,
    );
  }
  if (expected.rows !== null && (profile.rows !== expected.rows || profile.columns.length !== expected.columns)) {
    failures.push(`${name}: ${size}; published are ${expected.rows} rows, ${expected.columns} columns`);
    note(`  FAILED: ${failures.at(-1)}`);
  }
  const leaks = args.length === 0 ? [] : [`${profile.leaks.length} findings`];
  const conditions = [size, `CPU ${cpuSeconds.toFixed(1)} s`, `peak memory ${memory}`, ...leaks].join(', ');
  return [
    {
      name,
      ours: seconds,
      higherIsBetter: false,
      unit: 's',
      conditions: `${conditions}; load average ${loadavg()[0].toFixed(1)}`,
    },
  ];
}
