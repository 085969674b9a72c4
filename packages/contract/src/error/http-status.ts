import type { ErrorKind } from '@probity/domain';

const httpStatuses = {
  'wrong-use': 400,
  malformed: 400,
  unauthorized: 401,
  'not-found': 404,
  'wrong-method': 405,
  conflict: 409,
  'too-large': 413,
  'data-refused': 422,
  'rate-limited': 429,
  failure: 500,
  unavailable: 503,
} as const satisfies Record<ErrorKind, number>;

/**
 * The HTTP status of an error: below 500 the caller can mend it, from 500 on only the operator can.
 *
 * @example httpStatusOf('data-refused') // 422
 */
export function httpStatusOf(kind: ErrorKind): number {
  return httpStatuses[kind];
}
