import { describe, expect, it } from 'vitest';
import { informationOfBins } from '../../src/column/information-value.js';

describe('the information value of a column', () => {
  it('is Σ (share of goods − share of bads) · WOE, a row of the average odds added to each bin', () => {
    const bins = [
      { goods: 90, bads: 10 },
      { goods: 60, bads: 40 },
    ];
    const woe = (goods: number, bads: number) => Math.log((goods + 0.75) / (bads + 0.25)) - Math.log(150 / 50);
    const expected = (0.6 - 0.2) * woe(90, 10) + (0.4 - 0.8) * woe(60, 40);
    expect(informationOfBins(bins)).toBeCloseTo(expected, 12);
  });

  it('is finite where a bin lacks an outcome or is empty', () => {
    const bins = [
      { goods: 50, bads: 50 },
      { goods: 50, bads: 0 },
    ];
    expect(informationOfBins(bins)).toBeGreaterThan(0.3);
    expect(informationOfBins([...bins, { goods: 0, bads: 0 }])).toBeCloseTo(informationOfBins(bins), 12);
  });

  it('is nothing where one outcome is absent', () => {
    expect(informationOfBins([{ goods: 5, bads: 0 }])).toBe(0);
  });
});
