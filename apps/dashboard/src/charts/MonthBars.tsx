import './month-bars.css';
import { useId, useState } from 'react';
import { useWidth } from './use-width.js';

/** One month of a bar chart. */
export interface MonthBar {
  readonly label: string;
  readonly income: number;
  readonly expense: number;
  /** For the readout: "2024-03: in 2 000.00, out 1 800.00". */
  readonly words: string;
}

const HEIGHT = 190;
const BOTTOM = 24;
const TOP = 8;
const LABEL_WIDTH = 58;

/** Income and expense side by side, month by month; hover, or the arrow keys, read a month out. */
export function MonthBars({ title, months }: { readonly title: string; readonly months: readonly MonthBar[] }) {
  const id = useId();
  const [drawing, width] = useWidth<SVGSVGElement>(720);
  const [chosen, setChosen] = useState<number>();
  const most = Math.max(1, ...months.flatMap(({ income, expense }) => [income, expense]));
  const step = width / Math.max(1, months.length);
  const barWidth = Math.max(1, Math.min(22, step * 0.36));
  const size = (value: number) => (Math.max(0, value) / most) * (HEIGHT - TOP - BOTTOM);
  const every = Math.max(1, Math.ceil((months.length * LABEL_WIDTH) / width));
  const onKeyDown = (event: React.KeyboardEvent) => {
    const last = months.length - 1;
    const next = { ArrowRight: (chosen ?? -1) + 1, ArrowLeft: (chosen ?? last + 1) - 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setChosen(Math.min(last, Math.max(0, next)));
  };
  return (
    <figure className="month-bars">
      <svg
        ref={drawing}
        height={HEIGHT}
        role="img"
        aria-label={title}
        aria-describedby={`${id}-read`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys read the months out
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerLeave={() => setChosen(undefined)}
      >
        <line className="ground" x1="0" x2={width} y1={HEIGHT - BOTTOM} y2={HEIGHT - BOTTOM} />
        {months.map(({ label, income, expense }, at) => {
          const middle = step * (at + 0.5);
          return (
            <g key={label} data-chosen={chosen === at || undefined} onPointerEnter={() => setChosen(at)}>
              <rect className="reach" x={step * at} y={0} width={step} height={HEIGHT} />
              <rect
                className="income"
                x={middle - barWidth - 1}
                width={barWidth}
                y={HEIGHT - BOTTOM - size(income)}
                height={size(income)}
                rx="2"
              />
              <rect
                className="expense"
                x={middle + 1}
                width={barWidth}
                y={HEIGHT - BOTTOM - size(expense)}
                height={size(expense)}
                rx="2"
              />
              {at % every === 0 && (
                <text x={middle} y={HEIGHT - 7} textAnchor="middle">
                  {label}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <p id={`${id}-read`} aria-live="polite" className="month-bars-read">
        {chosen === undefined ? (
          <>
            <span className="key-income" /> income <span className="key-expense" /> expense
          </>
        ) : (
          months[chosen]?.words
        )}
      </p>
    </figure>
  );
}
