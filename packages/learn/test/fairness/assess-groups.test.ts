import { readFileSync } from 'node:fs';
import { createRandom, fisherExact, holmAdjust, wilsonRateInterval } from '@probity/numerics';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assessGroups, type GroupReport } from '../../src/fairness/assess-groups.js';
import type { Measured } from '../../src/fairness/group-measure.js';
import { protectedAttribute } from '../../src/fairness/protected-attribute.js';
import { compareShares, twoProportions } from '../../src/fairness/rate-tests.js';

interface GoldenPair {
  readonly adverseImpactRatio: number;
  readonly demographicParity: number;
  readonly equalOpportunity: number;
  readonly equalisedOdds: number;
  readonly tests: Record<string, { table: [[number, number], [number, number]]; fisher: number; z: number }>;
}
interface GoldenGroup {
  readonly approvalRate: number;
  readonly goodsApproved: number;
  readonly badsApproved: number;
  readonly badRateOfApproved: number;
  readonly rocAuc: number;
  readonly observedToExpected: number;
  readonly calibration: { intercept: number; slope: number; slopeError: number } | null;
  readonly wilson: [number, number];
}
interface Golden {
  readonly cases: readonly {
    readonly name: string;
    readonly cutOff: number;
    readonly scores: number[];
    readonly labels: number[];
    readonly groups: string[];
    readonly reference: string;
    readonly perGroup: Record<string, GoldenGroup>;
    readonly pairs: Record<string, GoldenPair>;
  }[];
  readonly holm: { readonly pValues: number[]; readonly adjusted: number[] };
}

const golden = JSON.parse(readFileSync(new URL('../golden/fairness/cases.json', import.meta.url), 'utf8')) as Golden;

const figureOf = (figure: Measured | undefined): number => (figure?.assessed === true ? figure.value : Number.NaN);

