import type { ScoreBin } from '@probity/scoring';
import { useWidth } from '../charts/use-width.js';
import { formatNumber, formatPercent } from '../format/format-number.js';

interface CutOffHistogramProps {
  readonly bins: readonly ScoreBin[];
  readonly approveBelow: number;
  readonly declineFrom: number;
  /** Cut-offs of the live policy, drawn thin. */
  readonly live: { readonly approveBelow: number; readonly declineFrom: number };
}

const FIRST_WIDTH = 640;
const HEIGHT = 180;
const BASE = HEIGHT - 24;

/** The scores of history in the zones of a policy: goods below, bads dark on top, unknown outcomes hatched. */
export function CutOffHistogram({ bins, approveBelow, declineFrom, live }: CutOffHistogramProps) {
  const [drawing, width] = useWidth<SVGSVGElement>(FIRST_WIDTH);
  const tallest = Math.max(1, ...bins.map(({ good, bad, unknown }) => good + bad + unknown));
  const left = (score: number) => score * width;
  const tall = (count: number) => (count / tallest) * (BASE - 22);
  const zones = [
    { name: 'approve', from: 0, to: approveBelow },
    { name: 'refer', from: approveBelow, to: declineFrom },
    { name: 'decline', from: declineFrom, to: 1 },
  ];
  return (
    <svg
      ref={drawing}
      className="cut-off-histogram"
      height={HEIGHT}
      role="img"
      aria-label={`Scores of history: approved below ${formatPercent(approveBelow)}, declined from ${formatPercent(declineFrom)}`}
    >
      <defs>
        <pattern id="unknown-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" y1="0" x2="0" y2="5" className="hatch" />
        </pattern>
      </defs>
      {zones.map(({ name, from, to }) => (
        <rect
          key={name}
          data-zone={name}
          x={left(from)}
          width={Math.max(0, left(to) - left(from))}
          y={0}
          height={BASE}
        />
      ))}
      {bins.map(({ from, to, good, bad, unknown }) => {
        const [x, wide] = [left(from) + 0.5, Math.max(1, left(to) - left(from) - 1)];
        return (
          <g key={from}>
            <title>
              {`${formatPercent(from)} to ${formatPercent(to)}: ${formatNumber(good)} good, ${formatNumber(bad)} bad, ${formatNumber(unknown)} unknown`}
            </title>
            <rect className="bar-good" x={x} width={wide} y={BASE - tall(good)} height={tall(good)} />
            <rect className="bar-bad" x={x} width={wide} y={BASE - tall(good + bad)} height={tall(bad)} />
            <rect
              className="bar-unknown"
              x={x}
              width={wide}
              y={BASE - tall(good + bad + unknown)}
              height={tall(unknown)}
            />
          </g>
        );
      })}
      {[live.approveBelow, live.declineFrom].map((cutOff, index) => (
        <line
          key={index === 0 ? 'approve' : 'decline'}
          className="live-cut"
          x1={left(cutOff)}
          x2={left(cutOff)}
          y1={0}
          y2={BASE}
        />
      ))}
      {[0, 0.25, 0.5, 0.75, 1].map((tick) => (
        <text
          key={tick}
          x={left(tick)}
          y={HEIGHT - 6}
          textAnchor={tick === 0 ? 'start' : tick === 1 ? 'end' : 'middle'}
        >
          {formatPercent(tick, 0)}
        </text>
      ))}
    </svg>
  );
}
