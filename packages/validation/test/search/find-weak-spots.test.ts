import { createRandom, holmAdjust, type Random, sigmoid } from '@probity/numerics';
import { findWeakSpots, type SlicedRows } from '@probity/validation';
import { describe, expect, it } from 'vitest';

const names = ['a', 'b', 'c', 'd', 'e', 'f'];

/** Rows whose outcomes follow the scores, but for `distort`. */
function makeRows(
  rows: number,
  seed: number,
  distort: (row: number, columns: readonly Float64Array[], p: number) => number = (_, __, p) => p,
): SlicedRows {
  const random: Random = createRandom(seed);
  const columns = names.map(() => Float64Array.from({ length: rows }, () => random.nextNormal()));
  const riskScores = Float64Array.from({ length: rows }, (_, row) =>
    sigmoid(-1 + 1.2 * (columns[0]?.[row] ?? 0) + 0.8 * (columns[1]?.[row] ?? 0)),
  );
  const labels = Uint8Array.from(riskScores, (p, row) => (random.nextFloat() < distort(row, columns, p) ? 1 : 0));
  return { features: names.map((name) => ({ name, kind: 'numeric' })), columns, riskScores, labels };
}

describe('the search for weak spots', () => {
  it('raises a false alarm in at most about one search in twenty', () => {
    const alarms = Array.from({ length: 40 }, (_, seed) => findWeakSpots(makeRows(1500, 100 + seed)).found.length > 0);
    // 5 % of 40 is 2; six or more would be a chance of 1 in 70.
    expect(alarms.filter(Boolean).length).toBeLessThanOrEqual(5);
  });

  it('without the correction it would raise them nearly always', () => {
    const { tests } = findWeakSpots(makeRows(1500, 7));
    expect(tests).toBeGreaterThan(400);
  });

  it('names the pair in which risk is underestimated', () => {
    const trap = (row: number, columns: readonly Float64Array[], p: number) =>
      (columns[2]?.[row] ?? 0) > 0.67 && (columns[3]?.[row] ?? 0) > 0.67 ? Math.min(1, p + 0.35) : p;
    const [first] = findWeakSpots(makeRows(6000, 3, trap)).found;
    expect(first).toMatchObject({ kind: 'underestimates', featureCount: 2 });
    expect(first?.slice).toMatch(/^c > 0\.6.* and d > 0\.6/);
    expect(first?.observed).toBeGreaterThan((first?.predicted ?? 1) + 0.25);
  });

  it('names the slice in which the score says nothing', () => {
    const noise = (row: number, columns: readonly Float64Array[], p: number) =>
      (columns[4]?.[row] ?? 0) > 0.67 ? 0.3 : p;
    const found = findWeakSpots(makeRows(8000, 4, noise)).found.filter(({ kind }) => kind === 'ranks worse');
    expect(found[0]?.slice).toMatch(/^e > 0\.6/);
    expect(found[0]?.auc).toBeLessThan(0.58);
    expect(found[0]?.promisedAuc).toBeGreaterThan(0.7);
  });

  it('does not call a narrow slice of a strong feature worse, since nobody ranks well there', () => {
    const random = createRandom(5);
    const rows = 6000;
    const x = Float64Array.from({ length: rows }, () => 3 * random.nextNormal());
    const riskScores = x.map((value) => sigmoid(value));
    const labels = Uint8Array.from(riskScores, (p) => (random.nextFloat() < p ? 1 : 0));
    expect(
      findWeakSpots({ features: [{ name: 'x', kind: 'numeric' }], columns: [x], riskScores, labels }).found,
    ).toEqual([]);
  });
});

describe("Holm's correction", () => {
  it('multiplies by the tests left, never falls, and leaves NaN out', () => {
    expect(holmAdjust([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
    expect(holmAdjust([0.5, Number.NaN, 0.9])).toEqual([1, Number.NaN, 1]);
  });
});
