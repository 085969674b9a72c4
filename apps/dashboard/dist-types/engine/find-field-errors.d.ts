import { type Application } from '@probity/domain';
import type { Scorer } from '@probity/scoring';
/** What is wrong with a field, in words, with the catalogue's code. */
export interface FieldError {
    readonly code: string;
    readonly message: string;
}
export type FieldErrors = Readonly<Record<string, FieldError>>;
/**
 * Everything the engine would refuse in an application, by field: the engine names one field at a time, so each one
 * named is replaced by a value known to be good and the engine asked again.
 *
 * @param stand one good value per field
 */
export declare function findFieldErrors(scorer: Scorer, application: Application, stand: Application): FieldErrors;
//# sourceMappingURL=find-field-errors.d.ts.map