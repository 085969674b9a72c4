import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradeOf, riskCategoryOf, scorePoints } from '../../src/policy/apply-policy.js';
import {
  breakEvenProbability,
  createCreditPolicy,
  defaultPoints,
  expectedProfit,
} from '../../src/policy/credit-policy.js';

const share = fc.double({ min: 1e-6, max: 1, noNaN: true });

describe('cut-offs of zero expected profit', () => {
  it('lie where a loan earns nothing', () => {
    fc.assert(
      fc.property(share, share, (margin, lossGivenDefault) => {
        expect(
          Math.abs(expectedProfit(breakEvenProbability(margin, lossGivenDefault), margin, lossGivenDefault)),
        ).toBeLessThan(1e-12);
      }),
    );
  });

  it('refer what only the top price could pay for', () => {
    const policy = createCreditPolicy({ lossGivenDefault: 0.5, margin: 0.1, topMargin: 0.3 });
    expect(policy.approveBelow).toBeCloseTo(1 / 6, 12);
    expect(policy.declineFrom).toBeCloseTo(3 / 8, 12);
    expect(
      [0.1, policy.approveBelow, 0.3, policy.declineFrom, 0.9].map((risk) => riskCategoryOf(policy, risk)),
    ).toEqual(['low', 'medium', 'medium', 'high', 'high']);
  });

  it('refuse figures out of range by name', () => {
    expect(() => createCreditPolicy({ lossGivenDefault: 0, margin: 0.1, topMargin: 0.2 })).toThrow(
      '`lossGivenDefault` of the policy must be in (0, 1]; got 0',
    );
    expect(() => createCreditPolicy({ lossGivenDefault: 0.5, margin: 0.2, topMargin: 0.1 })).toThrow(
      '`topMargin` of the policy must be in [margin, 10]; got 0.1',
    );
  });
});

describe('points and grades', () => {
  it('give the base points at the base odds and the stated points for odds twice as good', () => {
    const atOdds = (odds: number) => scorePoints(defaultPoints, -Math.log(odds));
    expect([atOdds(50), atOdds(100), atOdds(25)]).toEqual([600, 620, 580]);
  });

  it('fall as the risk rises, and stay within 0 to 1000', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -60, max: 60, noNaN: true }),
        fc.double({ min: 0, max: 10, noNaN: true }),
        (logOdds, step) => {
          const before = scorePoints(defaultPoints, logOdds);
          const after = scorePoints(defaultPoints, logOdds + step);
          expect(after).toBeLessThanOrEqual(before);
          expect(before).toBeLessThanOrEqual(1000);
          expect(after).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it('grade by bands that hold their upper end', () => {
    const policy = createCreditPolicy();
    expect([0, 0.01, 0.0101, 0.2, 0.35, 0.36, 1].map((risk) => gradeOf(policy, risk))).toEqual([
      'A',
      'A',
      'B',
      'E',
      'F',
      'G',
      'G',
    ]);
  });
});
