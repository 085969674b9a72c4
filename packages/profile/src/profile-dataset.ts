import { columnNamed, columnsWithRole, type DatasetHash, type Table } from '@probity/domain';
import { buildLabels, type Dataset } from '@probity/training';
import { type Cells, cellsOf, cellsOfTable } from './column/cells.js';
import type { ColumnProfile } from './column/column-profile.js';
import { profileColumn } from './column/profile-column.js';
import { type Correlations, correlateColumns } from './correlation/correlate-columns.js';
import { directionsOf, numberMatrix } from './correlation/number-matrix.js';
import { type Collinearity, varianceInflation } from './correlation/variance-inflation.js';
import { type Duplicates, findDuplicates } from './duplicates/find-duplicates.js';
import { type HuntedTable, huntColumns, tellingCells } from './leaks/hunt-leaks.js';
import type { LeakFinding } from './leaks/leak-finding.js';
import { type Missingness, missingPattern } from './missing/missing-pattern.js';
import { type RobustOutliersResult, robustOutliers } from './outliers/robust-outliers.js';
import { type ComponentView, projectComponents } from './projection/project-components.js';
import { sampleRows } from './sample-rows.js';
import { columnStability, monthlyCounts, type Stability } from './stability/monthly-stability.js';
import { monthsOf } from './stability/months.js';

export interface ProfileOptions {
  /** The rows that a model will be measured on: looked at for copies and for time. */
  readonly test?: HuntedTable;
  /** Columns left out knowingly: the leak hunt says nothing about them. */
  readonly ignore?: readonly string[];
  /** Rows for correlations, VIF, components, distances and nearly equal rows; default 20,000. */
  readonly sampleRows?: number;
  /** Points of the component view; default 1,500. */
  readonly points?: number;
}

export interface ProfileContext {
  /** Whole number in [0, 2⁵³); equal data and seed give an equal profile. */
  readonly seed: number;
  readonly onProgress?: (share: number, what: string) => void;
  /** Awaited between columns, so that a program can answer signals meanwhile. */
  readonly pause?: () => Promise<void>;
}

/** What a part could not be assessed for. */
export interface NotAssessed {
  readonly part: string;
  readonly reason: string;
}

/** Everything worth knowing of a data set before a model is made from it. Plain data, so it can be kept as JSON. */
export interface DatasetProfile {
  readonly formatVersion: 1;
  readonly dataset: DatasetHash;
  readonly seed: number;
  readonly rows: number;
  readonly target: {
    readonly column: string;
    readonly badValue: string;
    readonly bads: number;
    readonly badRate: number;
  } | null;
  readonly leaks: readonly LeakFinding[];
  readonly quality: ProfileQuality;
  readonly columns: readonly ColumnProfile[];
  readonly missingness: Missingness;
  readonly correlations: Correlations;
  readonly collinearity: Collinearity;
  readonly outliers: RobustOutliersResult;
  readonly duplicates: Duplicates;
  /** Null without a time column. */
  readonly stability: Stability | null;
  /** Null with fewer than two columns of numbers. */
  readonly components: ComponentView | null;
  /** Rows behind correlations, collinearity, outliers, nearly equal rows and components. */
  readonly sampledRows: number;
  readonly notAssessed: readonly NotAssessed[];
}

/** Facts on which a data set may be turned down. */
export interface ProfileQuality {
  readonly rowsRead: number;
  readonly rowsRefused: number;
  readonly missingShare: number;
  readonly duplicateRows: number;
  readonly emptyColumns: readonly string[];
  readonly constantColumns: readonly string[];
  readonly nearConstantColumns: readonly string[];
  readonly mostlyMissingColumns: readonly string[];
}

const SAMPLE_ROWS = 20_000;
/** Cells of the sample: with more columns fewer rows are taken, so that wide data take minutes less. */
const SAMPLE_CELLS = 3_000_000;
const POINTS = 1500;

/**
 * Describes a data set: columns, gaps, dependence, outliers, copies, stability, components, and leaks of the outcome.
 *
 * Without a target leaks, information values and bad rates are not assessed; without a time column neither is stability.
 * Counts, gaps and equal rows are of all rows; the rest is of a seeded sample, whose size the profile states.
 *
 * @throws TARGET_INVALID when one outcome never occurs
 * Cost: a sort of each column, and p² · sample for correlations.
 * @example const profile = await profileDataset(dataset, {}, { seed: 1 });
 */
