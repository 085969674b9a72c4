import type { ChartAxis, ChartBlock, ChartSeries } from '../report/report-section.js';
import { escapeHtml, formatCell } from './format-cell.js';

const WIDTH = 640;
const HEIGHT = 300;
const EDGE = { left: 64, right: 34, top: 12, bottom: 46 };

interface Scale {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  /** Pixels of a value. */
  at(value: number): number;
}

/** A chart as inline SVG: colours by class, so that light, dark and print can each have theirs; dashes tell series apart. */
export function renderChart(chart: ChartBlock): string {
  const xs = chart.series.flatMap(({ x }) => x).concat((chart.marks ?? []).map(({ x }) => x));
  const ys = chart.series.flatMap(({ y, low = [], high = [] }) => [...y, ...low, ...high]);
  const x = scaleOf(xs, EDGE.left, WIDTH - EDGE.right, chart.x, false);
  const y = scaleOf(
    ys,
    HEIGHT - EDGE.bottom,
    EDGE.top,
    chart.y,
    chart.series.some(({ draw }) => draw === 'points'),
  );
  const lines = chart.series.filter(({ draw }) => draw !== 'reference');
  const shapes = chart.series.map((series) =>
    drawSeries(series, x, y, Math.max(0, lines.indexOf(series)), series.draw === 'reference'),
  );
  const marks = (chart.marks ?? []).map(
    (mark, index) =>
      `<line class="mark" x1="${px(x.at(mark.x))}" x2="${px(x.at(mark.x))}" y1="${EDGE.top}" y2="${HEIGHT - EDGE.bottom}"/>` +
      `<text class="mark-label" x="${px(x.at(mark.x) + 4)}" y="${EDGE.top + 10 + 13 * index}">${escapeHtml(mark.label)}</text>`,
  );
  const svg = [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(describe(chart))}">`,
    ...y.ticks.map(
      (tick) =>
        `<line class="grid" x1="${EDGE.left}" x2="${WIDTH - EDGE.right}" y1="${px(y.at(tick))}" y2="${px(y.at(tick))}"/>` +
        `<text class="tick" x="${EDGE.left - 6}" y="${px(y.at(tick) + 4)}" text-anchor="end">${tickText(tick, chart.y, y)}</text>`,
    ),
    ...x.ticks.map(
      (tick) =>
        `<text class="tick" x="${px(x.at(tick))}" y="${HEIGHT - EDGE.bottom + 16}" text-anchor="middle">${tickText(tick, chart.x, x)}</text>`,
    ),
    `<line class="axis" x1="${EDGE.left}" x2="${WIDTH - EDGE.right}" y1="${HEIGHT - EDGE.bottom}" y2="${HEIGHT - EDGE.bottom}"/>`,
    `<text class="axis-label" x="${(EDGE.left + WIDTH - EDGE.right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${escapeHtml(chart.x.label)}</text>`,
    `<text class="axis-label" transform="translate(12 ${(EDGE.top + HEIGHT - EDGE.bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeHtml(chart.y.label)}</text>`,
    ...shapes,
    ...marks,
    '</svg>',
  ];
  return `${svg.join('')}${legendOf(chart, lines)}`;
}

function drawSeries(series: ChartSeries, x: Scale, y: Scale, index: number, isReference: boolean): string {
  const style = isReference ? 'reference' : `s${index % 8}`;
  const at = (position: number) => `${px(x.at(series.x[position] ?? 0))} ${px(y.at(series.y[position] ?? 0))}`;
  const whiskers = (series.low ?? []).map((low, position) => {
    const middle = px(x.at(series.x[position] ?? 0));
    return `<line class="whisker ${style}" x1="${middle}" x2="${middle}" y1="${px(y.at(low))}" y2="${px(y.at(series.high?.[position] ?? low))}"/>`;
  });
  if (series.draw === 'points') {
    const dots = series.x.map((value, position) => {
      const title = `${formatCell(value)}: ${formatCell(series.y[position] ?? 0)}`;
      return `<circle class="${style}" cx="${px(x.at(value))}" cy="${px(y.at(series.y[position] ?? 0))}" r="3.5"><title>${escapeHtml(title)}</title></circle>`;
    });
    return [...whiskers, ...dots].join('');
  }
  const path = series.x.map((_, position) => `${position === 0 ? 'M' : 'L'}${at(position)}`).join('');
  return `${whiskers.join('')}<path class="line ${style}" d="${path}"><title>${escapeHtml(series.name)}</title></path>`;
}

function legendOf(chart: ChartBlock, lines: readonly ChartSeries[]): string {
  if (chart.series.length < 2) return '';
  const entries = chart.series.map((series) => {
    const style = series.draw === 'reference' ? 'reference' : `s${Math.max(0, lines.indexOf(series)) % 8}`;
    return `<li><svg viewBox="0 0 24 10" aria-hidden="true"><path class="line ${style}" d="M1 5L23 5"/></svg>${escapeHtml(series.name)}</li>`;
  });
  return `<ul class="legend">${entries.join('')}</ul>`;
}

function describe(chart: ChartBlock): string {
  return `${chart.title}: ${chart.y.label} by ${chart.x.label}; ${chart.series.map(({ name }) => name).join(', ')}`;
}

function scaleOf(values: readonly number[], start: number, end: number, axis: ChartAxis, isLoose: boolean): Scale {
  const ticksGiven = axis.ticks;
  let from = Math.min(...values);
  let to = Math.max(...values);
  if (values.length === 0) [from, to] = [0, 1];
  if (axis.ticks === undefined && from > 0 && from < 0.35 * to) from = 0;
  if (from === to) [from, to] = [from - 0.5, to + 0.5];
  // Points and their intervals keep off the edges.
  else if (isLoose) [from, to] = [from === 0 ? 0 : from - 0.04 * (to - from), to + 0.04 * (to - from)];
  const at = (value: number) => start + ((value - from) / (to - from)) * (end - start);
  if (ticksGiven !== undefined) {
    const every = Math.max(1, Math.ceil(ticksGiven.length / 9));
    return {
      from,
      to,
      at,
      ticks: ticksGiven.map((_, position) => position).filter((position) => position % every === 0),
    };
  }
  const step = roundStep((to - from) / 5);
  const ticks: number[] = [];
  for (let tick = Math.ceil(from / step - 1e-9); tick * step <= to + step * 1e-9; tick++) ticks.push(tick * step);
  return { from, to, at, ticks };
}

/** 1, 2 or 5 times a power of ten, at least as large as wanted. */
function roundStep(wanted: number): number {
  let power = 1;
  while (power > wanted) power /= 10;
  while (power * 10 <= wanted) power *= 10;
  return power * ([1, 2, 5, 10].find((factor) => power * factor >= wanted * (1 - 1e-9)) ?? 10);
}

function tickText(tick: number, axis: ChartAxis, { ticks }: Scale): string {
  if (axis.ticks !== undefined) return escapeHtml(axis.ticks[tick] ?? '');
  const step = Math.abs((ticks[1] ?? tick) - (ticks[0] ?? tick));
  if (axis.format === 'share') {
    return `${(100 * tick).toFixed(step > 0 && step < 0.0099 ? 1 : 0).replace('-', '−')} %`;
  }
  const text = formatCell(Number(tick.toPrecision(10)), axis.format === 'money' ? 'money' : 'number');
  return escapeHtml(text.includes('.') && !text.includes('e') ? text.replace(/\.?0+$/, '') : text);
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
