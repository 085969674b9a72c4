import { type Column, columnNamed, isCodedColumn, ProbityError, type Table } from '@probity/domain';
import {
  bindEvents,
  type EventColumns,
  type EventMap,
  type EventValue,
  eventTimes,
  orderOfArrival,
  reorderEvents,
  type SourceDefinition,
  type SourceEvent,
} from '@probity/features';
import { LABEL } from './default-feature-set.js';

/** Payments in order of arrival, with what came of them. */
export interface EventRows {
  readonly events: EventColumns;
  /** 1 = fraud, 0 = genuine, NaN = not known. */
  readonly labels: Float64Array;
  /** Payments as the engine takes them, one by one. */
  eventAt(row: number): SourceEvent;
}

/**
 * Reads a table's rows as payments, in order of arrival.
 * @param target column with the label, its bad value told by the schema: the label's values are then 0 and 1
 * @throws COLUMN_MISSING, WRONG_TYPE, MISSING_FIELD naming the column and the row
 */
export function readEventRows(table: Table, map: EventMap, source: SourceDefinition, badValue: string): EventRows {
  const target = map[LABEL];
  if (target === undefined) {
    throw new ProbityError('COLUMN_MISSING', 'the map binds no column to "fraud"; name it with --target', {
      field: LABEL,
    });
  }
  const label = labelColumn(columnNamed(table, target), badValue);
  const { [LABEL]: _label, ...others } = source.columns;
  const bound = bindEvents(table, map, { ...source, columns: others });
  const withLabel = { ...bound, columns: { ...bound.columns, [LABEL]: label } };
  const order = orderOfArrival(withLabel);
  const events = order === undefined ? withLabel : reorderEvents(withLabel, order);
  const { at, knownAt, ids, columns } = events;
  const entries = Object.entries(columns);
  return {
    events,
    labels: columns[LABEL] as Float64Array,
    eventAt: (row) => ({
      id: ids?.[row] ?? String(row),
      at: at[row] ?? Number.NaN,
      knownAt: knownAt?.[row] ?? at[row] ?? Number.NaN,
      values: Object.fromEntries(
        entries.map(([name, column]): [string, EventValue] => {
          if (!(column instanceof Float64Array)) return [name, column.levels[column.codes[row] ?? -1] ?? null];
          const value = column[row] ?? Number.NaN;
          return [name, Number.isNaN(value) ? null : value];
        }),
      ),
    }),
  };
}

/** Times of a table's rows, to cut by. */
export function timesOf(table: Table, map: EventMap): Float64Array {
  return eventTimes(columnNamed(table, map['at'] ?? ''));
}

/** Amounts of some rows; NaN where not known. */
export function amountsOf(rows: EventRows, wanted: Uint32Array): Float64Array {
  const column = rows.events.columns['amount'];
  return Float64Array.from(wanted, (row) =>
    column instanceof Float64Array ? (column[row] ?? Number.NaN) : Number.NaN,
  );
}

function labelColumn(column: Column, badValue: string): Float64Array {
  if (isCodedColumn(column)) {
    return Float64Array.from(column.codes, (code) =>
      code < 0 ? Number.NaN : Number(column.levels[code] === badValue),
    );
  }
  const bad = badValue === 'true' ? 1 : badValue === 'false' ? 0 : Number(badValue);
  return Float64Array.from(column.values, (value) => (Number.isNaN(value) ? Number.NaN : Number(value === bad)));
}
