import { createRandom } from '@probity/numerics';
import { createScorer, readBundle, type Scorer } from '@probity/scoring';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomApplicant, riskyApplicant, typicalApplicant } from '../../src/form/presets.js';
import { quantileOf, sliderRange, typicalValue } from '../../src/form/quantiles.js';
import { makeLoanBundle } from '../loan-fixture.js';

let scorer: Scorer;
beforeAll(async () => {
  scorer = createScorer(await readBundle((await makeLoanBundle()).bytes));
});

const income = { name: 'income', label: 'Income', kind: 'integer', required: false, missingShare: 0.1 } as const;

describe('presets', () => {
  it('are applications that the engine takes', () => {
    const fields = scorer.form();
    const random = createRandom(5);
    expect(() => scorer.assess(typicalApplicant(fields))).not.toThrow();
    for (let draw = 0; draw < 200; draw++) {
      expect(() => scorer.assess(randomApplicant(fields, () => random.nextFloat()))).not.toThrow();
    }
  });

  it('make a risky applicant who is riskier than the typical one', () => {
    const fields = scorer.form();
    const typical = scorer.score(typicalApplicant(fields)).riskScore;
    expect(scorer.score(riskyApplicant(fields, scorer)).riskScore).toBeGreaterThan(typical);
  });
});

describe('quantileOf', () => {
  it('reads between two quantiles and rounds to what the field takes', () => {
    const field = { ...income, quantiles: [0, 100, 1000] };
    expect(quantileOf(field, 0.5)).toBe(100);
    expect(quantileOf(field, 0.7501)).toBe(550);
    expect(quantileOf({ ...field, kind: 'boolean', quantiles: [0, 0, 1] }, 1)).toBe(true);
    expect(quantileOf({ ...field, kind: 'date', quantiles: [0, 1, 2] }, 0.5)).toBe('1970-01-02');
  });
});

describe('typicalValue', () => {
  it('is “not known” where most applications leave the field empty', () => {
    expect(typicalValue({ ...income, quantiles: [1, 2, 3], missingShare: 0.8 })).toBeNull();
    expect(typicalValue({ ...income, quantiles: [1, 2, 3], missingShare: 0.8, required: true })).toBe(2);
  });
});

describe('sliderRange', () => {
  it('spans the usual values without the far tail, in steps of the field’s kind', () => {
    const quantiles = [0, ...Array.from({ length: 19 }, (_, index) => 1000 + index * 100), 900_000];
    const range = sliderRange({ ...income, quantiles });
    expect(range?.min).toBe(100);
    expect(range?.max).toBe(3700);
    expect(Number.isInteger(range?.step)).toBe(true);
  });

  it('is absent where there is only one value', () => {
    expect(sliderRange({ ...income, quantiles: [3, 3, 3] })).toBeUndefined();
  });
});
