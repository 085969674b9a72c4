import type { Application, ColumnSchema, FieldValue } from '@probity/domain';
import { type FeatureMatrix, fitGradientBoosting, fitLogistic, splitPoints } from '@probity/learn';
import { createRandom } from '@probity/numerics';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelBundle } from '../../src/bundle/model-bundle.js';
import { candidateValues, rankOf } from '../../src/counterfactual/candidate-values.js';
import { roundWithin } from '../../src/counterfactual/round-within.js';
import { createScorer } from '../../src/create-scorer.js';
import { makeSmallBundle } from '../fixture/small-bundle.js';

const logistic = makeChangeBundle('logistic');
const boosting = makeChangeBundle('boosting');
const bundles = [
  ['logistic', logistic],
  ['boosting', boosting],
] as const;

const anApplication: fc.Arbitrary<Application> = fc.record({
  income: fc.oneof(fc.constant(null), fc.integer({ min: 15_000, max: 85_000 })),
  debt: fc.integer({ min: 0, max: 40_000 }),
  age: fc.integer({ min: 18, max: 80 }),
  purpose: fc.constantFrom('car', 'home', 'trip'),
  owner: fc.boolean(),
});

describe.each(bundles)('counterfactuals of a %s model', (_, bundle) => {
  const scorer = createScorer(bundle);

  it('always flip the decision when they claim to, by the engine itself', () => {
    let flipped = 0;
    fc.assert(
      fc.property(anApplication, fc.constantFrom('approve' as const, 'refer' as const), (application, goal) => {
        const report = scorer.counterfactuals(application, { goal });
        for (const { changes, decision, riskScore } of report.counterfactuals) {
          const changed = withChanges(application, changes);
          const assessed = scorer.assess(changed);
          expect(assessed.decision).toBe(decision);
          expect(assessed.riskScore).toBe(riskScore);
          expect(goal === 'approve' ? ['approve'] : ['approve', 'refer']).toContain(decision);
          flipped += 1;
        }
        expect(report.counterfactuals.length > 0).toBe(report.none === undefined);
      }),
      { numRuns: 60 },
    );
    expect(flipped).toBeGreaterThan(20);
  });

  it('never touch what is fixed, never go the wrong way, change three features at most, stay in range', () => {
    fc.assert(
      fc.property(anApplication, (application) => {
        for (const { changes } of scorer.counterfactuals(application, { fixed: ['owner'] }).counterfactuals) {
          expect(changes.length).toBeLessThanOrEqual(3);
          for (const { feature, from, to } of changes) {
            expect(['income', 'debt', 'purpose']).toContain(feature);
            expect(from).toBe(application[feature]);
            if (feature === 'income') expect(Number(to)).toBeGreaterThan(Number(from));
            if (feature === 'debt') expect(Number(to)).toBeLessThan(Number(from));
            if (feature === 'income') expect(Number(to)).toBeLessThanOrEqual(85_000);
            if (feature === 'debt') expect(Number.isInteger(to)).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are the nearest of the grid where they say it is proved: trying everything finds nothing nearer', () => {
    let compared = 0;
    for (const application of sampleApplications(25)) {
      const report = scorer.counterfactuals(application, { most: 1, mostChanges: 2, mostScores: 200_000 });
      const nearest = nearestByTrying(bundle, application, 2);
      if (report.none !== undefined) {
        if (report.none.isProven && report.decision !== 'approve') expect(nearest).toBe(Infinity);
        continue;
      }
      const [found] = report.counterfactuals;
      expect(found?.isProven).toBe(true);
      expect(found?.cost).toBeLessThanOrEqual(nearest + 1e-9);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(5);
  });

  it('differ from one another, nearest first', () => {
    for (const application of sampleApplications(20)) {
      const { counterfactuals } = scorer.counterfactuals(application);
      const sets = counterfactuals.map(({ changes }) =>
        changes
          .map(({ feature }) => feature)
          .sort()
          .join(),
      );
      expect(new Set(sets).size).toBe(sets.length);
      for (const [index, { cost }] of counterfactuals.entries()) {
        expect(cost).toBeGreaterThanOrEqual(counterfactuals[index - 1]?.cost ?? 0);
      }
    }
  });

  it('are the same each time', () => {
    const [application] = sampleApplications(1);
    expect(scorer.counterfactuals(application)).toEqual(scorer.counterfactuals(application));
  });
});

describe('counterfactuals', () => {
  const scorer = createScorer(boosting);
  const declined = sampleApplications(60).find((application) => scorer.assess(application).decision === 'decline');

  it('say that an approval needs no change', () => {
    const approved = sampleApplications(200).find((application) => scorer.assess(application).decision === 'approve');
    expect(scorer.counterfactuals(approved).none).toEqual({
      reason: 'the decision is already "approve"',
      isProven: true,
    });
  });

  it('say that nothing may change where everything is fixed', () => {
    const report = scorer.counterfactuals(declined, { fixed: ['income', 'debt', 'purpose', 'owner'] });
    expect(report.none?.reason).toMatch(/nothing may change/);
    expect(report.counterfactuals).toEqual([]);
  });

  it('do not claim proof when the search was cut short', () => {
    const report = scorer.counterfactuals(declined, { mostScores: 100 });
    expect(report.searched.scores).toBeLessThanOrEqual(100);
    expect(report.counterfactuals.every(({ isProven }) => !isProven) || report.none?.isProven === false).toBe(true);
  });

  it('pass hard rules too: what the score would allow and a rule refuses is no answer', () => {
    const policy = {
      ...boosting.policy,
      rules: [
        {
          id: 'small-income',
          when: [{ field: 'income', op: '<' as const, value: 60_000 }],
          outcome: 'decline' as const,
          reason: 'Income is below our minimum',
        },
      ],
    };
    const strict = createScorer({ ...boosting, policy });
    let found = 0;
    for (const application of sampleApplications(30)) {
      if (application['income'] === null || Number(application['income']) >= 60_000) continue;
      for (const { changes } of strict.counterfactuals(application).counterfactuals) {
        expect(Number(changes.find(({ feature }) => feature === 'income')?.to)).toBeGreaterThanOrEqual(60_000);
        found += 1;
      }
    }
    expect(found).toBeGreaterThan(0);
  });

  it('are in the words of the schema', () => {
    const texts = sampleApplications(40).flatMap((application) =>
      scorer.counterfactuals(application).counterfactuals.flatMap(({ changes }) => changes.map(({ text }) => text)),
    );
    expect(texts.some((text) => /^Yearly income from [\d,]+ to [\d,]+$/.test(text))).toBe(true);
  });

  it('refuse options that make no sense', () => {
    expect(() => scorer.counterfactuals(declined, { most: 0 })).toThrow(/`most` of `counterfactuals` must be a whole/);
    expect(() => scorer.counterfactuals(declined, { fixed: ['nobody'] })).toThrow(/`fixed`/);
    expect(() => scorer.counterfactuals({})).toThrow(/missing/);
  });

  it('work on a bundle whose schema says nothing of changes', () => {
    const small = createScorer(makeSmallBundle());
    const report = small.counterfactuals({ income: 25_000, utilisation: 0.95, purpose: 'trip', owner: false });
    expect(report.decision).not.toBe('approve');
    expect(report.counterfactuals.length + (report.none === undefined ? 0 : 1)).toBeGreaterThan(0);
  });
});

describe('roundWithin', () => {
  it('finds a value inside the stretch, as round as it can be', () => {
    expect(roundWithin(31_847.3, 34_000, 'up', false)).toBe(32_000);
    expect(roundWithin(31_847.3, 31_000, 'down', false)).toBe(31_800);
    expect(roundWithin(2, 2.5, 'up', true)).toBeUndefined();
    expect(roundWithin(0.1234, 0.12, 'down', false)).toBe(0.123);
    expect(roundWithin(330_000, 450_000, 'up', true)).toBe(400_000);
    for (let k = 1; k < 60; k++)
      expect(Number.isInteger(roundWithin(k * 100_000 - 1, k * 100_000, 'up', true))).toBe(true);
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e5, noNaN: true }),
        fc.boolean(),
        (from, width, isUp) => {
          const value = roundWithin(from, isUp ? from + width : from - width, isUp ? 'up' : 'down', false);
          if (isUp) expect(value! > from && value! <= from + width).toBe(true);
          else expect(value! <= from && value! > from - width).toBe(true);
        },
      ),
    );
  });
});

describe('rankOf', () => {
  it('is the share below, straight between quantiles', () => {
    expect(rankOf([0, 10, 20], 10)).toBe(0.5);
    expect(rankOf([0, 10, 20], 5)).toBe(0.25);
    expect(rankOf([0, 10, 20], -1)).toBe(0);
    expect(rankOf([0, 10, 20], 99)).toBe(1);
    expect(rankOf([0, 0, 0, 10], 0)).toBeCloseTo(1 / 3, 12);
  });
});

/** The cheapest of all single and double changes of the same grid, each scored by the engine. */
function nearestByTrying(bundle: ModelBundle, application: Application, most: number): number {
  const scorer = createScorer(bundle);
  if (scorer.assess(application).decision === 'approve') return Infinity;
  const splits = splitPoints(bundle.model);
  const lists = bundle.model.features.map((feature, index) => {
    const column = bundle.schema.columns.find(({ name }) => name === feature.name) as ColumnSchema;
    const value = application[feature.name] ?? null;
    const encoded =
      value === null ? Number.NaN : typeof value === 'string' ? (feature.levels ?? []).indexOf(value) : Number(value);
    const reference = bundle.reference.features.find((entry) => entry.feature === feature.name);
    const source = {
      feature,
      column,
      reference,
      splits: splits[index] ?? [],
      change: column.change ?? 'any',
      most: 24,
    } as const;
    return candidateValues(source, encoded).map((candidate) => ({ ...candidate, feature: feature.name }));
  });
  let nearest = Infinity;
  const attempt = (chosen: Application, cost: number, from: number, left: number): void => {
    if (cost >= nearest) return;
    if (cost > 0 && scorer.score(chosen).decision === 'approve') {
      nearest = cost;
      return;
    }
    if (left === 0) return;
    for (let next = from; next < lists.length; next++) {
      for (const candidate of lists[next] ?? []) {
        attempt({ ...chosen, [candidate.feature]: candidate.value }, cost + candidate.cost, next + 1, left - 1);
      }
    }
  };
  attempt(application, 0, 0, most);
  return nearest;
}

function withChanges(application: Application, changes: readonly { feature: string; to: FieldValue }[]): Application {
  return { ...application, ...Object.fromEntries(changes.map(({ feature, to }) => [feature, to])) };
}

function sampleApplications(count: number): Application[] {
  return fc.sample(anApplication, { numRuns: count, seed: 5 });
}

/** A model of income, debt, age, purpose and home, in which age is fixed, income may only rise and debt only fall. */
function makeChangeBundle(learner: 'logistic' | 'boosting'): ModelBundle {
  const random = createRandom(21);
  const rows = 900;
  const columns = [0, 1, 2, 3, 4].map(() => new Float64Array(rows));
  const labels = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const income = Math.round(15_000 + 75_000 * random.nextFloat());
    const debt = Math.round(40_000 * random.nextFloat());
    const age = 18 + random.nextUint32Below(60);
    const purpose = random.nextUint32Below(3);
    const owner = random.nextUint32Below(2);
    for (const [index, value] of [income, debt, age, purpose, owner].entries()) columns[index]![row] = value;
    const risk =
      0.02 + 0.35 * (debt / 40_000) * (income < 45_000 ? 1.5 : 0.5) + (purpose === 2 ? 0.1 : 0) - (owner ? 0.03 : 0);
    labels[row] = random.nextFloat() < risk ? 1 : 0;
  }
  const matrix: FeatureMatrix = {
    rowCount: rows,
    columns,
    features: [
      { name: 'income', kind: 'numeric' },
      { name: 'debt', kind: 'numeric' },
      { name: 'age', kind: 'numeric' },
      { name: 'purpose', kind: 'category', levels: ['car', 'home', 'trip'] },
      { name: 'owner', kind: 'numeric' },
    ],
  };
  const quantiles = (column: Float64Array) => {
    const sorted = column.slice().sort();
    return Array.from({ length: 21 }, (_, step) => sorted[Math.round((step / 20) * (rows - 1))]!);
  };
  const small = makeSmallBundle();
  return {
    ...small,
    schema: {
      formatVersion: 1,
      badValue: '1',
      columns: [
        {
          name: 'income',
          kind: 'numeric',
          role: 'feature',
          label: 'Yearly income',
          change: 'increase',
          maximum: 85_000,
        },
        { name: 'debt', kind: 'integer', role: 'feature', label: 'Debt', change: 'decrease' },
        { name: 'age', kind: 'integer', role: 'feature', change: 'fixed' },
        { name: 'purpose', kind: 'category', role: 'feature', levels: ['car', 'home', 'trip'] },
        { name: 'owner', kind: 'boolean', role: 'feature' },
        { name: 'bad', kind: 'integer', role: 'target' },
      ],
    },
    model:
      learner === 'logistic'
        ? fitLogistic({}, { matrix, labels }, { seed: 3 })
        : fitGradientBoosting({ preset: 'auto', maxRounds: 60 }, { matrix, labels }, { seed: 3 }),
    calibration: { intercept: 0, slope: 1 },
    reference: {
      scoreQuantiles: [0, 0.1, 1],
      features: [
        { feature: 'income', missingShare: 0, quantiles: quantiles(columns[0]!) },
        { feature: 'debt', missingShare: 0, quantiles: quantiles(columns[1]!) },
        { feature: 'age', missingShare: 0, quantiles: quantiles(columns[2]!) },
        { feature: 'purpose', missingShare: 0, shares: { car: 0.33, home: 0.33, trip: 0.34 } },
        { feature: 'owner', missingShare: 0, quantiles: [0, 0, 1] },
      ],
    },
  };
}
