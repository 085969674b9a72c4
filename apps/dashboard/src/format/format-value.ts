import type { FieldValue } from '@probity/domain';
import type { FormField } from '@probity/scoring';
import { formatNumber } from './format-number.js';
import { splitLabel } from './split-label.js';

/**
 * A field's value in the words of its form: labels of levels, yes or no, "not known".
 * @param field when given, its level labels and its unit are used
 */
export function formatValue(value: FieldValue | undefined, field?: Pick<FormField, 'label' | 'levels'>): string {
  if (value === null || value === undefined) return 'not known';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') {
    const unit = field === undefined ? undefined : splitLabel(field.label).unit;
    return unit === undefined ? formatNumber(value) : `${formatNumber(value)} ${unit}`;
  }
  return field?.levels?.find((level) => level.value === value)?.label ?? value;
}
