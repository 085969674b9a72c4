import { type Column, cellValue, columnNamed, isCodedColumn, ProbityError, type Table } from '@probity/domain';
import { type DefinedOutcomes, defineOutcome, monthOfDay, type PerformanceRow } from '@probity/profile';
import { Command } from 'commander';
import { type CommonOptions, createApp } from '../app.js';
import { addDialectOptions, type DialectOptions, dialectFrom } from '../dialect-options.js';
import { examplesOf } from '../help-examples.js';
import { parseList, parseWhole } from '../option-parsers.js';
import { writeCsv } from '../output-file.js';
import { formatTable, percent } from '../terminal.js';

interface OutcomeOptions extends CommonOptions, DialectOptions {
  readonly account: string;
  readonly month: string;
  readonly days: string;
  readonly closed?: string;
  readonly chargedOff?: string;
  readonly observe: number;
  readonly window: number;
  readonly badFrom: number;
  readonly indeterminateFrom: number;
  readonly missing?: readonly string[];
  readonly output?: string;
}

/** Months in the table of vintages. */
const SHOWN_MONTHS = [3, 6, 9, 12, 18, 24, 36];
const SHOWN_VINTAGES = 16;

export function outcomeCommand(): Command {
  const command = new Command('outcome')
    .summary('good, bad or neither from monthly performance')
    .addHelpText(
      'after',
      examplesOf('outcome history.csv --account id --month month --days dpd --window 12 --output outcomes.csv'),
    )
    .description('Call accounts good or bad from their monthly performance, and show whether that definition holds.')
    .argument('<file>', 'one row per account and month')
    .requiredOption('--account <column>', 'column that names the account (needed)')
    .requiredOption('--month <column>', 'its month: dates, or numbers such as 201803 (needed)')
    .requiredOption('--days <column>', 'days past due in that month (needed)')
    .option('--closed <column>', '1 or yes in the month in which it was closed without loss')
    .option('--charged-off <column>', '1 or yes in the month in which it was written off')
    .option('--observe <months>', 'months on book at the observation point', parseWhole('--observe', 0, 600), 0)
    .option('--window <months>', 'length of the performance window', parseWhole('--window', 1, 600), 12)
    .option('--bad-from <days>', 'bad from these days past due on', parseWhole('--bad-from', 1, 10_000), 90)
    .option(
      '--indeterminate-from <days>',
      'neither good nor bad from these days on; the same as --bad-from for none',
      parseWhole('--indeterminate-from', 1, 10_000),
      30,
    )
    .option('--missing <codes>', 'codes that stand for "missing": -7,-8', parseList)
    .option('--output <file>', 'write account, month opened, outcome, reason and worst days as CSV')
    .action(runOutcome);
  return addDialectOptions(command);
}

async function runOutcome(file: string, options: OutcomeOptions, command: Command): Promise<void> {
  const app = await createApp(options);
  const { terminal } = app;
  const { table } = await app.warehouse.ingest(file, {
    dialect: dialectFrom(options, command),
    onProgress: terminal.progress,
    ...(options.missing === undefined ? {} : { specialCodes: options.missing }),
  });
  const defined = defineOutcome(readPerformance(table, options), {
    observationMonth: options.observe,
    windowMonths: options.window,
    badFromDays: options.badFrom,
    indeterminateFromDays: options.indeterminateFrom,
  });
  if (options.output !== undefined) await writeCsv(options.output, outcomeRows(defined));
  for (const line of describeDefinition(defined)) terminal.print(line);
  if (options.output !== undefined) terminal.print(`  outcomes are in ${options.output}`);
  const { accounts: _, ...summary } = defined;
  terminal.printJson({ ...summary, output: options.output ?? null });
}

