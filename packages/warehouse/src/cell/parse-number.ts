import type { Dialect } from '@probity/training';

const POINT = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;
const POINT_GROUPED = /^[-+]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;
const COMMA = /^[-+]?(?:\d+,?\d*|,\d+)(?:[eE][-+]?\d+)?$/;
const COMMA_GROUPED = /^[-+]?\d{1,3}(?:\.\d{3})+(?:,\d*)?$/;
const SPACE_GROUPED = /^[-+]?\d{1,3}(?:[ '’\u00a0\u202f]\d{3})+(?:[.,]\d*)?$/;
const DRESSED = /^(\()?\s*([-+]?)\s*(?:[$€£¥₹]\s*)?(.*?)\s*(?:[$€£¥₹%])?\s*(\))?$/;
const GROUP_BLANKS = /[ '’\u00a0\u202f]/g;

/**
 * The number a cell holds, or NaN.
 *
 * Understands thousands separators, a currency sign before or behind, a percent sign (12.5% is 12.5) and brackets for
 * negative amounts. With a decimal comma a point counts as decimal only where it cannot part thousands (12.5).
 *
 * @example parseNumber('1.234,5', ',') // 1234.5
 */
export function parseNumber(cell: string, decimal: Dialect['decimal']): number {
  if (decimal === '.' && POINT.test(cell)) return Number(cell);
  const plain = parsePlain(cell, decimal);
  if (!Number.isNaN(plain)) return plain;
  const last = cell.charCodeAt(cell.length - 1);
  const first = cell.charCodeAt(0);
  // Letters at either end cannot be undressed: most text cells stop here.
  if (isLetter(first) || isLetter(last)) return Number.NaN;
  const [, open, sign, inner = '', close] = DRESSED.exec(cell) ?? [];
  if ((open === undefined) !== (close === undefined) || inner === cell) return Number.NaN;
  const amount = /^[-+]/.test(inner) ? Number.NaN : parsePlain(inner, decimal);
  return (open === undefined) === (sign !== '-') ? amount : -amount;
}

function parsePlain(cell: string, decimal: Dialect['decimal']): number {
  if (decimal === '.') {
    if (POINT.test(cell)) return Number(cell);
    if (POINT_GROUPED.test(cell)) return Number(cell.replaceAll(',', ''));
    if (SPACE_GROUPED.test(cell)) return parsePlain(cell.replace(GROUP_BLANKS, ''), decimal);
    return Number.NaN;
  }
  if (COMMA.test(cell)) return Number(cell.replace(',', '.'));
  if (COMMA_GROUPED.test(cell)) return Number(cell.replaceAll('.', '').replace(',', '.'));
  if (POINT.test(cell)) return Number(cell);
  if (SPACE_GROUPED.test(cell)) return parsePlain(cell.replace(GROUP_BLANKS, ''), decimal);
  return Number.NaN;
}

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

/** Whether a cell is a number in either way of writing decimals. */
export function looksNumeric(cell: string): boolean {
  return !Number.isNaN(parseNumber(cell, '.')) || !Number.isNaN(parseNumber(cell, ','));
}

/** What a cell tells of the decimal sign: one that cannot be read the other way. */
export function decimalEvidence(cell: string): '.' | ',' | 'either' | undefined {
  if (!/\d/.test(cell)) return undefined;
  const point = !Number.isNaN(parseStrict(cell, '.'));
  const comma = !Number.isNaN(parseStrict(cell, ','));
  if (point && comma) return /[.,]/.test(cell) ? 'either' : undefined;
  return point ? '.' : comma ? ',' : undefined;
}

function parseStrict(cell: string, decimal: Dialect['decimal']): number {
  const [plain, grouped] = decimal === '.' ? [POINT, POINT_GROUPED] : [COMMA, COMMA_GROUPED];
  return plain.test(cell) || grouped.test(cell) ? 0 : Number.NaN;
}
