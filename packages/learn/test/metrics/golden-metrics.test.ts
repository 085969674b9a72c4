import { readFileSync } from 'node:fs';
import {
  brierScore,
  confusionAt,
  f1Score,
  gini,
  ksStatistic,
  logLoss,
  prAuc,
  prCurve,
  rocAuc,
  rocCurve,
} from '@probity/learn';
import { describe, expect, it } from 'vitest';

interface Case {
  readonly name: string;
  readonly scores: number[];
  readonly labels: number[];
  readonly weights: number[] | null;
  readonly threshold: number;
  readonly rocAuc: number;
  readonly ks: number;
  readonly prAuc: number;
  readonly brier: number;
  readonly logLoss: number;
  readonly f1: number;
  readonly confusion: [number, number, number, number];
  readonly rocCurve: [number[], number[]];
  readonly prCurve: [number[], number[], number[]];
}

const { cases } = JSON.parse(readFileSync(new URL('../golden/metrics/cases.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};

describe.each(cases)('metrics equal those of scikit-learn and scipy: $name', (golden) => {
  const { scores, labels, threshold } = golden;
  const weights = golden.weights ?? undefined;

  it('in one number each', () => {
    expect(rocAuc(scores, labels, weights)).toBeCloseTo(golden.rocAuc, 12);
    expect(gini(scores, labels, weights)).toBeCloseTo(2 * golden.rocAuc - 1, 12);
    expect(ksStatistic(scores, labels, weights)).toBeCloseTo(golden.ks, 12);
    expect(prAuc(scores, labels, weights)).toBeCloseTo(golden.prAuc, 12);
    expect(brierScore(scores, labels, weights)).toBeCloseTo(golden.brier, 12);
    expect(logLoss(scores, labels, weights)).toBeCloseTo(golden.logLoss, 12);
    expect(f1Score(scores, labels, threshold, weights)).toBeCloseTo(golden.f1, 12);
  });

  it('in the confusion at a threshold', () => {
    const { trueNegatives, falsePositives, falseNegatives, truePositives } = confusionAt(
      scores,
      labels,
      threshold,
      weights,
    );
    expectClose([trueNegatives, falsePositives, falseNegatives, truePositives], golden.confusion);
  });

  it('in every point of the curves', () => {
    const roc = rocCurve(scores, labels, weights);
    expectClose(roc.falsePositiveRates, golden.rocCurve[0]);
    expectClose(roc.truePositiveRates, golden.rocCurve[1]);
    const pr = prCurve(scores, labels, weights);
    expectClose(pr.precisions, golden.prCurve[0]);
    expectClose(pr.recalls, golden.prCurve[1]);
    expectClose(pr.thresholds, golden.prCurve[2]);
  });
});

function expectClose(got: ArrayLike<number>, wanted: ArrayLike<number>): void {
  expect(got.length).toBe(wanted.length);
  for (let i = 0; i < wanted.length; i++) expect(got[i]).toBeCloseTo(wanted[i], 12);
}
