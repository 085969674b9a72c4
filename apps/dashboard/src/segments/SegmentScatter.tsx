import { useComputedColorScheme } from '@mantine/core';
import type { SegmentsResponse } from '@probity/contract';
import { type MouseEvent, useEffect, useMemo, useRef } from 'react';
import { useWidth } from '../charts/use-width.js';
import { formatNumber } from '../format/format-number.js';
import { makeMoneyScale } from './money-scale.js';
import { readSegmentColours } from './segment-colour.js';

interface SegmentScatterProps {
  readonly data: SegmentsResponse;
  /** Only these are drawn strongly; undefined: all. */
  readonly segment: number | undefined;
  readonly chosen: number | undefined;
  readonly onChoose: (row: number) => void;
}

const LEFT = 64;
const RIGHT = 14;
const TOP = 10;
const BOTTOM = 44;
const REACH = 14;

/** Every customer of the sample by income and spending, in the colour of its segment; anomalies have a ring. */
export function SegmentScatter({ data, segment, chosen, onChoose }: SegmentScatterProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [frame, width] = useWidth<HTMLDivElement>(640);
  const scheme = useComputedColorScheme('light');
  const height = Math.round(Math.min(460, Math.max(300, width * 0.62)));
  const points = useMemo(() => placePoints(data, width, height), [data, width, height]);
  const { clusters, anomalies } = data.sample;

  // The scheme decides what the colours are when they are read.
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn again when the scheme changes
  useEffect(() => {
    const target = canvas.current;
    const context = target?.getContext('2d');
    if (target === null || context === null || context === undefined) return;
    const ratio = window.devicePixelRatio || 1;
    target.width = Math.round(width * ratio);
    target.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const colours = readSegmentColours(target);
    const ink = getComputedStyle(target).getPropertyValue('--p-decline-ink').trim();
    for (let row = 0; row < clusters.length; row++) {
      const cluster = clusters[row] as number;
      const isQuiet = segment !== undefined && cluster !== segment;
      context.globalAlpha = isQuiet ? 0.07 : 0.5;
      context.fillStyle = colours[cluster % colours.length] as string;
      const x = points.x[row] as number;
      const y = points.y[row] as number;
      context.beginPath();
      context.arc(x, y, 2.6, 0, 2 * Math.PI);
      context.fill();
      if (anomalies[row] !== 1 || isQuiet) continue;
      context.globalAlpha = 0.95;
      context.strokeStyle = ink;
      context.lineWidth = 1.4;
      context.beginPath();
      context.arc(x, y, 4.6, 0, 2 * Math.PI);
      context.stroke();
    }
  }, [points, clusters, anomalies, segment, width, height, scheme]);

  const choose = (event: MouseEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const row = nearest(points, event.clientX - box.left, event.clientY - box.top, (candidate) =>
      segment === undefined ? true : clusters[candidate] === segment,
    );
    if (row !== undefined) onChoose(row);
  };
  return (
    <div className="segment-plot" ref={frame}>
      <canvas
        ref={canvas}
        style={{ height }}
        onClick={choose}
        role="img"
        aria-label={`${clusters.length} customers by ${points.across} and total spent, coloured by segment`}
      />
      <svg width={width} height={height} aria-hidden="true">
        {points.xScale.ticks.map((tick) => {
          const x = LEFT + points.xScale.place(tick) * (width - LEFT - RIGHT);
          return (
            <g key={tick}>
              <line x1={x} x2={x} y1={height - BOTTOM} y2={height - BOTTOM + 5} />
              <text x={x} y={height - BOTTOM + 19} textAnchor="middle">
                {formatNumber(tick)}
              </text>
            </g>
          );
        })}
        {points.yScale.ticks.map((tick) => {
          const y = height - BOTTOM - points.yScale.place(tick) * (height - TOP - BOTTOM);
          return (
            <g key={tick}>
              <line x1={LEFT - 5} x2={width - RIGHT} y1={y} y2={y} />
              <text x={LEFT - 9} y={y + 4} textAnchor="end">
                {formatNumber(tick)}
              </text>
            </g>
          );
        })}
        <text x={LEFT + (width - LEFT - RIGHT) / 2} y={height - 6} textAnchor="middle">
          {points.across}
        </text>
        <text transform={`translate(13 ${(height - BOTTOM) / 2}) rotate(-90)`} textAnchor="middle">
          total spent
        </text>
        {chosen !== undefined && (
          <circle className="segment-chosen" cx={points.x[chosen]} cy={points.y[chosen]} r={9} />
        )}
      </svg>
    </div>
  );
}

const acrossWords = { annual_income: 'annual income', credit_limit: 'credit line', none: 'risk score' } as const;

function placePoints({ sample, incomeFrom }: SegmentsResponse, width: number, height: number) {
  const isMoney = incomeFrom !== 'none';
  const known = isMoney ? sample.facts[incomeFrom] : undefined;
  const across = sample.riskScores.map((score, row) => known?.[row] ?? (isMoney ? 0 : score));
  const spent = sample.riskScores.map((_, row) => sample.facts['total_spent']?.[row] ?? 0);
  const plain = { ticks: [0, 20, 40, 60, 80, 100], place: (value: number) => value / 100 };
  const xScale = isMoney ? makeMoneyScale(across, Math.max(3, Math.floor(width / 90))) : plain;
  const yScale = makeMoneyScale(spent);
  const x = Float64Array.from(across, (value) => LEFT + xScale.place(value) * (width - LEFT - RIGHT));
  const y = Float64Array.from(spent, (value) => height - BOTTOM - yScale.place(value) * (height - TOP - BOTTOM));
  return { x, y, xScale, yScale, across: acrossWords[incomeFrom as keyof typeof acrossWords] };
}

function nearest(
  { x, y }: { readonly x: Float64Array; readonly y: Float64Array },
  left: number,
  top: number,
  isAllowed: (row: number) => boolean,
): number | undefined {
  let best: number | undefined;
  let least = REACH ** 2;
  for (let row = 0; row < x.length; row++) {
    const distance = ((x[row] as number) - left) ** 2 + ((y[row] as number) - top) ** 2;
    if (distance > least || !isAllowed(row)) continue;
    least = distance;
    best = row;
  }
  return best;
}
