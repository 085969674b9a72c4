import { readFileSync } from 'node:fs';
import { createRandom } from '@probity/numerics';
import { describe, expect, it } from 'vitest';
import { findFairCutOff, priceOfCutOff, type ScoredGroups } from '../../src/fairness/fair-cut-off.js';
import { analyseGroupCutOffs } from '../../src/fairness/group-cut-offs.js';
import { crossAttributes, protectedAttribute, withIntersections } from '../../src/fairness/protected-attribute.js';
import { reweighing } from '../../src/fairness/reweighing.js';
import { searchAlternatives } from '../../src/fairness/search-alternatives.js';

const economics = { margin: 0.08, lossGivenDefault: 0.45, exposure: 1_000 };

describe('reweighing', () => {
  const golden = (
    JSON.parse(readFileSync(new URL('../golden/fairness/cases.json', import.meta.url), 'utf8')) as {
      reweighing: { groups: string[]; labels: number[]; weights: number[] };
    }
  ).reweighing;
  const attribute = protectedAttribute('group', golden.groups);

  it('gives the weights of Kamiran & Calders', () => {
    const weights = reweighing(golden.labels, attribute);
    for (const [row, weight] of weights.entries()) expect(weight).toBeCloseTo(golden.weights[row] as number, 12);
  });

  it('makes the bad rate the same in every group, and keeps the total', () => {
    const own = golden.labels.map((_, row) => 0.5 + (row % 3));
    const weights = reweighing(golden.labels, attribute, own);
    const badRates = attribute.groups.map((_, group) => {
      let [bads, all] = [0, 0];
      for (const [row, weight] of weights.entries()) {
        if (attribute.codes[row] !== group) continue;
        all += weight;
        bads += weight * (golden.labels[row] as number);
      }
      return bads / all;
    });
    expect(badRates[1]).toBeCloseTo(badRates[0] as number, 12);
    expect(badRates[2]).toBeCloseTo(badRates[0] as number, 12);
    const total = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value, 0);
    expect(total(weights)).toBeCloseTo(total(own), 9);
  });

  it('leaves rows of unknown group as they are', () => {
    const some = protectedAttribute('group', ['a', null, 'b', 'a', 'b', null]);
    expect(reweighing([0, 1, 1, 1, 0, 0], some)[1]).toBe(1);
  });
});

describe('findFairCutOff', () => {
  it('finds what trying every cut-off finds', () => {
    for (let seed = 0; seed < 8; seed++) {
      const scored = unequal(seed);
      const search = findFairCutOff(scored, { leastAdverseImpactRatio: 0.85 });
      const cutOffs = [...new Set(Array.from(scored.scores)), Infinity];
      const prices = cutOffs.map((cutOff) => priceOfCutOff(scored, cutOff));
      const fair = prices.filter(
        ({ adverseImpactRatio, approvalRate }) => approvalRate > 0 && (adverseImpactRatio ?? 0) >= 0.85,
      );
      expect(search.found && search.chosen.price.profit).toBeCloseTo(Math.max(...fair.map(({ profit }) => profit)), 6);
      expect(search.unconstrained.price.profit).toBeCloseTo(Math.max(...prices.map(({ profit }) => profit)), 6);
      expect(search.found && search.chosen.price).toEqual(search.found && priceOfCutOff(scored, search.chosen.cutOff));
    }
  });

  it('holds the constraint, and has its price', () => {
    const scored = unequal(2);
    const search = findFairCutOff(scored, { leastAdverseImpactRatio: 0.9 });
    if (!search.found) throw new Error(search.reason);
    expect(search.unconstrained.price.adverseImpactRatio).toBeLessThan(0.9);
    expect(search.chosen.price.adverseImpactRatio).toBeGreaterThanOrEqual(0.9);
    expect(search.chosen.price.profit).toBeLessThan(search.unconstrained.price.profit);
  });

  it('also holds a gap of equal opportunity', () => {
    const search = findFairCutOff(unequal(3), { leastAdverseImpactRatio: 0, mostEqualOpportunityGap: 0.05 });
    expect(search.found && search.chosen.price.equalOpportunityGap).toBeLessThanOrEqual(0.05);
  });
});

describe('analyseGroupCutOffs', () => {
  it('makes approval rates equal, and warns', () => {
    const scored = unequal(4);
    const analysis = analyseGroupCutOffs(scored, 0.3, 'approvalRate');
    expect(analysis.price.adverseImpactRatio).toBeGreaterThan(0.98);
    expect(priceOfCutOff(scored, 0.3).adverseImpactRatio).toBeLessThan(0.9);
    expect(analysis.warning).toMatch(/unlawful/);
  });

  it('makes the share of goods approved equal', () => {
    expect(analyseGroupCutOffs(unequal(4), 0.3, 'goodsApproved').price.equalOpportunityGap).toBeLessThan(0.02);
  });
});

describe('searchAlternatives', () => {
  it('lists what no other beats, by falling profit', () => {
    const { scores, ...common } = unequal(6);
    const fairer = Float64Array.from(scores, (score, row) => score - (common.attribute.codes[row] === 1 ? 0.08 : 0));
    const search = searchAlternatives(
      [
        { name: 'as is', scores },
        { name: 'fairer', scores: fairer },
      ],
      common,
    );
    for (const [index, { price }] of search.pareto.entries()) {
      const before = search.pareto[index - 1]?.price;
      if (before === undefined) continue;
      expect(price.profit).toBeLessThanOrEqual(before.profit);
      expect(price.adverseImpactRatio).toBeGreaterThan(before.adverseImpactRatio ?? 0);
    }
    expect(search.pareto[0]?.profitForgone).toBe(0);
    expect(search.suggested?.candidate).toBe('fairer');
    expect(search.suggested?.price.adverseImpactRatio).toBeGreaterThanOrEqual(0.8);
    expect(search.pareto.length).toBeLessThanOrEqual(13);
  });

  it('is not assessed where one group is all there is', () => {
    const { scores, labels } = unequal(6);
    const attribute = protectedAttribute(
      'a',
      Array.from(labels, () => 'all'),
    );
    expect(searchAlternatives([{ name: 'm', scores }], { labels, attribute, economics }).notAssessed).toMatch(
      /two groups/,
    );
  });
});

describe('intersections', () => {
  it('join what is known, and only that', () => {
    const sex = protectedAttribute('sex', ['f', 'm', 'f', null]);
    const race = protectedAttribute('race', ['x', 'x', 'y', 'y']);
    const both = crossAttributes([sex, race]);
    expect(both).toEqual({
      name: 'sex × race',
      groups: ['f × x', 'f × y', 'm × x'],
      codes: Int32Array.from([0, 2, 1, -1]),
    });
    expect(withIntersections([sex, race], 2).map(({ name }) => name)).toEqual(['sex', 'race', 'sex × race']);
    expect(withIntersections([sex, race], 1)).toHaveLength(2);
  });
});

/** Two groups, the second with higher scores; outcomes follow the scores. */
function unequal(seed: number): ScoredGroups {
  const random = createRandom(seed).fork('unequal');
  const rows = 500;
  const groups = Array.from({ length: rows }, () => (random.nextFloat() < 0.6 ? 'a' : 'b'));
  const scores = Float64Array.from(groups, (group) =>
    Math.min(0.95, Math.max(0.01, 0.12 + 0.12 * Math.abs(random.nextNormal()) + (group === 'b' ? 0.08 : 0))),
  );
  const labels = Uint8Array.from(scores, (score) => (random.nextFloat() < score ? 1 : 0));
  return { scores, labels, attribute: protectedAttribute('a', groups), economics };
}
