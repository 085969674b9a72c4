import './line-chart.css';
import type { ChartAxis, ChartSeries, FigureFormat } from '@probity/validation';
import { type KeyboardEvent, type PointerEvent, useId, useState } from 'react';
import { formatFigure } from '../format/format-figure.js';
import { formatPercent } from '../format/format-number.js';
import { makeScale } from './chart-scale.js';
import { useWidth } from './use-width.js';

interface LineChartProps {
  readonly title: string;
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly series: readonly ChartSeries[];
  /** Vertical lines with their words. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
  /** More words for the readout of a point. */
  readonly describe?: (series: number, point: number) => string;
  /** What a click or Enter on a point does; the point then says that it leads somewhere. */
  readonly onPick?: (series: number, point: number) => void;
  readonly height?: number;
}

const FIRST_WIDTH = 560;
const LEFT = 50;
const BOTTOM = 44;
const TOP = 12;
const RIGHT = 18;
/** Room that the words of a tick take. */
const TICK_WIDTH = 74;

/**
 * Lines, steps or points over two axes, with intervals and marks.
 *
 * One tab stop: the arrow keys walk the points (up and down change the line) and the text below says where one is.
 * Lines differ in dash and in the marks of their points, never in colour alone.
 */
export function LineChart({ title, x, y, series, marks = [], describe, onPick, height = 270 }: LineChartProps) {
  const id = useId();
  const [inHand, setInHand] = useState<{ series: number; point: number }>();
  const [drawing, width] = useWidth<SVGSVGElement>(FIRST_WIDTH);
  const plotHeight = height - TOP - BOTTOM;
  const room = Math.max(2, Math.floor((width - LEFT - RIGHT) / TICK_WIDTH));
  const xs = makeScale(
    [...series.flatMap((line) => line.x), ...marks.map((mark) => mark.x)],
    Math.min(6, room),
    x.ticks === undefined,
  );
  const ys = makeScale(
    series.flatMap((line) => [...line.y, ...(line.low ?? []), ...(line.high ?? [])]),
    4,
  );
  const left = (value: number) => LEFT + xs.place(value) * (width - LEFT - RIGHT);
  const top = (value: number) => TOP + (1 - ys.place(value)) * plotHeight;
  const readable = series.flatMap((line, index) => (line.draw === 'reference' || line.x.length === 0 ? [] : [index]));

  const nearest = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left, event.clientY - box.top];
    let best: { series: number; point: number } | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const line of readable) {
      const { x: lineX = [], y: lineY = [] } = series[line] ?? {};
      for (const [point, value] of lineX.entries()) {
        // Along the axis first: a reader moves the pointer left and right.
        const distance = Math.abs(left(value) - px) + 0.25 * Math.abs(top(lineY[point] ?? 0) - py);
        if (distance < least) [best, least] = [{ series: line, point }, distance];
      }
    }
    setInHand(best);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const at = inHand ?? { series: readable[0] ?? 0, point: 0 };
    const last = (series[at.series]?.x.length ?? 1) - 1;
    const along = { ArrowRight: at.point + 1, ArrowLeft: at.point - 1, Home: 0, End: last }[event.key];
    if (event.key === 'Enter' && inHand !== undefined) onPick?.(inHand.series, inHand.point);
    else if (along !== undefined) setInHand({ series: at.series, point: Math.min(last, Math.max(0, along)) });
    else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      const place = readable.indexOf(at.series) + (event.key === 'ArrowUp' ? -1 : 1);
      const next = readable[(place + readable.length) % readable.length] ?? at.series;
      setInHand({ series: next, point: Math.min(at.point, (series[next]?.x.length ?? 1) - 1) });
    } else return;
    event.preventDefault();
  };

  const wordsAt = (at: { series: number; point: number }) => {
    const line = series[at.series];
    const xWords = x.ticks?.[line?.x[at.point] ?? -1] ?? formatFigure(line?.x[at.point], x.format);
    const [low, high] = [line?.low?.[at.point], line?.high?.[at.point]];
    const interval =
      low === undefined || high === undefined
        ? ''
        : ` (${formatFigure(low, y.format)} to ${formatFigure(high, y.format)})`;
    const more = describe?.(at.series, at.point) ?? '';
    const lead = readable.length > 1 ? `${line?.name}: ` : '';
    return `${lead}${x.label} ${xWords}, ${y.label} ${formatFigure(line?.y[at.point], y.format)}${interval}${more === '' ? '' : `; ${more}`}`;
  };

  const chosen = inHand === undefined ? undefined : series[inHand.series];
  return (
    <figure className="line-chart" data-picks={onPick === undefined ? undefined : true}>
      <figcaption id={`${id}-title`}>{title}</figcaption>
      <svg
        ref={drawing}
        height={height}
        role="application"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-readout`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the chart's one tab stop; arrow keys walk its points
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerMove={nearest}
        onPointerLeave={() => setInHand(undefined)}
        onBlur={() => setInHand(undefined)}
        onClick={() => inHand !== undefined && onPick?.(inHand.series, inHand.point)}
      >
        {ys.ticks.map((tick) => (
          <g key={tick}>
            <line className="grid" x1={LEFT} x2={width - RIGHT} y1={top(tick)} y2={top(tick)} />
            <text x={LEFT - 8} y={top(tick) + 4} textAnchor="end">
              {formatTick(tick, ys.ticks, y.format)}
            </text>
          </g>
        ))}
        {xTicks(xs.ticks, x, room).map(({ value, words }) => (
          <text key={value} x={left(value)} y={height - BOTTOM + 18} textAnchor="middle">
            {words}
          </text>
        ))}
        <text className="axis-label" x={(LEFT + width - RIGHT) / 2} y={height - 5} textAnchor="middle">
          {x.label}
        </text>
        {marks.map((mark) => (
          <g key={`${mark.label} ${mark.x}`}>
            <line className="mark" x1={left(mark.x)} x2={left(mark.x)} y1={TOP} y2={height - BOTTOM} />
            <text className="mark-label" x={left(mark.x) + 5} y={TOP + 11}>
              {mark.label}
            </text>
          </g>
        ))}
        {series.map((line, index) => (
          <Series key={line.name} line={line} index={index} left={left} top={top} />
        ))}
        {chosen !== undefined && inHand !== undefined && (
          <circle
            className="in-hand"
            cx={left(chosen.x[inHand.point] ?? 0)}
            cy={top(chosen.y[inHand.point] ?? 0)}
            r={5.5}
          />
        )}
      </svg>
      {series.length > 1 && (
        <ul className="line-chart-legend">
          {series.map((line, index) => (
            <li key={line.name} data-series={line.draw === 'reference' ? 'reference' : index}>
              <svg viewBox="0 0 26 8" aria-hidden="true">
                {line.draw === 'points' ? <circle cx={13} cy={4} r={3} /> : <line x1={0} x2={26} y1={4} y2={4} />}
              </svg>
              {line.name}
            </li>
          ))}
        </ul>
      )}
      <p id={`${id}-readout`} className="line-chart-readout" aria-live="polite">
        {inHand === undefined ? `${y.label} against ${x.label.toLowerCase()}` : wordsAt(inHand)}
      </p>
    </figure>
  );
}

interface SeriesProps {
  readonly line: ChartSeries;
  readonly index: number;
  readonly left: (value: number) => number;
  readonly top: (value: number) => number;
}

function Series({ line, index, left, top }: SeriesProps) {
  const draw = line.draw ?? 'line';
  const points = line.x.map((value, point) => [left(value), top(line.y[point] ?? 0)] as const);
  const steps = draw === 'steps';
  const path = points
    .map(([px, py], point) => (point === 0 ? `M${px} ${py}` : steps ? `H${px}V${py}` : `L${px} ${py}`))
    .join('');
  return (
    <g className="series" data-series={draw === 'reference' ? 'reference' : index}>
      {line.low !== undefined &&
        line.high !== undefined &&
        points.map(([px], point) => (
          <line
            key={line.x[point]}
            className="interval"
            x1={px}
            x2={px}
            y1={top(line.low?.[point] ?? 0)}
            y2={top(line.high?.[point] ?? 0)}
          />
        ))}
      {draw !== 'points' && <path d={path} />}
      {(draw === 'points' || (draw === 'line' && points.length <= 24)) &&
        points.map(([px, py], point) => <circle key={`${line.x[point]} ${line.y[point]}`} cx={px} cy={py} r={3.2} />)}
    </g>
  );
}

/** No more words than fit below the axis. */
function xTicks(ticks: readonly number[], axis: ChartAxis, room: number): readonly { value: number; words: string }[] {
  const words = axis.ticks ?? ticks.map((value) => formatTick(value, ticks, axis.format));
  const every = Math.ceil(words.length / room);
  return words.flatMap((text, index) =>
    index % every === 0 ? [{ value: ticksAt(axis, ticks, index), words: text }] : [],
  );
}

function ticksAt(axis: ChartAxis, ticks: readonly number[], index: number): number {
  return axis.ticks === undefined ? (ticks[index] ?? 0) : index;
}

/** Percentages with as many digits as tell neighbours apart: 0 %, 50 %, 100 %. */
function formatTick(value: number, ticks: readonly number[], format: FigureFormat | undefined): string {
  if (format !== 'share') return formatFigure(value, format);
  const step = Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0)) * 100;
  return formatPercent(value, step >= 1 ? 0 : step >= 0.1 ? 1 : 2);
}
