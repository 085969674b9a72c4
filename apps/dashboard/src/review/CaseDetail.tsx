import '../assessment/assessment.css';
import '../decisions/decisions.css';
import { Button } from '@mantine/core';
import type { ReviewCaseResponse, ReviewsResponse } from '@probity/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { decisionQuery, formQuery } from '../api/queries.js';
import { PolicyFacts } from '../assessment/PolicyFacts.js';
import { ReasonList } from '../assessment/ReasonList.js';
import { RiskScale } from '../charts/RiskScale.js';
import { ApplicationTable } from '../decisions/ApplicationTable.js';
import { formatFigure } from '../format/format-figure.js';
import { formatPercent } from '../format/format-number.js';
import { formatTime } from '../format/format-time.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';
import type { Outcome, Reason } from './reason-choice.js';
import { VerdictForm } from './VerdictForm.js';

interface CaseDetailProps {
  readonly reviewCase: ReviewCaseResponse;
  readonly reasons: ReviewsResponse['reasons'];
  /** Whether the person who acts here holds it. */
  readonly isMine: boolean;
  readonly isBusy: boolean;
  readonly error: Error | null;
  readonly onClaim: () => void;
  readonly onRelease: () => void;
  readonly onDecide: (outcome: Outcome, reasons: readonly Reason[], note: string) => void;
}

/** One case: the application, why the engine referred it, what happened so far, and the verdict. */
export function CaseDetail(props: CaseDetailProps) {
  const { reviewCase, reasons, isMine, isBusy, error, onClaim, onRelease, onDecide } = props;
  const { decisionId, model, riskScore, grade, stake, suggestion, state } = reviewCase;
  const decision = useQuery(decisionQuery(decisionId));
  const form = useQuery(formQuery(`${model.name}@${model.version}`));
  return (
    <article className="card case-detail" aria-labelledby="case-title">
      <header>
        <h2 id="case-title">
          Case <code>{decisionId.slice(0, 8)}</code>
        </h2>
        <Link to="/decisions/$id" params={{ id: decisionId }} className="case-link">
          The whole decision
        </Link>
      </header>
      <dl className="case-facts">
        <div>
          <dt>Risk score</dt>
          <dd>{formatPercent(riskScore)}</dd>
        </div>
        <div>
          <dt>Grade</dt>
          <dd>{grade}</dd>
        </div>
        <div>
          <dt>At stake</dt>
          <dd>{stakeWords(stake)}</dd>
        </div>
        <div>
          <dt>Engine would</dt>
          <dd>{suggestion ?? 'not say'}</dd>
        </div>
      </dl>
      {form.data !== undefined && (
        <RiskScale
          riskScore={riskScore}
          approveBelow={form.data.policy.approveBelow}
          declineFrom={form.data.policy.declineFrom}
        />
      )}
      {error !== null && <ErrorNotice error={error} />}
      {state === 'decided' ? (
        <Verdict reviewCase={reviewCase} reasons={reasons} />
      ) : isMine ? (
        <VerdictForm
          key={decisionId}
          reviewCase={reviewCase}
          reasons={reasons}
          isBusy={isBusy}
          onDecide={onDecide}
          onRelease={onRelease}
        />
      ) : (
        <div className="verdict-outcomes">
          <Button onClick={onClaim} loading={isBusy} disabled={state === 'claimed'}>
            Claim <kbd>c</kbd>
          </Button>
          {state === 'claimed' && (
            <p className="muted">
              {reviewCase.claim?.actor.name} has it until {formatTime(reviewCase.claim?.until ?? '')}
            </p>
          )}
        </div>
      )}
      {decision.isError ? (
        <ErrorNotice error={decision.error} />
      ) : decision.data === undefined ? (
        <div className="shimmer" style={{ height: 220 }} />
      ) : (
        <>
          <PolicyFacts assessment={decision.data} />
          <section aria-labelledby="case-reasons">
            <h3 id="case-reasons">What raised the risk</h3>
            <ReasonList reasons={decision.data.reasons} />
          </section>
          <section aria-labelledby="case-application">
            <h3 id="case-application">The application</h3>
            <ApplicationTable application={decision.data.application} fields={form.data?.fields} />
          </section>
        </>
      )}
      <section aria-labelledby="case-timeline">
        <h3 id="case-timeline">Timeline</h3>
        <Timeline reviewCase={reviewCase} />
      </section>
    </article>
  );
}

function Verdict({ reviewCase: { verdict }, reasons }: Pick<CaseDetailProps, 'reviewCase' | 'reasons'>) {
  if (verdict === undefined) return null;
  const wordsOf = (code: Reason) => reasons.find((reason) => reason.code === code)?.text ?? code;
  return (
    <div className="case-verdict" data-outcome={verdict.outcome}>
      <p>
        <b>{verdict.outcome === 'approve' ? 'Approved' : 'Declined'}</b> by {verdict.actor.name}
        {verdict.isOverride === true && ', against the engine’s suggestion'}
      </p>
      <p>{verdict.reasons.map(wordsOf).join('; ')}</p>
      {verdict.note !== undefined && <q>{verdict.note}</q>}
    </div>
  );
}

function Timeline({ reviewCase: { openedAt, claim, verdict } }: Pick<CaseDetailProps, 'reviewCase'>) {
  const steps = [
    [openedAt, 'referred by the engine'],
    ...(claim === undefined ? [] : [[claim.at, `claimed by ${claim.actor.name}`]]),
    ...(verdict === undefined
      ? []
      : [
          [
            verdict.decidedAt,
            `${verdict.outcome === 'approve' ? 'approved' : 'declined'} by ${verdict.actor.name}, after ${duration(verdict.secondsToDecision)}`,
          ],
        ]),
  ];
  return (
    <ol className="case-timeline">
      {steps.map(([at = '', what = '']) => (
        <li key={what}>
          <time dateTime={at}>{formatTime(at)}</time> {what}
        </li>
      ))}
    </ol>
  );
}

/** Money at stake; without an exposure in the policy it is a share of the loan. */
export function stakeWords(stake: number): string {
  if (stake === 0) return 'not known';
  return stake < 1 ? `${formatPercent(stake, 0)} of the loan` : formatFigure(stake, 'money');
}

/** Seconds in the unit a person would say: 40 s, 12 min, 5.5 h, 3 days. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3_600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Number((seconds / 3_600).toFixed(1))} h`;
  return `${Math.round(seconds / 86_400)} days`;
}
