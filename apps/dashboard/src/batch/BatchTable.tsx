import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { OutcomeBadge } from '../assessment/OutcomeBadge.js';
import { formatNumber, formatPercent } from '../format/format-number.js';
import type { BatchRow } from './batch-result.js';

const ROWS_PER_PAGE = 50;

/** The rows that the filter leaves, page by page; a recorded row leads to its decision. */
export function BatchTable({ rows }: { readonly rows: readonly BatchRow[] }) {
  const [page, setPage] = useState(0);
  const pages = Math.max(1, Math.ceil(rows.length / ROWS_PER_PAGE));
  const at = Math.min(page, pages - 1);
  const shown = rows.slice(at * ROWS_PER_PAGE, (at + 1) * ROWS_PER_PAGE);
  const hasIds = rows.some(({ id }) => id !== undefined);
  const hasReasons = rows.some(({ reasons }) => reasons.length > 0);
  return (
    <>
      <div className="table-scroll">
        <table className="batch-table">
          <thead>
            <tr>
              <th scope="col">Line</th>
              {hasIds && <th scope="col">Id</th>}
              <th scope="col" className="number">
                Risk score
              </th>
              <th scope="col" className="number">
                Points
              </th>
              <th scope="col">Grade</th>
              <th scope="col">Outcome</th>
              {hasReasons && <th scope="col">First reason</th>}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <Row key={row.line} row={row} hasIds={hasIds} hasReasons={hasReasons} />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length === 0 && <p className="batch-none">No row is one of these.</p>}
      {pages > 1 && (
        <nav className="batch-pages" aria-label="Pages of rows">
          <Button variant="default" size="xs" disabled={at === 0} onClick={() => setPage(at - 1)}>
            Previous
          </Button>
          <span>
            {formatNumber(at * ROWS_PER_PAGE + 1)}–{formatNumber(at * ROWS_PER_PAGE + shown.length)} of{' '}
            {formatNumber(rows.length)}
          </span>
          <Button variant="default" size="xs" disabled={at === pages - 1} onClick={() => setPage(at + 1)}>
            Next
          </Button>
        </nav>
      )}
    </>
  );
}

interface RowProps {
  readonly row: BatchRow;
  readonly hasIds: boolean;
  readonly hasReasons: boolean;
}

function Row({ row, hasIds, hasReasons }: RowProps) {
  const { line, id, riskScore, points, grade, outcome, reasons, decisionId, error } = row;
  const lead = decisionId === undefined ? line : <DecisionLink id={decisionId}>{line}</DecisionLink>;
  if (error !== '') {
    return (
      <tr data-refused>
        <td>{line}</td>
        {hasIds && <td>{id}</td>}
        <td colSpan={hasReasons ? 5 : 4}>{error}</td>
      </tr>
    );
  }
  return (
    <tr>
      <td>{lead}</td>
      {hasIds && <td>{id}</td>}
      <td className="number">{riskScore === undefined ? '' : formatPercent(riskScore)}</td>
      <td className="number">{points}</td>
      <td>{grade}</td>
      <td>{outcome !== undefined && <OutcomeBadge outcome={outcome} size="sm" />}</td>
      {hasReasons && <td className="batch-reason">{reasons[0]}</td>}
    </tr>
  );
}

function DecisionLink({ id, children }: { readonly id: string; readonly children: number }) {
  return (
    <Link to="/decisions/$id" params={{ id }} aria-label={`Decision of line ${children}`} className="batch-link">
      {children}
    </Link>
  );
}
