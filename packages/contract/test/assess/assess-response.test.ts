import { AssessResponse, assessResponse, DecisionResponse, decisionResponse } from '@probity/contract';
import { asDecisionId, asModelHash, type Decision } from '@probity/domain';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';

const decision: Decision = {
  decisionId: asDecisionId('7b0c1e0e-57a5-4b4e-9f0a-0f6f8f1f2a3b'),
  riskScore: 0.1 + 0.2,
  riskCategory: 'medium',
  decision: 'refer',
  grade: 'F',
  points: 511,
  reasons: [{ feature: 'income', text: 'Income is low', contribution: 0.7 }],
  explanation: {
    baseline: -1.5,
    margin: -0.8,
    contributions: [{ feature: 'income', label: 'Income', value: null, contribution: 0.7 }],
  },
  warnings: [],
  model: { name: 'loans', version: 1, hash: asModelHash('a'.repeat(64)) },
  occurredAt: '2026-01-01T00:00:00.000Z',
  processingTimeMs: 1.5,
  application: { income: null },
};

describe('a decision on the wire', () => {
  it('has the form of the contract', () => {
    expect([...Value.Errors(AssessResponse, assessResponse(decision))]).toEqual([]);
    expect([...Value.Errors(DecisionResponse, decisionResponse(decision))]).toEqual([]);
  });

  it('is answered without the application, and read back with it', () => {
    expect(assessResponse(decision)).not.toHaveProperty('application');
    expect(decisionResponse(decision).application).toEqual({ income: null });
  });

  it('has the same bytes whatever the order of keys a store gives back', () => {
    const turned = turn(decision) as Decision;
    expect(JSON.stringify(turned)).not.toBe(JSON.stringify(decision));
    expect(JSON.stringify(assessResponse(turned))).toBe(JSON.stringify(assessResponse(decision)));
  });

  it('keeps every bit of a number', () => {
    expect(JSON.parse(JSON.stringify(assessResponse(decision))).riskScore).toBe(0.1 + 0.2);
  });
});

/** The same value with all keys in the opposite order. */
function turn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turn);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, turn(member)]),
  );
}