/** Rows of a table as performance; months as running numbers. @throws COLUMN_MISSING, INVALID_ARGUMENT */
function* readPerformance(table: Table, options: OutcomeOptions): Generator<PerformanceRow> {
  const account = columnNamed(table, options.account);
  const month = columnNamed(table, options.month);
  const days = columnNamed(table, options.days);
  if (isCodedColumn(days)) throw invalid('--days', 'name a column of numbers', options.days);
  const closed = options.closed === undefined ? undefined : columnNamed(table, options.closed);
  const chargedOff = options.chargedOff === undefined ? undefined : columnNamed(table, options.chargedOff);
  for (let row = 0; row < table.rowCount; row++) {
    const name = cellValue(account, row);
    if (name === null) continue;
    yield {
      account: String(name),
      month: monthAt(month, row, options.month),
      daysPastDue: days.values[row] ?? Number.NaN,
      isClosed: isTrue(closed, row),
      isChargedOff: isTrue(chargedOff, row),
    };
  }
}

function monthAt(column: Column, row: number, name: string): number {
  if (isCodedColumn(column)) throw invalid('--month', 'name a column of dates, or of numbers such as 201803', name);
  const value = column.values[row] ?? Number.NaN;
  if (column.kind === 'date') return monthOfDay(value);
  if (column.kind === 'datetime') return monthOfDay(Math.floor(value / 86_400_000));
  if (value >= 190_001 && value % 100 >= 1 && value % 100 <= 12)
    return Math.floor(value / 100) * 12 + (value % 100) - 1;
  // Already a running number of months.
  return value;
}

function isTrue(column: Column | undefined, row: number): boolean {
  if (column === undefined) return false;
  const value = cellValue(column, row);
  return value === true || value === 1 || /^(1|y|yes|true)$/i.test(String(value));
}

function invalid(field: string, rule: string, got: string): ProbityError {
  return new ProbityError('INVALID_ARGUMENT', `\`${field}\` must ${rule}; got "${got}"`, { field });
}

function* outcomeRows({ accounts }: DefinedOutcomes): Generator<readonly (string | number)[]> {
  yield ['account', 'opened', 'outcome', 'reason', 'worst_days'];
  for (const { account, openedMonth, outcome, reason, worstDays } of accounts) {
    const opened = `${Math.floor(openedMonth / 12)}-${String((openedMonth % 12) + 1).padStart(2, '0')}`;
    yield [account, opened, outcome, reason ?? '', Number.isNaN(worstDays) ? '' : worstDays];
  }
}

function describeDefinition({
  counts,
  excludedBecause,
  badRate,
  indeterminateShare,
  maturity,
  roll,
}: DefinedOutcomes): string[] {
  const share = (value: number | null) => (value === null ? '–' : percent(value));
  const vintages = maturity.vintages.slice(-SHOWN_VINTAGES);
  const months = SHOWN_MONTHS.filter((month) => vintages.some(({ cumulative }) => cumulative.length > month));
  return [
    `bad ${counts.bad}, good ${counts.good}, indeterminate ${counts.indeterminate} (${share(indeterminateShare)}), excluded ${counts.excluded}; bad rate ${share(badRate)}`,
    `  excluded: bad at observation ${excludedBecause['bad-at-observation']}, not observed ${excludedBecause['not-observed']}, window not over ${excludedBecause['window-not-over']}`,
    '',
    `Window: ${maturity.verdict}`,
    ...formatTable([
      ['opened', 'accounts', ...months.map((month) => `month ${month}`)],
      ...vintages.map(({ name, accounts, cumulative }) => [
        name,
        String(accounts),
        ...months.map((month) => (cumulative[month] === undefined ? '' : percent(cumulative[month] as number))),
      ]),
    ]),
    '',
    `Roll forward: worst in months ${roll.monthsBefore.join('–')} against worst in months ${roll.monthsAfter.join('–')}`,
    ...formatTable([
      ['days before', ...roll.bucketsFromDays.map((days) => `${days}+`), 'ends worst', 'recovers'],
      ...roll.bucketsFromDays.map((days, bucket) => [
        `${days}+`,
        ...(roll.counts[bucket] ?? []).map(String),
        share(roll.shareWorst[bucket] ?? null),
        share(roll.shareBetter[bucket] ?? null),
      ]),
    ]),
    roll.noReturnFromDays === null
      ? '  no bucket from which most end in the worst: the data do not show a point of no return'
      : `  point of no return: from ${roll.noReturnFromDays} days on more than half end in the worst bucket`,
  ];
}
