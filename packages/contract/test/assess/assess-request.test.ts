import { AssessRequest } from '@probity/contract';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';

describe('a request to assess', () => {
  it.each([
    [{ application: {} }],
    [{ application: { income: 1, owner: false, purpose: 'car', since: null } }],
    [{ application: {}, model: 'loans@3', subject: 'person 7' }],
  ])('may be %j', (request) => {
    expect(Value.Check(AssessRequest, request)).toBe(true);
  });

  it.each([
    [{}],
    [{ application: [] }],
    [{ application: { income: [1] } }],
    [{ application: { 'a\nb': {} } }],
    [{ application: { income: Number.POSITIVE_INFINITY } }],
    [{ application: {}, threshold: 0.5 }],
    [{ application: {}, model: '' }],
    [{ application: {}, subject: 'x'.repeat(201) }],
    [{ application: {}, subject: 'a\u0000' }],
  ])('may not be %j', (request) => {
    expect(Value.Check(AssessRequest, request)).toBe(false);
  });
});
