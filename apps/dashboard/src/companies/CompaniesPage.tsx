import './companies.css';
import { NativeSelect } from '@mantine/core';
import { companyRatioColumns, createScorer, prepareCompany, type ReadBundle } from '@probity/scoring';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { modelsQuery } from '../api/queries.js';
import { bundleQuery, referenceOf } from '../engine/load-engine.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';
import { PageLoading } from '../shell/PageLoading.js';
import { CompanyEntry } from './CompanyEntry.js';
import { CompanyResult } from './CompanyResult.js';
import { CostPanel } from './CostPanel.js';
import { type CompanyDraft, companyOf, type EntryMode, exampleDraft } from './company-draft.js';

/** Judge a company by its statements or ratios; everything is computed in this browser. */
export function CompaniesPage() {
  const models = useQuery(modelsQuery);
  const listed = models.data?.models ?? [];
  const [wanted, setWanted] = useState<string>();
  const champion = models.data?.champion;
  // Names are free, so a model shows what it is for only in its bundle: those that say so in their summary come first.
  const isForCompanies = (model: (typeof listed)[number]) => model.summary['blueprint'] === 'bankruptcy';
  const chosen =
    listed.find((model) => referenceOf(model) === wanted) ??
    listed.find(isForCompanies) ??
    listed.find((model) => model.hash === champion?.hash) ??
    listed[0];
  const bundle = useQuery(bundleQuery(chosen));
  const failure = models.error ?? bundle.error;
  if (failure !== null) {
    return (
      <div className="page">
        <ErrorNotice error={failure} onRetry={() => void Promise.all([models.refetch(), bundle.refetch()])} />
      </div>
    );
  }
  if (models.data === undefined || (chosen !== undefined && bundle.data === undefined)) return <PageLoading />;
  return (
    <div className="page page-wide companies-page">
      <div className="page-head">
        <div>
          <h1>Companies</h1>
          <p className="page-lead">
            Bankruptcy risk from statements or ratios. Nothing you enter leaves this browser; record a judgement with{' '}
            <code>probity companies assess</code> or the API.
          </p>
        </div>
        {listed.length > 0 && (
          <NativeSelect
            label="Model"
            value={chosen === undefined ? '' : referenceOf(chosen)}
            data={listed.map(referenceOf)}
            onChange={(event) => setWanted(event.currentTarget.value)}
          />
        )}
      </div>
      {bundle.data === undefined || companyRatioColumns(bundle.data) === undefined ? (
        <section className="card empty-state">
          <h2>{listed.length === 0 ? 'No model yet' : 'This model is not for companies'}</h2>
          <p>Train one on company-years, yours or simulated ones:</p>
          <pre>
            {[
              'probity simulate companies --out companies.csv',
              'probity train companies.csv --blueprint bankruptcy --target failed --company company --time year',
            ].join('\n')}
          </pre>
        </section>
      ) : (
        <Workbench key={bundle.data.hash} bundle={bundle.data} />
      )}
    </div>
  );
}

function Workbench({ bundle }: { readonly bundle: ReadBundle }) {
  const [draft, setDraft] = useState<CompanyDraft>(exampleDraft);
  const [mode, setMode] = useState<EntryMode>('statements');
  const scorer = useMemo(() => createScorer(bundle), [bundle]);
  const judged = useMemo(() => {
    try {
      const company = companyOf(draft, mode);
      if (company === undefined) return undefined;
      const prepared = prepareCompany(bundle, company);
      return { prepared, assessment: scorer.assess(prepared.application) };
    } catch (error) {
      return { error };
    }
  }, [bundle, scorer, draft, mode]);
  return (
    <>
      <div className="companies-columns">
        <CompanyEntry bundle={bundle} draft={draft} mode={mode} onDraft={setDraft} onMode={setMode} />
        {judged !== undefined && 'error' in judged ? (
          <ErrorNotice error={judged.error as Error} />
        ) : (
          <CompanyResult judged={judged} cut={scorer.policy.declineFrom} fields={scorer.form()} />
        )}
      </div>
      <CostPanel
        bundle={bundle}
        probability={judged !== undefined && 'assessment' in judged ? judged.assessment?.riskScore : undefined}
      />
    </>
  );
}
