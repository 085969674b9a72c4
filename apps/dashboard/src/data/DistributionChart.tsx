import { wilsonRateInterval } from '@probity/numerics';
import type { KeyboardEvent } from 'react';
import { formatNumber, formatPercent } from '../format/format-number.js';
import type { RowsChoice } from './data-search.js';

/** One bar: how many rows, how many of them bad, and which rows it leads to. */
export interface DistributionBar {
  readonly key: string;
  readonly label: string;
  readonly count: number;
  readonly bads: number | null;
  readonly rows: RowsChoice;
  /** Drawn apart: a special code, or missing. */
  readonly isApart?: boolean;
}

interface DistributionChartProps {
  readonly title: string;
  readonly bars: readonly DistributionBar[];
  readonly onPick: (rows: RowsChoice) => void;
}

const WIDTH = 560;
const PLOT = 150;
const RATE = 80;
const LEFT = 62;
const GAP = 2;

/**
 * Bars of rows, and below them the bad rate of each with its 95 % interval, on an axis of its own.
 *
 * Every bar is a button that leads to its rows.
 */
export function DistributionChart({ title, bars, onPick }: DistributionChartProps) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const rates = bars.map(({ count, bads }) => (bads === null || count === 0 ? undefined : rateOf(bads, count)));
  const hasRates = rates.some((rate) => rate !== undefined);
  const highest = Math.max(0.01, ...rates.map((rate) => rate?.high ?? 0));
  const top = highest > 0.5 ? 1 : Math.ceil(highest * 20) / 20;
  const width = (WIDTH - LEFT) / Math.max(1, bars.length);
  const height = PLOT + 22 + (hasRates ? RATE + 26 : 8);
  const rateY = (rate: number) => PLOT + 30 + (1 - Math.min(1, rate / top)) * RATE;
  return (
    <figure className="distribution">
      <figcaption>{title}</figcaption>
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: the caption above names it, and each bar says what it is */}
      <svg viewBox={`0 0 ${WIDTH} ${height}`}>
        <text x={LEFT - 6} y={14} textAnchor="end">
          {short(most)}
        </text>
        {hasRates &&
          [0, top].map((tick) => (
            <g key={tick}>
              <line className="grid" x1={LEFT} x2={WIDTH} y1={rateY(tick)} y2={rateY(tick)} />
              <text x={LEFT - 6} y={rateY(tick) + 4} textAnchor="end">
                {Math.round(tick * 100)} %
              </text>
            </g>
          ))}
        {bars.map((bar, index) => {
          const x = LEFT + index * width;
          const rate = rates[index];
          const barHeight = bar.count === 0 ? 0 : Math.max(1.5, (bar.count / most) * (PLOT - 4));
          const words = `${bar.label}: ${formatNumber(bar.count)} rows${rate === undefined ? '' : `, ${formatPercent(rate.rate)} bad`}`;
          return (
            // biome-ignore lint/a11y/useSemanticElements: a bar of a drawing cannot be a button element
            <g
              key={bar.key}
              role="button"
              tabIndex={bar.count === 0 ? -1 : 0}
              className="distribution-bar"
              data-apart={bar.isApart || undefined}
              aria-label={`${words}. Show these rows`}
              onClick={() => bar.count > 0 && onPick(bar.rows)}
              onKeyDown={(event: KeyboardEvent) => {
                if (event.key !== 'Enter' && event.key !== ' ') return;
                event.preventDefault();
                onPick(bar.rows);
              }}
            >
              <title>{words}</title>
              <rect className="bar-target" x={x} y={0} width={width} height={height - 4} />
              <rect
                className="bar"
                x={x + GAP / 2}
                y={PLOT - barHeight}
                width={Math.max(1, width - GAP)}
                height={barHeight}
                rx={1.5}
              />
              {rate !== undefined && (
                <>
                  <line
                    className="rate-interval"
                    x1={x + width / 2}
                    x2={x + width / 2}
                    y1={rateY(rate.low)}
                    y2={rateY(rate.high)}
                  />
                  <circle className="rate" cx={x + width / 2} cy={rateY(rate.rate)} r={3.4} />
                </>
              )}
            </g>
          );
        })}
        <line className="axis" x1={LEFT} x2={WIDTH} y1={PLOT} y2={PLOT} />
        {axisLabels(bars).map(({ index, label, anchor }) => (
          <text
            key={index}
            x={LEFT + (index + (anchor === 'start' ? 0.1 : anchor === 'end' ? 0.9 : 0.5)) * width}
            y={PLOT + 16}
            textAnchor={anchor}
          >
            {label}
          </text>
        ))}
      </svg>
      {hasRates && (
        <p className="muted">Bars: rows. Dots: bad rate with its 95 % interval. Click a bar for its rows.</p>
      )}
    </figure>
  );
}

/** First, middle and last, or all when there are few. */
function axisLabels(bars: readonly DistributionBar[]) {
  const few = bars.length <= 6 && bars.every(({ label }) => label.length <= 12);
  const indexes = few
    ? bars.map((_, index) => index)
    : [...new Set([0, Math.floor((bars.length - 1) / 2), bars.length - 1])];
  return indexes.map((index) => {
    const label = bars[index]?.label.split(' to ')[0] ?? '';
    const anchor = few
      ? ('middle' as const)
      : index === 0
        ? ('start' as const)
        : index === bars.length - 1
          ? ('end' as const)
          : ('middle' as const);
    return { index, label: label.length > 16 ? `${label.slice(0, 15)}…` : label, anchor };
  });
}

function short(count: number): string {
  return count >= 10_000 ? `${Math.round(count / 1000)}k` : String(count);
}

/** A bar's bad rate with Wilson's 95 % interval: what the dots' lines show. */
function rateOf(bads: number, count: number): { rate: number; low: number; high: number } {
  const [low, high] = wilsonRateInterval(bads, count);
  return { rate: bads / count, low, high };
}
