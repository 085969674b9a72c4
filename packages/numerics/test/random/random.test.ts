import { createRandom, quantile, shuffleIndices } from '@probity/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('createRandom', () => {
  it('gives the same stream for the same seed, for ever', () => {
    const random = createRandom(42);
    const drawn = [
      random.nextUint32(),
      random.nextUint32(),
      random.nextFloat(),
      random.nextNormal(),
      random.nextNormal(),
    ];
    expect(drawn).toMatchInlineSnapshot(`
      [
        1643962034,
        1522131738,
        0.7100472618308702,
        -0.8528162096671325,
        -1.179990501678208,
      ]
    `);
    expect(createRandom(42).fork('rows').fork(3).nextUint32()).toMatchInlineSnapshot(`3829655540`);
  });

  it('forks by label alone, however much was drawn before', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string(), fc.nat(50), (seed, label, draws) => {
        const fresh = createRandom(seed);
        const used = createRandom(seed);
        for (let i = 0; i < draws; i++) used.nextNormal();
        expect(used.fork(label).nextUint32()).toBe(fresh.fork(label).nextUint32());
      }),
    );
  });

  it('gives different streams for different seeds and labels', () => {
    const firsts = new Set<number>();
    for (let seed = 0; seed < 1000; seed++) firsts.add(createRandom(seed).nextUint32());
    for (let label = 0; label < 1000; label++) firsts.add(createRandom(0).fork(label).nextUint32());
    for (let label = 0; label < 1000; label++) firsts.add(createRandom(0).fork(String(label)).nextUint32());
    expect(firsts.size).toBeGreaterThanOrEqual(2998);
    expect(createRandom(2 ** 32).nextUint32()).not.toBe(createRandom(0).nextUint32());
  });

  it('refuses seeds and bounds that are not whole numbers in range', () => {
    for (const seed of [-1, 0.5, NaN, 2 ** 53]) expect(() => createRandom(seed)).toThrow(RangeError);
    for (const n of [0, -1, 1.5, NaN, 2 ** 32 + 1])
      expect(() => createRandom(1).nextUint32Below(n)).toThrow(RangeError);
    expect(() => createRandom(1).fork(-1)).toThrow(RangeError);
  });

  it('spreads whole numbers evenly below n', () => {
    const counts = new Array(7).fill(0);
    const random = createRandom(5);
    for (let i = 0; i < 70_000; i++) counts[random.nextUint32Below(7)]++;
    // 6 degrees of freedom: χ² above 22.5 has probability 0.001.
    const chiSquare = counts.reduce((total, count) => total + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(22.5);
    expect(random.nextUint32Below(2 ** 32)).toBeLessThan(2 ** 32);
  });

  it('every bit of nextUint32 is set half of the time', () => {
    const random = createRandom(9);
    const counts = new Array(32).fill(0);
    for (let i = 0; i < 20_000; i++) {
      const draw = random.nextUint32();
      for (let bit = 0; bit < 32; bit++) counts[bit] += (draw >>> bit) & 1;
    }
    // Five standard deviations of a binomial of 20,000.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt(5000));
  });

  it('draws normals with the moments and quantiles of the standard normal', () => {
    const random = createRandom(11);
    const draws = Float64Array.from({ length: 100_000 }, () => random.nextNormal());
    const moment = (power: number) => draws.reduce((total, draw) => total + draw ** power, 0) / draws.length;
    expect(Math.abs(moment(1))).toBeLessThan(0.015);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.02);
    expect(Math.abs(moment(3))).toBeLessThan(0.05);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.12);
    expect(Math.abs(quantile(draws, 0.975) - 1.96)).toBeLessThan(0.03);
  });
});

describe('shuffleIndices', () => {
  it('gives each index once', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(300), (seed, n) => {
        expect([...shuffleIndices(createRandom(seed), n)].sort((a, b) => a - b)).toEqual([...Array(n).keys()]);
      }),
    );
  });

  it('gives every order equally often', () => {
    const counts = new Map<string, number>();
    const random = createRandom(3);
    for (let i = 0; i < 24_000; i++) {
      const order = shuffleIndices(random, 4).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(160);
  });
});
