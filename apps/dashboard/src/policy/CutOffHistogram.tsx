import type { ScoreBin } from '@probity/scoring';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { useWidth } from '../charts/use-width.js';
import { formatNumber, formatPercent } from '../format/format-number.js';

interface CutOffHistogramProps {
  readonly bins: readonly ScoreBin[];
  readonly approveBelow: number;
  readonly declineFrom: number;
  /** Cut-offs of the live policy, drawn thin. */
  readonly live: { readonly approveBelow: number; readonly declineFrom: number };
  /** What moves the cut-offs: it stands right below the bars. */
  readonly children: ReactNode;
}

const FIRST_WIDTH = 640;
const HEIGHT = 180;
const BASE = HEIGHT - 24;

/**
 * The scores of history in the zones of a policy: goods below, bads dark on top, unknown outcomes hatched.
 *
 * One tab stop: the arrow keys walk the bars, the text below says what is in one, and Enter or a click leads to the
 * recorded decisions with such scores.
 */
export function CutOffHistogram({ bins, approveBelow, declineFrom, live, children }: CutOffHistogramProps) {
  const [drawing, width] = useWidth<SVGSVGElement>(FIRST_WIDTH);
  const [inHand, setInHand] = useState<number>();
  const navigate = useNavigate();
  const openDecisions = (index: number | undefined) => {
    const bin = bins[index ?? -1];
    if (bin === undefined) return;
    const rounded = (score: number) => Number(score.toPrecision(6));
    // The last bar holds a score of 1 as well.
    const to = bin.to >= 1 ? {} : { to: rounded(bin.to) };
    void navigate({ to: '/decisions', search: { from: rounded(bin.from), ...to } });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = bins.length - 1;
    const start = inHand ?? -1;
    const next = { ArrowRight: start + 1, ArrowLeft: start - 1, Home: 0, End: last }[event.key];
    if (event.key === 'Enter') openDecisions(inHand);
    else if (next !== undefined) setInHand(Math.min(last, Math.max(0, next)));
    else return;
    event.preventDefault();
  };
  const chosen = bins[inHand ?? -1];
  const tallest = Math.max(1, ...bins.map(({ good, bad, unknown }) => good + bad + unknown));
  const left = (score: number) => score * width;
  const tall = (count: number) => (count / tallest) * (BASE - 22);
  const zones = [
    { name: 'approve', from: 0, to: approveBelow },
    { name: 'refer', from: approveBelow, to: declineFrom },
    { name: 'decline', from: declineFrom, to: 1 },
  ];
  return (
    <>
      <svg
        ref={drawing}
        className="cut-off-histogram"
        height={HEIGHT}
        role="application"
        aria-describedby="cut-off-readout"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the chart's one tab stop; arrow keys walk its bars
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={() => setInHand(undefined)}
        onPointerLeave={() => setInHand(undefined)}
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
        {bins.map(({ from, to, good, bad, unknown }, index) => {
          const [x, wide] = [left(from) + 0.5, Math.max(1, left(to) - left(from) - 1)];
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys and Enter do the same on the chart
            <g
              key={from}
              className="bar"
              data-in-hand={index === inHand || undefined}
              onPointerEnter={() => setInHand(index)}
              onClick={() => openDecisions(index)}
            >
              <rect className="bar-ground" x={x} width={wide} y={0} height={BASE} />
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
      {children}
      <p id="cut-off-readout" className="cut-off-readout" aria-live="polite">
        {chosen === undefined
          ? 'Below: went well; on top: went bad. A bar leads to the recorded decisions with such scores.'
          : `${formatPercent(chosen.from)} to ${formatPercent(chosen.to)}: ${formatNumber(chosen.good)} good, ${formatNumber(chosen.bad)} bad${chosen.unknown > 0 ? `, ${formatNumber(chosen.unknown)} of unknown outcome` : ''}`}
      </p>
    </>
  );
}
