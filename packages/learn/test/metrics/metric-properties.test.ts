import { ProbityError } from '@probity/domain';
import {
  brierScore,
  calibrationCurve,
  f1Score,
  gini,
  ksStatistic,
  logLoss,
  prAuc,
  prCurve,
  rocAuc,
  rocCurve,
} from '@probity/learn';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** Scores on a coarse grid, so that ties are common; both outcomes present. */
const outcomes = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 4 })), {
    minLength: 2,
    maxLength: 60,
  })
  .map((rows) => [[7, 1, 2] as const, ...rows, [9, 0, 1] as const])
  .map((rows) => ({
    scores: rows.map(([score]) => score / 20),
    labels: rows.map(([, label]) => label),
    weights: rows.map(([, , weight]) => weight),
  }));

const ranking = { rocAuc, gini, ksStatistic, prAuc };
const all = { ...ranking, brierScore, logLoss, f1: (s: number[], l: number[], w?: number[]) => f1Score(s, l, 0.4, w) };

describe('metrics', () => {
  it('ROC AUC is the share of pairs ranked right, ties half', () => {
    fc.assert(
      fc.property(outcomes, ({ scores, labels }) => {
        let right = 0;
        let pairs = 0;
        for (const [i, bad] of scores.entries()) {
          for (const [j, good] of scores.entries()) {
            if (labels[i] !== 1 || labels[j] !== 0) continue;
            pairs += 1;
            right += bad > good ? 1 : bad === good ? 0.5 : 0;
          }
        }
        expect(rocAuc(scores, labels)).toBeCloseTo(right / pairs, 12);
      }),
    );
  });

  it.each(Object.entries(ranking))('%s depends on the order of scores only', (_, metric) => {
    fc.assert(
      fc.property(outcomes, ({ scores, labels }) => {
        const stretched = scores.map((score) => 3 * score ** 3 - 100);
        expect(metric(stretched, labels)).toBe(metric(scores, labels));
      }),
    );
  });

  it('ROC AUC turns around when scores or labels do', () => {
    fc.assert(
      fc.property(outcomes, ({ scores, labels }) => {
        const auc = rocAuc(scores, labels);
        expect(
          rocAuc(
            scores.map((score) => -score),
            labels,
          ),
        ).toBeCloseTo(1 - auc, 12);
        expect(
          rocAuc(
            scores,
            labels.map((label) => 1 - label),
          ),
        ).toBeCloseTo(1 - auc, 12);
      }),
    );
  });

  it.each(Object.entries(all))('%s does not depend on the order of rows', (_, metric) => {
    fc.assert(
      fc.property(outcomes, ({ scores, labels }) => {
        const backwards = [scores.toReversed(), labels.toReversed()] as const;
        expect(metric(...backwards)).toBeCloseTo(metric(scores, labels), 12);
      }),
    );
  });

  it.each(Object.entries(all))('%s counts a weight of k as k equal rows', (_, metric) => {
    fc.assert(
      fc.property(outcomes, ({ scores, labels, weights }) => {
        const repeat = (values: number[]) => values.flatMap((value, row) => Array<number>(weights[row]).fill(value));
        expect(metric(scores, labels, weights)).toBeCloseTo(metric(repeat(scores), repeat(labels)), 12);
      }),
    );
  });

  it('the area under the curve of points is the area by ranks', () => {
    fc.assert(
      fc.property(outcomes, ({ scores, labels }) => {
        const { falsePositiveRates: x, truePositiveRates: y } = rocCurve(scores, labels);
        let area = 0;
        for (let i = 1; i < x.length; i++) area += ((x[i] - x[i - 1]) * (y[i] + y[i - 1])) / 2;
        expect(area).toBeCloseTo(rocAuc(scores, labels), 12);
      }),
    );
  });

  it('average precision is the stepwise area of the precision-recall curve', () => {
    fc.assert(
      fc.property(outcomes, ({ scores, labels }) => {
        const { precisions, recalls } = prCurve(scores, labels);
        let area = 0;
        for (const [i, recall] of recalls.entries()) area += (recall - (recalls[i - 1] ?? 0)) * precisions[i];
        expect(area).toBeCloseTo(prAuc(scores, labels), 12);
      }),
    );
  });

  it('a calibration curve holds every row once, and its means add up', () => {
    fc.assert(
      fc.property(outcomes, fc.integer({ min: 1, max: 12 }), ({ scores, labels }, bins) => {
        const curve = calibrationCurve(scores, labels, bins);
        const add = (value: (bin: (typeof curve)[number]) => number) => curve.reduce((sum, bin) => sum + value(bin), 0);
        expect(curve.length).toBeLessThanOrEqual(bins);
        expect(add((bin) => bin.rows)).toBe(scores.length);
        expect(add((bin) => bin.rows * bin.meanScore)).toBeCloseTo(
          scores.reduce((a, b) => a + b),
          9,
        );
        expect(add((bin) => bin.rows * bin.badRate)).toBeCloseTo(
          labels.reduce((a, b) => a + b),
          9,
        );
      }),
    );
  });

  it('log loss of a certain mistake is that of the clip, 1e-15', () => {
    expect(logLoss([0], [1])).toBeCloseTo(34.538776394910684, 9);
    expect(logLoss([1], [1])).toBeLessThan(1e-14);
  });

  it('what is not defined is NaN', () => {
    for (const metric of Object.values(ranking)) expect(metric([0.1, 0.2], [0, 0])).toBeNaN();
    expect(f1Score([0.1, 0.2], [0, 0], 0.5)).toBeNaN();
    expect(brierScore([], [])).toBeNaN();
  });

  it('wrong input is refused with a code', () => {
    expect(code(() => rocAuc([1, 2], [0]))).toBe('SHAPE_MISMATCH');
    expect(code(() => rocAuc([1, Number.NaN], [0, 1]))).toBe('INVALID_ARGUMENT');
    expect(code(() => rocAuc([1, 2], [0, 2]))).toBe('INVALID_ARGUMENT');
    expect(code(() => rocAuc([1, 2], [0, 1], [1, -1]))).toBe('INVALID_ARGUMENT');
    expect(code(() => brierScore([1.2], [0]))).toBe('INVALID_ARGUMENT');
  });
});

function code(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ProbityError) return error.code;
  }
  return 'nothing thrown';
}
