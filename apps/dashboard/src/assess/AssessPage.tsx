import './assess.css';
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { decisionQuery, formQuery, modelsQuery } from '../api/queries.js';
import { referenceOf } from '../engine/load-engine.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';
import { PageLoading } from '../shell/PageLoading.js';
import { Workbench } from './Workbench.js';

const route = getRouteApi('/');

/** Assess an application; the address says by which model, and which decision is on screen. */
export function AssessPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const models = useQuery(modelsQuery);
  const decision = useQuery(decisionQuery(search.decision ?? ''));

  const champion = models.data?.champion;
  const onDuty = champion === undefined || champion === null ? '' : referenceOf(champion);
  const first = models.data?.models[0];
  const newest = first === undefined ? '' : referenceOf(first);
  const isDecisionDue = search.decision !== undefined;
  const reference = isDecisionDue
    ? decision.data
      ? referenceOf(decision.data.model)
      : ''
    : (search.model ?? (onDuty || newest));
  const form = useQuery(formQuery(reference));

  const failure = (isDecisionDue ? decision.error : null) ?? models.error ?? form.error;
  if (failure !== null) {
    return (
      <div className="page">
        <ErrorNotice
          error={failure}
          onRetry={() =>
            void Promise.all([
              models.refetch(),
              isDecisionDue && decision.refetch(),
              reference !== '' && form.refetch(),
            ])
          }
        />
      </div>
    );
  }
  if (models.data !== undefined && reference === '' && !isDecisionDue) return <NoModel />;
  if (form.data === undefined) return <PageLoading />;

  const references = [...new Set([reference, ...(models.data?.models ?? []).map(referenceOf)])];
  return (
    <div className="page page-wide">
      <div className="page-head">
        <div>
          <h1>Assess an application</h1>
          <p className="page-lead">Score, decision and reasons in one answer, recorded as it is given.</p>
        </div>
        {references.length > 1 && (
          <NativeSelect
            className="model-choice"
            label="Model"
            value={reference}
            onChange={(event) => void navigate({ search: { model: event.currentTarget.value } })}
            data={references.map((value) => ({ value, label: value === onDuty ? `${value} (on duty)` : value }))}
          />
        )}
      </div>
      <Workbench key={reference} form={form.data} decision={isDecisionDue ? decision.data : undefined} />
    </div>
  );
}

function NoModel() {
  return (
    <div className="page empty-state">
      <h1>No model is on duty yet</h1>
      <p>Train one; the form builds itself from its schema.</p>
      <pre>probity train loans.csv --target default</pre>
    </div>
  );
}
