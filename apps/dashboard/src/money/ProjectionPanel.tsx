import { currencyDigits, formatDay, type PersonalReport } from '@probity/personal';
import { LineChart } from '../charts/LineChart.js';
import { formatPercent } from '../format/format-number.js';

/** The balance of the next weeks, with the interval of the paths. */
export function ProjectionPanel({ report }: { readonly report: PersonalReport }) {
  const { projection, currency, balance } = report;
  const unit = 10 ** currencyDigits(currency);
  const x = Array.from(projection.medianMinor, (_, at) => at + 1);
  const inUnits = (values: Float64Array) => Array.from(values, (value) => Math.round(value / unit));
  const below = projection.shareBelowZero?.at(-1);
  return (
    <section className="card" aria-labelledby="money-ahead">
      <h2 id="money-ahead">The next {x.length} days</h2>
      <LineChart
        title="Projected balance"
        x={{ label: `Days from ${formatDay(projection.fromDay)}` }}
        y={{ label: `Balance${currency === '' ? '' : `, ${currency}`}` }}
        series={[
          { name: 'middle of the paths', x, y: inUnits(projection.medianMinor) },
          { name: 'a tenth is below', x, y: inUnits(projection.lowMinor), draw: 'reference' },
          { name: 'a tenth is above', x, y: inUnits(projection.highMinor), draw: 'reference' },
        ]}
      />
      <p className="muted">
        {below === undefined
          ? 'The level is not known, so only the direction counts. '
          : `${formatPercent(below, 0)} of ${projection.paths} paths fall below zero. `}
        Recurring payments on their days, weeks of your last half year for the rest
        {balance.source === 'derived' ? '; the lowest day is set to 0' : ''}.
      </p>
    </section>
  );
}
