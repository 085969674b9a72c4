import { type ErrorCode, type ErrorKind, errorCatalogue } from './catalogue.js';

/** Where the trouble is: whichever of these apply. `row` and `line` count from 1; `line` counts the header too. */
export interface ErrorDetails {
  readonly field?: string;
  readonly row?: number;
  readonly line?: number;
  readonly [key: string]: unknown;
}

/**
 * A caller's mistake or a failure, with a code from the catalogue.
 *
 * The message is a whole sentence that names the field and what was got; it holds no personal data beyond what the
 * caller sent in that field. `details` carries the same facts for programs.
 *
 * @example throw new ProbityError('INVALID_ARGUMENT', '`folds` of `trainModel` must be ≥ 2; got 1', { field: 'folds' })
 */
export class ProbityError extends Error {
  override readonly name = 'ProbityError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.details = details;
  }

  get kind(): ErrorKind {
    return errorCatalogue[this.code].kind;
  }

  get remedy(): string {
    return errorCatalogue[this.code].remedy;
  }
}
