import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseCutOffs } from '../../src/policy/choose-cut-offs.js';
import { createCreditPolicy, defaultEconomics } from '../../src/policy/credit-policy.js';
import { cutOffCurve } from '../../src/policy/cut-off-curve.js';
import { type HistoryRow, profitOf } from '../../src/policy/policy-history.js';
import { makeHistory } from './small-history.js';

const anyHistory = fc.array(
  fc.record({
    riskScore: fc.integer({ min: 0, max: 20 }).map((k) => k / 20),
    isBad: fc.constantFrom(true, false, null),
    exposure: fc.integer({ min: 1, max: 9 }),
    application: fc.constant({}),
  }),
  { minLength: 1, maxLength: 40 },
);
const { margin, lossGivenDefault } = defaultEconomics;
const profitBelow = (rows: readonly HistoryRow[], cut: number) =>
  rows
    .filter(({ riskScore }) => riskScore < cut)
    .reduce((sum, row) => sum + profitOf(row, margin, lossGivenDefault), 0);
const candidates = Array.from({ length: 41 }, (_, k) => k / 40);

describe('cut-offs', () => {
  it('by profit: no other cut-off would have earned more', () => {
    fc.assert(
      fc.property(anyHistory, (rows) => {
        fc.pre(rows.some(({ isBad }) => isBad !== null) && rows.every(({ riskScore }) => riskScore < 1));
        const { approveBelow, expected } = chooseCutOffs(rows, defaultEconomics, { by: 'profit' });
        const best = Math.max(...candidates.map((cut) => profitBelow(rows, cut)));
        expect(profitBelow(rows, approveBelow)).toBeCloseTo(best, 9);
        expect(expected.profit).toBeCloseTo(best, 9);
      }),
    );
  });

  it('by approval rate: as many as the target allows and no more, ties never split', () => {
    fc.assert(
      fc.property(anyHistory, fc.double({ min: 0.01, max: 1, noNaN: true }), (rows, target) => {
        const { approveBelow, expected } = chooseCutOffs(rows, defaultEconomics, { by: 'approval-rate', target });
        const share = (cut: number) => rows.filter(({ riskScore }) => riskScore < cut).length / rows.length;
        expect(share(approveBelow)).toBeLessThanOrEqual(target);
        expect(expected.approvalRate).toBe(share(approveBelow));
        for (const cut of candidates)
          if (share(cut) <= target) expect(share(cut)).toBeLessThanOrEqual(share(approveBelow));
      }),
    );
  });

  it('by bad rate: the widest approval that keeps the target', () => {
    fc.assert(
      fc.property(anyHistory, fc.double({ min: 0.01, max: 1, noNaN: true }), (rows, target) => {
        fc.pre(rows.some(({ isBad }) => isBad !== null));
        const rate = (cut: number) => {
          const known = rows.filter(({ riskScore, isBad }) => riskScore < cut && isBad !== null);
          return known.length === 0 ? 0 : known.filter(({ isBad }) => isBad).length / known.length;
        };
        const { approveBelow } = chooseCutOffs(rows, defaultEconomics, { by: 'bad-rate', target });
        expect(rate(approveBelow)).toBeLessThanOrEqual(target);
        for (const cut of candidates) {
          const wider = rows.some(({ riskScore }) => riskScore >= approveBelow && riskScore < cut);
          if (wider) expect(rate(cut)).toBeGreaterThan(target);
        }
      }),
    );
  });

  it('by break-even are those of createCreditPolicy', () => {
    const { approveBelow, declineFrom } = chooseCutOffs(makeHistory(), defaultEconomics, { by: 'break-even' });
    expect([approveBelow, declineFrom]).toEqual([createCreditPolicy().approveBelow, createCreditPolicy().declineFrom]);
  });

  it('refer the next share above the approved', () => {
    const history = makeHistory();
    const strategy = { by: 'approval-rate', target: 0.5, referRate: 0.2 } as const;
    const { approveBelow, declineFrom } = chooseCutOffs(history, defaultEconomics, strategy);
    const referred = history.filter(({ riskScore }) => riskScore >= approveBelow && riskScore < declineFrom).length;
    expect(referred / history.length).toBeGreaterThan(0.19);
    expect(referred / history.length).toBeLessThanOrEqual(0.2);
  });

  it('by profit or bad rate are refused where no outcome is known; targets must make sense', () => {
    const blind = makeHistory(10).map((row) => ({ ...row, isBad: null }));
    expect(() => chooseCutOffs(blind, defaultEconomics, { by: 'profit' })).toThrow('outcome is known');
    expect(() => chooseCutOffs(blind, defaultEconomics, { by: 'bad-rate', target: 0.1 })).toThrow('outcome is known');
    expect(() => chooseCutOffs(makeHistory(10), defaultEconomics, { by: 'approval-rate', target: 1.2 })).toThrow(
      '`target`',
    );
    expect(() => chooseCutOffs([], defaultEconomics, { by: 'profit' })).toThrow('must hold a row');
  });

  it('on a calibrated history the best observed profit lies near the break-even', () => {
    const { approveBelow } = chooseCutOffs(makeHistory(20_000), defaultEconomics, { by: 'profit' });
    expect(Math.abs(approveBelow - createCreditPolicy().approveBelow)).toBeLessThan(0.05);
  });
});

describe('the curve of a slider', () => {
  it('runs from nobody to everybody and agrees with counting', () => {
    const history = makeHistory();
    const curve = cutOffCurve(history, defaultEconomics);
    expect(curve[0]).toMatchObject({ approvalRate: 0, badRate: null, profit: 0 });
    expect(curve.at(-1)?.approvalRate).toBe(1);
    expect(curve.length).toBeLessThanOrEqual(201);
    for (const { cutOff, approvalRate, profit, knownShare } of curve) {
      const approved = history.filter(({ riskScore }) => riskScore < cutOff);
      expect(approvalRate).toBe(approved.length / history.length);
      expect(profit).toBeCloseTo(profitBelow(history, cutOff), 6);
      if (approved.length > 0)
        expect(knownShare).toBe(approved.filter(({ isBad }) => isBad !== null).length / approved.length);
    }
  });
});
