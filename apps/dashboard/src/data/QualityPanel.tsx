import { useQuery } from '@tanstack/react-query';
import { datasetQualityQuery } from '../api/queries.js';
import { formatNumber } from '../format/format-number.js';
import { formatTime } from '../format/format-time.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';
import { PageLoading } from '../shell/PageLoading.js';

/** How the source kept the expectations of its schema, newest first. */
export function QualityPanel({ hash }: { readonly hash: string }) {
  const query = useQuery(datasetQualityQuery(hash));
  if (query.isPending) return <PageLoading />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  const { series, reports } = query.data;
  if (reports.length === 0) {
    return (
      <p className="muted">
        Nothing is expected of {series} yet: put <code>expect</code> into its schema file, and each ingest is held
        against it.
      </p>
    );
  }
  return (
    <ol className="quality-list" aria-label={`Expectations of ${series}, newest first`}>
      {[...reports].reverse().map(({ checkedAt, outcome, rows, quarantined, results }) => (
        <li key={checkedAt} data-outcome={outcome}>
          <p>
            <b>{outcome}</b> <time dateTime={checkedAt}>{formatTime(checkedAt)}</time>{' '}
            <span className="muted">
              {formatNumber(rows)} rows, {formatNumber(quarantined)} refused;{' '}
              {results.filter((result) => result.outcome === 'met').length} of {results.length} expectations met
            </span>
          </p>
          <ul className="plain-list">
            {results
              .filter((result) => result.outcome !== 'met')
              .map((result) => (
                <li key={`${result.column} ${result.expectation}`}>
                  <b>{result.column ?? 'data set'}</b> {result.outcome} ({result.severity}): {result.sentence}
                </li>
              ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}
