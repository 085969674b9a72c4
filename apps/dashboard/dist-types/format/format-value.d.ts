import type { FieldValue } from '@probity/domain';
import type { FormField } from '@probity/scoring';
/**
 * A field's value in the words of its form: labels of levels, yes or no, "not known".
 * @param field when given, its level labels and its unit are used
 */
export declare function formatValue(value: FieldValue | undefined, field?: Pick<FormField, 'label' | 'levels'>): string;
//# sourceMappingURL=format-value.d.ts.map