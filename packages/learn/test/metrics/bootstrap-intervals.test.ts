import {
  bootstrapIntervals,
  brierScore,
  f1Score,
  ksStatistic,
  logLoss,
  metricNames,
  prAuc,
  rocAuc,
} from '@probity/learn';
import { createRandom, sigmoid } from '@probity/numerics';
import { describe, expect, it } from 'vitest';

function simulate(rows: number, seed: number) {
  const random = createRandom(seed);
  const scores = new Float64Array(rows);
  const labels = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const margin = random.nextNormal() - 1;
    scores[row] = sigmoid(margin);
    labels[row] = random.nextFloat() < scores[row] ? 1 : 0;
  }
  return { scores, labels };
}

describe('bootstrap intervals', () => {
  it('lie around the metric, for every metric', () => {
    const { scores, labels } = simulate(2000, 1);
    const intervals = bootstrapIntervals(scores, labels, { seed: 1, threshold: 0.3 });
    const auc = rocAuc(scores, labels);
    const points = {
      rocAuc: auc,
      gini: 2 * auc - 1,
      ks: ksStatistic(scores, labels),
      prAuc: prAuc(scores, labels),
      brier: brierScore(scores, labels),
      logLoss: logLoss(scores, labels),
      f1: f1Score(scores, labels, 0.3),
    };
    for (const name of metricNames) {
      const [low, high] = intervals[name];
      expect(low, name).toBeLessThan(points[name]);
      expect(high, name).toBeGreaterThan(points[name]);
      expect(high - low, name).toBeLessThan(0.12);
    }
  });

  it('are as wide as theory says: the Brier score is a mean, so ± 1.96 standard errors', () => {
    const { scores, labels } = simulate(2000, 2);
    const losses = Array.from(scores, (score, row) => (score - labels[row]) ** 2);
    const mean = losses.reduce((a, b) => a + b) / losses.length;
    const variance = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / losses.length;
    const [low, high] = bootstrapIntervals(scores, labels, { seed: 1, resamples: 2000 }).brier;
    const expected = 2 * 1.96 * Math.sqrt(variance / losses.length);
    expect((high - low) / expected).toBeGreaterThan(0.93);
    expect((high - low) / expected).toBeLessThan(1.07);
  });

  it('cover the true value about as often as they say', () => {
    const truth = rocAucOf(simulate(200_000, 99));
    let covered = 0;
    for (let sample = 0; sample < 200; sample++) {
      const { scores, labels } = simulate(400, 1000 + sample);
      const [low, high] = bootstrapIntervals(scores, labels, { seed: sample, level: 0.9 }).rocAuc;
      if (low <= truth && truth <= high) covered += 1;
    }
    // 180 expected; four standard deviations are 17.
    expect(covered).toBeGreaterThan(163);
    expect(covered).toBeLessThan(197);
  });

  it('are the same for the same seed and others for another', () => {
    const { scores, labels } = simulate(300, 3);
    const draw = (seed: number) => bootstrapIntervals(scores, labels, { seed, resamples: 50 });
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('are defined with a single bad row, which some draws miss', () => {
    const labels = new Uint8Array(30);
    labels[4] = 1;
    const scores = Float64Array.from(labels, (_, row) => row / 30);
    const { rocAuc: auc, prAuc: precision } = bootstrapIntervals(scores, labels, { seed: 1 });
    for (const bound of [...auc, ...precision]) expect(bound).not.toBeNaN();
  });

  it('grow with the level', () => {
    const { scores, labels } = simulate(500, 4);
    const width = (level: number) => {
      const [low, high] = bootstrapIntervals(scores, labels, { seed: 1, level }).rocAuc;
      return high - low;
    };
    expect(width(0.5)).toBeLessThan(width(0.95));
  });

  it('need sensible settings and both outcomes', () => {
    const { scores, labels } = simulate(100, 5);
    expect(() => bootstrapIntervals(scores, labels, { seed: -1 })).toThrow('`seed`');
    expect(() => bootstrapIntervals(scores, labels, { seed: 1, level: 1 })).toThrow('`level`');
    expect(() => bootstrapIntervals(scores, labels, { seed: 1, resamples: 1 })).toThrow('`resamples`');
    expect(() => bootstrapIntervals(scores, new Uint8Array(100), { seed: 1 })).toThrow('both outcomes');
  });
});

function rocAucOf({ scores, labels }: ReturnType<typeof simulate>): number {
  return rocAuc(scores, labels);
}
