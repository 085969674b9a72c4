import { readFileSync } from 'node:fs';
import { informationValue, type Trend, weightOfEvidence } from '@probity/learn';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findOptimalPartition,
  type PartitionProblem,
  type PartitionRules,
} from '../../src/scorecard/optimal-partition.js';

interface GoldenCase {
  readonly shape: string;
  readonly trend: Trend;
  readonly rules: {
    readonly minBins?: number;
    readonly maxBins?: number;
    readonly minBinShare?: number;
    readonly minRateDifference?: number;
  };
  readonly goods: readonly number[];
  readonly bads: readonly number[];
  readonly cp: GoldenSolution;
  readonly mip: GoldenSolution;
}

interface GoldenSolution {
  readonly status: string;
  readonly ends?: readonly number[];
  readonly informationValue?: number;
}

const golden = JSON.parse(readFileSync(new URL('../golden/binning/cases.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly GoldenCase[];
};

const noRules: PartitionRules = {
  trend: 'none',
  minBins: 1,
  maxBins: 100,
  minWeight: 0,
  minGoods: 0,
  minBads: 0,
  minRateDifference: 0,
  minSquaredZ: 0,
};

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Worth is the bin's part in the information value, by its definition. */
function informationProblem(goods: readonly number[], bads: readonly number[]): PartitionProblem {
  const total = { goods: sumOf(goods), bads: sumOf(bads) };
  return {
    goods,
    bads,
    worth: (binGoods, binBads) =>
      (binGoods / total.goods - binBads / total.bads) * weightOfEvidence({ goods: binGoods, bads: binBads }, total, 0),
  };
}

describe('findOptimalPartition beside optbinning', () => {
  it('has cases of every trend', () => {
    expect(golden.cases.length).toBeGreaterThan(100);
    expect(new Set(golden.cases.map(({ trend }) => trend)).size).toBe(5);
  });

  for (const [index, { shape, trend, rules, goods, bads, cp, mip }] of golden.cases.entries()) {
    it(`case ${index} (${shape}, ${trend}, ${JSON.stringify(rules)}): as good as the constraint and the mixed-integer program`, () => {
      const total = sumOf(goods) + sumOf(bads);
      const problem = informationProblem(goods, bads);
      const asked: PartitionRules = {
        ...noRules,
        trend,
        minBins: rules.minBins ?? 1,
        maxBins: rules.maxBins ?? 100,
        minWeight: Math.ceil((rules.minBinShare ?? 0) * total),
        minRateDifference: rules.minRateDifference ?? 0,
      };
      const found = findOptimalPartition(problem, asked);
      for (const { status, informationValue: theirs } of [cp, mip]) {
        if (status !== 'OPTIMAL' || theirs === undefined) {
          expect(found).toBeUndefined();
          continue;
        }
        const ours = found?.objective ?? Number.NaN;
        expect(ours).toBeGreaterThanOrEqual(theirs - 1e-12);
        // The constraint program maximises worths rounded to millionths.
        if (ours <= theirs + 1e-5) continue;
        // Before it searches, optbinning forbids bins to end before a cell of a bad rate against the trend; with a least
        // size that is not always right. All partitions together say who is.
        expect(rules).toHaveProperty('minBinShare');
        expect(ours).toBe(bestOfAll(problem, asked));
      }
    });
  }
});

/** Every partition there is, in the words of the rules: slow, and nothing like the search. */
function bestOfAll(problem: PartitionProblem, rules: PartitionRules): number | undefined {
  const size = problem.goods.length;
  let best: number | undefined;
  for (let cuts = 0; cuts < 2 ** (size - 1); cuts++) {
    const bins: { goods: number; bads: number; rate: number }[] = [];
    let goods = 0;
    let bads = 0;
    for (let cell = 0; cell < size; cell++) {
      goods += problem.goods[cell];
      bads += problem.bads[cell];
      if (cell === size - 1 || (cuts >> cell) & 1) {
        bins.push({ goods, bads, rate: bads / (goods + bads) });
        goods = 0;
        bads = 0;
      }
    }
    if (bins.length < rules.minBins || bins.length > rules.maxBins) continue;
    const big = bins.every(
      (bin) =>
        bin.goods + bin.bads > 0 &&
        bin.goods + bin.bads >= rules.minWeight &&
        bin.goods >= rules.minGoods &&
        bin.bads >= rules.minBads,
    );
    if (!big || !hasTrend(bins, rules)) continue;
    const worths = bins.map((bin) => problem.worth(bin.goods, bin.bads));
    if (worths.some(Number.isNaN)) continue;
    const objective = sumOf(worths);
    if (best === undefined || objective > best) best = objective;
  }
  return best;
}

function hasTrend(
  bins: readonly { goods: number; bads: number; rate: number }[],
  { trend, minRateDifference, minSquaredZ }: PartitionRules,
): boolean {
  const pairs = bins.slice(1).map((bin, index) => [bins[index], bin] as const);
  const differ = pairs.every(([a, b]) => {
    if (minSquaredZ === 0) return true;
    const pooled = (a.bads + b.bads) / (a.goods + a.bads + b.goods + b.bads);
    const variance = pooled * (1 - pooled) * (1 / (a.goods + a.bads) + 1 / (b.goods + b.bads));
    return variance > 0 && ((a.rate - b.rate) * (a.rate - b.rate)) / variance >= minSquaredZ;
  });
  if (!differ) return false;
  const up = pairs.map(([a, b]) => b.rate - a.rate >= minRateDifference);
  const down = pairs.map(([a, b]) => a.rate - b.rate >= minRateDifference);
  const turns = (before: readonly boolean[], after: readonly boolean[]) =>
    [...pairs.keys(), pairs.length].some(
      (turn) => before.slice(0, turn).every(Boolean) && after.slice(turn).every(Boolean),
    );
  switch (trend) {
    case 'ascending':
      return up.every(Boolean);
    case 'descending':
      return down.every(Boolean);
    case 'peak':
      return turns(up, down);
    case 'valley':
      return turns(down, up);
    case 'none':
      return pairs.every((_, index) => up[index] || down[index]);
  }
}

describe('findOptimalPartition beside all partitions', () => {
  // Weights in quarters add up without rounding, in any order.
  const weight = fc.integer({ min: 0, max: 400 }).map((quarters) => quarters / 4);
  const cells = fc.array(fc.tuple(weight, weight), { minLength: 1, maxLength: 10 });
  const rules = fc.record({
    trend: fc.constantFrom<Trend>('ascending', 'descending', 'peak', 'valley', 'none'),
    minBins: fc.integer({ min: 1, max: 3 }),
    maxBins: fc.integer({ min: 3, max: 10 }),
    minWeight: fc.constantFrom(0, 50, 150),
    minGoods: fc.constantFrom(0, 20),
    minBads: fc.constantFrom(0, 10),
    minRateDifference: fc.constantFrom(0, 0.05),
    minSquaredZ: fc.constantFrom(0, 3.84),
  });

  for (const smoothing of [0, 1]) {
    it(`finds the same objective to the last bit, with smoothing ${smoothing}, weights, sizes, trends, p-values and a cost per bin`, () => {
      fc.assert(
        fc.property(cells, rules, fc.constantFrom(0, 0.01), (pairs, given, cost) => {
          const goods = pairs.map(([good]) => good);
          const bads = pairs.map(([, bad]) => bad);
          const total = { goods: sumOf(goods), bads: sumOf(bads) };
          fc.pre(total.goods > 0 && total.bads > 0);
          const problem: PartitionProblem = {
            goods,
            bads,
            worth: (binGoods, binBads) => {
              const woe = weightOfEvidence({ goods: binGoods, bads: binBads }, total, smoothing);
              return (binGoods / total.goods - binBads / total.bads) * woe - cost + 0;
            },
          };
          expect(findOptimalPartition(problem, given)?.objective).toBe(bestOfAll(problem, given));
        }),
        { numRuns: 400 },
      );
    });
  }

  it('returns ends whose bins have the objective it states', () => {
    const goods = [90, 70, 80, 40, 30, 20];
    const bads = [10, 12, 9, 20, 25, 40];
    const found = findOptimalPartition(informationProblem(goods, bads), { ...noRules, trend: 'ascending', maxBins: 3 });
    const total = { goods: sumOf(goods), bads: sumOf(bads) };
    let from = 0;
    const bins = (found?.ends ?? []).map((to) => {
      const bin = { goods: sumOf(goods.slice(from, to)), bads: sumOf(bads.slice(from, to)) };
      from = to;
      return { ...bin, woe: weightOfEvidence(bin, total, 0) };
    });
    expect(bins).toHaveLength(3);
    expect(informationValue(bins)).toBeCloseTo(found?.objective ?? Number.NaN, 12);
  });

  it('groups of levels that do not neighbour each other by bad rate never have more information', () => {
    // Every way to put six levels into three groups, in any order: the theorem behind ordering levels by bad rate.
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 })), {
          minLength: 6,
          maxLength: 6,
        }),
        (levels) => {
          const sorted = [...levels].sort((a, b) => a[1] / (a[0] + a[1]) - b[1] / (b[0] + b[1]));
          const goods = sorted.map(([good]) => good);
          const bads = sorted.map(([, bad]) => bad);
          const problem = informationProblem(goods, bads);
          const found = findOptimalPartition(problem, { ...noRules, maxBins: 3 })?.objective ?? Number.NaN;
          for (let code = 0; code < 3 ** 6; code++) {
            const groups = [0, 1, 2].map(() => ({ goods: 0, bads: 0 }));
            for (let level = 0; level < 6; level++) {
              const group = groups[Math.floor(code / 3 ** level) % 3];
              group.goods += goods[level];
              group.bads += bads[level];
            }
            const worth = sumOf(groups.map((group) => (group.goods > 0 ? problem.worth(group.goods, group.bads) : 0)));
            expect(worth).toBeLessThanOrEqual(found + 1e-12);
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});
