import { categoryOf, formatDay, formatMoney, type PersonalReport } from '@probity/personal';

const MOST_ROWS = 30;

/** Payments that come again and again, the ones that still run. */
export function RecurringTable({ report }: { readonly report: PersonalReport }) {
  const active = report.recurring.filter(({ isActive }) => isActive);
  return (
    <section className="card" aria-labelledby="money-recurring">
      <h2 id="money-recurring">Recurring payments</h2>
      {active.length === 0 ? (
        <p className="muted">None was found: it takes three payments at steady steps.</p>
      ) : (
        <div className="table-scroll">
          <table className="money-table money-recurring-table">
            <thead>
              <tr>
                <th>What</th>
                <th>Category</th>
                <th>Every</th>
                <th className="number">Amount</th>
                <th>Next</th>
              </tr>
            </thead>
            <tbody>
              {active
                .slice(0, MOST_ROWS)
                .map(
                  ({ key, account, text, category, isTransfer, period, amountMinor, isFixed, nextDay, riseMinor }) => (
                    <tr key={`${account} ${key} ${amountMinor}`}>
                      <td>{text}</td>
                      <td>{isTransfer ? 'Between own accounts' : categoryOf(category).title}</td>
                      <td>
                        {
                          {
                            weekly: 'week',
                            fortnightly: 'two weeks',
                            monthly: 'month',
                            quarterly: 'quarter',
                            yearly: 'year',
                          }[period]
                        }
                      </td>
                      <td className="number">
                        {isFixed ? '' : 'about '}
                        {formatMoney(amountMinor, report.currency)}
                        {riseMinor > 0 && <em className="money-rise"> +{formatMoney(riseMinor, '')}</em>}
                      </td>
                      <td>{formatDay(nextDay)}</td>
                    </tr>
                  ),
                )}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