describe('assessGroups', () => {
  for (const { name, cutOff, scores, labels, groups, reference, perGroup, pairs } of golden.cases) {
    it(`gives the figures of fairlearn, scikit-learn and statsmodels: ${name}`, () => {
      const report = assessGroups(scores, labels, protectedAttribute('group', groups), {
        cutOff,
        seed: 1,
        resamples: 50,
      });
      expect(report.reference).toBe(reference);
      for (const group of report.groups) {
        const expected = perGroup[group.group] as GoldenGroup;
        for (const measure of ['approvalRate', 'goodsApproved', 'badsApproved', 'badRateOfApproved'] as const) {
          expect(figureOf(group.measures[measure])).toBeCloseTo(expected[measure], 12);
        }
        expect(figureOf(group.measures.rocAuc)).toBeCloseTo(expected.rocAuc, 12);
        expect(figureOf(group.measures.observedToExpected)).toBeCloseTo(expected.observedToExpected, 12);
        const rate = group.measures.approvalRate;
        expect(rate.assessed && rate.interval[0]).toBeCloseTo(expected.wilson[0], 10);
        expect(rate.assessed && rate.interval[1]).toBeCloseTo(expected.wilson[1], 10);
        if (expected.calibration !== null) {
          expect(figureOf(group.measures.calibrationSlope)).toBeCloseTo(expected.calibration.slope, 8);
        }
        const pair = pairs[group.group];
        if (pair === undefined) continue;
        expect(figureOf(group.comparisons.adverseImpactRatio)).toBeCloseTo(pair.adverseImpactRatio, 12);
        // fairlearn's differences have no sign.
        expect(Math.abs(figureOf(group.comparisons.demographicParity))).toBeCloseTo(pair.demographicParity, 12);
        expect(Math.abs(figureOf(group.comparisons.equalOpportunity))).toBeCloseTo(pair.equalOpportunity, 12);
        expect(figureOf(group.comparisons.equalisedOdds)).toBeCloseTo(pair.equalisedOdds, 12);
        const ratio = group.comparisons.adverseImpactRatio;
        expect(ratio?.assessed && ratio.significance?.pValue).toBeCloseTo(pair.tests['approval']?.fisher ?? -1, 10);
      }
    });
  }

  it('tests as SciPy and statsmodels do', () => {
    for (const { pairs } of golden.cases) {
      for (const { tests } of Object.values(pairs)) {
        for (const { table, fisher, z } of Object.values(tests)) {
          const [[a, b], [c, d]] = table;
          expect(fisherExact(a, b, c, d).twoSided).toBeCloseTo(fisher, 10);
          expect(twoProportions(a, a + b, c, c + d)).toBeCloseTo(z, 10);
        }
      }
    }
    expect(holmAdjust(golden.holm.pValues).map((p) => p.toFixed(12))).toEqual(
      golden.holm.adjusted.map((p) => p.toFixed(12)),
    );
  });

  it('says the same of groups whatever they are called', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), (seed) => {
        const { scores, labels, groups } = population(seed, [120, 90, 70]);
        const renamed = groups.map((group) => `z${9 - Number(group)}`);
        const settings = { cutOff: 0.3, seed: 1, resamples: 20 };
        const before = assessGroups(scores, labels, protectedAttribute('a', groups), { ...settings, reference: '0' });
        const after = assessGroups(scores, labels, protectedAttribute('a', renamed), { ...settings, reference: 'z9' });
        const figures = (list: readonly GroupReport[]) =>
          list.map(({ rows, comparisons }) => `${rows} ${figureOf(comparisons.adverseImpactRatio).toFixed(12)}`).sort();
        expect(figures(after.groups)).toEqual(figures(before.groups));
      }),
      { numRuns: 20 },
    );
  });

  it('finds the fault that is planted: one group scored up', () => {
    const { scores, labels, groups } = population(5, [600, 600]);
    const fair = assessGroups(scores, labels, protectedAttribute('a', groups), { cutOff: 0.3, seed: 1 });
    expect(fair.groups.every(({ adverseImpact }) => adverseImpact === 'none' || adverseImpact === 'reference')).toBe(
      true,
    );
    const biased = scores.map((score, row) => (groups[row] === '1' ? Math.min(1, score * 1.6) : score));
    const report = assessGroups(biased, labels, protectedAttribute('a', groups), { cutOff: 0.3, seed: 1 });
    const hurt = report.groups[1] as GroupReport;
    expect(hurt.adverseImpact).toBe('concern');
    const calibration = hurt.measures.observedToExpected;
    expect(calibration.assessed && calibration.interval[1]).toBeLessThan(1);
    expect(report.worstAdverseImpactRatio).toBeLessThan(0.8);
  });

  it('holds the true ratio inside its 95 % interval about 95 times in a hundred', () => {
    let inside = 0;
    const trials = 200;
    for (let seed = 0; seed < trials; seed++) {
      const { scores, labels, groups } = population(seed, [200, 200], 0);
      const report = assessGroups(scores, labels, protectedAttribute('a', groups), {
        ...{ cutOff: 0.3, seed, resamples: 200, reference: '0' },
      });
      const ratio = report.groups[1]?.comparisons.adverseImpactRatio;
      if (ratio?.assessed && ratio.interval[0] <= 1 && ratio.interval[1] >= 1) inside += 1;
    }
    expect(inside / trials).toBeGreaterThan(0.9);
    expect(inside / trials).toBeLessThan(0.99);
  });

  it('does not assess what is too small, and says so', () => {
    const { scores, labels, groups } = population(3, [300, 12]);
    const report = assessGroups(scores, labels, protectedAttribute('a', groups), { cutOff: 0.3, seed: 1 });
    expect(report.groups[1]?.comparisons.adverseImpactRatio).toEqual({
      assessed: false,
      reason: '12 rows; at least 50 are needed',
    });
    expect(report.worstAdverseImpactRatio).toBeNull();
    expect(report.notAssessed).toMatch(/only one group/);
  });

  it('leaves rows of unknown group out', () => {
    const { scores, labels, groups } = population(4, [100, 100]);
    const withUnknown = groups.map((group, row) => (row % 10 === 0 ? null : group));
    const report = assessGroups(scores, labels, protectedAttribute('a', withUnknown), { cutOff: 0.3, seed: 1 });
    expect(report.unknownRows).toBe(20);
    expect(report.groups.reduce((sum, { rows }) => sum + rows, 0)).toBe(180);
  });

  it('refuses a cut-off that is none and a reference that does not exist', () => {
    const { scores, labels, groups } = population(4, [60, 60]);
    const attribute = protectedAttribute('a', groups);
    expect(() => assessGroups(scores, labels, attribute, { cutOff: 2, seed: 1 })).toThrow(/`cutOff`/);
    expect(() => assessGroups(scores, labels, attribute, { cutOff: 0.2, seed: 1, reference: 'x' })).toThrow(
      /`reference`/,
    );
    expect(() => assessGroups(scores.slice(1), labels.slice(1), attribute, { cutOff: 0.2, seed: 1 })).toThrow(
      /one entry/,
    );
  });
});

describe('shares', () => {
  it('never leave [0, 1]', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (hits, more) => {
        const [low, high] = wilsonRateInterval(hits, hits + more);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(high);
      }),
    );
  });

  it('are compared exactly when few, and the two tests agree when many', () => {
    expect(compareShares(3, 40, 9, 40).test).toBe('fisher-exact');
    const many = compareShares(3_000, 10_000, 3_150, 10_000);
    expect(many.test).toBe('two-proportions');
    expect(Math.abs(many.pValue - fisherExact(3_000, 7_000, 3_150, 6_850).twoSided)).toBeLessThan(0.002);
  });
});

/** Groups "0", "1", … of those sizes, their scores drawn alike unless shifted; outcomes follow the scores. */
function population(seed: number, sizes: readonly number[], shift = 0) {
  const random = createRandom(seed).fork('population');
  const scores: number[] = [];
  const labels: number[] = [];
  const groups: string[] = [];
  for (const [group, size] of sizes.entries()) {
    for (let row = 0; row < size; row++) {
      const score = Math.min(1, Math.max(0, 0.25 + 0.15 * random.nextNormal() + shift * group));
      scores.push(score);
      labels.push(random.nextFloat() < score ? 1 : 0);
      groups.push(String(group));
    }
  }
  return { scores, labels, groups };
}
