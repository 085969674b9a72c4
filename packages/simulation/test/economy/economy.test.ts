import { describe, expect, it } from 'vitest';
import { dayOfShare, economyOn, WORLD_DAYS } from '../../src/economy/economy.js';

describe('the economy', () => {
  it('is calm, then worst in the middle of 2022, then calm again', () => {
    expect(economyOn(0).stress).toBe(0);
    expect(economyOn(WORLD_DAYS / 2).stress).toBeCloseTo(1, 6);
    expect(economyOn(WORLD_DAYS - 1).stress).toBe(0);
  });

  it('spreads applications over every day of the three years, in order', () => {
    const days = Array.from({ length: 20_000 }, (_, i) => dayOfShare(i / 20_000));
    expect(days).toEqual(days.toSorted((a, b) => a - b));
    expect(new Set(days).size).toBe(WORLD_DAYS);
    expect([days[0], dayOfShare(1 - 2 ** -53)]).toEqual([0, WORLD_DAYS - 1]);
  });
});
