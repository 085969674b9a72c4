import './decisions.css';
import { Button } from '@mantine/core';
import type { DecisionResponse } from '@probity/contract';
import { IconAdjustmentsHorizontal, IconArrowLeft, IconMail, IconPrinter, IconReload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { decisionQuery, formQuery } from '../api/queries.js';
import { AssessmentPanel } from '../assessment/AssessmentPanel.js';
import { CopyButton, copyText } from '../assessment/CopyButton.js';
import { EngineCheck } from '../assessment/EngineCheck.js';
import { RecordFacts } from '../assessment/RecordFacts.js';
import { WhatWouldChangeIt } from '../assessment/WhatWouldChangeIt.js';
import { referenceOf } from '../engine/load-engine.js';
import { formatNumber } from '../format/format-number.js';
import { formatTime } from '../format/format-time.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';
import { PageLoading } from '../shell/PageLoading.js';
import { useShortcuts } from '../shell/use-shortcuts.js';
import { ApplicationTable } from './ApplicationTable.js';

const NoticeDialog = lazy(() => import('./NoticeDialog.js').then((module) => ({ default: module.NoticeDialog })));

const route = getRouteApi('/decisions/$id');

/** One recorded decision, with everything it rests on. */
export function DecisionPage() {
  const { id } = route.useParams();
  const decision = useQuery(decisionQuery(id));
  if (decision.isPending) return <PageLoading />;
  if (decision.isError) {
    return (
      <div className="page">
        <BackLink />
        <ErrorNotice error={decision.error} onRetry={() => void decision.refetch()} />
      </div>
    );
  }
  return <RecordedDecision decision={decision.data} />;
}

function RecordedDecision({ decision }: { readonly decision: DecisionResponse }) {
  const { decisionId, model, occurredAt, processingTimeMs } = decision;
  const navigate = useNavigate();
  const [isReplayed, setReplayed] = useState(false);
  const [isNoticeOpen, setNoticeOpen] = useState(false);
  // Only for labels of levels and the cut-offs: without it the page still tells the decision.
  const form = useQuery(formQuery(referenceOf(model)));
  const openWhatIf = () => void navigate({ to: '/', search: { decision: decisionId, view: 'what-if' } });

  useShortcuts({
    r: () => setReplayed(true),
    w: openWhatIf,
    c: () => void copyText(decisionId),
    u: () => void navigate({ to: '/decisions' }),
  });

  return (
    <article className="page page-wide decision-page">
      <BackLink />
      <div className="page-head">
        <div>
          <h1>Decision of {formatTime(occurredAt)}</h1>
          <p className="decision-id-line">
            <code>{decisionId}</code>
            <CopyButton text={decisionId} label="Copy the decision’s id" />
          </p>
        </div>
        <div className="decision-actions">
          <Button
            variant="default"
            leftSection={<IconReload size={17} stroke={1.7} />}
            onClick={() => setReplayed(true)}
          >
            Replay
          </Button>
          <Button variant="default" leftSection={<IconPrinter size={17} stroke={1.7} />} onClick={() => window.print()}>
            Print
          </Button>
          {decision.decision !== 'approve' && (
            <Button
              variant="default"
              leftSection={<IconMail size={17} stroke={1.7} />}
              onClick={() => setNoticeOpen(true)}
            >
              Notice…
            </Button>
          )}
          <Button leftSection={<IconAdjustmentsHorizontal size={17} stroke={1.7} />} onClick={openWhatIf}>
            Open in what-if
          </Button>
        </div>
      </div>
      <div className="decision-columns">
        <AssessmentPanel
          assessment={decision}
          fields={form.data?.fields}
          cutOffs={form.data?.policy}
          afterReasons={<WhatWouldChangeIt key={decisionId} decision={decision} fields={form.data?.fields} />}
        >
          <RecordFacts model={model}>
            <div>
              <dt>Took</dt>
              <dd>{formatNumber(Number(processingTimeMs.toFixed(2)))} ms</dd>
            </div>
          </RecordFacts>
          {isReplayed && <EngineCheck decision={decision} />}
        </AssessmentPanel>
        <section className="card" aria-labelledby="application-title">
          <h2 id="application-title">The application, as sent</h2>
          <ApplicationTable application={decision.application} fields={form.data?.fields} />
        </section>
      </div>
      {isNoticeOpen && (
        <Suspense>
          <NoticeDialog decisionId={decisionId} onClose={() => setNoticeOpen(false)} />
        </Suspense>
      )}
    </article>
  );
}

function BackLink() {
  return (
    <Link to="/decisions" className="back-link">
      <IconArrowLeft size={16} stroke={1.8} aria-hidden="true" /> All decisions
    </Link>
  );
}
