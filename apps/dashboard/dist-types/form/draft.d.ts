import type { Application, FieldValue } from '@probity/domain';
import type { FormField } from '@probity/scoring';
import type { FieldErrors } from '../engine/find-field-errors.js';
/** A form being filled in: null is "not known", undefined is "not answered yet". */
export type Draft = Readonly<Record<string, FieldValue | undefined>>;
/** The form's part of a recorded application. */
export declare function draftOf(application: Application, fields: readonly FormField[]): Draft;
/** The fields nobody has answered: each needs a value or an explicit "not known". */
export declare function findBlankFields(draft: Draft, fields: readonly FormField[]): FieldErrors;
/** The draft as it is sent, once nothing is blank. */
export declare function applicationOf(draft: Draft, fields: readonly FormField[]): Application;
export declare function sameValues(a: Draft, b: Draft, fields: readonly FormField[]): boolean;
/** An error's sentence beside its field: the technical name gives way to the label. */
export declare function inFieldWords(message: string, field: FormField): string;
//# sourceMappingURL=draft.d.ts.map