import type { Application, CreditPolicy, HardRule } from '@probity/domain';
import { describe, expect, it } from 'vitest';
import { createScorer } from '../../src/create-scorer.js';
import { checkCondition } from '../../src/policy/check-condition.js';
import { checkPolicyFields } from '../../src/policy/check-policy-parts.js';
import { checkCreditPolicy, createCreditPolicy } from '../../src/policy/credit-policy.js';
import { decideByPolicy, reviewTicket } from '../../src/policy/decide-by-policy.js';
import { makeSmallBundle } from '../fixture/small-bundle.js';

const base = createCreditPolicy();
const minor: HardRule = {
  id: 'under-age',
  when: [{ field: 'age', op: '<', value: 18 }],
  outcome: 'decline',
  reason: 'You must be of age to take a loan',
};
const decide = (policy: CreditPolicy, riskScore: number, application: Application = {}, warnings: string[] = []) =>
  decideByPolicy(policy, { riskScore, grade: 'A' }, application, warnings);

describe('a condition', () => {
  it('compares numbers, dates, texts and truths, and says when it cannot', () => {
    const check = (op: Parameters<typeof checkCondition>[0]['op'], value: unknown, actual: unknown) =>
      checkCondition({ field: 'x', op, value } as never, { x: actual } as never);
    expect(check('<', 18, 17.9)).toBe('holds');
    expect(check('<', 18, 18)).toBe('fails');
    expect(check('<=', 18, 18)).toBe('holds');
    expect(check('>', '2020-01-01', '2020-01-02')).toBe('holds');
    expect(check('>=', 5, 4)).toBe('fails');
    expect(check('=', 'car', 'car')).toBe('holds');
    expect(check('!=', true, false)).toBe('holds');
    expect(check('in', ['car', 'home'], 'trip')).toBe('fails');
    expect(check('not in', ['car', 'home'], 'trip')).toBe('holds');
    expect(check('missing', undefined, null)).toBe('holds');
    expect(check('present', undefined, null)).toBe('fails');
    expect(check('<', 18, null)).toBe('unknown');
    expect(check('<', 18, '17')).toBe('unknown');
    expect(checkCondition({ field: 'toString', op: 'present' }, {})).toBe('fails');
  });
});

describe('a policy with rules', () => {
  const policy = { ...base, rules: [minor] };

  it('declines by a rule whatever the score, and says so in the words of the rule', () => {
    expect(decide(policy, 0.001, { age: 17 })).toEqual({
      decision: 'decline',
      causes: [{ kind: 'rule', rule: 'under-age', text: minor.reason }],
    });
    expect(decide(policy, 0.001, { age: 18 })).toEqual({ decision: 'approve' });
  });

  it('sends to a person what a rule cannot be checked for, unless the rule lets it pass', () => {
    const unknown = decide(policy, 0.001, { age: null });
    expect(unknown.decision).toBe('refer');
    expect(unknown.causes?.[0]).toMatchObject({ kind: 'unknown-field', rule: 'under-age' });
    expect(decide({ ...base, rules: [{ ...minor, whenUnknown: 'pass' }] }, 0.001, {})).toEqual({ decision: 'approve' });
  });

  it('is settled by one condition that fails, though another is not known', () => {
    const both: HardRule = { ...minor, when: [...minor.when, { field: 'guardian', op: '=', value: false }] };
    expect(decide({ ...base, rules: [both] }, 0.001, { age: 40 })).toEqual({ decision: 'approve' });
  });

  it('never turns a decline by the score into a referral by a rule', () => {
    const refer: HardRule = { ...minor, outcome: 'refer' };
    expect(decide({ ...base, rules: [refer] }, 0.9, { age: 17 })).toEqual({ decision: 'decline' });
    expect(decide({ ...base, rules: [refer] }, 0.001, { age: 17 }).decision).toBe('refer');
  });
});

describe('a policy that refers', () => {
  const policy = { ...base, referral: { borderlineWidth: 0.01, onWarnings: true } };

  it('shows a person what lies close to a cut-off on either side', () => {
    for (const score of [base.approveBelow - 0.005, base.declineFrom + 0.005]) {
      expect(decide(policy, score)).toMatchObject({ decision: 'refer', causes: [{ kind: 'borderline' }] });
    }
    expect(decide(policy, base.approveBelow - 0.02)).toEqual({ decision: 'approve' });
    expect(decide(policy, base.declineFrom + 0.02)).toEqual({ decision: 'decline' });
  });

  it('shows a person what the engine had a warning about', () => {
    expect(decide(policy, 0.001, {}, ['never seen'])).toMatchObject({
      decision: 'refer',
      causes: [{ kind: 'warnings' }],
    });
    expect(decide(base, 0.001, {}, ['never seen'])).toEqual({ decision: 'approve' });
  });
});

