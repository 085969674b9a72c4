import {
  type Feature,
  type FeatureMatrix,
  fitLogistic,
  fitScorecard,
  inferRejects,
  type Learner,
  learnWithRejects,
  margins,
  rocAuc,
  selectRows,
  selectTrainingRows,
  type TrainingData,
} from '@probity/learn';
import { createRandom, sigmoid } from '@probity/numerics';
import { describe, expect, it } from 'vitest';

const logistic: Learner = { name: 'logistic', fit: (data, context) => fitLogistic({ l2: 1 }, data, context) };
const context = { seed: 1 };

interface World {
  readonly everybody: TrainingData;
  readonly accepted: TrainingData;
  readonly rejected: FeatureMatrix;
  /** What nobody in the world knows: how many of the rejected would have gone bad. */
  readonly rejectedBads: number;
  readonly trueBadRate: number;
}

/**
 * Applicants of whom everything is known, and a lender who turned some down. `hidden` is what the lender saw and the
 * features do not hold: 0 means that decisions rest on the features and on chance.
 */
function simulateLender({ hidden, sharp = false }: { hidden: number; sharp?: boolean }): World {
  const random = createRandom(11).fork('lender');
  const rows = 12_000;
  const columns = [new Float64Array(rows), new Float64Array(rows)];
  const labels = new Uint8Array(rows);
  const accepted: number[] = [];
  const rejected: number[] = [];
  for (let row = 0; row < rows; row++) {
    const income = random.nextNormal();
    const debt = random.nextNormal();
    const unseen = random.nextNormal();
    const margin = -1.6 - 0.8 * income + 0.7 * debt + 0.8 * unseen;
    labels[row] = random.nextFloat() < sigmoid(margin) ? 1 : 0;
    (columns[0] as Float64Array)[row] = income;
    (columns[1] as Float64Array)[row] = debt;
    const doubt = -0.8 * income + 0.7 * debt + hidden * unseen;
    const refuses = sharp ? doubt > 0.5 : random.nextFloat() < sigmoid(-0.7 + 2 * doubt);
    (refuses ? rejected : accepted).push(row);
  }
  const features: Feature[] = [
    { name: 'income', kind: 'numeric' },
    { name: 'debt', kind: 'numeric' },
  ];
  const everybody: TrainingData = { matrix: { rowCount: rows, features, columns }, labels };
  const badsOf = (chosen: readonly number[]): number => chosen.reduce((sum, row) => sum + (labels[row] ?? 0), 0);
  return {
    everybody,
    accepted: selectTrainingRows(everybody, Uint32Array.from(accepted)),
    rejected: selectRows(everybody.matrix, Uint32Array.from(rejected)),
    rejectedBads: badsOf(rejected),
    trueBadRate: badsOf([...accepted, ...rejected]) / rows,
  };
}

const random = simulateLender({ hidden: 0 });
const knowing = simulateLender({ hidden: 1.5 });
const sharp = simulateLender({ hidden: 0, sharp: true });

function infer(world: World, method: 'parcelling' | 'reweighting' | 'bounds', prudence = 1) {
  return inferRejects({ method, prudence, bands: 20 }, world.accepted, world.rejected, logistic, context);
}

