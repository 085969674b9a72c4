import { type Column, columnNamed, isCodedColumn, type Table } from '@probity/domain';
import type { Duration, EventColumn, SourceDefinition } from '../definition/feature-set.js';
import { EVENT_NAMES, type EventMap, WHOLE_FILE } from './event-map.js';

/**
 * The source that a map describes: what kind each canonical column is.
 *
 * The usual names have their usual kinds; another name is a category where the column holds text, else a number or a flag.
 *
 * @param labelDelay how long after the event a label (`fraud`) is known; default `7d`
 * @throws COLUMN_MISSING where the map names a column that the table lacks
 * @example sourceOfMap(table, { at: 'when', customer: 'who', amount: 'paid' }).columns.amount // { kind: 'number', decimals: 2 }
 */
export function sourceOfMap(
  table: Table,
  map: EventMap,
  { name = 'transactions', labelDelay = '7d' }: { readonly name?: string; readonly labelDelay?: Duration } = {},
): SourceDefinition {
  const columns: Record<string, EventColumn> = {};
  for (const [canonical, column] of Object.entries(map)) {
    if (EVENT_NAMES.has(canonical)) continue;
    const usual = usualColumns[canonical];
    if (canonical === 'fraud') columns[canonical] = { kind: 'flag', knownAfter: labelDelay };
    else if (column === WHOLE_FILE) columns[canonical] = { kind: 'key' };
    else columns[canonical] = usual ?? columnOf(columnNamed(table, column));
  }
  return { name, columns };
}

const KEY: EventColumn = { kind: 'key' };
const CATEGORY: EventColumn = { kind: 'category' };

const usualColumns: Readonly<Record<string, EventColumn>> = {
  ...{ customer: KEY, card: KEY, terminal: KEY, merchant: KEY, device: KEY },
  ...{ currency: CATEGORY, category: CATEGORY, channel: CATEGORY, country: CATEGORY },
  ...{ amount: { kind: 'number', decimals: 2 }, latitude: { kind: 'latitude' }, longitude: { kind: 'longitude' } },
};

function columnOf(column: Column): EventColumn {
  if (isCodedColumn(column)) return CATEGORY;
  return column.kind === 'boolean' ? { kind: 'flag' } : { kind: 'number', decimals: 2 };
}