describe('a grid', () => {
  const policy: CreditPolicy = {
    ...base,
    exposure: { field: 'amount', typical: 5000, currency: 'EUR' },
    offers: {
      bandField: 'income',
      bands: [
        { label: 'up to 2000', upTo: 2000 },
        { label: 'above 2000', upTo: null },
      ],
      rows: [{ grade: 'A', margin: 0.09, limits: [null, 8000] }],
    },
  };

  it('offers price and limit of the cell, at most what was asked for', () => {
    const { decision, offer } = decide(policy, 0.02, { income: 2001, amount: 10_000 });
    expect(decision).toBe('approve');
    expect(offer).toMatchObject({ margin: 0.09, limit: 8000, amount: 8000, band: 'above 2000', currency: 'EUR' });
    expect(offer?.expectedLoss).toBeCloseTo(8000 * 0.02 * 0.45, 9);
    expect(offer?.expectedProfit).toBeCloseTo(8000 * (0.98 * 0.09 - 0.02 * 0.45), 9);
    expect(decide(policy, 0.02, { income: 2001, amount: 100 }).offer?.amount).toBe(100);
  });

  it('sends to a person what it has no offer for: no limit, no grade, band not known', () => {
    for (const application of [{ income: 2000 }, { income: null }, {}]) {
      expect(decide(policy, 0.02, application)).toMatchObject({ decision: 'refer', causes: [{ kind: 'no-offer' }] });
    }
  });

  it('makes no offer to the declined', () => {
    expect(decide(policy, 0.9, { income: 3000 })).toEqual({ decision: 'decline' });
  });
});

describe('the ticket of a referral', () => {
  it('weighs what a wrong approval would lose and a wrong refusal forgo, and leans to the nearer cut-off', () => {
    const policy = { ...base, exposure: { field: 'amount', typical: 1000 } };
    expect(reviewTicket(policy, { riskScore: 0.2 }, { amount: 2000 })).toEqual({
      stake: 2000 * (0.2 * 0.45 + 0.8 * 0.08),
      suggestion: 'approve',
    });
    expect(reviewTicket(policy, { riskScore: 0.25 }, {}).suggestion).toBe('decline');
    expect(reviewTicket(policy, { riskScore: 0.2 }, {}).stake).toBe(1000 * (0.2 * 0.45 + 0.8 * 0.08));
  });
});

describe('a scorer with a stored policy', () => {
  const bundle = makeSmallBundle();
  const application = { income: 30_000, utilisation: 0.2, purpose: 'car', owner: true };
  const reference = { id: 'ab-1', version: 1, hash: 'cd' };

  it('decides by it and names it; without one the bundle’s own decides and nothing is named', () => {
    const strict = createScorer(bundle, {
      policy: { reference, policy: { ...base, approveBelow: 0, declineFrom: 0 } },
    });
    expect(strict.assess(application)).toMatchObject({ decision: 'decline', policy: reference });
    const own = createScorer(bundle).assess(application);
    expect(Object.keys(own)).not.toContain('policy');
    expect(Object.keys(own)).not.toContain('causes');
    expect(own.riskScore).toBe(strict.assess(application).riskScore);
  });

  it('scores and assesses alike, rules and offer included', () => {
    const policy: CreditPolicy = {
      ...base,
      rules: [
        { id: 'no-trips', when: [{ field: 'purpose', op: '=', value: 'trip' }], outcome: 'decline', reason: 'No.' },
      ],
      offers: {
        bands: [{ label: 'any', upTo: null }],
        rows: base.grades.map(({ grade }) => ({ grade, margin: 0.1, limits: [1000] })),
      },
    };
    const scorer = createScorer(bundle, { policy: { reference, policy } });
    for (const purpose of ['trip', 'car']) {
      const { decision, causes, offer } = scorer.assess({ ...application, purpose });
      expect(scorer.score({ ...application, purpose })).toMatchObject({
        decision,
        ...(causes && { causes }),
        ...(offer && { offer }),
      });
    }
    expect(scorer.assess({ ...application, purpose: 'trip' }).decision).toBe('decline');
  });
});

describe('a policy from a file', () => {
  const check = (parts: object) => () => checkCreditPolicy({ ...base, ...parts } as CreditPolicy);
  it('is refused with the name of what is off', () => {
    expect(check({ rules: [{ ...minor, when: [] }] })).toThrow('`rules.under-age.when`');
    expect(check({ rules: [minor, minor] })).toThrow('`rules`');
    expect(check({ rules: [{ ...minor, when: [{ field: 'age', op: '~', value: 1 }] }] })).toThrow(
      '`rules.under-age.op`',
    );
    expect(check({ rules: [{ ...minor, when: [{ field: 'age', op: '<' }] }] })).toThrow('`rules.under-age.value`');
    expect(check({ referral: { borderlineWidth: 2 } })).toThrow('`borderlineWidth`');
    expect(check({ exposure: { typical: 0 } })).toThrow('`exposure.typical`');
    expect(check({ offers: { bands: [{ label: 'x', upTo: 5 }], rows: [] } })).toThrow('`offers.bands`');
    expect(
      check({ offers: { bands: [{ label: 'x', upTo: null }], rows: [{ grade: 'Z', margin: 0.1, limits: [1] }] } }),
    ).toThrow('`offers.rows`');
    expect(check({ rules: [minor] })).not.toThrow();
  });

  it('is refused where it compares a column that the model’s schema has not', () => {
    const { schema } = makeSmallBundle();
    expect(() => checkPolicyFields({ ...base, rules: [minor] }, schema)).toThrow(/schema; got "age"/);
    expect(() => checkPolicyFields({ ...base, exposure: { field: 'purpose', typical: 1 } }, schema)).toThrow(
      'name a number',
    );
    expect(() => checkPolicyFields({ ...base, exposure: { field: 'income', typical: 1 } }, schema)).not.toThrow();
  });
});
