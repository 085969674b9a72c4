import { createScorer, readBundle, type Scorer } from '@probity/scoring';
import { beforeAll, describe, expect, it } from 'vitest';
import { findFieldErrors } from '../../src/engine/find-field-errors.js';
import { typicalApplicant } from '../../src/form/presets.js';
import { makeLoanBundle } from '../loan-fixture.js';

let scorer: Scorer;
beforeAll(async () => {
  scorer = createScorer(await readBundle((await makeLoanBundle()).bytes));
});

describe('findFieldErrors', () => {
  it('finds nothing wrong with a typical applicant', () => {
    const typical = typicalApplicant(scorer.form());
    expect(findFieldErrors(scorer, typical, typical)).toEqual({});
  });

  it('names every field that the engine would refuse, not only the first', () => {
    const typical = typicalApplicant(scorer.form());
    const wrong = {
      ...typical,
      loanAmount: 5,
      durationMonths: 1.5,
      monthlyIncome: 'much',
      customerSince: '2026-02-30',
    };
    const errors = findFieldErrors(scorer, wrong, typical);
    expect(Object.fromEntries(Object.entries(errors).map(([field, error]) => [field, error.code]))).toEqual({
      loanAmount: 'VALUE_OUT_OF_RANGE',
      durationMonths: 'WRONG_TYPE',
      monthlyIncome: 'WRONG_TYPE',
      customerSince: 'WRONG_TYPE',
    });
  });
});
