import { giniOfBins } from '@probity/learn';
import type { CardEdits } from './edit-bins.js';
import type { ShownVariable } from './shown-variable.js';

interface VariableListProps {
  readonly variables: readonly ShownVariable[];
  readonly edits: CardEdits;
  readonly chosen: string | undefined;
  readonly onChoose: (name: string) => void;
}

/** The card's variables by information value; those left out come last, with the reason. */
export function VariableList({ variables, edits, chosen, onChoose }: VariableListProps) {
  const strongest = Math.max(...variables.map(({ informationValue }) => informationValue), 1e-9);
  return (
    <nav className="card variable-list" aria-label="Variables by information value">
      <h2>Variables</h2>
      <div className="variable-head muted" aria-hidden="true">
        <span>by information value</span>
        <span>IV</span>
        <span>Gini</span>
      </div>
      <ul>
        {variables.map(({ feature, label, informationValue, bins, trend, reason }) => (
          <li key={feature.name}>
            <button type="button" aria-current={feature.name === chosen} onClick={() => onChoose(feature.name)}>
              <span className="variable-name" data-left-out={reason !== undefined || undefined}>
                {label}
                {Object.hasOwn(edits, feature.name) && <b className="edited-mark">edited</b>}
                <small>{reason === undefined ? `${bins.length} bins, ${trend}` : `left out: ${reason}`}</small>
              </span>
              <span className="number">{informationValue.toFixed(3)}</span>
              <span className="number">{giniOfBins(bins).toFixed(3)}</span>
              <i style={{ width: `${(100 * informationValue) / strongest}%` }} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
