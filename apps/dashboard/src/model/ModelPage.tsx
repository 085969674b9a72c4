import './model.css';
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { datasetsQuery, modelsQuery } from '../api/queries.js';
import { bundleQuery, referenceOf } from '../engine/load-engine.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';
import { PageLoading } from '../shell/PageLoading.js';
import { CurvePanel } from './CurvePanel.js';
import { InsightPanel } from './InsightPanel.js';
import { MetricTable } from './MetricTable.js';
import { ModelCard } from './ModelCard.js';
import { ValidationPanel } from './ValidationPanel.js';

const route = getRouteApi('/model');

/** One model: what it is, how good it is, what it goes by, and what validation found. */
export function ModelPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const models = useQuery(modelsQuery);
  const listed = models.data?.models ?? [];
  const champion = models.data?.champion ?? undefined;
  const chosen =
    listed.find((model) => referenceOf(model) === search.model) ??
    listed.find((model) => model.hash === champion?.hash) ??
    listed[0];
  const bundle = useQuery(bundleQuery(chosen));

  const datasets = useQuery(datasetsQuery);
  const trainedOn = bundle.data?.provenance.dataset;
  const hasData = datasets.isError ? false : datasets.data?.datasets.some(({ hash }) => hash === trainedOn);

  const failure = models.error ?? bundle.error;
  if (failure !== null) {
    return (
      <div className="page">
        <ErrorNotice error={failure} onRetry={() => void Promise.all([models.refetch(), bundle.refetch()])} />
      </div>
    );
  }
  if (models.data !== undefined && chosen === undefined) return <NoModel />;
  if (chosen === undefined || bundle.data === undefined) return <PageLoading />;

  const { evaluation, policy } = bundle.data;
  const isChampion = chosen.hash === champion?.hash && chosen.name === champion.name;
  return (
    <div className="page page-wide model-page">
      <div className="page-head">
        <div>
          <h1>
            {chosen.name}@{chosen.version}
            {isChampion && <span className="model-tag">champion</span>}
          </h1>
          <p className="page-lead">Measured on rows that it had not seen: {evaluation.split}.</p>
        </div>
        {listed.length > 1 && (
          <NativeSelect
            label="Model"
            value={referenceOf(chosen)}
            data={listed.map(referenceOf)}
            onChange={(event) => void navigate({ search: { model: event.currentTarget.value } })}
          />
        )}
      </div>
      <div className="model-columns">
        <MetricTable evaluation={evaluation} />
        <ModelCard model={chosen} bundle={bundle.data} hasData={hasData} />
      </div>
      <CurvePanel evaluation={evaluation} policy={policy} />
      <InsightPanel
        bundle={bundle.data}
        hasData={hasData}
        feature={search.feature}
        onFeature={(feature) => void navigate({ search: { ...search, feature }, replace: true, resetScroll: false })}
      />
      <ValidationPanel reference={referenceOf(chosen)} />
    </div>
  );
}

function NoModel() {
  return (
    <div className="page">
      <div className="empty-state card">
        <h1>No model yet</h1>
        <p>Train one, and it will be described here:</p>
        <pre>probity train loans.csv --target bad</pre>
      </div>
    </div>
  );
}
