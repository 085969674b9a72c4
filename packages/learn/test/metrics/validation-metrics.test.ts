import { readFileSync } from 'node:fs';
import {
  brierDecomposition,
  brierScore,
  calibrationLine,
  capCurve,
  compareAucs,
  costCurve,
  delongAuc,
  expectedCalibrationError,
  gainsTable,
  gini,
  hMeasure,
  hosmerLemeshow,
  ksStatistic,
  profitAt,
  profitCurve,
  recallAtFpr,
  rocAuc,
  rocCurve,
  spiegelhalterZ,
} from '@probity/learn';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

interface GoldenCase {
  readonly name: string;
  readonly scores: number[];
  readonly labels: number[];
  readonly other: number[];
  readonly weights: number[] | null;
  readonly auc: number;
  readonly standardError: number;
  readonly comparison: { difference: number; standardError: number; z: number; pValue: number };
  readonly hosmerLemeshow: { statistic: number; pValue: number; pValueFitted: number };
  readonly line: GoldenLine;
  readonly weightedLine: GoldenLine | null;
  readonly spiegelhalter: { z: number; pValue: number };
  readonly brier: number;
  readonly hMeasure: number;
  readonly hMeasureOtherShapes: { shapes: [number, number]; value: number };
  readonly hMeasurePackage: { value: number } | null;
}

interface GoldenLine {
  readonly slope: [number, number];
  readonly intercept: [number, number];
  readonly inTheLarge: [number, number];
  readonly pValue: number;
}

const { cases }: { cases: GoldenCase[] } = JSON.parse(
  readFileSync(new URL('../golden/validation/cases.json', import.meta.url), 'utf8'),
);

function expectNear(got: number | undefined, expected: number, relative: number): void {
  expect(Math.abs((got ?? NaN) - expected) / Math.max(1e-12, Math.abs(expected))).toBeLessThanOrEqual(relative);
}

function expectLine(got: ReturnType<typeof calibrationLine>, expected: GoldenLine): void {
  for (const [ours, theirs] of [
    [got?.slope, expected.slope],
    [got?.intercept, expected.intercept],
    [got?.interceptInTheLarge, expected.inTheLarge],
  ] as const) {
    expect(Math.abs((ours?.value ?? NaN) - theirs[0])).toBeLessThan(1e-9);
    expectNear(ours?.standardError, theirs[1], 1e-7);
  }
  expectNear(got?.pValue, expected.pValue, 1e-8);
}

describe.each(cases)('on the reference case "$name"', (golden) => {
  const { scores, labels, other } = golden;

  it("DeLong's variance is that of all pairs", () => {
    const { auc, standardError, interval } = delongAuc(scores, labels);
    expectNear(auc, golden.auc, 1e-13);
    expectNear(standardError, golden.standardError, 1e-12);
    expectNear((interval[1] - interval[0]) / 2, 1.959963984540054 * golden.standardError, 1e-10);
  });

  it("DeLong's test of two scores on the same rows is that of all pairs", () => {
    const compared = compareAucs(scores, other, labels);
    expect(Math.abs(compared.difference - golden.comparison.difference)).toBeLessThan(1e-14);
    expectNear(compared.standardError, golden.comparison.standardError, 1e-11);
    expectNear(compared.pValue, golden.comparison.pValue, 1e-10);
  });

  it("Hosmer and Lemeshow's statistic and both p-values agree", () => {
    const test = hosmerLemeshow(scores, labels);
    expectNear(test.statistic, golden.hosmerLemeshow.statistic, 1e-11);
    expectNear(test.pValue, golden.hosmerLemeshow.pValue, 1e-9);
    expectNear(
      hosmerLemeshow(scores, labels, { fittedOnTheseRows: true }).pValue,
      golden.hosmerLemeshow.pValueFitted,
      1e-9,
    );
  });

  it('the calibration line is the fit of statsmodels', () => {
    expectLine(calibrationLine(scores, labels), golden.line);
    if (golden.weights !== null && golden.weightedLine !== null) {
      expectLine(calibrationLine(scores, labels, golden.weights), golden.weightedLine);
    }
  });

  it("Spiegelhalter's z and the Brier score agree", () => {
    expectNear(spiegelhalterZ(scores, labels).z, golden.spiegelhalter.z, 1e-11);
    expectNear(spiegelhalterZ(scores, labels).pValue, golden.spiegelhalter.pValue, 1e-9);
    expectNear(brierDecomposition(scores, labels).brier, golden.brier, 1e-12);
  });

  it('H is what numerical integration over all cut-offs gives, and what the package hmeasure gives for its shapes', () => {
    expectNear(hMeasure(scores, labels), golden.hMeasure, 1e-8);
    const { shapes, value } = golden.hMeasureOtherShapes;
    expectNear(hMeasure(scores, labels, undefined, shapes), value, 1e-8);
    const bads = labels.reduce((total, label) => total + label, 0);
    if (golden.hMeasurePackage !== null) {
      const older = [2, 1 + (labels.length - bads) / bads] as const;
      expectNear(hMeasure(scores, labels, undefined, older), golden.hMeasurePackage.value, 1e-10);
    }
  });
});

