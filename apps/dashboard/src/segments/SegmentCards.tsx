import type { SegmentsResponse } from '@probity/contract';
import type { CSSProperties } from 'react';
import { formatNumber, formatPercent } from '../format/format-number.js';
import { segmentColour } from './segment-colour.js';

interface SegmentCardsProps {
  readonly segments: SegmentsResponse['segments'];
  readonly chosen: number | undefined;
  readonly onChoose: (cluster: number | undefined) => void;
}

/** Each segment with its size and what sets it apart; pressed, only its customers are shown. */
export function SegmentCards({ segments, chosen, onChoose }: SegmentCardsProps) {
  return (
    <ul className="segment-cards" aria-label="Segments">
      {segments.map(({ cluster, name, size, share, annualIncome, totalSpent, riskScore, anomalyShare }) => (
        <li key={cluster}>
          <button
            type="button"
            className="segment-card"
            aria-pressed={chosen === cluster}
            style={{ '--segment': segmentColour(cluster) } as CSSProperties}
            onClick={() => onChoose(chosen === cluster ? undefined : cluster)}
          >
            <h3>{name}</h3>
            <span className="segment-size">
              <strong className="number">{formatNumber(size)}</strong>
              <span className="muted">customers, {formatPercent(share)}</span>
            </span>
            <dl className="segment-facts">
              {annualIncome !== null && <Fact name="Annual income" value={formatNumber(Math.round(annualIncome))} />}
              <Fact name="Total spent" value={formatNumber(Math.round(totalSpent))} />
              <Fact name="Risk score" value={formatNumber(Math.round(riskScore * 10) / 10)} />
              <Fact name="Anomalous" value={formatPercent(anomalyShare)} />
            </dl>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
