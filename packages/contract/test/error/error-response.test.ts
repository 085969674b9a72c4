import { ErrorResponse, errorBody, exitCodeOf, httpStatusOf } from '@probity/contract';
import { type ErrorCode, errorCatalogue, ProbityError } from '@probity/domain';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';

const codes = Object.keys(errorCatalogue) as ErrorCode[];

describe('an error on the wire', () => {
  it.each(codes)('%s has the form of the contract, a status and an exit code', (code) => {
    const error = new ProbityError(code, 'a sentence', { field: 'income', row: 3 });
    const body = errorBody(error, 'request-1');
    expect([...Value.Errors(ErrorResponse, body)]).toEqual([]);
    expect(httpStatusOf(error.kind)).toBeGreaterThanOrEqual(400);
    expect([1, 2, 3]).toContain(exitCodeOf(error.kind));
  });

  it('says who can mend it by its status: failures are 5xx, and only they', () => {
    const kinds = codes.map((code) => errorCatalogue[code].kind);
    const failures = [...new Set(kinds.filter((kind) => httpStatusOf(kind) >= 500))].sort();
    expect(failures).toEqual(['failure', 'unavailable']);
  });

  it('holds nothing but what the contract names', () => {
    const cause = new Error('password=hunter2');
    const error = new ProbityError('INTERNAL', 'it failed', { query: 'select hunter2' }, { cause });
    expect(JSON.stringify(errorBody(error, 'r'))).not.toContain('hunter2');
  });

  it('does not echo an input of any length', () => {
    const error = new ProbityError('UNKNOWN_FIELD', 'x'.repeat(900_000), { field: 'y'.repeat(900_000) });
    expect(JSON.stringify(errorBody(error, 'r')).length).toBeLessThan(1_200);
  });
});
