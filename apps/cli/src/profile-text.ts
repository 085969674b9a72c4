import type { ColumnProfile, DatasetProfile } from '@probity/profile';
import type { Dataset } from '@probity/training';
import { formatTable, percent } from './terminal.js';

/** Columns listed in the terminal; the others are in the JSON and on the page. */
const LISTED_COLUMNS = 60;

/** A profile for people to read: leaks first. */
export function describeProfile(name: string, dataset: Dataset, profile: DatasetProfile): string[] {
  const lines = [
    `${name}: ${profile.rows} rows, ${profile.columns.length} columns, ${dataset.quarantined.count} refused, dataset ${dataset.hash.slice(0, 12)}`,
    ...dataset.notes.map((note) => `  ${note}`),
    '',
    ...describeLeaks(profile),
    '',
    ...describeColumns(profile.columns),
  ];
  return lines;
}

/** The findings of a leak hunt, as lines. */
export function describeLeaks({ leaks }: Pick<DatasetProfile, 'leaks'>): string[] {
  if (leaks.length === 0) return ['No leak found.'];
  return [
    `${leaks.length} ${leaks.length === 1 ? 'leak' : 'leaks'}`,
    ...leaks.flatMap(({ column, kind, severity, evidence, advice, inUse }) => [
      `  ${severity === 'leak' ? '!' : '?'} ${column ?? '(rows)'}  ${kind}${column !== null && !inUse ? ', not learned from as it stands' : ''}`,
      `      ${evidence}`,
      `      ${advice}`,
    ]),
  ];
}

function describeColumns(columns: readonly ColumnProfile[]): string[] {
  const rows = columns
    .slice(0, LISTED_COLUMNS)
    .map((column) => [
      column.name,
      column.kind,
      column.role,
      percent(column.missingShare),
      String(column.distinct),
      figure(column.numbers?.mean),
      figure(column.numbers?.quantiles[4]),
      column.informationValue === null ? '' : column.informationValue.toFixed(3),
      column.auc === null ? '' : column.auc.toFixed(3),
      column.flags.join(' '),
    ]);
  const head = ['column', 'kind', 'role', 'missing', 'distinct', 'mean', 'median', 'IV', 'AUC alone', ''];
  const more = columns.length > LISTED_COLUMNS ? [`  … and ${columns.length - LISTED_COLUMNS} more (--json)`] : [];
  return [...formatTable([head, ...rows]), ...more];
}

function figure(value: number | undefined): string {
  return value === undefined ? '' : String(Number(value.toPrecision(4)));
}
