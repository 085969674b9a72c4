import type { columnsWithRole, DatasetSchema, ProbityError } from '@probity/domain';
import { buildLabels, type Dataset } from '@probity/training';
import { cellsOfTable } from './column/cells.js';
import type { ColumnProfile } from './column/column-profile.js';
import { foldOutcomes } from './column/fold-outcomes.js';
import { type ProfileOutcomes, profileColumn } from './column/profile-column.js';
import { type HuntedTable, huntLeaks } from './leaks/hunt-leaks.js';
import type { LeakFinding } from './leaks/leak-finding.js';
import { type Missingness, missingPattern } from './missing/missing-pattern.js';
import { sampleRows } from './sample-rows.js';

void ({} as { columnsWithRole: typeof columnsWithRole; DatasetSchema: DatasetSchema; ProbityError: ProbityError });

export interface ProfileOptions {
  readonly test?: HuntedTable;
  readonly ignore?: readonly string[];
}

export interface ProfileContext {
  readonly seed: number;
  readonly onProgress?: (share: number, what: string) => void;
  readonly pause?: () => Promise<void>;
}

export interface DatasetProfile {
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
  readonly missingness: Missingness;
  readonly leaks: readonly LeakFinding[];
}

const MEASURED_ROWS = 50_000;

export async function profileDataset(
  dataset: Dataset,
  options: ProfileOptions,
  context: ProfileContext,
): Promise<DatasetProfile> {
  const { table, schema } = dataset;
  const hasTarget = schema.columns.some(({ role }) => role === 'target') && schema.badValue !== undefined;
  let outcomes: ProfileOutcomes | undefined;
  if (hasTarget) {
    const labels = buildLabels(table, schema);
    const foldedRows = sampleRows(table.rowCount, MEASURED_ROWS, context.seed);
    const folded = foldOutcomes(
      foldedRows === undefined ? labels : Uint8Array.from(foldedRows, (row) => labels[row] as number),
      context.seed,
    );
    outcomes = { labels, folded, foldedRows };
  }
  const cells = [...cellsOfTable(table, schema)];
  const columns: ColumnProfile[] = [];
  for (const [index, column] of cells.entries()) {
    columns.push(profileColumn(column, outcomes));
    context.onProgress?.((index + 1) / cells.length / 2, 'describing columns');
    await context.pause?.();
  }
  return {
    rows: table.rowCount,
    columns,
    missingness: missingPattern(cells, table.rowCount, outcomes?.labels),
    leaks: hasTarget ? await huntLeaks(dataset, options, context) : [],
  };
}
