import type { TransactionItem } from '@probity/contract';
import { formatNumber } from '../format/format-number.js';
import { formatShortTime } from '../format/format-time.js';
import { amountOf } from './transaction-words.js';

const WIDTH = 600;
const HEIGHT = 64;
const EDGE = 10;

interface HistoryTimelineProps {
  readonly title: string;
  readonly items: readonly TransactionItem[];
  readonly current: TransactionItem;
}

/** Payments of one customer or terminal on a line of time; higher means more money, the open one stands out. */
export function HistoryTimeline({ title, items, current }: HistoryTimelineProps) {
  const shown = [current, ...items.filter(({ sequence }) => sequence !== current.sequence)].sort(
    (a, b) => a.event.at - b.event.at,
  );
  const first = shown[0]?.event.at ?? 0;
  const span = Math.max(1, (shown.at(-1)?.event.at ?? 0) - first);
  const most = Math.max(1, ...shown.map((item) => amountOf(item) ?? 0));
  return (
    <section className="history-timeline">
      <h3>{title}</h3>
      {shown.length === 1 ? (
        <p className="muted">No other payment is known here.</p>
      ) : (
        <>
          <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${shown.length} payments, ${title}`}>
            <line x1="0" x2={WIDTH} y1={HEIGHT - EDGE} y2={HEIGHT - EDGE} />
            {shown.map((item) => {
              const x = EDGE + ((item.event.at - first) / span) * (WIDTH - 2 * EDGE);
              const y = HEIGHT - EDGE - ((amountOf(item) ?? 0) / most) * (HEIGHT - 2 * EDGE - 6);
              const isCurrent = item.sequence === current.sequence;
              return (
                <g key={item.sequence} data-answer={item.answer} data-current={isCurrent || undefined}>
                  <line x1={x} x2={x} y1={HEIGHT - EDGE} y2={y} />
                  <circle cx={x} cy={y} r={isCurrent ? 6 : 4}>
                    <title>{`${formatShortTime(item.at)}: ${formatNumber(amountOf(item) ?? 0)}, ${item.answer}`}</title>
                  </circle>
                </g>
              );
            })}
          </svg>
          <p className="history-ends muted">
            <span>{formatShortTime(new Date(first).toISOString())}</span>
            <span>{formatShortTime(new Date(first + span).toISOString())}</span>
          </p>
        </>
      )}
    </section>
  );
}
