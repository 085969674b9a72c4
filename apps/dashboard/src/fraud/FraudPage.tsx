import './fraud.css';
import '../assessment/outcome-badge.css';
import '../assessment/assessment.css';
import { SegmentedControl } from '@mantine/core';
import type { TransactionItem } from '@probity/contract';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { postTransactionLabel } from '../api/api-client.js';
import { formatNumber } from '../format/format-number.js';
import { formatShortTime } from '../format/format-time.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';
import { PageLoading } from '../shell/PageLoading.js';
import { useShortcuts } from '../shell/use-shortcuts.js';
import { AlertDetail } from './AlertDetail.js';
import { AlertList } from './AlertList.js';
import { countMinutes, spanOf } from './count-minutes.js';
import { MinuteBars } from './MinuteBars.js';
import { placeOf } from './transaction-words.js';
import { useTransactionStream } from './use-transaction-stream.js';

const route = getRouteApi('/fraud');
const MINUTES = 30;
/** As many lines as a person scrolls through. */
const MOST_LINES = 200;

const stateWords = {
  connecting: 'Connecting …',
  live: 'Live',
  broken: 'The stream broke; connecting again …',
} as const;

/** Transactions as they are decided: counts, alerts, and one of them in full. j and k move, f and u label. */
export function FraudPage() {
  const { open: wanted, show = 'alerts' } = route.useSearch();
  const navigate = route.useNavigate();
  const stream = useTransactionStream();
  const list = useRef<HTMLOListElement>(null);
  const now = useNow();
  const [labels, setLabels] = useState<ReadonlyMap<string, boolean>>(new Map());

  const label = useMutation({
    mutationFn: ({ item, isFraud }: { readonly item: TransactionItem; readonly isFraud: boolean }) =>
      postTransactionLabel(item.id, { values: { fraud: isFraud }, source: item.source }),
    onSuccess: (_, { item, isFraud }) => setLabels((known) => new Map(known).set(item.id, isFraud)),
  });
  const shown = stream.items
    .filter(({ answer }) => show === 'all' || answer === show || (show === 'alerts' && answer !== 'allow'))
    .slice(0, MOST_LINES);
  const open =
    stream.items.find(({ sequence }) => sequence === wanted) ?? (wanted === undefined ? shown[0] : undefined);
  const select = (item: TransactionItem) => {
    label.reset();
    void navigate({
      search: (before) => ({ ...before, open: item.sequence }),
      replace: true,
      resetScroll: false,
    });
  };
  const move = (by: number) => {
    const at = shown.findIndex(({ sequence }) => sequence === open?.sequence);
    const next = shown[Math.min(shown.length - 1, Math.max(0, at + by))];
    if (next === undefined) return;
    select(next);
    list.current
      ?.querySelector<HTMLElement>(`[data-sequence="${next.sequence}"]`)
      ?.scrollIntoView({ block: 'nearest' });
  };
  const tell = (isFraud: boolean) => {
    if (open !== undefined && !label.isPending) label.mutate({ item: open, isFraud });
  };
  useShortcuts({ j: () => move(1), k: () => move(-1), f: () => tell(true), u: () => tell(false) });

  if (stream.isPending) return <PageLoading />;
  if (stream.error !== null && stream.items.length === 0) {
    return (
      <div className="page">
        <ErrorNotice error={stream.error} onRetry={stream.retry} />
      </div>
    );
  }
  const { end, isNow, unit } = spanOf(stream.latest, now, MINUTES);
  const endWords = isNow ? 'now' : formatShortTime(new Date(end).toISOString());
  const place = open === undefined ? undefined : placeOf(open)?.join('=');
  return (
    <div className="page page-wide fraud-page">
      <div className="page-head">
        <div>
          <h1>Fraud</h1>
          <p className="page-lead">
            Transactions as they are decided. <kbd>j</kbd> <kbd>k</kbd> move, <kbd>f</kbd> fraud, <kbd>u</kbd> genuine.
          </p>
        </div>
        <p className="stream-state" data-state={stream.state} role="status">
          {stateWords[stream.state]}
        </p>
      </div>
      {stream.items.length === 0 ? (
        <section className="card empty-state">
          <h2>No transaction yet</h2>
          <p>
            Train a model, then play a file, or send transactions to <code>POST /v1/transactions</code>. They appear
            here as they are decided.
          </p>
          <pre>
            {[
              'probity simulate transactions --out payments.csv',
              'probity train payments.csv --blueprint fraud --target fraud --name fraud',
              `probity stream payments.csv --server ${window.location.origin}`,
            ].join('\n')}
          </pre>
        </section>
      ) : (
        <>
          <section className="card" aria-label={`Decisions a ${unit.words}`}>
            <div className="fraud-counts">
              <Counts items={stream.latest} missed={stream.missed} from={end - MINUTES * unit.lengthMs} />
              <p className="muted">
                in the {MINUTES} {unit.words}s up to {endWords}, of the {formatNumber(stream.latest.length)} latest
                decisions
              </p>
            </div>
            <MinuteBars minutes={countMinutes(stream.latest, end, MINUTES, unit)} unit={unit} end={endWords} />
          </section>
          <div className="fraud-columns">
            <section className="card alerts" aria-label="Transactions">
              <SegmentedControl
                size="xs"
                withItemsBorders={false}
                aria-label="Which transactions"
                value={show}
                onChange={(value) =>
                  void navigate({
                    search: value === 'alerts' ? {} : { show: value as 'all' | 'review' | 'block' },
                    replace: true,
                  })
                }
                data={[
                  { value: 'alerts', label: 'Alerts' },
                  { value: 'review', label: 'Review' },
                  { value: 'block', label: 'Block' },
                  { value: 'all', label: 'All' },
                ]}
              />
              {shown.length === 0 && <p className="muted alerts-none">None of these among the latest decisions.</p>}
              <AlertList items={shown} open={open} labels={labels} list={list} onSelect={select} />
            </section>
            {open === undefined ? (
              <section className="card empty-state">
                <h2>{wanted === undefined ? 'No alert' : 'This one is not among the latest'}</h2>
                <p>Choose a transaction from the list.</p>
              </section>
            ) : (
              <AlertDetail
                key={open.sequence}
                item={open}
                atPlace={stream.items
                  .filter((item) => place !== undefined && placeOf(item)?.join('=') === place)
                  .slice(0, 30)}
                label={labels.get(open.id)}
                isBusy={label.isPending}
                error={label.error}
                onLabel={tell}
              />
            )}
          </div>
        </>
      )}
    </div>
  );
}

function Counts({
  items,
  missed,
  from,
}: {
  readonly items: readonly TransactionItem[];
  readonly missed: number;
  readonly from: number;
}) {
  const recent = items.filter(({ knownAt }) => Date.parse(knownAt) > from);
  const of = (answer: TransactionItem['answer']) => recent.filter((item) => item.answer === answer).length;
  const figures = [
    ['Allowed', of('allow')],
    ['To review', of('review')],
    ['Blocked', of('block')],
  ] as const;
  return (
    <dl>
      {figures.map(([name, count]) => (
        <div key={name} data-figure={name}>
          <dt>{name}</dt>
          <dd>{formatNumber(count)}</dd>
        </div>
      ))}
      {missed > 0 && (
        <div data-figure="Not shown">
          <dt>Not shown: faster than a page can follow</dt>
          <dd>{formatNumber(missed)}</dd>
        </div>
      )}
    </dl>
  );
}

/** The time, every five seconds. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 5_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
