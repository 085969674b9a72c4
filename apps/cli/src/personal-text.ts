import {
  categoryOf,
  formatDay,
  formatMoney,
  formatMonth,
  type ImportedFile,
  type PersonalReport,
  spendingByCategory,
} from '@probity/personal';
import { formatTable, percent } from './terminal.js';

const SHOWN_REJECTED = 5;
const SHOWN_ROWS = 12;
const WEEK = 7;

/** How each file was read: format, mapping, counts, what was refused. */
export function describeFiles(files: readonly ImportedFile[]): readonly string[] {
  return files.flatMap(({ name, format, encoding, map, notes, rowsRead, accepted, known, rejected }) => [
    `${name}: ${format} (${encoding}), ${rowsRead} rows read = ${accepted} new + ${known} known already + ${rejected.length} refused`,
    ...(map === undefined ? [] : [`  --map ${map}`]),
    ...notes.map((note) => `  note: ${note}`),
    ...rejected.slice(0, SHOWN_REJECTED).map(({ line, field, reason }) => `  line ${line}, ${field}: ${reason}`),
    ...(rejected.length > SHOWN_REJECTED ? [`  … and ${rejected.length - SHOWN_REJECTED} more (--json has all)`] : []),
  ]);
}

/** The report for people. */
export function describePersonal(report: PersonalReport): readonly string[] {
  const { currency, features, balance, risk, recurring, projection } = report;
  const money = (minor: number) => formatMoney(minor, currency);
  const ratio = features.expenseIncomeRatio === null ? 'no income' : percent(features.expenseIncomeRatio);
  const top = features.topSpendingCategory;
  const lines = [
    '',
    `${formatDay(features.firstDay)} to ${formatDay(features.lastDay)}, ${report.accounts.length === 1 ? 'account' : 'accounts'} ${report.accounts.slice(0, 6).join(', ')}${report.accounts.length > 6 ? ', …' : ''}`,
    ...formatTable([
      ['behaviour', ''],
      ['total income', money(features.totalIncomeMinor)],
      ['total expense', money(features.totalExpenseMinor)],
      ['number of transactions', String(features.numberOfTransactions)],
      ['average expense', money(features.averageExpenseMinor)],
      ['maximum expense', money(features.maximumExpenseMinor)],
      [
        'low-balance frequency',
        `${percent(features.lowBalanceFrequency)} of days below ${money(features.lowBalanceMinor)}`,
      ],
      ['expense-income ratio', ratio],
      [
        'top spending category',
        top === null ? 'none' : `${categoryOf(top).title}, ${money(features.topSpendingMinor)}`,
      ],
    ]),
    '',
    `Risk ${risk.riskScore.toFixed(2)}: ${risk.category} (low < 0.40 ≤ medium ≤ 0.70 < high)`,
    '  an overdraft within 90 days, as likely as among simulated households with these figures',
    ...risk.reasons.map(({ text }) => `  - ${text}`),
    '',
    'Months',
    ...formatTable([
      ['month', 'income', 'expense', 'left', 'balance'],
      ...report.months
        .slice(-SHOWN_ROWS)
        .map(({ month, incomeMinor, expenseMinor, closingMinor }) => [
          formatMonth(month),
          ...[incomeMinor, expenseMinor, incomeMinor - expenseMinor, closingMinor].map((minor) =>
            formatMoney(minor, ''),
          ),
        ]),
    ]),
    '',
    'Spending',
    ...formatTable([
      ['category', 'spent', 'payments'],
      ...spendingByCategory(report)
        .slice(0, SHOWN_ROWS)
        .map(({ title, spentMinor, payments }) => [title, formatMoney(spentMinor, ''), String(payments)]),
    ]),
  ];
  const active = recurring.filter(({ isActive }) => isActive);
  if (active.length > 0) {
    lines.push(
      '',
      'Recurring',
      ...formatTable([
        ['what', 'period', 'amount', 'next'],
        ...active
          .slice(0, SHOWN_ROWS)
          .map(({ text, period, amountMinor, isFixed, nextDay }) => [
            text.slice(0, 40),
            period,
            `${isFixed ? '' : 'about '}${money(amountMinor)}`,
            formatDay(nextDay),
          ]),
      ]),
    );
  }
  lines.push(
    '',
    `Balance ahead (${balance.source === 'derived' ? 'level derived' : `level from the ${balance.source}`}; nine of ten paths lie above low, nine of ten below high)`,
  );
  const weeks = Array.from(
    { length: Math.floor(projection.medianMinor.length / WEEK) },
    (_, week) => week * WEEK + WEEK - 1,
  );
  lines.push(
    ...formatTable([
      ['day', 'low', 'median', 'high'],
      ...weeks
        .filter((_, week) => week % 2 === 1)
        .map((at) => [
          formatDay(projection.fromDay + 1 + at),
          ...[projection.lowMinor, projection.medianMinor, projection.highMinor].map((list) =>
            formatMoney(list[at] ?? 0, ''),
          ),
        ]),
    ]),
  );
  if (report.recommendations.length > 0) {
    lines.push('', 'What would help', ...report.recommendations.map(({ text }) => `  - ${text}`));
  }
  lines.push('', ...report.notes.map((note) => `note: ${note}`));
  return lines;
}
