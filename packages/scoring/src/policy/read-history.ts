import {
  type Column,
  type CreditPolicy,
  cellValue,
  columnsWithRole,
  type DatasetSchema,
  type FieldValue,
  ProbityError,
  type Table,
} from '@probity/domain';
import { assessTable } from '../assess-table.js';
import type { Scorer } from '../create-scorer.js';
import { exposureOf } from './make-offer.js';
import type { HistoryRow } from './policy-history.js';

/** Which columns say when, where and who; names of the table's columns. */
export interface HistoryColumns {
  /** Date; default the column with the role `time`, if there is one. */
  readonly month?: string | undefined;
  readonly segment?: string | undefined;
  /** Default: the first column with the role `protected`, if there is one. */
  readonly group?: string | undefined;
}

const TRUE_TEXTS = ['true', 't', 'yes', 'y', '1'];

/**
 * Scores a table of past applications for testing policies: each row in the way of a single application, its outcome
 * from the target (null where the cell is missing), its exposure by the policy.
 *
 * @throws COLUMN_MISSING for a named column that is not there; SCHEMA_INVALID without a target; what scoring throws
 */
export function* readHistory(
  { table, schema }: { readonly table: Table; readonly schema: DatasetSchema },
  scorer: Pick<Scorer, 'score'>,
  policy: CreditPolicy,
  named: HistoryColumns = {},
): Generator<HistoryRow> {
  const target = columnsWithRole(schema, 'target')[0];
  if (target === undefined || schema.badValue === undefined)
    throw new ProbityError('SCHEMA_INVALID', 'the history has no target column with its bad value');
  const isBad = outcomeReader(schema.badValue);
  const find = (name: string | undefined) => (name === undefined ? undefined : columnOf(table, name));
  const outcome = columnOf(table, target.name);
  const month = find(named.month ?? columnsWithRole(schema, 'time')[0]?.name);
  const segment = find(named.segment);
  const group = find(named.group ?? columnsWithRole(schema, 'protected')[0]?.name);
  const textOf = (column: Column | undefined, row: number) => {
    const value = column === undefined ? null : cellValue(column, row);
    return value === null ? undefined : String(value);
  };
  const results = assessTable(table, schema, (application) => ({ application, ...scorer.score(application) }));
  let row = 0;
  for (const { application, riskScore } of results) {
    const [when, where, who] = [textOf(month, row)?.slice(0, 7), textOf(segment, row), textOf(group, row)];
    yield {
      riskScore,
      isBad: isBad(cellValue(outcome, row)),
      exposure: exposureOf(policy, application),
      application,
      ...(when === undefined ? {} : { month: when }),
      ...(where === undefined ? {} : { segment: where }),
      ...(who === undefined ? {} : { group: who }),
    };
    row += 1;
  }
}

function outcomeReader(badValue: string): (value: FieldValue) => boolean | null {
  const isTrueBad = TRUE_TEXTS.includes(badValue.toLowerCase());
  return (value) => {
    if (value === null) return null;
    if (typeof value === 'boolean') return value === isTrueBad;
    return typeof value === 'number' ? value === Number(badValue) : value === badValue;
  };
}

function columnOf(table: Table, name: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column === undefined)
    throw new ProbityError('COLUMN_MISSING', `the history has no column "${name}"`, { field: name });
  return column;
}
