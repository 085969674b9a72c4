import './segments.css';
import type { SegmentsResponse } from '@probity/contract';
import { useQuery } from '@tanstack/react-query';
import { type CSSProperties, useState } from 'react';
import { ApiError } from '../api/api-error.js';
import { segmentsQuery } from '../api/queries.js';
import { formatNumber, formatPercent } from '../format/format-number.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';
import { PageLoading } from '../shell/PageLoading.js';
import { CustomerPanel } from './CustomerPanel.js';
import { SegmentCards } from './SegmentCards.js';
import { SegmentScatter } from './SegmentScatter.js';
import { segmentColour } from './segment-colour.js';

const LISTED = 200;

/** Customers by what they earn, spend and risk: segments, a picture, the odd ones, one of them with its reasons. */
export function SegmentsPage() {
  const query = useQuery(segmentsQuery());
  const [segment, setSegment] = useState<number>();
  const [row, setRow] = useState<number>();
  if (query.isPending) return <PageLoading />;
  const isMissing = query.error instanceof ApiError && query.error.status === 404;
  return (
    <div className="page page-wide">
      <div className="page-head">
        <div>
          <h1>Segments</h1>
          {query.data !== undefined && <p className="page-lead">{leadOf(query.data)}</p>}
        </div>
      </div>
      {isMissing && (
        <div className="empty-state card">
          <h2>No customers yet</h2>
          <p>Score the customers of two files, and they will be here:</p>
          <pre>probity customers users.csv transactions.csv</pre>
        </div>
      )}
      {query.isError && !isMissing && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.data !== undefined && (
        <>
          <SegmentCards segments={query.data.segments} chosen={segment} onChoose={setSegment} />
          <div className="segment-columns">
            <section className="card" aria-labelledby="scatter-title">
              <h2 id="scatter-title">Income and spending</h2>
              <SegmentScatter data={query.data} segment={segment} chosen={row} onChoose={setRow} />
              <p className="segment-note">
                {formatNumber(query.data.sample.clusters.length)} customers, without names, numbers to three figures. A
                ring marks an anomaly. Choose a point to see what adds to its score.
              </p>
              <p className="segment-note">{apartOf(query.data)}</p>
            </section>
            <div className="segment-side">
              {row !== undefined && <CustomerPanel data={query.data} row={row} />}
              <Anomalies data={query.data} segment={segment} chosen={row} onChoose={setRow} />
            </div>
          </div>
        </>
      )}
    </div>
  );
}

interface AnomaliesProps {
  readonly data: SegmentsResponse;
  readonly segment: number | undefined;
  readonly chosen: number | undefined;
  readonly onChoose: (row: number) => void;
}

function Anomalies({ data, segment, chosen, onChoose }: AnomaliesProps) {
  const { anomalies, clusters, riskScores, facts } = data.sample;
  const rows = Array.from(anomalies.keys())
    .filter((row) => anomalies[row] === 1 && (segment === undefined || clusters[row] === segment))
    .sort((a, b) => (riskScores[b] as number) - (riskScores[a] as number));
  return (
    <section className="card" aria-labelledby="anomalies-title">
      <h2 id="anomalies-title">Anomalies</h2>
      <p className="segment-note">
        {rows.length === 0
          ? 'None here.'
          : `${formatNumber(rows.length)} of the sample, by risk score; the model calls ${formatPercent(data.contamination)} of its customers anomalous.`}
      </p>
      <ul className="anomaly-list">
        {rows.slice(0, LISTED).map((row) => (
          <li key={row}>
            <button type="button" aria-current={row === chosen} onClick={() => onChoose(row)}>
              <span
                className="segment-dot"
                style={{ '--segment': segmentColour(clusters[row] as number) } as CSSProperties}
                title={data.segments[clusters[row] as number]?.name}
              />
              <span>
                spent {formatNumber(facts['total_spent']?.[row] ?? 0)}
                {typeof facts['annual_income']?.[row] === 'number' && (
                  <span className="muted"> of {formatNumber(facts['annual_income'][row])} a year</span>
                )}
              </span>
              <span>{(riskScores[row] as number).toFixed(1)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function leadOf({ customers, asOf, model }: SegmentsResponse): string {
  const when = asOf === null ? '' : `, as of ${asOf.slice(0, 10)}`;
  return `${formatNumber(customers)} customers${when}, by ${model.name}@${model.version}.`;
}

function apartOf({ silhouette, suggested, segments }: SegmentsResponse): string {
  const apart = silhouette === null ? '' : `Silhouette ${silhouette.toFixed(2)}. `;
  if (suggested === segments.length) return `${apart}No other number of segments from 2 to 8 stands out more.`;
  return `${apart}${suggested} segments would stand out more: probity customers … --clusters ${suggested}.`;
}
