import './decisions.css';
import { Button, SegmentedControl } from '@mantine/core';
import type { DecisionsResponse } from '@probity/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { DecisionsSearch } from '../address.js';
import { decisionsQuery } from '../api/queries.js';
import { OutcomeBadge } from '../assessment/OutcomeBadge.js';
import { formatPercent } from '../format/format-number.js';
import { formatShortTime, formatTime } from '../format/format-time.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';
import { PageLoading } from '../shell/PageLoading.js';
import { useShortcuts } from '../shell/use-shortcuts.js';

/** With a filter, pages are fetched until this many rows are shown, or this many pages were. */
const ENOUGH_ROWS = 15;
const MOST_PAGES = 10;

const route = getRouteApi('/decisions');

/** Every recorded decision, newest first. */
export function DecisionsPage() {
  const { outcome, from, to } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(decisionsQuery(outcome));
  const list = useRef<HTMLOListElement>(null);

  const loadMore = () => query.hasNextPage && !query.isFetchingNextPage && void query.fetchNextPage();
  const move = (by: number) => {
    const rows = [...(list.current?.querySelectorAll('a') ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLAnchorElement);
    rows[Math.min(rows.length - 1, Math.max(0, at === -1 ? 0 : at + by))]?.focus();
  };
  useShortcuts({ j: () => move(1), k: () => move(-1), m: () => void loadMore() });

  const pages = query.data?.pages ?? [];
  const loaded = pages.flatMap((page) => page.decisions);
  const isFiltered = outcome !== undefined || from !== undefined || to !== undefined;
  const shown = loaded.filter(
    ({ decision, riskScore }) =>
      (outcome === undefined || decision === outcome) && riskScore >= (from ?? 0) && riskScore < (to ?? 2),
  );

  const isMoreWanted = isFiltered && shown.length < ENOUGH_ROWS && pages.length < MOST_PAGES;
  const { hasNextPage, isFetching, isError, fetchNextPage } = query;
  useEffect(() => {
    if (isMoreWanted && hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [isMoreWanted, hasNextPage, isFetching, isError, fetchNextPage]);

  if (query.isPending) return <PageLoading />;

  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>Decisions</h1>
          <p className="page-lead">
            {from === undefined && to === undefined ? (
              'Each one stands in the audit chain and can be replayed.'
            ) : (
              <>
                Risk score {rangeWords(from, to)}.{' '}
                <Link to="/decisions" search={outcome === undefined ? {} : { outcome }}>
                  Show all
                </Link>
              </>
            )}
          </p>
        </div>
        <SegmentedControl
          withItemsBorders={false}
          aria-label="Show which decisions"
          value={outcome ?? 'all'}
          onChange={(value) => void navigate({ search: searchFor(value, from, to), replace: true })}
          data={[
            { value: 'all', label: 'All' },
            { value: 'approve', label: 'Approve' },
            { value: 'refer', label: 'Refer' },
            { value: 'decline', label: 'Decline' },
          ]}
        />
      </div>
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {loaded.length === 0 && !query.isError && (
        <div className="empty-state card">
          <h2>No decision yet</h2>
          <p>
            <Link to="/">Assess an application</Link>; it will be here a moment later.
          </p>
        </div>
      )}
      {loaded.length > 0 && (
        <div className="card decision-list">
          <div className="decision-row decision-list-head" aria-hidden="true">
            <span>Time</span>
            <span>Decision</span>
            <span>Model</span>
            <span className="number">Risk score</span>
            <span>Grade</span>
            <span>Outcome</span>
          </div>
          <ol ref={list} aria-label="Decisions, newest first">
            {shown.map((decision) => (
              <li key={decision.decisionId}>
                <Row decision={decision} />
              </li>
            ))}
          </ol>
          {shown.length === 0 && (
            <p className="decision-list-none">None of the {loaded.length} loaded decisions is one of these.</p>
          )}
        </div>
      )}
      {loaded.length > 0 && (
        <div className="decision-list-foot">
          {query.hasNextPage && (
            <Button variant="default" onClick={() => void loadMore()} loading={query.isFetchingNextPage}>
              Load more
            </Button>
          )}
          <p role="status">
            {shown.length === loaded.length ? `${loaded.length} shown` : `${shown.length} of ${loaded.length} loaded`}
            {query.hasNextPage ? '' : ', that is all'}
          </p>
        </div>
      )}
    </div>
  );
}

function Row({ decision }: { readonly decision: DecisionsResponse['decisions'][number] }) {
  const { decisionId, occurredAt, model, riskScore, grade } = decision;
  return (
    <Link to="/decisions/$id" params={{ id: decisionId }} className="decision-row">
      <time dateTime={occurredAt} title={formatTime(occurredAt)}>
        {formatShortTime(occurredAt)}
      </time>
      <code className="decision-id">{decisionId.slice(0, 8)}</code>
      <span className="decision-model">
        {model.name}@{model.version}
      </span>
      <span className="number decision-score">{formatPercent(riskScore)}</span>
      <span className="decision-grade">
        <span className="visually-hidden">grade </span>
        {grade}
      </span>
      <OutcomeBadge outcome={decision.decision} size="sm" />
    </Link>
  );
}

function rangeWords(from: number | undefined, to: number | undefined): string {
  if (to === undefined) return `from ${formatPercent(from ?? 0)} on`;
  return from === undefined ? `below ${formatPercent(to)}` : `from ${formatPercent(from)} to ${formatPercent(to)}`;
}

function searchFor(value: string, from: number | undefined, to: number | undefined): DecisionsSearch {
  const outcome = value === 'approve' || value === 'refer' || value === 'decline' ? value : undefined;
  return {
    ...(outcome === undefined ? {} : { outcome }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}
