import type { RiskCategory } from '@probity/domain';
import { formatNumber, formatPercent } from '../format/format-number.js';
import { barStart, SCORE_BARS } from './batch-result.js';

interface ScoreHistogramProps {
  /** Rows per bar. */
  readonly counts: readonly number[];
  readonly approveBelow: number;
  readonly declineFrom: number;
  readonly chosen: number | undefined;
  readonly onChoose: (bar: number | undefined) => void;
}

const WIDTH = 1000;
const HEIGHT = 150;
const GAP = 4;

/** How many rows lie where on the scale of risk; a bar narrows the table to its rows. */
export function ScoreHistogram({ counts, approveBelow, declineFrom, chosen, onChoose }: ScoreHistogramProps) {
  const most = Math.max(1, ...counts);
  const width = WIDTH / SCORE_BARS;
  const place = (share: number) => Math.sqrt(share) * WIDTH;
  const zoneOf = (bar: number): RiskCategory => {
    const middle = ((bar + 0.5) / SCORE_BARS) ** 2;
    if (middle < approveBelow) return 'low';
    return middle < declineFrom ? 'medium' : 'high';
  };
  return (
    <figure className="score-histogram">
      <figcaption className="visually-hidden">Rows by risk score</figcaption>
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: the caption names it, and its bars are buttons of their own */}
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + 26}`}>
        {[approveBelow, declineFrom].map((cut) => (
          <line key={cut} className="cut" x1={place(cut)} x2={place(cut)} y1={0} y2={HEIGHT} />
        ))}
        {counts.map((count, bar) => {
          const height = count === 0 ? 0 : Math.max(3, (count / most) * (HEIGHT - 8));
          const from = formatPercent(barStart(bar));
          const words = `${formatNumber(count)} rows from ${from} to ${formatPercent(barStart(bar + 1))}`;
          const isChosen = chosen === bar;
          return (
            // biome-ignore lint/a11y/useSemanticElements: a bar of a drawing cannot be a button element
            <g
              key={from}
              role="button"
              tabIndex={count === 0 ? -1 : 0}
              aria-label={words}
              aria-pressed={isChosen}
              className="bar"
              data-zone={zoneOf(bar)}
              data-faded={(chosen !== undefined && !isChosen) || undefined}
              onClick={() => onChoose(isChosen || count === 0 ? undefined : bar)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' && event.key !== ' ') return;
                event.preventDefault();
                onChoose(isChosen ? undefined : bar);
              }}
            >
              <title>{words}</title>
              <rect className="bar-target" x={bar * width} width={width} y={0} height={HEIGHT} />
              <rect x={bar * width + GAP / 2} width={width - GAP} y={HEIGHT - height} height={height} rx={2} />
            </g>
          );
        })}
        <line className="axis" x1={0} x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
        {[0, 0.02, 0.1, 0.25, 0.5, 1].map((tick) => (
          <text
            key={tick}
            x={place(tick)}
            y={HEIGHT + 18}
            textAnchor={tick === 0 ? 'start' : tick === 1 ? 'end' : 'middle'}
          >
            {tick * 100} %
          </text>
        ))}
      </svg>
    </figure>
  );
}
