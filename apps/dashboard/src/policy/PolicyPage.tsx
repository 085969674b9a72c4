import './policy.css';
import type { PoliciesResponse } from '@probity/contract';
import type { CreditPolicy } from '@probity/domain';
import type { BackTestReport } from '@probity/scoring';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { ActorField } from '../api/ActorField.js';
import { ApiError } from '../api/api-error.js';
import { policiesQuery, reportQuery } from '../api/queries.js';
import { formatTime } from '../format/format-time.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';
import { PageLoading } from '../shell/PageLoading.js';
import { BackTestPanel } from './BackTestPanel.js';
import { CutOffPanel } from './CutOffPanel.js';
import { DraftForm } from './DraftForm.js';
import { GridPanel } from './GridPanel.js';
import { PolicyList } from './PolicyList.js';
import { SwapSetPanel } from './SwapSetPanel.js';
import { sampleHistory } from './sample-history.js';

const route = getRouteApi('/policy');

/** What decides, what it would mean to change it, and the way from draft to live. */
export function PolicyPage() {
  const { model } = route.useSearch();
  const policies = useQuery(policiesQuery(model));
  if (policies.isPending) return <PageLoading />;
  if (policies.error instanceof ApiError && policies.error.code === 'MODEL_UNAVAILABLE') {
    return (
      <div className="page">
        <div className="empty-state card">
          <h1>No policy yet</h1>
          <p>A policy decides by the scores of a model. Train one, and its policy can be changed here:</p>
          <pre>probity train loans.csv --target default</pre>
        </div>
      </div>
    );
  }
  if (policies.isError) {
    return (
      <div className="page">
        <ErrorNotice error={policies.error} onRetry={() => void policies.refetch()} />
      </div>
    );
  }
  return <PolicyDesk policies={policies.data} />;
}

function PolicyDesk({ policies }: { readonly policies: PoliciesResponse }) {
  const { base: wanted, approve, decline } = route.useSearch();
  const navigate = route.useNavigate();
  const { model, own, live } = policies;
  const base = wanted ?? live?.id ?? 'own';
  const stored = policies.policies.find(({ id }) => id === base);
  const basis = (stored?.policy ?? own.policy) as CreditPolicy;
  const livePolicy = (policies.policies.find(({ id }) => id === live?.id)?.policy ?? own.policy) as CreditPolicy;
  const policy = useMemo(() => withCutOffs(basis, approve, decline), [basis, approve, decline]);
  // Any back-test of this model knows its scores; that of the policy itself comes first.
  const tested = [stored, ...policies.policies].find((one) => one?.backtest !== undefined && one.backtest !== null);
  const reportId = stored?.backtest ?? own.backtest ?? tested?.backtest ?? undefined;
  const report = useQuery(reportQuery(reportId));
  const backTest = report.data?.report as BackTestReport | undefined;
  const history = useMemo(() => (backTest === undefined ? [] : sampleHistory(backTest)), [backTest]);
  const name = `${model.name}@${model.version}`;

  const change = useCallback(
    (approveBelow: number, declineFrom: number) =>
      void navigate({
        search: (before) => ({ ...before, approve: approveBelow, decline: Math.max(approveBelow, declineFrom) }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );

  return (
    <div className="page page-wide policy-page">
      <div className="page-head">
        <div>
          <h1>Policy of {name}</h1>
          <p className="page-lead">
            {live === null ? 'The bundle’s own policy decides.' : `Version ${live.version} decides.`}{' '}
            {stored === undefined
              ? 'You look at the bundle’s own.'
              : `You look at version ${stored.version}, ${stored.state}.`}
          </p>
        </div>
        <ActorField />
      </div>
      {report.isError && <ErrorNotice error={report.error} />}
      <div className="policy-columns">
        <div className="policy-column">
          {backTest === undefined ? (
            <NoBackTest isPending={reportId !== undefined && report.isPending} />
          ) : (
            <>
              <CutOffPanel report={backTest} history={history} policy={policy} live={livePolicy} onChange={change} />
              <SwapSetPanel history={history} policy={policy} live={livePolicy} />
            </>
          )}
          <GridPanel policy={policy} history={history} />
          {backTest !== undefined && report.data !== undefined && (
            <BackTestPanel report={backTest} savedAt={formatTime(report.data.savedAt)} />
          )}
        </div>
        <div className="policy-column">
          <DraftForm
            key={base}
            model={name}
            policy={policy}
            isChanged={policy.approveBelow !== basis.approveBelow || policy.declineFrom !== basis.declineFrom}
          />
          <RuleList policy={policy} />
          <PolicyList policies={policies} base={base} />
        </div>
      </div>
    </div>
  );
}

function NoBackTest({ isPending }: { readonly isPending: boolean }) {
  if (isPending) return <div className="shimmer" style={{ height: 420 }} />;
  return (
    <section className="card empty-state">
      <h2>No history yet</h2>
      <p>A back-test shows what cut-offs mean in approvals, bad rate and money.</p>
      <pre>probity policy backtest --history past.csv</pre>
    </section>
  );
}

function RuleList({ policy: { rules = [], referral } }: { readonly policy: CreditPolicy }) {
  if (rules.length === 0 && referral === undefined) return null;
  return (
    <section className="card" aria-labelledby="rules-title">
      <h2 id="rules-title">Rules</h2>
      <ul className="rule-list">
        {rules.map(({ id, when, outcome, reason }) => (
          <li key={id}>
            <code>
              {when
                .map(({ field, op, value }) => `${field} ${op} ${value === undefined ? '' : String(value)}`.trim())
                .join(' and ')}
            </code>
            <span>
              {outcome}: {reason}
            </span>
          </li>
        ))}
        {referral?.borderlineWidth !== undefined && (
          <li>Refer scores nearer than {referral.borderlineWidth} to a cut-off</li>
        )}
        {referral?.onWarnings === true && <li>Refer where the engine has a warning</li>}
      </ul>
    </section>
  );
}

function withCutOffs(basis: CreditPolicy, approve: number | undefined, decline: number | undefined): CreditPolicy {
  const isShare = (value: number | undefined) => value !== undefined && value >= 0 && value <= 1;
  const approveBelow = isShare(approve) ? (approve as number) : basis.approveBelow;
  const declineFrom = Math.max(approveBelow, isShare(decline) ? (decline as number) : basis.declineFrom);
  return { ...basis, approveBelow, declineFrom };
}
