import type { BackTestReport, CountedRate } from '@probity/scoring';
import { LineChart } from '../charts/LineChart.js';
import { formatFigure } from '../format/format-figure.js';
import { formatNumber, formatPercent } from '../format/format-number.js';

/** The kept back-test of a policy: over time, by segment and group, and what it could not say. */
export function BackTestPanel({ report, savedAt }: { readonly report: BackTestReport; readonly savedAt: string }) {
  const { total, byMonth, bySegment, groups, causes, notAssessed } = report;
  const months = byMonth.map((_, index) => index);
  return (
    <section className="card" aria-labelledby="back-test-title">
      <h2 id="back-test-title">Back-test of {savedAt}</h2>
      <dl className="cut-off-figures">
        {(
          [
            ['Rows', formatNumber(total.rows), ''],
            ['Approved', rate(total.approved), interval(total.approved)],
            ['Straight through', rate(total.straightThrough), interval(total.straightThrough)],
            ['Bad rate', rate(total.badRate), interval(total.badRate)],
            [
              'Profit',
              formatFigure(total.profit.amount, 'money'),
              total.profit.interval?.map((end) => formatFigure(end, 'money')).join(' to ') ?? '',
            ],
          ] as const
        ).map(([name, value, more]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
            <dd className="was">{more}</dd>
          </div>
        ))}
      </dl>
      {byMonth.length > 1 && (
        <LineChart
          title="Approval and bad rate by month"
          x={{ label: 'Month', ticks: byMonth.map(({ month }) => month) }}
          y={{ label: 'Share', format: 'share' }}
          series={[
            { name: 'approved', x: months, y: byMonth.map(({ approved }) => approved.rate ?? 0) },
            { name: 'bad among the approved', x: months, y: byMonth.map(({ badRate }) => badRate.rate ?? 0) },
          ]}
          describe={(_, point) => `${byMonth[point]?.rows ?? 0} rows`}
          height={220}
        />
      )}
      {bySegment.length > 0 && (
        <div className="table-scroll">
          <table className="policy-table">
            <thead>
              <tr>
                <th scope="col">Segment</th>
                <th scope="col">Rows</th>
                <th scope="col">Approved</th>
                <th scope="col">Bad rate</th>
                <th scope="col">Profit</th>
              </tr>
            </thead>
            <tbody>
              {bySegment.map(({ segment, rows, approved, badRate, profit }) => (
                <tr key={segment}>
                  <th scope="row">{segment}</th>
                  <td>{formatNumber(rows)}</td>
                  <td>{rate(approved)}</td>
                  <td>{rate(badRate)}</td>
                  <td>{formatFigure(profit.amount, 'money')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {groups.length > 0 && (
        <div className="table-scroll">
          <table className="policy-table">
            <thead>
              <tr>
                <th scope="col">Group</th>
                <th scope="col">Approved</th>
                <th scope="col">Adverse impact ratio</th>
              </tr>
            </thead>
            <tbody>
              {groups.map(({ group, approved, isReference, adverseImpactRatio, interval: ends }) => (
                <tr key={group}>
                  <th scope="row">{group}</th>
                  <td>{rate(approved)}</td>
                  <td>
                    {isReference
                      ? 'reference'
                      : adverseImpactRatio === null
                        ? 'not assessed'
                        : adverseImpactRatio.toFixed(3)}
                    {ends !== null && <small>{ends.map((end) => end.toFixed(3)).join(' – ')}</small>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {causes.length > 0 && (
        <ul className="policy-causes">
          {causes.map(({ cause, rows, outcome }) => (
            <li key={`${cause} ${outcome}`}>
              {cause}: {formatNumber(rows)} rows, {outcome}
            </li>
          ))}
        </ul>
      )}
      {notAssessed.map(({ what, why }) => (
        <p key={what} className="muted">
          Not assessed: {what}: {why}.
        </p>
      ))}
    </section>
  );
}

function rate({ rate: value }: CountedRate): string {
  return value === null ? 'not assessed' : formatPercent(value);
}

function interval({ interval: ends }: CountedRate): string {
  return ends === null ? '' : ends.map((end) => formatPercent(end)).join(' – ');
}