const sample = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 1 }), fc.integer({ min: 1, max: 3 })), {
    minLength: 6,
    maxLength: 60,
  })
  .filter((rows) => {
    const bads = rows.filter(([, label]) => label === 1).length;
    return bads >= 2 && rows.length - bads >= 2;
  })
  .map((rows) => ({
    scores: rows.map(([score]) => score / 20),
    labels: rows.map(([, label]) => label),
    weights: rows.map(([, , weight]) => weight),
  }));

/** Every row as often as its weight says. */
function repeated({ scores, labels, weights }: { scores: number[]; labels: number[]; weights: number[] }) {
  const rows = weights.flatMap((weight, row) => Array.from({ length: weight }, () => row));
  return { scores: rows.map((row) => scores[row]), labels: rows.map((row) => labels[row]) };
}

describe('validation metrics', () => {
  it('DeLong finds the AUC of the ROC curve, and no difference between a score and itself', () => {
    fc.assert(
      fc.property(sample, ({ scores, labels }) => {
        expect(delongAuc(scores, labels).auc).toBeCloseTo(rocAuc(scores, labels), 12);
        expect(compareAucs(scores, scores, labels)).toMatchObject({ difference: 0, pValue: 1 });
      }),
    );
  });

  it('a weight of k is the row k times, in every metric that takes weights', () => {
    fc.assert(
      fc.property(sample, (data) => {
        const { scores, labels, weights } = data;
        const twice = repeated(data);
        expect(hMeasure(scores, labels, weights)).toBeCloseTo(hMeasure(twice.scores, twice.labels), 10);
        expect(capCurve(scores, labels, weights).accuracyRatio).toBeCloseTo(
          capCurve(twice.scores, twice.labels).accuracyRatio,
          10,
        );
        expect(gainsTable(scores, labels, 5, weights)).toEqual(gainsTable(twice.scores, twice.labels, 5));
        expect(recallAtFpr(scores, labels, 0.2, weights)).toEqual(recallAtFpr(twice.scores, twice.labels, 0.2));
      }),
    );
  });

  it('the accuracy ratio is Gini and the KS curve peaks at KS', () => {
    fc.assert(
      fc.property(sample, ({ scores, labels }) => {
        const curve = capCurve(scores, labels);
        expect(curve.accuracyRatio).toBeCloseTo(gini(scores, labels), 10);
        expect(curve.ks).toBeCloseTo(ksStatistic(scores, labels), 12);
      }),
    );
  });

  it('H is between 0 and 1, 1 for a perfect score and 0 for one that says nothing', () => {
    fc.assert(
      fc.property(sample, ({ scores, labels }) => {
        const value = hMeasure(scores, labels);
        expect(value >= 0 && value <= 1).toBe(true);
        expect(hMeasure(labels, labels)).toBeCloseTo(1, 10);
        expect(hMeasure(scores.fill(0.3), labels)).toBeCloseTo(0, 10);
      }),
    );
  });

  it('the parts of the Brier score add up to it', () => {
    fc.assert(
      fc.property(sample, ({ scores, labels }) => {
        const { brier, reliability, resolution, uncertainty, within } = brierDecomposition(scores, labels, 5);
        expect(reliability - resolution + uncertainty + within).toBeCloseTo(brier, 12);
        expect(brier).toBe(brierScore(scores, labels));
      }),
    );
  });

  it('bands of a gains table hold every row once and end at everybody', () => {
    fc.assert(
      fc.property(sample, ({ scores, labels }) => {
        const table = gainsTable(scores, labels, 4);
        expect(table.reduce((total, { rows }) => total + rows, 0)).toBe(scores.length);
        expect(table.at(-1)).toMatchObject({ cumulativeRows: 1, cumulativeBads: 1, cumulativeGoods: 1 });
        for (const [index, band] of table.slice(1).entries()) expect(band.scoreTo).toBeLessThan(table[index].scoreFrom);
      }),
    );
  });

  it('the cost curve is the least cost over all points of the ROC curve', () => {
    fc.assert(
      fc.property(sample, ({ scores, labels }) => {
        const curve = costCurve(scores, labels, 10);
        const { falsePositiveRates, truePositiveRates } = rocCurve(scores, labels);
        curve.probabilityCosts.forEach((cost, step) => {
          const all = [...falsePositiveRates].map((rate, i) => cost * (1 - truePositiveRates[i]) + (1 - cost) * rate);
          expect(curve.expectedCosts[step]).toBeCloseTo(Math.min(...all), 12);
          expect(curve.expectedCosts[step]).toBeLessThanOrEqual(curve.trivialCosts[step] + 1e-12);
        });
      }),
    );
  });

  it('the profit curve is the profit at each of its cut-offs, and its best is the best of all', () => {
    const money = { approvedGood: 3, approvedBad: -10, declinedGood: -1, declinedBad: 0.5 };
    fc.assert(
      fc.property(sample, ({ scores, labels, weights }) => {
        const curve = profitCurve(scores, labels, money, weights);
        curve.cutOffs.forEach((cutOff, point) => {
          const at = profitAt(scores, labels, cutOff, money, weights);
          expect(curve.profits[point]).toBeCloseTo(at.profit, 9);
          expect(curve.approvalRates[point]).toBeCloseTo(at.approvalRate, 12);
        });
        expect(curve.profits[curve.best]).toBe(Math.max(...curve.profits));
      }),
    );
  });

  it('recall at a fixed false positive rate keeps the limit, and the next lower threshold would not', () => {
    fc.assert(
      fc.property(sample, fc.double({ min: 0, max: 1, noNaN: true }), ({ scores, labels }, limit) => {
        const point = recallAtFpr(scores, labels, limit);
        expect(point.falsePositiveRate).toBeLessThanOrEqual(limit + 1e-9);
        const next = Math.max(...scores.filter((score) => score < point.threshold));
        if (Number.isFinite(next)) {
          const goods = labels.filter((label) => label === 0).length;
          const called = scores.filter((score, row) => score >= next && labels[row] === 0).length;
          expect(called / goods).toBeGreaterThan(limit);
        }
      }),
    );
  });

  it('calibration error is 0 where every bin has as many bads as predicted', () => {
    expect(expectedCalibrationError([0.5, 0.5, 0.25, 0.25, 0.25, 0.25], [0, 1, 1, 0, 0, 0])).toEqual({
      expected: 0,
      largest: 0,
    });
  });

  it('no finite line fits outcomes that the score separates', () => {
    expect(calibrationLine([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1])).toBeUndefined();
    expect(calibrationLine([0.3, 0.3, 0.3], [0, 0, 1])).toBeUndefined();
  });

  it("refuses a caller's mistakes by name", () => {
    expect(() => delongAuc([0.1, 0.2], [0, 1])).toThrow('two of each outcome');
    expect(() => delongAuc([1, 2, 3, 4], [0, 1, 0, 1], 1)).toThrow('`level` of `delongAuc`');
    expect(() => hosmerLemeshow([0.1], [0], { groups: 2 })).toThrow('`groups` of `hosmerLemeshow`');
    expect(() => hMeasure([0.1, 0.2], [0, 1], undefined, [0, 1])).toThrow('`shapes` of `hMeasure`');
    expect(() => profitCurve([0.1], [0], { approvedGood: NaN, approvedBad: 0 })).toThrow('`money.approvedGood`');
    expect(() => recallAtFpr([0.1], [0], 2)).toThrow('`limit` of `recallAtFpr`');
    expect(() => calibrationLine([0.1, 0.2], [1, 1])).toThrow('both outcomes');
  });
});
