import type { ColumnProfile, DatasetProfile, LeakFinding } from '@probity/profile';
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
    ...(profile.target === null
      ? ['Leaks: not assessed, no target (name it with --target).']
      : describeLeaks(profile.leaks)),
    '',
    ...describeColumns(profile.columns),
    '',
    ...describeRest(profile),
  ];
  return lines;
}

/** One line or two for each part that the page shows in full. */
function describeRest(profile: DatasetProfile): string[] {
  const { missingness, correlations, collinearity, outliers, duplicates, stability, components, rows } = profile;
  const lines: string[] = [];
  const say = (part: string, words: string) => lines.push(`  ${part.padEnd(12)}${words}`);
  say(
    'missing',
    `${percent(missingness.missingShare)} of cells; ${missingness.completeRows} of ${rows} rows complete, ${missingness.patternCount} patterns`,
  );
  const dependent = missingness.byOutcome.filter(({ pValue }) => pValue < 0.001).slice(0, 3);
  if (dependent.length > 0) {
    const each = dependent.map(
      ({ column, badRateMissing, badRateFilled }) =>
        `${column} ${percent(badRateMissing)} against ${badRateFilled === null ? '–' : percent(badRateFilled)}`,
    );
    say('', `bad rate where missing against filled: ${each.join('; ')}`);
  }
  const pairs = correlations.pairs
    .slice(0, 3)
    .map(({ left, right, value }) => `${left} and ${right} ${value.toFixed(2)}`);
  if (pairs.length > 0) say('correlation', pairs.join('; '));
  const inflated = collinearity.vif.filter(({ vif }) => vif === null || vif >= 10);
  say(
    'VIF',
    inflated.length === 0
      ? 'none of 10 or more'
      : `${inflated.length} columns of 10 or more: ${inflated
          .slice(0, 4)
          .map(({ column, vif }) => `${column} ${vif === null ? '(exact)' : vif.toFixed(0)}`)
          .join(', ')}`,
  );
  say(
    'outliers',
    outliers.assessed
      ? `${outliers.count} of ${outliers.rows} rows (${percent(outliers.share)}) beyond the 99.9 % point, robust Mahalanobis on ${outliers.columns.length} columns`
      : `not assessed: ${outliers.reason}`,
  );
  say(
    'duplicates',
    `${duplicates.exactRows} rows repeat another; ${duplicates.nearPairs} nearly equal pairs among ${duplicates.nearRows} rows`,
  );
  if (stability !== null) {
    const moved = stability.columns.slice(0, 3).map(({ column, worstPsi }) => `${column} ${worstPsi.toFixed(2)}`);
    say('by month', `${stability.months.length} months by ${stability.timeColumn}; greatest PSI ${moved.join(', ')}`);
  }
  if (components !== null)
    say(
      'components',
      `the first two explain ${percent((components.explained[0] ?? 0) + (components.explained[1] ?? 0))} of the spread`,
    );
  if (profile.sampledRows < rows)
    say(
      'sample',
      `${profile.sampledRows} rows behind correlation, VIF, outliers and nearly equal rows (seed ${profile.seed})`,
    );
  for (const { part, reason } of profile.notAssessed) if (part !== 'outliers') say(part, `not assessed: ${reason}`);
  return lines;
}

/** The findings of a leak hunt, as lines. */
export function describeLeaks(leaks: readonly LeakFinding[]): string[] {
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
