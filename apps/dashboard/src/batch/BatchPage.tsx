import './batch.css';
import { Button, NativeSelect, SegmentedControl, Switch } from '@mantine/core';
import type { Outcome } from '@probity/domain';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { formQuery, modelsQuery } from '../api/queries.js';
import { referenceOf } from '../engine/load-engine.js';
import { formatNumber, formatPercent } from '../format/format-number.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';
import { BatchTable } from './BatchTable.js';
import { type BatchFilter, type BatchRow, barOf, matches, SCORE_BARS } from './batch-result.js';
import { DropZone } from './DropZone.js';
import { ScoreHistogram } from './ScoreHistogram.js';
import { useBatch } from './use-batch.js';

const route = getRouteApi('/batch');

/** Score a whole file: drop it, watch the rows come, look at them, take the answer home. */
export function BatchPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const models = useQuery(modelsQuery);
  const [explain, setExplain] = useState(true);
  const [record, setRecord] = useState(true);
  const batch = useBatch();

  const references = (models.data?.models ?? []).map(referenceOf);
  const champion = models.data?.champion;
  const onDuty = champion === undefined || champion === null ? '' : referenceOf(champion);
  const model = search.model ?? (onDuty || (references[0] ?? ''));
  const form = useQuery(formQuery(model));

  const choose = ({ show, bar }: BatchFilter) => {
    const kept = search.model === undefined ? {} : { model: search.model };
    const narrowed = { ...(show === undefined ? {} : { show }), ...(bar === undefined ? {} : { bar }) };
    void navigate({ search: { ...kept, ...narrowed }, replace: true });
  };
  const summary = useMemo(() => summarise(batch.rows), [batch.rows]);
  const { show, bar } = search;
  const shown = useMemo(() => batch.rows.filter((row) => matches(row, { show, bar })), [batch.rows, show, bar]);
  const policy = form.data?.policy;

  return (
    <div className="page page-wide">
      <div className="page-head">
        <div>
          <h1>Score a file</h1>
          <p className="page-lead">Every row takes the very path of a single application.</p>
        </div>
        {references.length > 0 && (
          <NativeSelect
            label="Model"
            value={model}
            data={references}
            disabled={batch.isRunning}
            onChange={(event) => void navigate({ search: { model: event.currentTarget.value }, replace: true })}
          />
        )}
      </div>
      {models.data?.models.length === 0 && (
        <section className="card empty-state">
          <h2>No model yet</h2>
          <p>Train one, and its columns are what a file must have:</p>
          <pre>probity train loans.csv --target default</pre>
        </section>
      )}
      {models.isError && <ErrorNotice error={models.error} onRetry={() => void models.refetch()} />}
      <section className="card batch-start" aria-label="File and settings">
        <DropZone file={batch.file} lines={batch.lines} disabled={batch.isRunning} onFile={batch.take} />
        <div className="batch-settings">
          <Switch
            label="Reasons"
            description="Up to four for each row"
            checked={explain}
            disabled={batch.isRunning}
            onChange={(event) => setExplain(event.currentTarget.checked)}
          />
          <Switch
            label="Record each row as a decision"
            description="In the audit chain, for good; referred rows go to review"
            checked={record}
            disabled={batch.isRunning}
            onChange={(event) => setRecord(event.currentTarget.checked)}
          />
          {batch.isRunning ? (
            <Button variant="default" onClick={batch.cancel}>
              Stop
            </Button>
          ) : (
            <Button
              disabled={batch.file === undefined || model === ''}
              onClick={() => batch.run({ model, explain, record })}
            >
              {record ? 'Decide on every row' : 'Score every row'}
            </Button>
          )}
        </div>
      </section>
      {batch.error !== undefined && <ErrorNotice error={batch.error} />}
      {(batch.isRunning || batch.rows.length > 0) && (
        <section className="card batch-result" aria-label="Result">
          <Progress done={batch.rows.length} total={batch.lines} isRunning={batch.isRunning} seconds={batch.seconds} />
          <Totals counts={summary.outcomes} refused={summary.refused} total={batch.rows.length} />
          {policy !== undefined && summary.scored > 0 && (
            <ScoreHistogram
              counts={summary.bars}
              approveBelow={policy.approveBelow}
              declineFrom={policy.declineFrom}
              chosen={search.bar}
              onChoose={(bar) => choose({ show: search.show, bar })}
            />
          )}
          <div className="batch-bar">
            <SegmentedControl
              withItemsBorders={false}
              aria-label="Show which rows"
              value={search.show ?? 'all'}
              onChange={(value) => choose({ show: value === 'all' ? undefined : (value as Outcome), bar: search.bar })}
              data={['all', 'approve', 'refer', 'decline', 'refused'].map((value) => ({
                value,
                label: value.charAt(0).toUpperCase() + value.slice(1),
              }))}
            />
            {batch.download !== undefined && (
              <Button
                component="a"
                variant="default"
                leftSection={<IconDownload size={17} stroke={1.7} aria-hidden="true" />}
                href={URL.createObjectURL(batch.download)}
                download={`scores-${(batch.file?.name ?? 'file').replace(/\.[^.]*$/, '')}.csv`}
              >
                Download the scores
              </Button>
            )}
          </div>
          <BatchTable key={`${search.show} ${search.bar}`} rows={shown} />
        </section>
      )}
    </div>
  );
}

interface ProgressProps {
  readonly done: number;
  readonly total: number | undefined;
  readonly isRunning: boolean;
  readonly seconds: number | undefined;
}

function Progress({ done, total, isRunning, seconds }: ProgressProps) {
  const share = isRunning ? Math.min(1, done / Math.max(1, total ?? done)) : 1;
  const words = isRunning
    ? `${formatNumber(done)}${total === undefined ? '' : ` of ${formatNumber(total)}`} rows`
    : `${formatNumber(done)} rows${seconds === undefined ? '' : ` in ${seconds.toFixed(1)} s`}`;
  return (
    <div className="batch-progress">
      <p role="status">{words}</p>
      <progress value={share} max={1} aria-label="Rows answered" />
    </div>
  );
}

interface TotalsProps {
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly refused: number;
  readonly total: number;
}

function Totals({ counts, refused, total }: TotalsProps) {
  const figures = [
    ['Approve', counts.approve],
    ['Refer', counts.refer],
    ['Decline', counts.decline],
    ['Refused rows', refused],
  ] as const;
  return (
    <dl className="batch-totals">
      {figures.map(([name, count]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {formatNumber(count)} <span>{total === 0 ? '' : formatPercent(count / total, 1)}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function summarise(rows: readonly BatchRow[]) {
  const outcomes: Record<Outcome, number> = { approve: 0, refer: 0, decline: 0 };
  const bars = new Array<number>(SCORE_BARS).fill(0);
  let scored = 0;
  for (const { outcome, riskScore } of rows) {
    if (outcome === undefined || riskScore === undefined) continue;
    outcomes[outcome] += 1;
    scored += 1;
    const bar = barOf(riskScore);
    bars[bar] = (bars[bar] ?? 0) + 1;
  }
  return { outcomes, bars, scored, refused: rows.length - scored };
}
