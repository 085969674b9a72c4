import type { Explanation } from '@probity/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOutWaterfall } from '../../src/charts/waterfall-layout.js';

function explanationOf(baseline: number, amounts: readonly number[]): Explanation {
  return {
    baseline,
    margin: amounts.reduce((sum, amount) => sum + amount, baseline),
    contributions: amounts.map((contribution, index) => ({
      feature: `f${index}`,
      label: `F${index}`,
      value: index,
      contribution,
    })),
  };
}

describe('layOutWaterfall', () => {
  it('starts at the baseline, ends at the margin, and every step begins where the one before ended', () => {
    const amount = fc.double({ min: -4, max: 4, noNaN: true });
    fc.assert(
      fc.property(amount, fc.array(amount, { maxLength: 40 }), (baseline, amounts) => {
        const explanation = explanationOf(baseline, amounts);
        const { steps, low, high } = layOutWaterfall(explanation);
        expect(steps[0]?.to).toBe(explanation.baseline);
        expect(steps.at(-1)?.from).toBe(explanation.margin);
        for (const [index, step] of steps.slice(1).entries()) expect(step.from).toBeCloseTo(steps[index]?.to ?? 0, 9);
        for (const step of steps) {
          expect(Math.min(step.from, step.to)).toBeGreaterThanOrEqual(low);
          expect(Math.max(step.from, step.to)).toBeLessThanOrEqual(high);
        }
      }),
    );
  });

  it('shows the strongest factors of either direction by name and the others as one', () => {
    const { steps } = layOutWaterfall(explanationOf(-1, [0.1, -0.9, 0.5, 0.2, -0.3]), 2);
    expect(steps.map((step) => step.label)).toEqual([
      'Average application',
      'F1',
      'F2',
      '3 other factors',
      'This application',
    ]);
    expect(steps[3]?.amount).toBeCloseTo(0, 12);
  });

  it('does not hide a single factor behind “1 other factor”', () => {
    const { steps } = layOutWaterfall(explanationOf(0, [0.3, 0.2, 0.1]), 2);
    expect(steps.filter((step) => step.kind === 'feature')).toHaveLength(3);
    expect(steps.some((step) => step.kind === 'others')).toBe(false);
  });
});
