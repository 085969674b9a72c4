import { Button, NativeSelect, SegmentedControl, Switch } from '@mantine/core';
import { giniOfBins, type Trend, type VariableEdit } from '@probity/learn';
import { useState } from 'react';
import { formatSigned } from '../format/format-number.js';
import { BinChart } from './BinChart.js';
import { BinTable } from './BinTable.js';
import { LevelGroups } from './LevelGroups.js';
import type { ShownVariable } from './shown-variable.js';
import type { EditHistory } from './use-edits.js';

interface VariableEditorProps {
  readonly variable: ShownVariable;
  readonly original: ShownVariable;
  readonly history: EditHistory;
  readonly milliseconds: number;
  readonly labelOf: (level: string) => string;
}

const trends: readonly (Trend | 'auto')[] = ['auto', 'ascending', 'descending', 'peak', 'valley', 'none'];
const BY_HAND = 'by hand';

/** One variable: its bins to drag, merge and split, its trend to choose, its points. */
export function VariableEditor({ variable, original, history, milliseconds, labelOf }: VariableEditorProps) {
  const [line, setLine] = useState<'bad rate' | 'woe'>('bad rate');
  const { name } = variable.feature;
  const { edits } = history;
  const edit = edits[name];
  const isNumber = variable.feature.kind === 'numeric';
  const withEdit = (next: VariableEdit | undefined) => {
    const { [name]: _before, ...others } = edits;
    return next === undefined ? others : { ...others, [name]: next };
  };
  const change = (next: VariableEdit) =>
    history.commit(withEdit({ ...(edit?.exclude === true ? { exclude: true } : {}), ...next }));

  return (
    <section className="card variable-editor" aria-label={variable.label}>
      <div className="variable-title">
        <h2>{variable.label}</h2>
        <div className="history-buttons">
          <Button size="xs" variant="default" disabled={history.undo === undefined} onClick={() => history.undo?.()}>
            Undo
          </Button>
          <Button size="xs" variant="default" disabled={history.redo === undefined} onClick={() => history.redo?.()}>
            Redo
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={edit === undefined}
            onClick={() => history.commit(withEdit(undefined))}
          >
            Reset
          </Button>
        </div>
      </div>
      <Figures variable={variable} original={original} />
      <div className="variable-tools">
        <SegmentedControl
          size="xs"
          withItemsBorders={false}
          aria-label="What the line shows"
          value={line}
          onChange={(value) => setLine(value as typeof line)}
          data={[
            { value: 'bad rate', label: 'Bad rate' },
            { value: 'woe', label: 'WOE' },
          ]}
        />
        {isNumber && (
          <NativeSelect
            size="xs"
            aria-label="Find the best bins with this trend"
            value={edit?.trend ?? BY_HAND}
            data={[
              { value: BY_HAND, label: 'Trend: as it is' },
              ...trends.map((value) => ({ value, label: `Best bins: ${value}` })),
            ]}
            onChange={(event) => {
              const { value } = event.currentTarget;
              if (value !== BY_HAND) change({ trend: value as Trend | 'auto' });
            }}
          />
        )}
        <Switch
          size="sm"
          label="On the card"
          checked={edit?.exclude !== true && variable.reason === undefined}
          disabled={variable.reason !== undefined && edit?.exclude !== true}
          onChange={(event) => {
            const { exclude: _exclude, ...rest } = edit ?? {};
            const kept = event.currentTarget.checked ? rest : { ...rest, exclude: true };
            history.commit(withEdit(Object.keys(kept).length === 0 ? undefined : kept));
          }}
        />
        <span className="bin-legend">
          <span className="legend-key" data-outcome="good" /> good <span className="legend-key" data-outcome="bad" />{' '}
          bad <span className="legend-key" data-outcome="line" /> {line === 'woe' ? 'WOE' : 'bad rate'}
        </span>
      </div>
      <BinChart
        variable={variable}
        line={line}
        labelOf={labelOf}
        onPreview={(edges) => history.preview(withEdit({ ...exclusionOf(edit), edges }))}
        onEdges={(edges) => change({ edges })}
      />
      <p className="chart-hint muted">
        {isNumber
          ? 'Drag an edge, or focus it and press ← → (with Shift five cells; Delete merges). '
          : 'Move levels between bins below. '}
        <span data-testid="milliseconds" data-milliseconds={milliseconds}>
          Counted in this browser in {milliseconds < 0.1 ? '< 0.1' : milliseconds.toFixed(1)} ms.
        </span>
      </p>
      {!isNumber && <LevelGroups variable={variable} labelOf={labelOf} onGroups={change} />}
      <BinTable variable={variable} labelOf={labelOf} onChange={change} />
    </section>
  );
}

function exclusionOf(edit: VariableEdit | undefined): Pick<VariableEdit, 'exclude'> {
  return edit?.exclude === true ? { exclude: true } : {};
}

function Figures({ variable, original }: { readonly variable: ShownVariable; readonly original: ShownVariable }) {
  const gini = giniOfBins(variable.bins);
  const figures = [
    { name: 'IV', value: variable.informationValue, before: original.informationValue },
    { name: 'Gini', value: gini, before: giniOfBins(original.bins) },
  ];
  return (
    <dl className="variable-figures">
      {figures.map(({ name, value, before }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <output aria-label={`${name} of the variable`}>{value.toFixed(4)}</output>
            {Math.abs(value - before) > 5e-5 && (
              <small data-direction={value < before ? 'up' : 'down'}>{formatSigned(value - before, 4)}</small>
            )}
          </dd>
        </div>
      ))}
      <div>
        <dt>Trend</dt>
        <dd>
          <output aria-label="Trend of the variable">{variable.trend}</output>
        </dd>
      </div>
      <div>
        <dt>Bins</dt>
        <dd>
          <output aria-label="Number of bins">{variable.bins.length}</output>
        </dd>
      </div>
      {variable.coefficient !== undefined && (
        <div>
          <dt>Weight of the WOE</dt>
          <dd>{variable.coefficient.toFixed(3).replace('-', '−')}</dd>
        </div>
      )}
    </dl>
  );
}
