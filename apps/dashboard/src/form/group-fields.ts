import type { FormField } from '@probity/scoring';

export interface FieldGroup {
  readonly title: string;
  readonly fields: readonly FormField[];
}

/** Below this a form is one block: headings would only be in the way. */
const FEW_FIELDS = 7;

/** Fields by how they are answered, in the schema's order within each group, so that the columns line up. */
export function groupFields(fields: readonly FormField[]): readonly FieldGroup[] {
  if (fields.length <= FEW_FIELDS) return [{ title: 'Application', fields }];
  const groups = [
    { title: 'Figures', fields: fields.filter((field) => field.kind === 'numeric' || field.kind === 'integer') },
    { title: 'Circumstances', fields: fields.filter((field) => isChoice(field)) },
    { title: 'Dates and texts', fields: fields.filter((field) => !isChoice(field) && !isNumber(field)) },
  ];
  return groups.filter((group) => group.fields.length > 0);
}

export function isNumber(field: FormField): boolean {
  return field.kind === 'numeric' || field.kind === 'integer';
}

export function isChoice(field: FormField): boolean {
  return field.kind === 'boolean' || field.levels !== undefined;
}