describe('reject inference', () => {
  it('every result says that the truth cannot be identified from the data', () => {
    for (const method of ['parcelling', 'reweighting', 'bounds'] as const) {
      expect(infer(random, method).caveat).toContain('cannot be identified from the data alone');
    }
  });

  it('bounds hold the truth always: when decisions rest on features, on knowledge unseen, or on a sharp rule', () => {
    for (const world of [random, knowing, sharp]) {
      const { badRate, data } = infer(world, 'bounds');
      expect(badRate.lowest).toBeLessThanOrEqual(world.trueBadRate);
      expect(badRate.highest).toBeGreaterThanOrEqual(world.trueBadRate);
      expect(badRate.inferred).toBeNull();
      expect(data).toBe(world.accepted);
      const share = world.rejected.rowCount / world.everybody.labels.length;
      expect(badRate.highest - badRate.lowest).toBeCloseTo(share, 12);
    }
  });

  it('the accepted alone look better than everybody is', () => {
    for (const world of [random, knowing]) {
      expect(infer(world, 'bounds').badRate.accepted).toBeLessThan(world.trueBadRate - 0.02);
    }
  });

  it('where decisions rest on features and chance, parcelling and reweighting recover the bad rate of all', () => {
    for (const method of ['parcelling', 'reweighting'] as const) {
      const { badRate, withoutAccepted } = infer(random, method);
      expect(withoutAccepted).toBe(0);
      expect(Math.abs((badRate.inferred ?? Number.NaN) - random.trueBadRate)).toBeLessThan(0.01);
    }
  });

  it('where the lender knew more than the features hold, both fall short, and only a factor that nobody can know mends it', () => {
    for (const method of ['parcelling', 'reweighting'] as const) {
      expect(infer(knowing, method).badRate.inferred).toBeLessThan(knowing.trueBadRate - 0.02);
    }
    const { badRate, bands } = infer(knowing, 'parcelling');
    const taken = bands.reduce((sum, { rejected, inferredBadRate }) => sum + rejected * (inferredBadRate ?? 0), 0);
    const factor = knowing.rejectedBads / taken;
    expect(factor).toBeGreaterThan(1.2);
    const mended = infer(knowing, 'parcelling', factor).badRate.inferred ?? Number.NaN;
    expect(Math.abs(mended - knowing.trueBadRate)).toBeLessThan(0.02);
    // Rejected at least as bad as accepted of the same score: true here, and it narrows the bounds.
    expect(badRate.lowestIfRejectedAreWorse).toBeGreaterThan(badRate.lowest);
    expect(badRate.lowestIfRejectedAreWorse).toBeLessThanOrEqual(knowing.trueBadRate);
  });

  it('where a sharp rule decided, reweighting says of how many rejected it knows nothing', () => {
    const { withoutAccepted, badRate } = infer(sharp, 'reweighting');
    expect(withoutAccepted).toBeGreaterThan(0.5);
    expect(badRate.inferred).toBeLessThan(sharp.trueBadRate - 0.02);
  });

  it('parcelling lets each rejected row count once, part bad and part good', () => {
    const { data } = infer(random, 'parcelling');
    const rows = random.accepted.labels.length;
    const rejected = random.rejected.rowCount;
    expect(data.labels).toHaveLength(rows + 2 * rejected);
    for (let row = rows; row < rows + rejected; row += 97) {
      expect((data.weights?.[row] ?? 0) + (data.weights?.[row + rejected] ?? 0)).toBeCloseTo(1, 12);
      expect([data.labels[row], data.labels[row + rejected]]).toEqual([1, 0]);
      for (const column of data.matrix.columns) expect(column[row + rejected]).toBe(column[row]);
    }
  });

  it('parcelled rows keep groups and times: a rejected row is a group of its own, and as old as the oldest', () => {
    const rows = random.accepted.labels.length;
    const accepted: TrainingData = {
      ...random.accepted,
      groups: Int32Array.from({ length: rows }, (_, row) => row % 7),
      times: Float64Array.from({ length: rows }, (_, row) => 100 + row),
    };
    const { data } = inferRejects({ method: 'parcelling' }, accepted, random.rejected, logistic, context);
    const rejected = random.rejected.rowCount;
    expect(data.groups?.[rows]).toBe(7);
    expect(data.groups?.[rows + rejected]).toBe(7);
    expect(data.groups?.[rows + 1]).toBe(8);
    expect(data.times?.[rows + rejected]).toBe(100);
    expect(data.times).toHaveLength(data.labels.length);
  });

  it('reweighted rows weigh as much as everybody, where all bands have accepted rows', () => {
    const { data } = infer(random, 'reweighting');
    const total = (data.weights ?? new Float64Array()).reduce((sum, weight) => sum + weight, 0);
    expect(total).toBeCloseTo(random.everybody.labels.length, 6);
  });

  it('a learner with rejects predicts the level of everybody better, and ranks no worse', () => {
    const scorecard: Learner = { name: 'scorecard', fit: (data, inner) => fitScorecard({}, data, inner) };
    const gapOf = (learner: Learner): number => {
      const scores = margins(learner.fit(random.accepted, context), random.everybody.matrix);
      const mean = scores.reduce((sum, margin) => sum + sigmoid(margin), 0) / scores.length;
      return Math.abs(mean - random.trueBadRate);
    };
    const aware = learnWithRejects(scorecard, { method: 'reweighting' }, random.rejected);
    expect(aware.name).toBe('scorecard');
    expect(gapOf(aware)).toBeLessThan(0.012);
    const aucOf = (learner: Learner) =>
      rocAuc(margins(learner.fit(random.accepted, context), random.everybody.matrix), random.everybody.labels);
    expect(aucOf(aware)).toBeGreaterThan(aucOf(scorecard) - 0.005);
  });

  it('refuses other features, and settings out of range', () => {
    const other = {
      ...random.rejected,
      features: random.rejected.features.map((feature) => ({ ...feature, name: `${feature.name}?` })),
    };
    expect(() => inferRejects({ method: 'bounds' }, random.accepted, other, logistic, context)).toThrow(
      'must have the feature "income"',
    );
    expect(() =>
      inferRejects({ method: 'parcelling', prudence: 0 }, random.accepted, random.rejected, logistic, context),
    ).toThrow('`prudence` of `inferRejects` must be finite and > 0; got 0');
  });
});
