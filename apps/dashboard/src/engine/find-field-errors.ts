import { type Application, type FieldValue, ProbityError } from '@probity/domain';
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
export function findFieldErrors(scorer: Scorer, application: Application, stand: Application): FieldErrors {
  const errors: Record<string, FieldError> = {};
  let asked: Record<string, FieldValue | undefined> = { ...application };
  for (let round = 0; round <= Object.keys(stand).length; round++) {
    try {
      scorer.score(asked);
      return errors;
    } catch (error) {
      const field = error instanceof ProbityError ? error.details.field : undefined;
      if (!(error instanceof ProbityError) || field === undefined || errors[field] !== undefined) throw error;
      errors[field] = { code: error.code, message: error.message };
      asked = { ...asked, [field]: stand[field] ?? null };
    }
  }
  return errors;
}
