import type { DatasetProfileResponse } from '@probity/contract';
import { formatFigure } from '../format/format-figure.js';
import { formatNumber, formatPercent } from '../format/format-number.js';

interface MissingPanelProps {
  readonly profile: DatasetProfileResponse;
  readonly onColumn: (column: string) => void;
  readonly onRows: (column: string) => void;
}

/** Which cells are missing together, and whether the outcome knows of it. */
export function MissingPanel({ profile, onColumn, onRows }: MissingPanelProps) {
  const { missingness, rows } = profile;
  if (missingness.missingCells === 0)
    return <p className="muted">No cell is missing in any of the {formatNumber(rows)} rows.</p>;
  return (
    <div className="data-columns">
      <div>
        <h3>Patterns</h3>
        <p className="muted">
          {formatNumber(missingness.completeRows)} of {formatNumber(rows)} rows are complete;{' '}
          {formatNumber(missingness.patternCount)} patterns in all.
        </p>
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">Missing together</th>
              <th scope="col" className="number">
                Rows
              </th>
              <th scope="col" className="number">
                Bad rate
              </th>
            </tr>
          </thead>
          <tbody>
            {missingness.patterns.map((pattern) => (
              <tr key={pattern.columns.join('\u0000')}>
                <td>
                  {pattern.columns.length === 0 ? (
                    <i>nothing</i>
                  ) : (
                    <Names names={pattern.columns} onColumn={onColumn} />
                  )}
                </td>
                <td className="number">
                  {formatNumber(pattern.count)} <small className="muted">{formatPercent(pattern.share)}</small>
                </td>
                <td className="number">{pattern.bads === null ? '–' : formatPercent(pattern.bads / pattern.count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div>
        <h3>Does the outcome depend on it?</h3>
        {missingness.byOutcome.length === 0 ? (
          <p className="muted">Not assessed: the data set has no target.</p>
        ) : (
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">Column</th>
                <th scope="col" className="number">
                  Missing
                </th>
                <th scope="col" className="number">
                  Bad if missing
                </th>
                <th scope="col" className="number">
                  if filled
                </th>
                <th scope="col" className="number">
                  p
                </th>
              </tr>
            </thead>
            <tbody>
              {missingness.byOutcome.slice(0, 40).map((entry) => (
                <tr key={entry.column}>
                  <td>
                    <button type="button" className="link-button" onClick={() => onColumn(entry.column)}>
                      {entry.column}
                    </button>
                  </td>
                  <td className="number">
                    <button
                      type="button"
                      className="link-button"
                      aria-label={`Rows where ${entry.column} is missing`}
                      onClick={() => onRows(entry.column)}
                    >
                      {formatNumber(entry.missing)}
                    </button>
                  </td>
                  <td className="number">{formatPercent(entry.badRateMissing)}</td>
                  <td className="number">{entry.badRateFilled === null ? '–' : formatPercent(entry.badRateFilled)}</td>
                  <td className="number">{formatFigure(entry.pValue, 'p-value')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {missingness.together.length > 0 && (
          <>
            <h3>Missing together in nine of ten rows</h3>
            <ul className="plain-list">
              {missingness.together.slice(0, 12).map((group) => (
                <li key={group.columns.join('\u0000')}>
                  <Names names={group.columns} onColumn={onColumn} />{' '}
                  <span className="muted">{formatNumber(group.rows)} rows</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </div>
  );
}

const SHOWN_NAMES = 6;

function Names({
  names,
  onColumn,
}: {
  readonly names: readonly string[];
  readonly onColumn: (column: string) => void;
}) {
  return (
    <>
      {names.slice(0, SHOWN_NAMES).map((name) => (
        <button key={name} type="button" className="link-button name-chip" onClick={() => onColumn(name)}>
          {name}
        </button>
      ))}
      {names.length > SHOWN_NAMES && <span className="muted"> and {names.length - SHOWN_NAMES} more</span>}
    </>
  );
}
