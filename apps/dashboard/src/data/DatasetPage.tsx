import './data.css';
import { SegmentedControl } from '@mantine/core';
import type { DatasetProfileResponse } from '@probity/contract';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { ApiError } from '../api/api-error.js';
import { datasetProfileQuery, datasetsQuery } from '../api/queries.js';
import { formatNumber, formatPercent } from '../format/format-number.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';
import { PageLoading } from '../shell/PageLoading.js';
import { ColumnDetail } from './ColumnDetail.js';
import { ColumnTable } from './ColumnTable.js';
import { ComponentPanel } from './ComponentPanel.js';
import { DependencePanel } from './DependencePanel.js';
import { type DataSearch, type PageView, type RowsChoice, withRows } from './data-search.js';
import { LeakList } from './LeakList.js';
import { MissingPanel } from './MissingPanel.js';
import { MonthsPanel } from './MonthsPanel.js';
import { OutlierPanel } from './OutlierPanel.js';
import { QualityPanel } from './QualityPanel.js';
import { RowsDialog } from './RowsDialog.js';

const route = getRouteApi('/data/$hash');

const views: readonly { readonly value: PageView; readonly label: string }[] = [
  { value: 'columns', label: 'Columns' },
  { value: 'missing', label: 'Missing' },
  { value: 'dependence', label: 'Dependence' },
  { value: 'outliers', label: 'Outliers and copies' },
  { value: 'components', label: 'Components' },
  { value: 'months', label: 'By month' },
  { value: 'quality', label: 'Expectations' },
];

/** One data set: what leaks first, then what its columns hold. */
export function DatasetPage() {
  const { hash } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const profile = useQuery(datasetProfileQuery(hash));
  const datasets = useQuery(datasetsQuery);
  const manifest = datasets.data?.datasets.find((dataset) => dataset.hash === hash);
  const isUnprofiled = profile.error instanceof ApiError && profile.error.code === 'PROFILE_NOT_FOUND';
  const go = (next: DataSearch, replace = true) => void navigate({ search: next, replace });
  const closeRows = () => go(withRows(search, undefined));
  return (
    <div className="page page-wide">
      <Link to="/data" className="data-back">
        <IconArrowLeft size={16} stroke={1.8} aria-hidden="true" /> All data sets
      </Link>
      <div className="page-head">
        <div>
          <h1>{manifest?.source ?? 'Data set'}</h1>
          <p className="page-lead">
            {profile.data === undefined ? <code>{hash.slice(0, 12)}</code> : leadOf(profile.data)}
          </p>
        </div>
      </div>
      {profile.isPending && <PageLoading />}
      {isUnprofiled && <NotProfiled hash={hash} source={manifest?.source} />}
      {profile.isError && !isUnprofiled && <ErrorNotice error={profile.error} onRetry={() => void profile.refetch()} />}
      {profile.data !== undefined && <Profile profile={profile.data} search={search} go={go} />}
      {search.open === true && <RowsDialog hash={hash} column={search.column} choice={search} onClose={closeRows} />}
    </div>
  );
}

/** A version that nobody described; perhaps another of the same file was. */
function NotProfiled({ hash, source }: { readonly hash: string; readonly source: string | undefined }) {
  const datasets = useQuery(datasetsQuery);
  const others = (datasets.data?.datasets ?? []).filter(
    (dataset) => dataset.profiled && dataset.source === source && dataset.hash !== hash,
  );
  return (
    <div className="card empty-state">
      <h2>Not profiled yet</h2>
      <p>Its rows can be shown; what its columns hold is known once it is described:</p>
      <pre>probity profile {source ?? 'loans.csv'}</pre>
      {others.length > 0 && (
        <p>
          The same file was profiled with other roles of its columns:{' '}
          {others.map((other) => (
            <Link key={other.hash} to="/data/$hash" params={{ hash: other.hash }}>
              {other.hash.slice(0, 12)}
            </Link>
          ))}
        </p>
      )}
    </div>
  );
}

interface ProfileProps {
  readonly profile: DatasetProfileResponse;
  readonly search: DataSearch;
  readonly go: (search: DataSearch, replace?: boolean) => void;
}

function Profile({ profile, search, go }: ProfileProps) {
  const detail = useRef<HTMLDivElement>(null);
  const view = search.view ?? 'columns';
  const chosen = profile.columns.find(({ name }) => name === search.column) ?? firstColumn(profile);
  const showColumn = (column: string) => {
    const { view: _view, ...rest } = withRows(search, undefined);
    go({ ...rest, column });
    // On a phone the detail lies above the table: it should come into sight.
    requestAnimationFrame(() => detail.current?.scrollIntoView({ block: 'nearest' }));
  };
  const showRows = (choice: RowsChoice, column = chosen?.name) =>
    go({ ...withRows(search, choice), ...(column === undefined ? {} : { column }) }, false);
  const showNumbered = (rows: readonly number[]) => showRows({ rows: rows.slice(0, 200).join(',') });
  return (
    <div className="dataset">
      <LeakList profile={profile} onColumn={showColumn} />
      <div className="view-choice">
        <SegmentedControl
          withItemsBorders={false}
          aria-label="What to look at"
          value={view}
          data={[...views]}
          onChange={(value) => go({ ...withRows(search, undefined), view: value as PageView })}
        />
      </div>
      {view === 'columns' && (
        <div className="column-view">
          <div className="card">
            <ColumnTable
              columns={profile.columns}
              leaks={profile.leaks}
              chosen={chosen?.name}
              order={search.order ?? 'file'}
              find={search.find ?? ''}
              onChoose={showColumn}
              onOrder={(order) => go({ ...search, order })}
              onFind={(find) => go({ ...search, find })}
            />
          </div>
          <div ref={detail} className="column-side">
            {chosen !== undefined && (
              <ColumnDetail column={chosen} profile={profile} onRows={(choice) => showRows(choice)} />
            )}
          </div>
        </div>
      )}
      {view !== 'columns' && (
        <section className="card" aria-label={views.find(({ value }) => value === view)?.label}>
          {view === 'missing' && (
            <MissingPanel
              profile={profile}
              onColumn={showColumn}
              onRows={(column) => showRows({ missing: true }, column)}
            />
          )}
          {view === 'dependence' && <DependencePanel profile={profile} onColumn={showColumn} />}
          {view === 'outliers' && <OutlierPanel profile={profile} onRows={showNumbered} />}
          {view === 'components' && <ComponentPanel profile={profile} onRows={showNumbered} />}
          {view === 'quality' && <QualityPanel hash={profile.dataset} />}
          {view === 'months' && <MonthsPanel profile={profile} onColumn={showColumn} />}
        </section>
      )}
    </div>
  );
}

/** The column with most to say, where none was chosen. */
function firstColumn({ columns }: DatasetProfileResponse) {
  return columns.reduce(
    (best, column) =>
      (column.informationValue ?? 0) > (best?.informationValue ?? -1) && column.role === 'feature' ? column : best,
    columns[0],
  );
}

function leadOf({ rows, columns, target, quality, sampledRows, dataset }: DatasetProfileResponse): string {
  const parts = [`${formatNumber(rows)} rows, ${columns.length} columns`];
  if (quality.rowsRefused > 0) parts.push(`${formatNumber(quality.rowsRefused)} rows refused`);
  if (target !== null) parts.push(`${formatPercent(target.badRate)} bad (${target.column} = ${target.badValue})`);
  if (sampledRows < rows) parts.push(`dependence and distances of ${formatNumber(sampledRows)} sampled rows`);
  return `${parts.join(' · ')} · ${dataset.slice(0, 12)}`;
}
