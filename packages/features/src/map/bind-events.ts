import { type Column, columnNamed, isCodedColumn, ProbityError, type Table } from '@probity/domain';
import type { EventColumn, SourceDefinition } from '../definition/feature-set.js';
import type { CodedValues, EventColumns } from '../event/source-event.js';
import { type EventMap, WHOLE_FILE } from './event-map.js';
import { eventTimes } from './event-times.js';

/**
 * A table's rows as events of a source, each column under its canonical name.
 *
 * Rows must be in order of arrival. Keys and categories that are numbers are named by their decimal text, as a live event that
 * sends the number as text would name them.
 *
 * @throws COLUMN_MISSING for a column of the source or of the map that the table lacks, WRONG_TYPE for one that does not fit,
 *   MISSING_FIELD naming the row without a time
 * Cost: O(cells that are bound).
 * @example const events = bindEvents(table, { at: 'when', customer: 'who', amount: 'paid' }, set.sources[0]);
 */
export function bindEvents(table: Table, map: EventMap, source: SourceDefinition): EventColumns {
  if (map['at'] === undefined) throw missing('at', 'the time of the events');
  const columns: Record<string, Float64Array | CodedValues> = {};
  for (const [name, definition] of Object.entries(source.columns)) {
    const from = map[name];
    if (from === undefined) throw missing(name, `"${name}" of the source "${source.name}"`);
    columns[name] =
      from === WHOLE_FILE
        ? { codes: new Int32Array(table.rowCount), levels: [WHOLE_FILE] }
        : bindColumn(columnNamed(table, from), definition, name);
  }
  return {
    count: table.rowCount,
    at: knownTimes(columnNamed(table, map['at'])),
    ...(map['knownAt'] === undefined ? {} : { knownAt: knownTimes(columnNamed(table, map['knownAt'])) }),
    ...(map['id'] === undefined ? {} : { ids: textsOf(columnNamed(table, map['id'])) }),
    columns,
  };
}

function bindColumn(column: Column, { kind }: EventColumn, name: string): Float64Array | CodedValues {
  if (kind === 'key' || kind === 'category') return codedValues(column);
  if (!isCodedColumn(column)) return column.values;
  if (kind === 'flag') {
    const readings = column.levels.map(flagOf);
    const odd = readings.indexOf(undefined);
    if (odd < 0) return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : (readings[code] as number)));
  }
  throw new ProbityError('WRONG_TYPE', `column "${column.name}" holds ${column.kind}; "${name}" must be a ${kind}`, {
    field: column.name,
  });
}

/**
 * A column as codes into its texts, so that columns of any kind can be grouped or matched alike; −1 where a value is missing.
 *
 * Numbers go by their shortest decimal text, flags by `true` and `false`. Texts are not copied.
 * Cost: O(rows), one map entry for each different number.
 * @example codedValues({ name: 'shop', kind: 'integer', values: new Float64Array([7, 9, 7]) }).codes // [0, 1, 0]
 */
export function codedValues(column: Column): CodedValues {
  if (isCodedColumn(column)) return { codes: column.codes, levels: column.levels };
  const levels: string[] = [];
  const index = new Map<number, number>();
  const codes = Int32Array.from(column.values, (value) => {
    if (Number.isNaN(value)) return -1;
    let code = index.get(value);
    if (code === undefined) {
      code = levels.push(column.kind === 'boolean' ? String(value === 1) : String(value)) - 1;
      index.set(value, code);
    }
    return code;
  });
  return { codes, levels };
}

function textsOf(column: Column): readonly string[] {
  const { codes, levels } = codedValues(column);
  return Array.from(codes, (code, row) => {
    if (code >= 0) return levels[code] as string;
    throw new ProbityError('MISSING_FIELD', `column "${column.name}" has no id in row ${row + 1}`, {
      field: column.name,
      row: row + 1,
    });
  });
}

function knownTimes(column: Column): Float64Array {
  const times = eventTimes(column);
  const row = times.findIndex((time) => Number.isNaN(time));
  if (row < 0) return times;
  throw new ProbityError('MISSING_FIELD', `column "${column.name}" has no time in row ${row + 1}`, {
    field: column.name,
    row: row + 1,
  });
}

const YES: ReadonlySet<string> = new Set(['1', 'true', 'yes', 'y', 't', 'fraud']);
const NO: ReadonlySet<string> = new Set(['0', 'false', 'no', 'n', 'f', 'legit', 'genuine']);

function flagOf(level: string): number | undefined {
  const text = level.trim().toLowerCase();
  if (YES.has(text)) return 1;
  return NO.has(text) ? 0 : undefined;
}

function missing(name: string, what: string): ProbityError {
  return new ProbityError('COLUMN_MISSING', `the map binds no column to ${what}; add ${name}=<column>`, {
    field: name,
  });
}
