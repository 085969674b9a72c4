import type { FigureFormat } from '@probity/validation';
import { formatNumber, formatPercent } from './format-number.js';

/** A figure in the form its report asks for; a dash where it was not to be had. */
export function formatFigure(value: number | string | null | undefined, format: FigureFormat = 'number'): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'string') return value;
  switch (format) {
    case 'share':
      return formatPercent(value);
    case 'count':
      return formatNumber(Math.round(value));
    case 'money':
      return formatNumber(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toFixed(2)));
    case 'p-value':
      return value < 0.0001 ? '< 0.0001' : value.toFixed(value < 0.01 ? 4 : 3);
    default:
      return formatNumber(roundForReading(value));
  }
}

/** Four significant digits, and no more decimals than that needs. */
function roundForReading(value: number): number {
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4));
}
