import './data.css';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { datasetsQuery, modelsQuery } from '../api/queries.js';
import { referenceOf } from '../engine/load-engine.js';
import { formatNumber } from '../format/format-number.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';
import { PageLoading } from '../shell/PageLoading.js';

/** The data sets of the workspace. */
export function DataPage() {
  const query = useQuery(datasetsQuery);
  const models = useQuery(modelsQuery);
  const trainedBy = (hash: string) =>
    (models.data?.models ?? []).filter(({ summary }) => summary['dataset'] === hash).map(referenceOf);
  if (query.isPending) return <PageLoading />;
  const datasets = query.data?.datasets ?? [];
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>Data</h1>
          <p className="page-lead">Every file that was read here, as a version named by its content.</p>
        </div>
      </div>
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {datasets.length === 0 && !query.isError && (
        <div className="empty-state card">
          <h2>No data set yet</h2>
          <p>Describe a file, and it will be here:</p>
          <pre>probity profile loans.csv --target default</pre>
        </div>
      )}
      {datasets.length > 0 && (
        <ul className="card dataset-list" aria-label="Data sets">
          {datasets.map((dataset) => (
            <li key={dataset.hash}>
              <Link to="/data/$hash" params={{ hash: dataset.hash }}>
                <span className="dataset-name">{dataset.source}</span>
                <span className="muted">
                  {formatNumber(dataset.rows)} rows
                  {dataset.rowsRefused > 0 && `, ${formatNumber(dataset.rowsRefused)} refused`}
                </span>
                <code>{dataset.hash.slice(0, 12)}</code>
                <span className="muted">
                  {dataset.profiled ? 'profiled' : 'not profiled yet'}
                  {trainedBy(dataset.hash).length > 0 && `, trained ${trainedBy(dataset.hash).join(', ')}`}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
