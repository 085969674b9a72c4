import type { DatasetProfileResponse } from '@probity/contract';
import { formatNumber, formatPercent } from '../format/format-number.js';

interface OutlierPanelProps {
  readonly profile: DatasetProfileResponse;
  readonly onRows: (rows: readonly number[]) => void;
}

/** Rows far from the bulk, and rows that say the same. */
export function OutlierPanel({ profile, onRows }: OutlierPanelProps) {
  const { outliers, duplicates } = profile;
  return (
    <div className="data-columns">
      <div>
        <h3>Far from the bulk, all columns together</h3>
        {outliers.assessed ? (
          <>
            <p>
              {formatNumber(outliers.count)} of {formatNumber(outliers.rows)} rows ({formatPercent(outliers.share)}) lie
              beyond the 99.9 % point of χ²
              {outliers.badRate === null ? '' : `; ${formatPercent(outliers.badRate)} of them are bad`}.
            </p>
            <p className="muted">
              Robust Mahalanobis distance (minimum covariance determinant) on {outliers.columns.length} columns:{' '}
              {outliers.columns.join(', ')}
              {outliers.onLogScale.length > 0 && `; on a signed-log scale: ${outliers.onLogScale.join(', ')}`}.
              {outliers.share > 0.1 &&
                ' So large a share says that the bulk is not normal, rather than that these rows are wrong.'}
            </p>
            {outliers.farthest.length > 0 && (
              <table className="plain-table">
                <thead>
                  <tr>
                    <th scope="col">Row</th>
                    <th scope="col">Farthest in</th>
                    <th scope="col" className="number">
                      Distance²
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {outliers.farthest.slice(0, 12).map(({ row, distance, column }) => (
                    <tr key={row}>
                      <td>
                        <button type="button" className="link-button" onClick={() => onRows([row])}>
                          row {formatNumber(row + 1)}
                        </button>
                      </td>
                      <td>{column}</td>
                      <td className="number">{formatNumber(Math.round(distance))}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
            {outliers.farthest.length > 0 && (
              <button
                type="button"
                className="link-button"
                onClick={() => onRows(outliers.farthest.map(({ row }) => row))}
              >
                Show the {outliers.farthest.length} farthest rows
              </button>
            )}
          </>
        ) : (
          <p className="muted">Not assessed: {outliers.reason}.</p>
        )}
      </div>
      <div>
        <h3>Equal rows</h3>
        <p>
          {duplicates.exactRows === 0
            ? 'No row repeats another in all its columns.'
            : `${formatNumber(duplicates.exactRows)} rows repeat an earlier one in all columns but keys and target${duplicates.contradicting === null || duplicates.contradicting === 0 ? '' : `; in ${formatNumber(duplicates.contradicting)} groups both outcomes occur`}.`}
        </p>
        <ul className="plain-list">
          {duplicates.exactGroups.slice(0, 8).map((group) => (
            <li key={group.rows[0]}>
              <button type="button" className="link-button" onClick={() => onRows(group.rows)}>
                {formatNumber(group.count)} rows
              </button>{' '}
              <span className="muted">
                from row {formatNumber((group.rows[0] ?? 0) + 1)} on
                {group.bads === null ? '' : `, ${group.bads} bad`}
              </span>
            </li>
          ))}
        </ul>
        <h3>Nearly equal rows</h3>
        <p>
          {formatNumber(duplicates.nearPairs)} pairs among {formatNumber(duplicates.nearRows)} rows differ by at most 2
          % of the usual range on average.
        </p>
        <ul className="plain-list">
          {duplicates.nearest.slice(0, 10).map(({ rows, differs, sameOutcome }) => (
            <li key={rows.join(' ')}>
              <button type="button" className="link-button" onClick={() => onRows(rows)}>
                rows {rows.map((row) => formatNumber(row + 1)).join(' and ')}
              </button>{' '}
              <span className="muted">
                differ in {differs.join(', ')}
                {sameOutcome === false && '; outcomes differ'}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
