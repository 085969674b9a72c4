import type { DatasetProfileResponse } from '@probity/contract';
import { type KeyboardEvent, useState } from 'react';
import { formatNumber } from '../format/format-number.js';

interface DependencePanelProps {
  readonly profile: DatasetProfileResponse;
  readonly onColumn: (column: string) => void;
}

const measureWords: Readonly<Record<string, string>> = {
  spearman: 'Spearman',
  'cramers-v': 'Cramér’s V',
  ratio: 'correlation ratio',
};
const INFLATED = 10;

/** What goes together: a map of correlations, the strongest pairs, and columns that repeat others. */
export function DependencePanel({ profile, onColumn }: DependencePanelProps) {
  const { correlations, collinearity } = profile;
  const condition =
    collinearity.conditionIndex === null
      ? 'Some columns are exact combinations of others.'
      : `Condition index ${formatNumber(Number(collinearity.conditionIndex.toPrecision(3)))} (above 30 is strong).`;
  return (
    <div className="data-columns">
      <div>
        <h3>Correlations</h3>
        <HeatMap matrix={correlations.matrix} onColumn={onColumn} />
        <p className="muted">
          Of {formatNumber(correlations.rows)} rows. Spearman between numbers, Cramér’s V between categories,
          correlation ratio between the two.
        </p>
      </div>
      <div>
        <h3>Strongest pairs</h3>
        <table className="plain-table">
          <tbody>
            {correlations.pairs.slice(0, 15).map((pair) => (
              <tr key={`${pair.left} ${pair.right}`}>
                <td>
                  <Column name={pair.left} onColumn={onColumn} /> and <Column name={pair.right} onColumn={onColumn} />{' '}
                  <small className="muted">{measureWords[pair.measure]}</small>
                </td>
                <td className="number">{pair.value.toFixed(3).replace('-', '−')}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <h3>Variance inflation</h3>
        <p className="muted">
          {condition} Above {INFLATED} a column says little that others do not.
        </p>
        <ol className="bar-list">
          {collinearity.vif.slice(0, 15).map(({ column, vif }) => (
            <li key={column}>
              <Column name={column} onColumn={onColumn} />
              <span className="bar-track">
                <span
                  style={{ width: `${vif === null ? 100 : Math.min(100, (Math.log10(vif) / 2) * 100)}%` }}
                  data-level={vif === null || vif >= INFLATED ? 'large' : undefined}
                />
              </span>
              <span className="number">
                {vif === null ? 'exact' : vif >= 1000 ? formatNumber(Math.round(vif)) : vif.toFixed(1)}
              </span>
            </li>
          ))}
        </ol>
      </div>
    </div>
  );
}

function Column({ name, onColumn }: { readonly name: string; readonly onColumn: (column: string) => void }) {
  return (
    <button type="button" className="link-button" onClick={() => onColumn(name)}>
      {name}
    </button>
  );
}

interface HeatMapProps {
  readonly matrix: DatasetProfileResponse['correlations']['matrix'];
  readonly onColumn: (column: string) => void;
}

/**
 * Cells shaded by strength: rising in one hue, falling in the other, weak ones in neither.
 *
 * One tab stop; the arrow keys walk the cells and the line below says which two columns and how much.
 */
function HeatMap({ matrix: { columns, values }, onColumn }: HeatMapProps) {
  const [inHand, setInHand] = useState<{ row: number; column: number }>();
  const size = columns.length;
  if (size < 2) return <p className="muted">Not assessed: fewer than two columns can be compared.</p>;
  const at = inHand ?? { row: 1, column: 0 };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
    if (event.key === 'Enter') onColumn(columns[at.row] ?? '');
    else if (step === undefined) return;
    else {
      const bound = (value: number) => Math.min(size - 1, Math.max(0, value));
      setInHand({ row: bound(at.row + (step[0] ?? 0)), column: bound(at.column + (step[1] ?? 0)) });
    }
    event.preventDefault();
  };
  const words =
    inHand === undefined ? 'Point at a cell, or walk with the arrow keys.' : wordsOf(columns, values, inHand);
  return (
    <div className="heat-map">
      <svg
        viewBox={`0 0 ${size} ${size}`}
        role="application"
        aria-label="Correlations of the columns"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the map's one tab stop; arrow keys walk its cells
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          const place = (share: number) => Math.min(size - 1, Math.max(0, Math.floor(share * size)));
          setInHand({
            row: place((event.clientY - box.top) / box.height),
            column: place((event.clientX - box.left) / box.width),
          });
        }}
        onPointerLeave={() => setInHand(undefined)}
        onClick={() => inHand !== undefined && onColumn(columns[inHand.row] ?? '')}
      >
        {values.map((line, row) =>
          line.map((value, column) => (
            <rect
              key={`${columns[row]} ${columns[column]}`}
              x={column + 0.03}
              y={row + 0.03}
              width={0.94}
              height={0.94}
              data-sign={value === null ? 'none' : value < 0 ? 'down' : 'up'}
              fillOpacity={value === null ? 1 : Math.max(0.04, Math.abs(value))}
            />
          )),
        )}
        {inHand !== undefined && <rect className="in-hand" x={inHand.column} y={inHand.row} width={1} height={1} />}
      </svg>
      <p className="heat-readout" aria-live="polite">
        {words}
      </p>
      <p className="heat-legend" aria-hidden="true">
        <i data-sign="up" /> together <i data-sign="down" /> against each other
      </p>
    </div>
  );
}

function wordsOf(
  columns: readonly string[],
  values: readonly (readonly (number | null)[])[],
  { row, column }: { row: number; column: number },
): string {
  const value = values[row]?.[column];
  const amount = value === null || value === undefined ? 'not assessed' : value.toFixed(3).replace('-', '−');
  return `${columns[row]} and ${columns[column]}: ${amount}`;
}
