import { columnNamed, columnsWithRole, type DatasetSchema, type Table } from '@probity/domain';
import { buildLabels } from '@probity/training';
import { type Cells, cellsOfTable, takeCells } from '../column/cells.js';
import { foldOutcomes } from '../column/fold-outcomes.js';
import { rankValues } from '../column/rank-values.js';
import { hashRows } from '../duplicates/hash-rows.js';
import { sampleRows } from '../sample-rows.js';
import { judgeDates } from './after-decision.js';
import { columnFacts } from './column-facts.js';
import { judgeColumn } from './judge-column.js';
import type { LeakFinding } from './leak-finding.js';
import { judgeGaps } from './one-sided-gaps.js';
import { judgeResampling } from './resampling.js';
import { judgeGroups, judgeReplicates } from './row-groups.js';
import { judgeRowOrder } from './row-order.js';
import { judgeSplit } from './split-overlap.js';

/** What the hunt looks at: a data set's table and schema. */
export interface HuntedTable {
  readonly table: Table;
  readonly schema: DatasetSchema;
}

export interface LeakHuntOptions {
  /** The rows that the model will be measured on: looked at for copies of training rows and for time. */
  readonly test?: HuntedTable;
  /** Columns left out knowingly: nothing is said about them. */
  readonly ignore?: readonly string[];
  /** Rows that single columns are judged on; default 50,000, drawn with the seed. Order, groups and copies take all. */
  readonly mostRows?: number;
}

export interface LeakHuntContext {
  readonly seed: number;
  readonly onProgress?: (share: number, what: string) => void;
  /** Awaited between columns, so that a program can answer signals meanwhile. */
  readonly pause?: () => Promise<void>;
}

const MOST_ROWS = 50_000;

/**
 * Looks for what would make a model seem better than it is: see `LeakKind`. Worst first.
 *
 * @throws TARGET_INVALID when the schema names no target, or one outcome never occurs
 * Cost: one sort of each column of at most `mostRows` rows; a hash of every cell.
 * @example const findings = await huntLeaks(dataset, {}, { seed: 1 });
 */
export async function huntLeaks(
  hunted: HuntedTable,
  options: LeakHuntOptions,
  context: LeakHuntContext,
): Promise<readonly LeakFinding[]> {
  return (await huntColumns(hunted, options, context)).findings;
}

/** What a hunt found, and each column's out-of-fold AUC by name. */
export interface Hunt {
  readonly findings: readonly LeakFinding[];
  readonly aucs: ReadonlyMap<string, number>;
}

/** As `huntLeaks`, with the AUC of every column that was looked at. */
export async function huntColumns(
  { table, schema }: HuntedTable,
  options: LeakHuntOptions,
  context: LeakHuntContext,
): Promise<Hunt> {
  const labels = buildLabels(table, schema);
  const ignored = new Set(options.ignore ?? []);
  const all = [...cellsOfTable(table, schema)].filter(({ schema: { role } }) => role !== 'target');
  const cells = all.filter(({ schema: { name } }) => !ignored.has(name));
  const stated = columnsWithRole(schema, 'group')[0]?.name;
  const groupFindings = judgeGroups(cells, labels, stated);
  const groupName = stated ?? groupFindings[0]?.column ?? undefined;
  const rows = sampleRows(table.rowCount, options.mostRows ?? MOST_ROWS, context.seed);
  const sampledLabels = rows === undefined ? labels : Uint8Array.from(rows, (row) => labels[row] as number);
  const groups = groupName === undefined ? undefined : groupCodesOf(table, schema, groupName, rows);
  const outcomes = foldOutcomes(sampledLabels, context.seed, groups);
  const rowOrder = judgeOrderOfGroups(sampledLabels, groups, context.seed);

  const findings: LeakFinding[] = [];
  const aucs = new Map<string, number>();
  for (const [index, whole] of all.entries()) {
    const taken = rows === undefined ? whole : takeCells(whole, rows);
    const facts = columnFacts(taken, outcomes);
    aucs.set(whole.schema.name, facts.auc);
    if (ignored.has(whole.schema.name)) continue;
    const finding = judgeColumn(facts, sampledLabels, whole.schema.role === 'feature');
    if (finding !== undefined) findings.push(finding);
    context.onProgress?.((index + 1) / all.length, 'hunting for leaks');
    await context.pause?.();
  }
  findings.push(...judgeGaps(cells, labels));
  const time = cells.find(({ schema: { role } }) => role === 'time');
  if (time !== undefined) {
    // What is said of a column already is stronger than that its dates are late.
    const named = new Set(findings.map(({ column }) => column));
    findings.push(...judgeDates(cells, time, labels).filter(({ column }) => !named.has(column)));
  }
  if (rowOrder !== undefined) findings.push(rowOrder);
  findings.push(...groupFindings);
  const telling = tellingCells(cells);
  const replicates = stated === undefined ? judgeReplicates(cells, table.rowCount, labels) : undefined;
  if (replicates !== undefined) findings.push(replicates);
  if (telling.length >= 3) {
    const hashes = hashRows(telling, table.rowCount);
    findings.push(...judgeResampling(hashes, telling, labels));
  }
  if (options.test !== undefined) findings.push(...judgeSplit({ table, schema }, options.test, ignored));
  return { findings: findings.sort((one, other) => rankOf(one) - rankOf(other)), aucs };
}

/** Cells that tell rows apart by what they say, not by their name. */
export function tellingCells(cells: readonly Cells[]): readonly Cells[] {
  return cells.filter(({ schema: { role, kind } }) => role !== 'target' && role !== 'id' && kind !== 'id');
}

/** Rows of one group stand together and have one outcome: that alone is not an order, so each group counts once. */
function judgeOrderOfGroups(labels: Uint8Array, groups: Int32Array | undefined, seed: number): LeakFinding | undefined {
  const seen = new Set<number>();
  const firsts =
    groups === undefined
      ? labels
      : labels.filter((_, row) => {
          const group = groups[row] as number;
          const isFirst = !seen.has(group);
          seen.add(group);
          return isFirst;
        });
  const bads = firsts.reduce((count, label) => count + label, 0);
  if (bads < 10 || firsts.length - bads < 10) return undefined;
  return judgeRowOrder(firsts, foldOutcomes(firsts, seed));
}

function groupCodesOf(table: Table, schema: DatasetSchema, name: string, rows: Uint32Array | undefined): Int32Array {
  const column = columnNamed(table, name);
  for (const cells of cellsOfTable({ rowCount: table.rowCount, columns: [column] }, schema)) {
    return rankValues(rows === undefined ? cells.values : takeCells(cells, rows).values).ranks;
  }
  return new Int32Array(rows?.length ?? table.rowCount);
}

function rankOf({ severity, inUse }: LeakFinding): number {
  return (severity === 'leak' ? 0 : 2) + (inUse ? 0 : 1);
}
