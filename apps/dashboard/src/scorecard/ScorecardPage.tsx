import './scorecard.css';
import { NativeSelect } from '@mantine/core';
import type { ModelReference } from '@probity/domain';
import { columnLabel, levelLabel } from '@probity/domain';
import type { ScorecardModel } from '@probity/learn';
import type { ReadBundle } from '@probity/scoring';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { modelsQuery, scorecardRowsQuery } from '../api/queries.js';
import { bundleQuery, referenceOf } from '../engine/load-engine.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';
import { PageLoading } from '../shell/PageLoading.js';
import { useShortcuts } from '../shell/use-shortcuts.js';
import { CardHead } from './CardHead.js';
import { applyEdits, giniOfRefit, toRows } from './edited-card.js';
import { SaveEdits } from './SaveEdits.js';
import { shownVariables } from './shown-variable.js';
import { useEdits } from './use-edits.js';
import { VariableEditor } from './VariableEditor.js';
import { VariableList } from './VariableList.js';

const route = getRouteApi('/scorecard');

/** A scorecard to look at, to edit by hand, and to take elsewhere. */
export function ScorecardPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const models = useQuery(modelsQuery);
  const listed = models.data?.models ?? [];
  const cards = listed.filter(({ summary }) => summary['learner'] === 'scorecard');
  const champion = models.data?.champion;
  const chosen =
    listed.find((model) => referenceOf(model) === search.model) ??
    cards.find((model) => model.hash === champion?.hash) ??
    cards[0];
  const bundle = useQuery(bundleQuery(chosen));

  const failure = models.error ?? bundle.error;
  if (failure !== null) {
    return (
      <div className="page">
        <ErrorNotice error={failure} onRetry={() => void Promise.all([models.refetch(), bundle.refetch()])} />
      </div>
    );
  }
  if (models.data === undefined) return <PageLoading />;
  if (chosen === undefined) return <NoScorecard />;
  if (bundle.data === undefined) return <PageLoading />;
  if (bundle.data.model.kind !== 'scorecard') return <NoScorecard other={referenceOf(chosen)} />;
  return (
    <div className="page page-wide scorecard-page">
      <div className="page-head">
        <div>
          <h1>
            {chosen.name}@{chosen.version}
          </h1>
          <p className="page-lead">
            Drag the edges of a variable’s bins; information value, Gini, trend and points follow at once.
          </p>
        </div>
        {cards.length > 1 && (
          <NativeSelect
            label="Scorecard"
            value={referenceOf(chosen)}
            data={cards.map(referenceOf)}
            onChange={(event) => void navigate({ search: { model: event.currentTarget.value } })}
          />
        )}
      </div>
      <Workbench key={chosen.hash} model={chosen} bundle={bundle.data} />
    </div>
  );
}

function Workbench({ model, bundle }: { readonly model: ModelReference; readonly bundle: ReadBundle }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const card = bundle.model as ScorecardModel;
  const rows = useQuery(scorecardRowsQuery(referenceOf(model)));
  const cellRows = useMemo(
    () => (rows.data === undefined ? undefined : toRows(card, rows.data.rows)),
    [card, rows.data],
  );
  const history = useEdits(search.edits ?? {}, (edits) => {
    const { edits: _before, ...rest } = search;
    const next = Object.keys(edits).length === 0 ? rest : { ...rest, edits };
    void navigate({ search: next, replace: true, resetScroll: false });
  });
  const { edits } = history;
  const before = useMemo(() => applyEdits(card, {}, cellRows), [card, cellRows]);
  const edited = useMemo(() => applySafely(card, edits, cellRows), [card, edits, cellRows]);
  const columns = new Map(bundle.schema.columns.map((column) => [column.name, column]));
  const labelOf = (name: string) => columnLabel(columns.get(name) ?? { name });
  const variables = shownVariables(edited.card, labelOf);
  const shown = variables.find(({ feature }) => feature.name === search.variable) ?? variables[0];
  useShortcuts({ u: () => history.undo?.(), r: () => history.redo?.() });

  return (
    <>
      <CardHead
        before={before}
        edited={edited}
        rows={rows.data}
        isLoading={rows.isPending}
        measured={bundle.evaluation.metrics.gini}
        split={bundle.evaluation.split}
      />
      <div className="scorecard-columns">
        <VariableList
          variables={variables}
          edits={edits}
          chosen={shown?.feature.name}
          onChoose={(variable) => void navigate({ search: { ...search, variable }, replace: true, resetScroll: false })}
        />
        {shown !== undefined && (
          <VariableEditor
            key={shown.feature.name}
            variable={shown}
            original={shownVariables(card, labelOf).find(({ feature }) => feature.name === shown.feature.name) ?? shown}
            history={history}
            milliseconds={edited.milliseconds}
            labelOf={(level) => levelLabel(columns.get(shown.feature.name) ?? {}, level)}
          />
        )}
      </div>
      <SaveEdits
        model={model}
        history={history}
        refit={cellRows === undefined ? undefined : () => giniOfRefit(card, edits, cellRows)}
      />
    </>
  );
}

/** An address may hold edits of another card: what cannot be followed is not. */
function applySafely(...[card, edits, rows]: Parameters<typeof applyEdits>) {
  try {
    return applyEdits(card, edits, rows);
  } catch {
    return applyEdits(card, {}, rows);
  }
}

function NoScorecard({ other }: { readonly other?: string }) {
  return (
    <div className="page">
      <div className="empty-state card">
        <h1>{other === undefined ? 'No scorecard yet' : `${other} is no scorecard`}</h1>
        <p>Train one, and it can be looked at and edited here:</p>
        <pre>probity scorecard loans.csv --target bad</pre>
      </div>
    </div>
  );
}
