import { readFileSync } from 'node:fs';
import { type FeatureMatrix, fitKMeans, restoreKMeans, selectRows, silhouette, suggestClusters } from '@probity/learn';
import { createRandom, shuffleIndices } from '@probity/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

interface Case {
  readonly name: string;
  readonly clusters: number;
  readonly standardise: boolean;
  readonly columns: number[][];
  readonly start: number[];
  readonly labels: number[];
  readonly inertia: number;
  readonly bestInertia: number;
  readonly silhouette: number;
}

const file = readFileSync(new URL('../golden/cluster/cases.json', import.meta.url), 'utf8');
const { cases } = JSON.parse(file) as { cases: Case[] };

function matrixOf(columns: readonly ArrayLike<number>[]): FeatureMatrix {
  return {
    rowCount: columns[0]?.length ?? 0,
    features: columns.map((_, index) => ({ name: `f${index}`, kind: 'numeric' })),
    columns: columns.map((column) => Float64Array.from(column)),
  };
}

/** Points round `groups` middles that lie ten apart. */
function groupsOf(seed: number, rows: number, groups: number, width = 2): FeatureMatrix {
  const random = createRandom(seed);
  const columns = Array.from({ length: width }, () => new Float64Array(rows));
  for (let row = 0; row < rows; row++) {
    for (const [f, column] of columns.entries()) column[row] = (row % groups) * 10 * (f + 1) + random.nextNormal();
  }
  return matrixOf(columns);
}

/** Whether two labellings divide the rows alike, whatever the numbers. */
function isSamePartition(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  const there = new Map<number, number>();
  const back = new Map<number, number>();
  for (let i = 0; i < a.length; i++) {
    const [one, other] = [a[i] as number, b[i] as number];
    if ((there.get(one) ?? other) !== other || (back.get(other) ?? one) !== one) return false;
    there.set(one, other);
    back.set(other, one);
  }
  return true;
}

describe('fitKMeans beside scikit-learn', () => {
  it.each(cases)('$name: from the same start the same clusters, and as good from its own', (given) => {
    const matrix = matrixOf(given.columns);
    const { clusters, standardise } = given;
    const start = Float64Array.from(given.start);
    const settings = { clusters, standardise, tolerance: 0, maxIterations: 500 };
    const fit = fitKMeans({ ...settings, start }, matrix, { seed: 1 });
    const hasTies = given.name === 'many ties';
    if (hasTies) expect(fit.inertia).toBeLessThanOrEqual(given.inertia * 1.03);
    else expect(fit.inertia / given.inertia).toBeCloseTo(1, 9);
    if (!hasTies) expect(isSamePartition(fit.labels, given.labels)).toBe(true);
    const own = fitKMeans({ ...settings, restarts: 40 }, matrix, { seed: 1 });
    expect(own.inertia).toBeLessThanOrEqual(given.bestInertia * (hasTies ? 1.01 : 1.001));
    const measured = silhouette(matrix, Int32Array.from(given.labels), { standard: fit.model.standard });
    expect(measured).toBeCloseTo(given.silhouette, 9);
  });
});