export async function profileDataset(
  dataset: Dataset,
  options: ProfileOptions,
  context: ProfileContext,
): Promise<DatasetProfile> {
  const { table, schema } = dataset;
  const { seed } = context;
  const pause = context.pause ?? (() => Promise.resolve());
  const progress = context.onProgress ?? (() => {});
  const target = columnsWithRole(schema, 'target')[0];
  const hasTarget = target !== undefined && schema.badValue !== undefined;
  const labels = hasTarget ? buildLabels(table, schema) : undefined;
  const cells = [...cellsOfTable(table, schema)];
  const notAssessed: NotAssessed[] = [];
  if (!hasTarget)
    notAssessed.push({ part: 'leaks', reason: 'no target: leaks, information values and bad rates need one' });

  const hunt = hasTarget
    ? await huntColumns(dataset, options, { ...context, onProgress: (share, what) => progress(share * 0.35, what) })
    : { findings: [], aucs: new Map<string, number>() };
  const columns: ColumnProfile[] = [];
  for (const [index, column] of cells.entries()) {
    columns.push(profileColumn(column, labels, hunt.aucs.get(column.schema.name)));
    progress(0.35 + (0.3 * (index + 1)) / cells.length, 'describing columns');
    await pause();
  }
  const missingness = missingPattern(cells, table.rowCount, labels);
  await pause();

  const wanted = Math.min(options.sampleRows ?? SAMPLE_ROWS, Math.max(2000, Math.floor(SAMPLE_CELLS / cells.length)));
  const rows = sampleRows(table.rowCount, wanted, seed);
  const rowOf = (index: number) => rows?.[index] ?? index;
  const strength = new Map(columns.map(({ name, informationValue }) => [name, informationValue ?? 0]));
  progress(0.65, 'correlations');
  const correlations = await correlateColumns(
    cells.filter(({ schema: { role } }) => role !== 'target'),
    rows,
    (name) => strength.get(name) ?? 0,
    pause,
  );
  progress(0.8, 'outliers');
  const matrix = numberMatrix(cells, rows);
  const directions = directionsOf(matrix);
  const collinearity = varianceInflation(directions);
  await pause();
  const outliers = robustOutliers(matrix, rowOf, labels, seed);
  if (!outliers.assessed) notAssessed.push({ part: 'outliers', reason: outliers.reason });
  await pause();
  const components = projectComponents(directions, rowOf, labels, options.points ?? POINTS, seed) ?? null;
  if (components === null) notAssessed.push({ part: 'components', reason: 'fewer than two columns of numbers vary' });
  progress(0.9, 'duplicates');
  await pause();
  const duplicates = findDuplicates(tellingCells(cells), table.rowCount, rows, labels, seed);
  progress(0.95, 'stability');
  await pause();
  const stability = await stabilityOf(table, cells, labels, notAssessed, pause);
  progress(1, 'done');
  const named = (flag: ColumnProfile['flags'][number]) =>
    columns.filter(({ flags }) => flags.includes(flag)).map(({ name }) => name);
  const bads = labels?.reduce((total, label) => total + label, 0) ?? 0;
  return {
    formatVersion: 1,
    dataset: dataset.hash,
    seed,
    rows: table.rowCount,
    target: hasTarget
      ? { column: target.name, badValue: schema.badValue as string, bads, badRate: bads / table.rowCount }
      : null,
    leaks: hunt.findings,
    quality: {
      rowsRead: dataset.rowsRead,
      rowsRefused: dataset.quarantined.count,
      missingShare: missingness.missingShare,
      duplicateRows: duplicates.exactRows,
      emptyColumns: named('empty'),
      constantColumns: named('constant'),
      nearConstantColumns: named('near-constant'),
      mostlyMissingColumns: named('mostly-missing'),
    },
    columns,
    missingness,
    correlations,
    collinearity,
    outliers,
    duplicates,
    stability,
    components,
    sampledRows: rows?.length ?? table.rowCount,
    notAssessed,
  };
}

async function stabilityOf(
  table: Table,
  cells: readonly Cells[],
  labels: Uint8Array | undefined,
  notAssessed: NotAssessed[],
  pause: () => Promise<void>,
): Promise<Stability | null> {
  const time = cells.find(({ schema: { role } }) => role === 'time');
  if (time === undefined) {
    notAssessed.push({ part: 'stability', reason: 'no time column: name one with --time' });
    return null;
  }
  const months = monthsOf(cellsOf(columnNamed(table, time.schema.name), time.schema));
  if (months === undefined || months.labels.length < 2) {
    const reason = months === undefined ? 'holds no dates' : 'holds one month only';
    notAssessed.push({ part: 'stability', reason: `time column "${time.schema.name}" ${reason}` });
    return null;
  }
  const columns = [];
  for (const column of cells) {
    const { role, kind } = column.schema;
    if (['target', 'time', 'id'].includes(role) || kind === 'id' || kind === 'text') continue;
    columns.push(columnStability(column, months));
    await pause();
  }
  columns.sort((one, other) => other.worstPsi - one.worstPsi);
  return { timeColumn: time.schema.name, months: months.labels, ...monthlyCounts(months, labels), columns };
}
