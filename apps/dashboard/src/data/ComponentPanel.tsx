import type { DatasetProfileResponse } from '@probity/contract';
import { type PointerEvent, useState } from 'react';
import { makeScale } from '../charts/chart-scale.js';
import { formatNumber, formatPercent } from '../format/format-number.js';

interface ComponentPanelProps {
  readonly profile: DatasetProfileResponse;
  readonly onRows: (rows: readonly number[]) => void;
}

const SIZE = 520;
const PAD = 26;

/** The rows along the two directions of greatest spread, by outcome; a point leads to its row. */
export function ComponentPanel({ profile, onRows }: ComponentPanelProps) {
  const { components } = profile;
  const [inHand, setInHand] = useState<number>();
  if (components === null) return <p className="muted">Not assessed: fewer than two columns of numbers vary.</p>;
  const { points, explained, loadings, columns } = components;
  const xs = makeScale(bulk(points.map(({ x }) => x)), 4);
  const ys = makeScale(bulk(points.map(({ y }) => y)), 4);
  const inside = (value: number) => PAD + Math.min(1, Math.max(0, value)) * (SIZE - 2 * PAD);
  const left = (x: number) => inside(xs.place(x));
  const top = (y: number) => SIZE - inside(ys.place(y));
  const nearest = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const [px, py] = [((event.clientX - box.left) / box.width) * SIZE, ((event.clientY - box.top) / box.height) * SIZE];
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (const [index, point] of points.entries()) {
      const distance = (left(point.x) - px) ** 2 + (top(point.y) - py) ** 2;
      if (distance < least) [best, least] = [index, distance];
    }
    setInHand(best);
  };
  const chosen = inHand === undefined ? undefined : points[inHand];
  const strongest = (component: number) =>
    (loadings[component] ?? [])
      .map((weight, index) => ({ name: columns[index] ?? '', weight }))
      .sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight))
      .slice(0, 8);
  return (
    <div className="data-columns">
      <div>
        <h3>Rows along the first two components</h3>
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: a picture of rows; the tables beside it are read by keyboard */}
        <svg
          className="scatter"
          viewBox={`0 0 ${SIZE} ${SIZE}`}
          role="img"
          aria-label={`${points.length} rows along the first two principal components`}
          onPointerMove={nearest}
          onPointerLeave={() => setInHand(undefined)}
          onClick={() => chosen !== undefined && onRows([chosen.row])}
        >
          <line className="grid" x1={PAD} x2={SIZE - PAD} y1={top(0)} y2={top(0)} />
          <line className="grid" x1={left(0)} x2={left(0)} y1={PAD} y2={SIZE - PAD} />
          {points.map(({ row, x, y, bad }) =>
            bad === true ? (
              <path key={row} className="point-bad" d={`M${left(x) - 3.2} ${top(y) + 2.6}h6.4l-3.2 -5.6z`} />
            ) : (
              <circle key={row} className="point" cx={left(x)} cy={top(y)} r={2.6} />
            ),
          )}
          {chosen !== undefined && <circle className="in-hand" cx={left(chosen.x)} cy={top(chosen.y)} r={7} />}
        </svg>
        <p className="heat-legend" aria-hidden="true">
          <span className="legend-dot">●</span> {profile.target === null ? 'rows' : 'good'}
          {profile.target !== null && (
            <>
              <span className="legend-triangle">▲</span> bad
            </>
          )}
        </p>
        <p className="muted" aria-live="polite">
          {chosen === undefined
            ? 'A sample of rows, half of them bad as far as there are; far points are drawn at the edge. Click a point for its row.'
            : `Row ${formatNumber(chosen.row + 1)}${chosen.bad === null ? '' : chosen.bad ? ', bad' : ', good'}`}
        </p>
      </div>
      <div>
        <h3>Spread explained</h3>
        <ol className="bar-list">
          {explained.map((share, component) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: components have no other name than their number
            <li key={component}>
              <span>component {component + 1}</span>
              <span className="bar-track">
                <span style={{ width: `${share * 100}%` }} />
              </span>
              <span className="number">{formatPercent(share)}</span>
            </li>
          ))}
        </ol>
        {[0, 1].map((component) => (
          <div key={component}>
            <h3>What component {component + 1} is made of</h3>
            <ul className="plain-list">
              {strongest(component).map(({ name, weight }) => (
                <li key={name} className="loading">
                  <span>{name}</span>
                  <span className="number">{weight.toFixed(2).replace('-', '−')}</span>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </div>
  );
}

/** Without the farthest hundredth at each end: single rows would squeeze all others into a dot. */
function bulk(values: readonly number[]): readonly number[] {
  const sorted = [...values].sort((one, other) => one - other);
  const cut = Math.floor(sorted.length / 100);
  return sorted.slice(cut, sorted.length - cut);
}
