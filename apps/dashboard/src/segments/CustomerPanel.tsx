import type { CustomersRequest, SegmentsResponse } from '@probity/contract';
import { useQuery } from '@tanstack/react-query';
import type { CSSProperties } from 'react';
import { customersQuery } from '../api/queries.js';
import { formatNumber } from '../format/format-number.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';
import { segmentColour } from './segment-colour.js';

interface CustomerPanelProps {
  readonly data: SegmentsResponse;
  readonly row: number;
}

/** One customer of the sample: score, segment, and what adds to the score, as the server says it. */
export function CustomerPanel({ data, row }: CustomerPanelProps) {
  const { name, version } = data.model;
  const query = useQuery(customersQuery(`${name}@${version}`, requestOf(data, row)));
  const customer = query.data?.customers[0];
  return (
    <section className="card" aria-labelledby="customer-title">
      <h2 id="customer-title">Customer {row + 1} of the sample</h2>
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {customer !== undefined && (
        <>
          <p className="customer-score">
            <strong>{formatNumber(customer.risk_score)}</strong>
            <span className="muted">of 100, higher is riskier</span>
          </p>
          <p style={{ '--segment': segmentColour(customer.cluster) } as CSSProperties}>
            <span
              className="segment-dot"
              style={{ display: 'inline-block', marginRight: '0.5rem' }}
              aria-hidden="true"
            />
            {customer.segment}
            {customer.anomaly === 1 && ' · anomalous'}
          </p>
          {customer.reasons.length === 0 && <p className="segment-note">Nothing adds to this score.</p>}
          <ul className="customer-reasons" aria-label="What adds to the score">
            {customer.reasons.map(({ measure, text, value, points }) => (
              <li key={measure}>
                <span>
                  {text} <span className="muted">{formatNumber(Number(value.toPrecision(3)))}</span>
                </span>
                <span className="number">+{points.toFixed(1)}</span>
                <span className="bar" aria-hidden="true">
                  <span style={{ width: `${Math.min(100, points * 2.5)}%` }} />
                </span>
              </li>
            ))}
          </ul>
          <dl className="segment-facts" style={{ marginTop: '1rem' }}>
            {factsOf(data, row).map(([title, value]) => (
              <div key={title} style={{ display: 'contents' }}>
                <dt>{title}</dt>
                <dd>{formatNumber(Number(value.toPrecision(3)))}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </section>
  );
}

function requestOf({ sample }: SegmentsResponse, row: number): CustomersRequest {
  const known = Object.entries(sample.facts).map(([name, values]) => [name, values[row] ?? null]);
  const facts = Object.fromEntries(known) as Record<string, number | null>;
  return { customers: [{ user_id: String(row + 1), ...facts, total_spent: facts['total_spent'] ?? 0 }] };
}

function factsOf({ sample }: SegmentsResponse, row: number): readonly (readonly [string, number])[] {
  return Object.entries(sample.facts).flatMap(([name, values]) => {
    const value = values[row];
    return typeof value === 'number' ? [[name.replaceAll('_', ' '), value] as const] : [];
  });
}
