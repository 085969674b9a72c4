import type { FigureFormat, TableCell } from '../report/report-section.js';

/** Text that is safe in HTML, in attributes too. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A number as people read it; what is missing is a dash. */
export function formatCell(value: TableCell, format: FigureFormat = 'number'): string {
  if (value === null) return '–';
  if (typeof value === 'string') return value;
  switch (format) {
    case 'share':
      return `${fixed(100 * value, Math.abs(value) >= 0.1 ? 1 : 2)}\u00a0%`;
    case 'count':
      return grouped(value);
    case 'money':
      return Math.abs(value) >= 1000 ? grouped(Math.round(value)) : plain(value, Math.abs(value) >= 1 ? 2 : 4);
    case 'p-value':
      return value < 0.0001 ? '< 0.0001' : fixed(value, value < 0.01 ? 4 : 3);
    default:
      return Number.isInteger(value) ? grouped(value) : plain(value, 4);
  }
}

function plain(value: number, digits: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return minus(value.toExponential(2));
  return fixed(value, size >= 100 ? 1 : digits);
}

function fixed(value: number, digits: number): string {
  return minus(value.toFixed(digits));
}

function grouped(value: number): string {
  const [whole = '', rest] = String(value).split('.');
  const text = whole.replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
  return minus(rest === undefined ? text : `${text}.${rest}`);
}

function minus(text: string): string {
  return text.replace('-', '−');
}