describe('fitKMeans', () => {
  it('gives equal bits for equal seeds, and labels that are those of `assign`', () => {
    const matrix = groupsOf(3, 300, 4);
    const one = fitKMeans({ clusters: 4 }, matrix, { seed: 5 });
    const two = fitKMeans({ clusters: 4 }, matrix, { seed: 5 });
    expect(two).toEqual(one);
    expect(one.model.assignAll(matrix)).toEqual(one.labels);
    for (let row = 0; row < 20; row++) {
      const values = Float64Array.from(matrix.columns, (column) => column[row] as number);
      expect(one.model.assign(values).cluster).toBe(one.labels[row]);
    }
  });

  it('is restored bit for bit and refuses what is not a model', () => {
    const { model } = fitKMeans({ clusters: 3 }, groupsOf(4, 90, 3), { seed: 1 });
    const parts = model.toParts();
    const again = restoreKMeans(parts);
    expect(again.toParts()).toEqual(parts);
    const row = Float64Array.of(3.7, 12.1);
    expect(again.assign(row)).toEqual(model.assign(row));
    const zeroScale = { ...parts, arrays: { ...parts.arrays, scales: new Float64Array(2) } };
    expect(() => restoreKMeans(zeroScale)).toThrow('`scales` of the k-means model must be above 0');
    expect(() => restoreKMeans({ ...parts, kind: 'other' })).toThrow('must be k-means');
  });

  it('does not depend on the order of rows, on shifts or on units where features are standardised', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 2, max: 5 }),
        fc.double({ min: 0.001, max: 1000, noNaN: true }),
        fc.double({ min: -100, max: 100, noNaN: true }),
        (seed, groups, unit, shift) => {
          const matrix = groupsOf(seed, 60 + groups, groups);
          const fit = fitKMeans({ clusters: groups }, matrix, { seed });
          const order = shuffleIndices(createRandom(seed), matrix.rowCount);
          const moved = selectRows(
            matrixOf(matrix.columns.map((column) => column.map((value) => value * unit + shift))),
            order,
          );
          const other = fitKMeans({ clusters: groups }, moved, { seed });
          expect(other.inertia / fit.inertia).toBeCloseTo(1, 6);
          expect([...other.labels]).toEqual(Array.from(order, (row) => fit.labels[row]));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('never gets worse with another cluster, and puts every row with its nearest centre', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -5, max: 5 })), {
          minLength: 6,
          maxLength: 40,
        }),
        (points) => {
          const matrix = matrixOf([points.map(([x]) => x), points.map(([, y]) => y)]);
          let before = Infinity;
          for (let clusters = 1; clusters <= 5; clusters++) {
            const { model, labels, inertia } = fitKMeans({ clusters, restarts: 20 }, matrix, { seed: 1 });
            expect(inertia).toBeLessThanOrEqual(before + 1e-9);
            before = inertia;
            let total = 0;
            for (let row = 0; row < matrix.rowCount; row++) {
              const { cluster, distance } = model.assign(
                Float64Array.from(matrix.columns, (column) => column[row] as number),
              );
              expect(cluster).toBe(labels[row]);
              total += distance ** 2;
            }
            expect(total).toBeCloseTo(inertia, 6);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('fills centres that start without points, and bears fewer different points than clusters', () => {
    const matrix = matrixOf([[0, 0.1, 0.2, 10, 10.1, 10.2]]);
    // The third centre is nobody's nearest.
    const start = Float64Array.of(0, 10, 1000);
    const { labels, model } = fitKMeans({ clusters: 3, start, standardise: false, tolerance: 0 }, matrix, { seed: 1 });
    expect(new Set(labels).size).toBe(3);
    expect([...model.centre(0)][0]).toBeLessThan(1);
    const same = fitKMeans({ clusters: 3 }, matrixOf([[2, 2, 2, 2]]), { seed: 1 });
    expect(same.inertia).toBe(0);
    expect([...same.labels]).toEqual([0, 0, 0, 0]);
  });

  it('numbers clusters in order of their first feature', () => {
    const { model } = fitKMeans({ clusters: 4 }, groupsOf(9, 200, 4), { seed: 77 });
    const firsts = [0, 1, 2, 3].map((cluster) => model.centre(cluster)[0] as number);
    expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
  });

  it('says what is wrong with its input', () => {
    const matrix = groupsOf(1, 10, 2);
    const fit = (settings: object, given = matrix) => fitKMeans(settings, given, { seed: 1 });
    expect(() => fit({ clusters: 0 })).toThrow('`clusters` of `fitKMeans` must be a whole number in [1, 1000]; got 0');
    expect(() => fit({ clusters: 11 })).toThrow('needs at least as many rows as clusters (11); got 10');
    expect(() => fit({ cluster: 3 })).toThrow('there is no such setting');
    expect(() => fit({ start: Float64Array.of(1) })).toThrow('`start` of `fitKMeans` must have length 6');
    const holed = matrixOf([[1, 2, Number.NaN]]);
    expect(() => fit({}, holed)).toThrow('feature "f0" of `fitKMeans` must be known; row 3 is missing');
    const coded: FeatureMatrix = {
      ...matrixOf([[0, 1, 0]]),
      features: [{ name: 'c', kind: 'category', levels: ['a', 'b'] }],
    };
    expect(() => fit({}, coded)).toThrow('distances between categories mean nothing');
  });
});

describe('silhouette', () => {
  it('is near 1 for groups far apart, low for labels at random, and NaN for one cluster', () => {
    const matrix = groupsOf(2, 200, 2);
    const right = Int32Array.from({ length: 200 }, (_, row) => row % 2);
    expect(silhouette(matrix, right)).toBeGreaterThan(0.8);
    const random = createRandom(3);
    expect(
      silhouette(
        matrix,
        right.map(() => random.nextUint32Below(2)),
      ),
    ).toBeLessThan(0.1);
    expect(silhouette(matrix, new Int32Array(200))).toBeNaN();
  });

  it('of a sample is near that of all rows', () => {
    const matrix = groupsOf(8, 4000, 3);
    const labels = Int32Array.from({ length: 4000 }, (_, row) => row % 3);
    const all = silhouette(matrix, labels, { sample: 4000 });
    expect(Math.abs(silhouette(matrix, labels, { sample: 800 }) - all)).toBeLessThan(0.02);
  });
});

describe('suggestClusters', () => {
  it.each([2, 3, 5])('finds %i groups that lie apart', (groups) => {
    expect(suggestClusters(groupsOf(11, 500, groups), { seed: 1 }).suggested).toBe(groups);
  });
});
