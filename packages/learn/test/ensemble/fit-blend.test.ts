import {
  fitForest,
  fitGradientBoosting,
  fitLogistic,
  fitStacking,
  fitStackWeights,
  fitVoting,
  type Learner,
  margins,
  restoreModel,
  rocAuc,
  type TrainingData,
} from '@probity/learn';
import { simulateRows } from '@probity/learn/testing';
import { createRandom, sigmoid } from '@probity/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const logistic: Learner = { name: 'logistic', fit: (data, context) => fitLogistic({}, data, context) };
const forest: Learner = { name: 'forest', fit: (data, context) => fitForest({ trees: 30 }, data, context) };
const boosting: Learner = {
  name: 'boosting',
  fit: (data, context) => fitGradientBoosting({ patience: 0, maxRounds: 40 }, data, context),
};
const members = [logistic, forest, boosting];

describe('models made of models', () => {
  const data = simulateRows(800, 61);
  const fresh = simulateRows(3000, 62);

  it.each([
    ['voting', () => fitVoting({ members }, data, { seed: 1 })] as const,
    ['stacking', () => fitStacking({ members }, data, { seed: 1 })] as const,
  ])('%s: contributions are the members’, times their weights, and add up to the margin', (_, fit) => {
    const model = fit();
    const row = new Float64Array(4);
    const own = new Float64Array(4);
    const whole = new Float64Array(4);
    for (let index = 0; index < 200; index++) {
      for (const [feature, column] of fresh.matrix.columns.entries()) row[feature] = column[index] ?? Number.NaN;
      const expected = new Float64Array(4);
      let margin = model.intercept;
      for (const member of model.members) {
        member.model.explain(row, own);
        margin += member.weight * member.model.margin(row);
        for (const [feature, value] of own.entries())
          expected[feature] = (expected[feature] ?? 0) + member.weight * value;
      }
      const baseline = model.explain(row, whole);
      expect(Math.abs(model.margin(row) - margin)).toBeLessThan(1e-12);
      expect(Math.abs(whole.reduce((sum, value) => sum + value, baseline) - margin)).toBeLessThan(1e-9);
      for (const [feature, value] of whole.entries()) expect(value).toBeCloseTo(expected[feature] ?? Number.NaN, 12);
    }
  });

  it('a stack ranks about as well as its best member, or better', () => {
    const aucOf = (model: ReturnType<Learner['fit']>) => rocAuc(margins(model, fresh.matrix), fresh.labels);
    const best = Math.max(...members.map((member) => aucOf(member.fit(data, { seed: 1 }))));
    expect(aucOf(fitStacking({ members }, data, { seed: 1 }))).toBeGreaterThan(best - 0.005);
  });

  it('a member that only guesses gets no weight, and the rest share it', () => {
    const random = createRandom(4);
    const truth = Float64Array.from({ length: 4000 }, () => random.nextNormal());
    const labels = Uint8Array.from(truth, (margin) => (random.nextFloat() < sigmoid(margin) ? 1 : 0));
    const opposite = truth.map((margin) => -margin + random.nextNormal());
    const { weights, intercept } = fitStackWeights([truth, opposite], labels);
    expect(weights[1]).toBe(0);
    expect(Math.abs((weights[0] ?? 0) - 1)).toBeLessThan(0.1);
    expect(Math.abs(intercept)).toBeLessThan(0.1);
  });

  it('weights are never below 0, whatever the margins', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.double({ min: -9, max: 9, noNaN: true }),
            fc.double({ min: -9, max: 9, noNaN: true }),
            fc.integer({ min: 0, max: 1 }),
          ),
          { minLength: 4, maxLength: 40 },
        ),
        (rows) => {
          const labels = [...rows.map(([, , label]) => label), 0, 1];
          const column = (at: 0 | 1) => [...rows.map((row) => row[at]), 0, 1];
          const { weights, intercept } = fitStackWeights([column(0), column(1)], labels);
          expect(weights.every((weight) => weight >= 0 && Number.isFinite(weight))).toBe(true);
          expect(Number.isFinite(intercept)).toBe(true);
        },
      ),
    );
  });

  it('inner folds keep groups together and time in order', () => {
    const seen: TrainingData[] = [];
    const spy: Learner = {
      name: 'spy',
      fit: (rows, context) => {
        seen.push(rows);
        return logistic.fit(rows, context);
      },
    };
    const groups = Int32Array.from(data.labels, (_, row) => row % 40);
    fitStacking({ members: [spy] }, { ...data, groups }, { seed: 1 });
    // Five inner fits, then one on all rows: a group is in all or none of a fit's rows.
    for (const rows of seen.slice(0, 5)) {
      const counts = new Map<number, number>();
      for (const group of rows.groups ?? []) counts.set(group, (counts.get(group) ?? 0) + 1);
      expect([...counts.values()].every((count) => count === 20)).toBe(true);
      expect(counts.size).toBeLessThan(40);
    }
    seen.length = 0;
    const times = Float64Array.from(data.labels, (_, row) => row);
    fitStacking({ members: [spy] }, { ...data, times }, { seed: 1 });
    for (const rows of seen.slice(0, -1)) {
      const latest = Math.max(...(rows.times ?? []));
      expect(rows.labels.length).toBe(latest + 1);
    }
  });

  it('a blend of blends is restored, and one too deep is refused', () => {
    const inner: Learner = {
      name: 'vote',
      fit: (rows, context) => fitVoting({ members: [logistic, forest], folds: 2 }, rows, context),
    };
    const model = fitStacking({ members: [inner, boosting], folds: 2 }, data, { seed: 1 });
    const restored = restoreModel(model.toParts());
    expect(margins(restored, fresh.matrix)).toEqual(margins(model, fresh.matrix));
    let parts = model.toParts();
    for (let depth = 0; depth < 6; depth++) {
      const json = parts.json as Record<string, unknown>;
      parts = {
        kind: 'stacking',
        json: {
          features: json['features'],
          intercept: 0,
          record: {},
          members: [{ name: 'm', weight: 1, kind: parts.kind, model: parts.json }],
        },
        arrays: Object.fromEntries(Object.entries(parts.arrays).map(([name, array]) => [`member-0.${name}`, array])),
      };
    }
    expect(() => restoreModel(parts)).toThrow(expect.objectContaining({ code: 'BUNDLE_INVALID' }));
  });
});
