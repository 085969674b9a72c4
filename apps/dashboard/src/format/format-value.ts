import type { FieldValue } from '@probity/domain';
import type { FormField } from '@probity/scoring';
import { formatNumber } from './format-number.js';

/** A field's value in the words of its form: labels of levels, yes or no, "not known". */
export function formatValue(value: FieldValue | undefined, field?: Pick<FormField, 'levels'>): string {
  if (value === null || value === undefined) return 'not known';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return formatNumber(value);
  return field?.levels?.find((level) => level.value === value)?.label ?? value;
}
