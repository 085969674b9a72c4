import { Button, Modal } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { datasetRowsQuery } from '../api/queries.js';
import { formatNumber } from '../format/format-number.js';
import { formatValue } from '../format/format-value.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';
import { PageLoading } from '../shell/PageLoading.js';
import type { RowsChoice } from './data-search.js';
import { rowsWords } from './rows-words.js';

interface RowsDialogProps {
  readonly hash: string;
  readonly column: string | undefined;
  readonly choice: RowsChoice;
  readonly onClose: () => void;
}

/** The rows behind a bar or a finding, each with its line in the file. */
export function RowsDialog({ hash, column, choice, onClose }: RowsDialogProps) {
  const query = useInfiniteQuery(datasetRowsQuery(hash, choice.rows === undefined ? column : undefined, choice));
  const first = query.data?.pages[0];
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
  const columns = first?.columns ?? [];
  // The column in question stands first, so that it needs no scrolling.
  const order = columns
    .map((_, index) => index)
    .sort((one, other) => Number(columns[other] === column) - Number(columns[one] === column));
  return (
    <Modal
      opened
      onClose={onClose}
      size="90vw"
      closeButtonProps={{ 'aria-label': 'Close' }}
      title={<b>{rowsWords(column, choice, first?.total)}</b>}
    >
      {query.isPending && <PageLoading />}
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {rows.length > 0 && (
        <div className="rows-scroll">
          <table className="plain-table rows-table">
            <thead>
              <tr>
                <th scope="col" className="number">
                  Line
                </th>
                <th scope="col">Outcome</th>
                {order.map((index) => (
                  <th key={columns[index]} scope="col" data-chosen={columns[index] === column || undefined}>
                    {columns[index]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.row}>
                  <th scope="row" className="number" title={`Row ${row.row + 1} of the data set`}>
                    {formatNumber(row.line)}
                  </th>
                  <td>{row.bad === null ? '–' : row.bad ? <b className="outcome-bad">bad</b> : 'good'}</td>
                  {order.map((index) => (
                    <td
                      key={columns[index]}
                      data-chosen={columns[index] === column || undefined}
                      data-unknown={row.cells[index] === null || undefined}
                    >
                      {row.cells[index] === null ? 'missing' : formatValue(row.cells[index])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {first?.total === 0 && <p className="muted">No row is like that.</p>}
      {query.hasNextPage && (
        <Button variant="default" mt="md" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          More rows
        </Button>
      )}
    </Modal>
  );
}
