import { describe, expect, it } from 'vitest';
import { type ErrorCode, type ErrorKind, errorCatalogue, ProbityError } from '../../src/index.js';

const codes = Object.keys(errorCatalogue) as ErrorCode[];

describe('ProbityError', () => {
  it('has the kind and the remedy of its code', () => {
    for (const code of codes) {
      const error = new ProbityError(code, 'a sentence');
      expect([error.kind, error.remedy]).toEqual([errorCatalogue[code].kind, errorCatalogue[code].remedy]);
    }
  });

  it('is an Error with its own name, its sentence, its details and its cause', () => {
    const cause = new Error('inner');
    const error = new ProbityError('WRONG_TYPE', '`age` must be a number', { field: 'age', row: 3 }, { cause });
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe('ProbityError: `age` must be a number');
    expect(error.details).toEqual({ field: 'age', row: 3 });
    expect(error.cause).toBe(cause);
  });

  it('has no cause where none was given', () => {
    expect('cause' in new ProbityError('INTERNAL', 'a sentence')).toBe(false);
  });
});

describe('errorCatalogue', () => {
  it('spells codes in capitals and gives each a remedy that is a sentence', () => {
    for (const code of codes) {
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
      expect(errorCatalogue[code].remedy).toMatch(/^[A-Z].*\.$/);
    }
  });

  it.each([
    ['INVALID_ARGUMENT', 'wrong-use'],
    ['COLUMN_MISSING', 'data-refused'],
    ['BUNDLE_TAMPERED', 'data-refused'],
    ['MODEL_NOT_FOUND', 'not-found'],
    ['STORE_UNAVAILABLE', 'unavailable'],
    ['AUDIT_BROKEN', 'failure'],
  ] satisfies [ErrorCode, ErrorKind][])('%s is of the kind %s for ever', (code, kind) => {
    expect(errorCatalogue[code].kind).toBe(kind);
  });
});
