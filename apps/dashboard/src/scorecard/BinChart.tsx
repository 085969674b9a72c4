import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useWidth } from '../charts/use-width.js';
import { formatNumber, formatPercent, formatSigned } from '../format/format-number.js';
import { binWords } from './bin-words.js';
import { edgesOf, moveEdge, possibleEdges } from './edit-bins.js';
import type { ShownBin, ShownVariable } from './shown-variable.js';

interface BinChartProps {
  readonly variable: ShownVariable;
  readonly line: 'bad rate' | 'woe';
  readonly labelOf: (level: string) => string;
  /** While dragging. */
  readonly onPreview: (edges: readonly number[]) => void;
  readonly onEdges: (edges: readonly number[]) => void;
}

const HEIGHT = 320;
const TOP = 34;
const BOTTOM = 46;
const LEFT = 44;
const RIGHT = 14;
const APART_WIDTH = 46;
const GAP = 14;
const LINE_SHARE = 0.88;
const WIDEST_GRIP_AREA = 26;

/**
 * Goods and bads of every bin as bars, the bad rate (or WOE) as a line, and the edges as handles: drag one with mouse or
 * finger, or focus it and press ← → (Home and End: as far as it goes; Delete: merge the bins beside it).
 */
export function BinChart({ variable, line, labelOf, onPreview, onEdges }: BinChartProps) {
  const [drawing, width] = useWidth<SVGSVGElement>(680);
  const dragged = useRef<readonly number[]>(undefined);
  const { bins, feature, table } = variable;
  const possible = possibleEdges(table);
  const edges = edgesOf(variable);
  const ordinary = bins.filter(({ range }) => range.kind === 'interval' || range.kind === 'levels');
  const apart = bins.filter(
    ({ range, goods, bads }) => !ordinary.some((bin) => bin.range === range) && goods + bads > 0,
  );
  const isNumber = feature.kind === 'numeric';
  const slots = isNumber ? possible.length + 1 : Math.max(1, ordinary.length);
  const plotWidth = Math.max(80, width - LEFT - RIGHT - apart.length * APART_WIDTH - (apart.length > 0 ? GAP : 0));
  const slot = plotWidth / slots;
  const xOf = (place: number) => LEFT + place * slot;

  const spans = ordinary.map((bin, index) => {
    const from = isNumber ? (index === 0 ? 0 : possible.indexOf(edges[index - 1] ?? 0) + 1) : index;
    const to = isNumber ? (index === edges.length ? slots : possible.indexOf(edges[index] ?? 0) + 1) : index + 1;
    return { bin, x: xOf(from), width: (to - from) * slot };
  });
  const places = [
    ...spans,
    ...apart.map((bin, index) => ({ bin, x: LEFT + plotWidth + GAP + index * APART_WIDTH, width: APART_WIDTH })),
  ];
  const total = bins.reduce((sum, { goods, bads }) => sum + goods + bads, 0);
  const tallest = Math.max(...bins.map(({ goods, bads }) => goods + bads), 1);
  const plotHeight = HEIGHT - TOP - BOTTOM;
  const floor = TOP + plotHeight;
  const heightOf = (count: number) => (count / tallest) * plotHeight;
  const shownOf = ({ goods, bads, woe }: ShownBin) =>
    line === 'woe' ? woe : goods + bads === 0 ? Number.NaN : bads / (goods + bads);
  const values = places.map(({ bin }) => shownOf(bin)).filter(Number.isFinite);
  const low = line === 'woe' ? Math.min(0, ...values) : 0;
  const high = Math.max(line === 'woe' ? 0 : 0.02, ...values);
  // A little below the top: the highest figure must not meet the handles.
  const yOf = (value: number) => floor - ((value - low) / (high - low || 1)) * plotHeight * LINE_SHARE;
  const words = (value: number) => (line === 'woe' ? formatSigned(value, 2) : formatPercent(value));

  const placeAt = (event: PointerEvent<SVGGElement>) => {
    const left = drawing.current?.getBoundingClientRect().left ?? 0;
    return Math.round((event.clientX - left - LEFT) / slot) - 1;
  };
  const onKeyDown = (event: KeyboardEvent, edge: number) => {
    const at = possible.indexOf(edges[edge] ?? 0);
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      return onEdges(edges.toSpliced(edge, 1));
    }
    const step = event.shiftKey ? 5 : 1;
    const to = {
      ArrowLeft: at - step,
      ArrowDown: at - step,
      ArrowRight: at + step,
      ArrowUp: at + step,
      Home: 0,
      End: slots,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    onEdges(moveEdge(variable, edge, to));
  };

  return (
    <figure
      className="bin-figure"
      aria-label={`Bins of ${variable.label}: ${bins.length} bins, trend ${variable.trend}`}
    >
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: the figure has the words; handles have their own */}
      <svg ref={drawing} className="bin-chart" height={HEIGHT}>
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <line
              className="bin-grid"
              x1={LEFT}
              x2={width - RIGHT}
              y1={floor - share * plotHeight}
              y2={floor - share * plotHeight}
            />
            <text className="bin-axis" x={LEFT - 6} y={floor - share * plotHeight + 4} textAnchor="end">
              {formatPercent((share * tallest) / total, 0)}
            </text>
          </g>
        ))}
        {places.map(({ bin, x, width: span }) => (
          <g key={JSON.stringify(bin.range)}>
            <title>{`${binWords(bin.range, feature, labelOf)}: ${formatNumber(bin.goods)} good, ${formatNumber(bin.bads)} bad`}</title>
            <rect
              className="bin-goods"
              x={x + 1.5}
              width={Math.max(1, span - 3)}
              y={floor - heightOf(bin.goods + bin.bads)}
              height={heightOf(bin.goods)}
            />
            <rect
              className="bin-bads"
              x={x + 1.5}
              width={Math.max(1, span - 3)}
              y={floor - heightOf(bin.bads)}
              height={heightOf(bin.bads)}
            />
            {bin.points !== undefined && (
              <text className="bin-points" x={x + span / 2} y={HEIGHT - 8} textAnchor="middle">
                {span >= 20 ? Math.round(bin.points) : ''}
              </text>
            )}
            {(!isNumber || !ordinary.some((other) => other.range === bin.range)) && (
              <text className="bin-axis" x={x + span / 2} y={floor + 16} textAnchor="middle">
                {underBar(bin.range, span, labelOf)}
              </text>
            )}
          </g>
        ))}
        <polyline
          className="bin-line"
          points={spans
            .filter(({ bin }) => Number.isFinite(shownOf(bin)))
            .map(({ bin, x, width: span }) => `${x + span / 2},${yOf(shownOf(bin))}`)
            .join(' ')}
        />
        {places.map(({ bin, x, width: span }) =>
          Number.isFinite(shownOf(bin)) ? (
            <g key={JSON.stringify(bin.range)}>
              <circle className="bin-dot" cx={x + span / 2} cy={yOf(shownOf(bin))} r="4" />
              {span >= 34 && (
                <text className="bin-value" x={x + span / 2} y={yOf(shownOf(bin)) - 9} textAnchor="middle">
                  {words(shownOf(bin))}
                </text>
              )}
            </g>
          ) : null,
        )}
        {isNumber &&
          edges.map((edge, index) => {
            const place = possible.indexOf(edge);
            const x = xOf(place + 1);
            const after =
              edges[index + 1] === undefined ? xOf(slots) : xOf(possible.indexOf(edges[index + 1] ?? 0) + 1);
            const gripArea = Math.max(
              12,
              Math.min(
                WIDEST_GRIP_AREA,
                after - x,
                index === 0 ? WIDEST_GRIP_AREA : x - xOf(possible.indexOf(edges[index - 1] ?? 0) + 1),
              ),
            );
            const before = index === 0 ? Number.NEGATIVE_INFINITY : xOf(possible.indexOf(edges[index - 1] ?? 0) + 1);
            return (
              <g
                // An edge that is dragged past no neighbour keeps its number: the handle keeps the pointer and the focus.
                // biome-ignore lint/suspicious/noArrayIndexKey: see above
                key={index}
                className="bin-edge"
                role="slider"
                tabIndex={0}
                aria-label={`Edge ${index + 1} of ${edges.length}`}
                aria-valuemin={0}
                aria-valuemax={possible.length - 1}
                aria-valuenow={place}
                aria-valuetext={formatNumber(edge)}
                onKeyDown={(event) => onKeyDown(event, index)}
                onPointerDown={(event) => {
                  event.currentTarget.setPointerCapture(event.pointerId);
                  event.currentTarget.focus();
                  dragged.current = edges;
                }}
                onPointerMove={(event) => {
                  if (dragged.current === undefined) return;
                  const next = moveEdge(variable, index, placeAt(event));
                  if (next[index] === dragged.current[index]) return;
                  dragged.current = next;
                  onPreview(next);
                }}
                onPointerUp={() => {
                  if (dragged.current !== undefined) onEdges(dragged.current);
                  dragged.current = undefined;
                }}
                onPointerCancel={() => {
                  dragged.current = undefined;
                  onPreview(edges);
                }}
              >
                <rect className="bin-grip-area" x={x - gripArea / 2} y={0} width={gripArea} height={floor + 4} />
                <line className="bin-edge-line" x1={x} x2={x} y1={22} y2={floor} />
                <rect className="bin-grip" x={x - 6} y={6} width={12} height={20} rx={5} />
                <line className="bin-grip-mark" x1={x} x2={x} y1={11} y2={21} />
                {x - before >= 44 && (
                  <text className="bin-axis" x={x} y={floor + 16} textAnchor="middle">
                    {formatNumber(edge)}
                  </text>
                )}
              </g>
            );
          })}
        <text className="bin-axis" x={LEFT - 6} y={TOP - 16} textAnchor="end">
          Rows
        </text>
        <text className="bin-axis bin-axis-strong" x={LEFT - 6} y={HEIGHT - 8} textAnchor="end">
          Points
        </text>
      </svg>
    </figure>
  );
}

const LETTER_WIDTH = 6.4;

/** As much of a bin's name as fits under its bar. */
function underBar(range: ShownBin['range'], width: number, labelOf: (level: string) => string): string {
  if (range.kind === 'missing') return 'none';
  if (range.kind === 'special') return range.codes.join(' ');
  if (range.kind === 'interval') return '';
  const text = range.levels.map(labelOf).join(', ');
  const room = Math.floor(width / LETTER_WIDTH);
  return text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`;
}
