import { type Feature, fitLogistic, type TrainingData } from '@probity/learn';
import { createRandom, sigmoid } from '@probity/numerics';
import { describe, expect, it } from 'vitest';
import { type BinEffectsProblem, fitBinEffects } from '../../src/scorecard/fit-bin-effects.js';
import { tieAgainstShape } from '../../src/scorecard/tie-bins.js';
import type { Trend } from '../../src/scorecard/trend.js';

const random = createRandom(4).fork('bins');
const rows = 1500;
const bins = [0, 1].map(() => Uint16Array.from({ length: rows }, () => random.nextUint32Below(4)));
const steps = [-0.8, 0.3, 0.1, 0.9];
const labels = Uint8Array.from({ length: rows }, (_, row) => {
  const margin = -0.5 + (steps[bins[0]?.[row] ?? 0] ?? 0) - 0.5 * (steps[bins[1]?.[row] ?? 0] ?? 0);
  return random.nextFloat() < sigmoid(margin) ? 1 : 0;
});

function problem(woe: Float64Array, strength: number, trend: Trend, l2 = 0): BinEffectsProblem {
  const columns = bins.map((column) => ({
    bins: column,
    woe,
    weight: new Float64Array(4).fill(rows / 4),
    shape: { ordinary: [0, 1, 2, 3], trend },
  }));
  return {
    columns,
    labels,
    weights: undefined,
    strength,
    l2,
    intercept: 0,
    coefficients: new Float64Array(2).fill(-1),
  };
}

describe('fitBinEffects', () => {
  it('without any WOE to be drawn to is a ridge regression on bins, as fitLogistic solves it', () => {
    const levels = ['a', 'b', 'c', 'd'];
    const features: Feature[] = ['x', 'y'].map((name) => ({ name, kind: 'category', levels }));
    const data: TrainingData = {
      matrix: { rowCount: rows, features, columns: bins.map((column) => Float64Array.from(column)) },
      labels,
    };
    const peer = fitLogistic({ l2: 7, rareShare: 0 }, data, { seed: 1 });
    const { intercept, effects } = fitBinEffects(problem(new Float64Array(4), 7, 'none'), () => undefined);
    expect(intercept).toBeCloseTo(peer.intercept, 6);
    const ours = effects.flatMap((effect) => [...effect]);
    for (const [term, coefficient] of peer.coefficients.entries()) expect(ours[term]).toBeCloseTo(coefficient, 6);
  });

  it('a strong pull leaves effects that are a multiple of the WOE', () => {
    const woe = Float64Array.of(0.9, -0.2, 0, -0.8);
    const { effects } = fitBinEffects(problem(woe, 1e9, 'none', 1), () => undefined);
    for (const effect of effects) {
      const multiple = (effect[0] ?? 0) / 0.9;
      for (const [bin, value] of woe.entries()) expect(effect[bin]).toBeCloseTo(multiple * value, 5);
    }
  });

  it('ties neighbours until the trend is kept, turned round for a variable that works the other way', () => {
    const woe = Float64Array.of(0.9, 0.2, 0, -0.8);
    const { effects } = fitBinEffects(problem(woe, 1, 'ascending', 1), () => undefined);
    const [up = new Float64Array(), down = new Float64Array()] = effects;
    for (let bin = 1; bin < 4; bin++) {
      expect(up[bin]).toBeGreaterThanOrEqual(up[bin - 1] ?? Infinity);
      expect(down[bin]).toBeLessThanOrEqual(down[bin - 1] ?? -Infinity);
    }
    expect(up[1]).toBe(up[2]);
    expect(up[0]).toBeLessThan(up[1] ?? 0);
  });
});

describe('tieAgainstShape', () => {
  const weights = new Float64Array(5).fill(1);
  const woe = Float64Array.of(1, 0.5, 0, -0.5, -1);
  const alone = [0, 1, 2, 3, 4];
  const tie = (trend: Trend, effects: readonly number[]) =>
    tieAgainstShape({ ordinary: alone, trend }, Float64Array.from(effects), woe, weights, alone);

  it('says nothing where the shape is kept', () => {
    expect(tie('ascending', [-2, -1, 0, 1, 2])).toBeUndefined();
    expect(tie('none', [3, -1, 2, -5, 0])).toBeUndefined();
    expect(tie('peak', [-3, 0, 2, 1.5, 1])).toBeUndefined();
  });

  it('pools what isotonic regression pools', () => {
    expect(tie('ascending', [-2, 0.5, 0, 1, 2])).toEqual([0, 1, 1, 3, 4]);
    expect(tie('ascending', [-2, 3, 0, 1, 2])).toEqual([0, 1, 1, 1, 4]);
    expect(tie('peak', [-3, 0, -1, 2, 1])).toEqual([0, 1, 1, 3, 4]);
  });
});
