import { createRandom } from '@probity/numerics';
import { describe, expect, it } from 'vitest';
import { drawAmount, drawCount, drawWeighted, roundTo } from '../../src/draw/draw.js';

const DRAWS = 40_000;

describe('draws', () => {
  it('takes a value as often as its weight says, and never one of weight 0', () => {
    const random = createRandom(1);
    const seen = { a: 0, b: 0, c: 0 };
    for (let i = 0; i < DRAWS; i++) seen[drawWeighted(random, { a: 1, b: 3, c: 0 })] += 1;
    expect(seen.c).toBe(0);
    expect(Math.abs(seen.b / DRAWS - 0.75)).toBeLessThan(4 * Math.sqrt(0.1875 / DRAWS));
  });

  it.each([0, 0.3, 2, 9])('counts with mean and variance %d', (rate) => {
    const random = createRandom(2);
    const counts = Array.from({ length: DRAWS }, () => drawCount(random, rate));
    const middle = counts.reduce((sum, count) => sum + count, 0) / DRAWS;
    const variance = counts.reduce((sum, count) => sum + (count - middle) ** 2, 0) / DRAWS;
    expect(Math.abs(middle - rate)).toBeLessThanOrEqual(4 * Math.sqrt(rate / DRAWS));
    expect(Math.abs(variance - rate)).toBeLessThanOrEqual(0.04 * rate + 0.005);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(0);
  });

  it('puts half of all amounts below the median', () => {
    const random = createRandom(3);
    let below = 0;
    for (let i = 0; i < DRAWS; i++) below += Number(drawAmount(random, 500, 0.7) < 500);
    expect(Math.abs(below / DRAWS - 0.5)).toBeLessThan(0.01);
  });

  it('rounds to steps that print short', () => {
    expect([roundTo(1234, 100), roundTo(0.12345, 0.01), roundTo(7.5, 5)]).toEqual([1200, 0.12, 10]);
  });
});
