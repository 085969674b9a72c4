import './review.css';
import { Button, SegmentedControl } from '@mantine/core';
import type { NextReviewResponse, ReviewCaseResponse, ReviewsResponse, VerdictRequest } from '@probity/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useRef } from 'react';
import { ActorField } from '../api/ActorField.js';
import { actorField, useActor } from '../api/acting-as.js';
import { postReview } from '../api/api-client.js';
import { reviewsQuery } from '../api/queries.js';
import { formatPercent } from '../format/format-number.js';
import { formatShortTime } from '../format/format-time.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';
import { PageLoading } from '../shell/PageLoading.js';
import { useShortcuts } from '../shell/use-shortcuts.js';
import { CaseDetail, duration, stakeWords } from './CaseDetail.js';
import type { Outcome, Reason } from './reason-choice.js';

const route = getRouteApi('/review');

/** Referred applications, one in hand: j and k move, c claims, n takes the next one, a and d decide. */
export function ReviewPage() {
  const { case: wanted, show } = route.useSearch();
  const navigate = route.useNavigate();
  const actor = useActor();
  const queryClient = useQueryClient();
  const reviews = useQuery(reviewsQuery(show));
  const list = useRef<HTMLOListElement>(null);

  const select = (id: string | undefined) =>
    void navigate({
      search: { ...(id === undefined ? {} : { case: id }), ...(show === undefined ? {} : { show }) },
      replace: true,
      resetScroll: false,
    });
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['reviews'] });
  const step = useMutation({
    mutationFn: ({ path, body }: { readonly path: string; readonly body: Partial<VerdictRequest> }) =>
      postReview<ReviewCaseResponse | NextReviewResponse>(path, { ...actorField(actor), ...body } as VerdictRequest),
    onSuccess: async (answer) => {
      await refresh();
      if ('case' in answer) select(answer.case?.decisionId);
    },
    onError: () => void refresh(),
  });

  const cases = reviews.data?.cases ?? [];
  const inHand = cases.find(({ decisionId }) => decisionId === wanted) ?? (wanted === undefined ? cases[0] : undefined);
  const isMine = inHand?.state === 'claimed' && (actor === '' || isSame(inHand.claim?.actor.name, actor));
  const move = (by: number) => {
    const at = cases.findIndex((one) => one.decisionId === inHand?.decisionId);
    const next = cases[Math.min(cases.length - 1, Math.max(0, at + by))];
    if (next === undefined) return;
    step.reset();
    select(next.decisionId);
    list.current?.querySelector<HTMLElement>(`[data-case="${next.decisionId}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  const act = (path: string, body: Partial<VerdictRequest> = {}) => !step.isPending && step.mutate({ path, body });
  const claim = () => inHand?.state === 'open' && act(`${inHand.decisionId}/claim`);
  useShortcuts({ j: () => move(1), k: () => move(-1), c: () => void claim(), n: () => void act('next') });

  if (reviews.isPending) return <PageLoading />;
  if (reviews.isError) {
    return (
      <div className="page">
        <ErrorNotice error={reviews.error} onRetry={() => void reviews.refetch()} />
      </div>
    );
  }
  const decide = (outcome: Outcome, reasons: readonly Reason[], note: string) => {
    if (inHand === undefined) return;
    act(`${inHand.decisionId}/decide`, { outcome, reasons: [...reasons], ...(note === '' ? {} : { note }) });
  };

  return (
    <div className="page page-wide review-page">
      <div className="page-head">
        <div>
          <h1>Review</h1>
          <p className="page-lead">
            Referred applications. <kbd>j</kbd> <kbd>k</kbd> move, <kbd>n</kbd> takes the next, <kbd>c</kbd> claims,{' '}
            <kbd>a</kbd> <kbd>d</kbd> decide.
          </p>
        </div>
        <ActorField />
      </div>
      <Statistics statistics={reviews.data.statistics} />
      <div className="review-columns">
        <section className="card review-list" aria-label="Cases">
          <div className="review-list-head">
            <SegmentedControl
              size="xs"
              withItemsBorders={false}
              aria-label="Which cases"
              value={show ?? 'waiting'}
              onChange={(value) =>
                void navigate({ search: value === 'decided' ? { show: 'decided' } : {}, replace: true })
              }
              data={[
                { value: 'waiting', label: 'Waiting' },
                { value: 'decided', label: 'Decided' },
              ]}
            />
            <Button size="xs" onClick={() => act('next')} loading={step.isPending && step.variables.path === 'next'}>
              Take the next <kbd>n</kbd>
            </Button>
          </div>
          {cases.length === 0 && (
            <p className="review-none muted">
              {show === 'decided'
                ? 'Nothing is decided yet.'
                : 'Nothing waits. Applications that the policy refers come here by themselves.'}
            </p>
          )}
          <ol ref={list}>
            {cases.map((one) => (
              <li key={one.decisionId}>
                <CaseRow
                  reviewCase={one}
                  isCurrent={one.decisionId === inHand?.decisionId}
                  onSelect={() => {
                    step.reset();
                    select(one.decisionId);
                  }}
                />
              </li>
            ))}
          </ol>
          <p className="muted review-rule">The largest stake × age is served first.</p>
        </section>
        {inHand === undefined ? (
          <section className="card empty-state">
            <h2>{wanted === undefined ? 'No case in hand' : 'This case is not in the list'}</h2>
            <p>{step.isError ? '' : 'Choose one, or take the next.'}</p>
            {step.isError && <ErrorNotice error={step.error} />}
          </section>
        ) : (
          <CaseDetail
            reviewCase={inHand}
            reasons={reviews.data.reasons}
            isMine={isMine}
            isBusy={step.isPending}
            error={step.error}
            onClaim={claim}
            onRelease={() => act(`${inHand.decisionId}/release`)}
            onDecide={decide}
          />
        )}
      </div>
    </div>
  );
}

interface CaseRowProps {
  readonly reviewCase: ReviewCaseResponse;
  readonly isCurrent: boolean;
  readonly onSelect: () => void;
}

function CaseRow({ reviewCase, isCurrent, onSelect }: CaseRowProps) {
  const { decisionId, openedAt, riskScore, grade, stake, state, claim, verdict } = reviewCase;
  return (
    <button
      type="button"
      className="case-row"
      data-case={decisionId}
      aria-current={isCurrent || undefined}
      onClick={onSelect}
    >
      <span className="case-row-score">{formatPercent(riskScore)}</span>
      <span>grade {grade}</span>
      <span className="number">{stake === 0 ? '' : stakeWords(stake)}</span>
      <time dateTime={openedAt}>{formatShortTime(openedAt)}</time>
      <span className="case-row-state" data-state={verdict?.outcome ?? state}>
        {verdict?.outcome ?? (state === 'claimed' ? claim?.actor.name : 'open')}
      </span>
    </button>
  );
}

function Statistics({ statistics }: { readonly statistics: ReviewsResponse['statistics'] }) {
  const { open, claimed, decided, medianSecondsToDecision, overrideRate, byGrade } = statistics;
  const figures = [
    ['Open', String(open)],
    ['Claimed', String(claimed)],
    ['Decided', String(decided)],
    ['Median time to decision', medianSecondsToDecision === null ? '–' : duration(medianSecondsToDecision)],
    ['Against the engine', overrideRate === null ? '–' : formatPercent(overrideRate)],
  ];
  return (
    <dl className="review-statistics">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {byGrade.map(({ grade, agreementRate, decided: count }) => (
        <div key={grade}>
          <dt>Agreement, grade {grade}</dt>
          <dd title={`${count} decided`}>{agreementRate === null ? 'not assessed' : formatPercent(agreementRate)}</dd>
        </div>
      ))}
    </dl>
  );
}

function isSame(one: string | undefined, other: string): boolean {
  return one !== undefined && one.trim().toLowerCase() === other.trim().toLowerCase();
}
