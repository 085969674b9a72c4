import { formatMoney, formatMonth, type PersonalReport } from '@probity/personal';
import { MonthBars } from '../charts/MonthBars.js';

/** Months shown at once; longer histories show the last ones. */
const MOST_MONTHS = 36;

/** Income and expense, month by month. */
export function MonthPanel({ report }: { readonly report: PersonalReport }) {
  const { currency, months } = report;
  const money = (minor: number) => formatMoney(minor, currency);
  const bars = months.slice(-MOST_MONTHS).map(({ month, incomeMinor, expenseMinor, closingMinor, isWhole }) => ({
    label: formatMonth(month),
    income: incomeMinor,
    expense: expenseMinor,
    words: `${formatMonth(month)}${isWhole ? '' : ' (not whole)'}: in ${money(incomeMinor)}, out ${money(expenseMinor)}, left ${money(incomeMinor - expenseMinor)}, balance at the end ${money(closingMinor)}`,
  }));
  return (
    <section className="card" aria-labelledby="money-months">
      <h2 id="money-months">Month by month</h2>
      <MonthBars title="Income and expense by month" months={bars} />
    </section>
  );
}
