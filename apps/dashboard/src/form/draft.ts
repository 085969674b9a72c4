import type { Application, FieldValue } from '@probity/domain';
import type { FormField } from '@probity/scoring';
import type { FieldErrors } from '../engine/find-field-errors.js';
import { splitLabel } from '../format/split-label.js';

/** A form being filled in: null is "not known", undefined is "not answered yet". */
export type Draft = Readonly<Record<string, FieldValue | undefined>>;

/** The form's part of a recorded application. */
export function draftOf(application: Application, fields: readonly FormField[]): Draft {
  return Object.fromEntries(fields.map((field) => [field.name, application[field.name]]));
}

/** The fields nobody has answered: each needs a value or an explicit "not known". */
export function findBlankFields(draft: Draft, fields: readonly FormField[]): FieldErrors {
  const blank = fields.filter((field) => draft[field.name] === undefined);
  return Object.fromEntries(
    blank.map((field) => [
      field.name,
      { code: 'MISSING_FIELD', message: field.required ? 'Needs a value.' : 'Needs a value, or “not known”.' },
    ]),
  );
}

/** The draft as it is sent, once nothing is blank. */
export function applicationOf(draft: Draft, fields: readonly FormField[]): Application {
  return Object.fromEntries(fields.map((field) => [field.name, draft[field.name] ?? null]));
}

export function sameValues(a: Draft, b: Draft, fields: readonly FormField[]): boolean {
  return fields.every((field) => Object.is(a[field.name] ?? null, b[field.name] ?? null));
}

/** An error's sentence beside its field: the technical name gives way to the label. */
export function inFieldWords(message: string, field: FormField): string {
  return message.replaceAll(`\`${field.name}\``, splitLabel(field.label).text);
}
