import { describe, expect, it } from 'vitest';
import { informationValue, weightsOfEvidence } from '../../src/column/information-value.js';

describe('informationValue', () => {
  it('is Σ (share of goods − share of bads) · ln(share of goods / share of bads)', () => {
    const bins = [
      { goods: 90, bads: 10 },
      { goods: 60, bads: 40 },
    ];
    const [one, other] = [Math.log(90 / 150 / (10 / 50)), Math.log(60 / 150 / (40 / 50))];
    expect(weightsOfEvidence(bins)[0]).toBeCloseTo(one, 14);
    expect(informationValue(bins)).toBeCloseTo((0.6 - 0.2) * one + (0.4 - 0.8) * other, 14);
  });

  it('adds a half only where a bin lacks an outcome', () => {
    const [, pure] = weightsOfEvidence([
      { goods: 50, bads: 50 },
      { goods: 50, bads: 0 },
    ]);
    expect(pure).toBeCloseTo(Math.log(50.5 / 100 / (0.5 / 50)), 14);
  });

  it('is nothing where one outcome is absent', () => {
    expect(informationValue([{ goods: 5, bads: 0 }])).toBe(0);
  });
});
