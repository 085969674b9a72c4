import type { ColumnProfile } from '@probity/contract';
import { formatNumber } from '../format/format-number.js';

const DAY_MS = 86_400_000;

/** A value of a column as its kind is read: dates as dates, flags as yes and no, numbers with four digits or so. */
export function formatCell(value: number, kind: ColumnProfile['kind']): string {
  if (kind === 'date') return isoOf(value * DAY_MS);
  if (kind === 'datetime') return isoOf(value);
  if (kind === 'boolean') return value === 1 ? 'yes' : 'no';
  if (kind === 'integer') return formatNumber(value);
  return formatNumber(Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4)));
}

function isoOf(milliseconds: number): string {
  const time = new Date(milliseconds);
  return Number.isNaN(time.getTime()) ? '–' : time.toISOString().slice(0, 10);
}
