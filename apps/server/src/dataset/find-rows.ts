import type { DatasetRowsQuery, DatasetRowsResponse } from '@probity/contract';
import { type Column, cellValue, columnNamed, columnsWithRole, isCodedColumn, ProbityError } from '@probity/domain';
import { buildLabels, type Dataset } from '@probity/training';

const DEFAULT_LIMIT = 50;

/**
 * The rows of a data set that fulfil a query, one page of them.
 * @throws COLUMN_MISSING, INVALID_ARGUMENT when a condition has no column, or a row is not there
 */
export function findRows(dataset: Dataset, query: DatasetRowsQuery): DatasetRowsResponse {
  const { table, lines } = dataset;
  const labels = labelsOf(dataset);
  const column = query.column === undefined ? undefined : columnNamed(table, query.column);
  checkQuery(query, column, labels !== undefined);
  const isWanted = column === undefined ? () => true : conditionOf(column, query);
  const candidates = query.rows === undefined ? undefined : query.rows.split(',').map(Number);
  const matches: number[] = [];
  let total = 0;
  const limit = query.limit ?? DEFAULT_LIMIT;
  const after = query.after ?? -1;
  const count = candidates?.length ?? table.rowCount;
  for (let index = 0; index < count; index++) {
    const row = candidates?.[index] ?? index;
    if (row >= table.rowCount) {
      throw new ProbityError('INVALID_ARGUMENT', `\`rows\` must be below ${table.rowCount}; got ${row}`, {
        field: 'rows',
      });
    }
    if (query.outcome !== undefined && (labels?.[row] === 1) !== (query.outcome === 'bad')) continue;
    if (!isWanted(row)) continue;
    total++;
    if (index > after && matches.length <= limit) matches.push(index);
  }
  const page = matches.slice(0, limit);
  const last = page.at(-1);
  return {
    columns: table.columns.map(({ name }) => name),
    total,
    rows: page.map((index) => {
      const row = candidates?.[index] ?? index;
      return {
        row,
        line: lines[row] ?? row + 1,
        bad: labels === undefined ? null : labels[row] === 1,
        cells: table.columns.map((cells) => cellValue(cells, row)),
      };
    }),
    ...(matches.length > limit && last !== undefined ? { next: last } : {}),
  };
}

function labelsOf({ table, schema }: Dataset): Uint8Array | undefined {
  if (columnsWithRole(schema, 'target').length === 0 || schema.badValue === undefined) return undefined;
  return buildLabels(table, schema);
}

function checkQuery(query: DatasetRowsQuery, column: Column | undefined, hasLabels: boolean): void {
  const needsColumn = (['from', 'to', 'level', 'missing'] as const).find((name) => query[name] !== undefined);
  if (column === undefined && needsColumn !== undefined) {
    throw new ProbityError('INVALID_ARGUMENT', `\`${needsColumn}\` needs a \`column\``, { field: 'column' });
  }
  if (query.outcome !== undefined && !hasLabels) {
    throw new ProbityError('INVALID_ARGUMENT', '`outcome` needs a data set with a target', { field: 'outcome' });
  }
}

function conditionOf(column: Column, query: DatasetRowsQuery): (row: number) => boolean {
  const { level } = query;
  const [isMissing, isLast] = [query.missing !== undefined, query.last !== undefined];
  const [from, to] = [query.from, query.to].map((text) => (text === undefined ? undefined : Number(text)));
  if (isCodedColumn(column)) {
    const code = level === undefined ? undefined : column.levels.indexOf(level);
    return (row) => {
      const own = column.codes[row] as number;
      if (isMissing) return own < 0;
      return code === undefined ? true : own === code && code >= 0;
    };
  }
  const exact = level === undefined ? undefined : level === 'true' ? 1 : level === 'false' ? 0 : Number(level);
  return (row) => {
    const value = column.values[row] as number;
    if (isMissing) return Number.isNaN(value);
    if (exact !== undefined) return value === exact;
    if (from !== undefined && !(value >= from)) return false;
    return to === undefined || (isLast ? value <= to : value < to);
  };
}
