import type { ErrorKind } from '@probity/domain';

/** 0 ok · 1 failure, nothing the caller did · 2 wrong use: the call is off · 3 refused: what was given or named is not right. */
export type ExitCode = 0 | 1 | 2 | 3;

const exitCodes = {
  failure: 1,
  unavailable: 1,
  'rate-limited': 1,
  'wrong-use': 2,
  'wrong-method': 2,
  unauthorized: 2,
  'data-refused': 3,
  malformed: 3,
  'too-large': 3,
  'not-found': 3,
  conflict: 3,
} as const satisfies Record<ErrorKind, ExitCode>;

/**
 * The exit code of a program that ends with this error; a script may try again after 1, never after 2 or 3.
 *
 * @example exitCodeOf('not-found') // 3
 */
export function exitCodeOf(kind: ErrorKind): Exclude<ExitCode, 0> {
  return exitCodes[kind];
}
