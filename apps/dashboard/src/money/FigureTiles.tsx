import { categoryOf, formatDay, formatMoney, type PersonalReport } from '@probity/personal';
import { formatNumber, formatPercent } from '../format/format-number.js';

/** The eight behavioural features. */
export function FigureTiles({ report }: { readonly report: PersonalReport }) {
  const { features, currency, balance } = report;
  const money = (minor: number) => formatMoney(minor, currency);
  const top = features.topSpendingCategory;
  const tiles: readonly (readonly [string, string, string?])[] = [
    ['Total income', money(features.totalIncomeMinor)],
    ['Total expense', money(features.totalExpenseMinor)],
    [
      'Expense-income ratio',
      features.expenseIncomeRatio === null ? 'no income' : formatPercent(features.expenseIncomeRatio),
    ],
    ['Top spending category', top === null ? 'none' : categoryOf(top).title, money(features.topSpendingMinor)],
    ['Transactions', formatNumber(features.numberOfTransactions)],
    ['Average expense', money(features.averageExpenseMinor)],
    ['Maximum expense', money(features.maximumExpenseMinor)],
    [
      'Low-balance frequency',
      formatPercent(features.lowBalanceFrequency),
      `days below ${money(features.lowBalanceMinor)}${balance.source === 'derived' ? ', level derived' : ''}`,
    ],
  ];
  return (
    <section className="card" aria-labelledby="money-figures">
      <h2 id="money-figures">
        {formatDay(features.firstDay)} to {formatDay(features.lastDay)}
      </h2>
      <dl className="money-tiles">
        {tiles.map(([name, value, more]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
            {more !== undefined && <dd className="muted">{more}</dd>}
          </div>
        ))}
      </dl>
    </section>
  );
}
