import type { CreditPolicy } from '@probity/domain';
import { describeGrid, type HistoryRow } from '@probity/scoring';
import { useMemo } from 'react';
import { formatFigure } from '../format/format-figure.js';
import { formatNumber, formatPercent } from '../format/format-number.js';

interface GridPanelProps {
  readonly policy: CreditPolicy;
  readonly history: readonly HistoryRow[];
}

/** Prices by grade and limits by grade and band, each cell with its expected profit and loss. */
export function GridPanel({ policy, history }: GridPanelProps) {
  const { offers, exposure } = policy;
  const cells = useMemo(
    () => (offers === undefined ? [] : describeGrid({ ...policy, offers }, history)),
    [policy, offers, history],
  );
  return (
    <section className="card" aria-labelledby="grid-title">
      <h2 id="grid-title">Prices and limits</h2>
      {offers === undefined ? (
        <p className="muted">
          This policy has one price and no limits. <code>probity policy suggest --largest-limit …</code> suggests a
          grid.
        </p>
      ) : (
        <>
          <div className="table-scroll">
            <table className="policy-table grid-table">
              <thead>
                <tr>
                  <th scope="col">Grade</th>
                  <th scope="col">Price</th>
                  {offers.bands.map(({ label }) => (
                    <th key={label} scope="col">
                      {offers.bandField === undefined ? 'Limit' : `${offers.bandField} ${label}`}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {policy.grades.map(({ grade }) => {
                  const own = cells.filter((cell) => cell.grade === grade);
                  const price = offers.rows.find((row) => row.grade === grade)?.margin;
                  return (
                    <tr key={grade}>
                      <th scope="row">{grade}</th>
                      <td>{price === undefined ? 'no offer' : formatPercent(price)}</td>
                      {own.map((cell) => (
                        <td key={cell.band} data-empty={cell.limit === null || undefined}>
                          {cell.limit === null ? 'none' : formatNumber(cell.limit)}
                          <small>
                            {cell.rows} rows
                            {cell.expectedProfit !== null &&
                              `, profit ${formatFigure(cell.expectedProfit, 'money')}, loss ${formatFigure(cell.expectedLoss, 'money')}`}
                          </small>
                        </td>
                      ))}
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
          <p className="muted">
            Large: the limit{exposure?.currency === undefined ? '' : ` in ${exposure.currency}`}. Small: rows of the
            sample in the cell, and the expected profit and loss of one loan at the limit.
          </p>
        </>
      )}
    </section>
  );
}
