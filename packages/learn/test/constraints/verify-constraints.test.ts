import { createRandom, type Random } from '@probity/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyInteractions } from '../../src/constraints/verify-interactions.js';
import { verifyMonotone } from '../../src/constraints/verify-monotone.js';
import type { TreeEnsemble } from '../../src/tree/tree-ensemble.js';
import { sumOfLeaves } from '../../src/tree/walk-trees.js';
import { ensembleOf, type NestedTree } from '../tree/nested-tree.js';

/** Two numbers and a category of three levels: few enough cells to try them all. */
const LEVEL_COUNTS = [0, 0, 3];
const THRESHOLDS = [-1, 0, 1.5];

describe('verifyMonotone', () => {
  it('agrees with all cells tried one by one, on any trees', () => {
    const verdicts = { proved: 0, broken: 0 };
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 4 }), fc.constantFrom(1 as const, -1 as const), (...given) => {
        const [seed, slope, direction] = given;
        const random = createRandom(seed);
        const nested = [0, 1, 2].map(() => smallTree(random, 3));
        // Steps of the right sign make some sums monotone whose trees are not.
        if (slope > 0) nested.push(...THRESHOLDS.map((threshold) => stump(threshold, direction * slope)));
        const trees = ensembleOf(nested, LEVEL_COUNTS);
        const found = verifyMonotone(trees, 0, direction);
        const worst = worstStep(trees, 0, direction);
        if (found.verdict === 'unsettled') throw new Error('so few cells must be settled');
        verdicts[found.verdict] += 1;
        expect(found.verdict).toBe(worst < -1e-9 ? 'broken' : 'proved');
        if (found.verdict === 'broken') {
          const { lower, upper, change } = found.counterexample;
          expect(lower[0]).toBeLessThan(upper[0]);
          expect(upper.with(0, lower[0])).toEqual(lower);
          expect(sumOfLeaves(trees, upper, 0) - sumOfLeaves(trees, lower, 0)).toBe(change);
          expect(change * direction).toBeLessThan(0);
        } else if (found.by === 'each-tree') expect(worst).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 600, seed: 1 },
    );
    expect(verdicts.proved).toBeGreaterThan(50);
    expect(verdicts.broken).toBeGreaterThan(50);
  });

  it('tells a sum that holds from trees that hold', () => {
    const falling = stump(0, -1);
    const rising = stump(0, 2);
    expect(verifyMonotone(ensembleOf([rising], LEVEL_COUNTS), 0, 1)).toEqual({ verdict: 'proved', by: 'each-tree' });
    const both = ensembleOf([rising, falling], LEVEL_COUNTS);
    expect(verifyMonotone(both, 0, 1)).toEqual({ verdict: 'proved', by: 'sum' });
    expect(verifyMonotone(both, 0, -1).verdict).toBe('broken');
  });

  it('does not compare rows that cannot be: missing values have no order', () => {
    // Right of the inner split come only missing values: all numbers there are at most 0.
    const tree: NestedTree = {
      ...{ feature: 0, threshold: 0, missingGoesLeft: true, cover: 4 },
      left: {
        ...{ feature: 0, threshold: 1, missingGoesLeft: false, cover: 3 },
        left: { value: 0, cover: 2 },
        right: { value: 9, cover: 1 },
      },
      right: { value: 1, cover: 1 },
    };
    expect(verifyMonotone(ensembleOf([tree], LEVEL_COUNTS), 0, 1)).toEqual({ verdict: 'proved', by: 'each-tree' });
  });

  it('finds a counterexample that needs a missing value elsewhere', () => {
    const tree: NestedTree = {
      ...{ feature: 1, threshold: Number.MAX_VALUE, missingGoesLeft: false, cover: 4 },
      left: stump(0, 1),
      right: stump(0, -1),
    };
    const found = verifyMonotone(ensembleOf([tree], LEVEL_COUNTS), 0, 1);
    expect(found.verdict === 'broken' && found.counterexample.lower[1]).toBeNaN();
  });

  it('says so when the effort allowed does not settle it', () => {
    // Each makes up for the other's fall, but only where both know which side of feature 1 a row is on.
    const either = (left: NestedTree, right: NestedTree): NestedTree => ({
      ...{ feature: 1, threshold: 0, missingGoesLeft: true, cover: 4 },
      left,
      right,
    });
    const trees = ensembleOf([either(stump(0, 2), stump(0, -1)), either(stump(0, -1), stump(0, 2))], LEVEL_COUNTS);
    expect(verifyMonotone(trees, 0, 1)).toEqual({ verdict: 'proved', by: 'sum' });
    expect(verifyMonotone(trees, 0, 1, { mostBoxes: 0 })).toEqual({ verdict: 'unsettled' });
  });
});

describe('verifyInteractions', () => {
  it('agrees with every path read off, on any trees and groups', () => {
    let broken = 0;
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.uniqueArray(fc.nat(2), { minLength: 1 }), { maxLength: 3 }), (seed, groups) => {
        const random = createRandom(seed);
        const nested = [smallTree(random, 3), smallTree(random, 2)];
        const bad = nested.flatMap((tree) => pathsOf(tree)).filter((path) => !mayMeet(path, groups));
        const found = verifyInteractions(ensembleOf(nested, LEVEL_COUNTS), groups);
        expect(found !== undefined).toBe(bad.length > 0);
        if (found === undefined) return;
        broken += 1;
        expect(mayMeet(found.features, groups)).toBe(false);
        const ofTree = pathsOf(nested[found.tree]!);
        expect(ofTree.some((path) => found.features.every((feature) => path.includes(feature)))).toBe(true);
      }),
      { numRuns: 300, seed: 2 },
    );
    expect(broken).toBeGreaterThan(50);
  });
});

function stump(threshold: number, step: number): NestedTree {
  const [left, right] = [
    { value: 0, cover: 1 },
    { value: step, cover: 1 },
  ];
  return { feature: 0, threshold, missingGoesLeft: false, cover: 2, left, right };
}

function smallTree(random: Random, depth: number): NestedTree {
  if (depth === 0 || random.nextFloat() < 0.2) return { value: random.nextUint32Below(5) - 2, cover: 1 };
  const feature = random.nextUint32Below(LEVEL_COUNTS.length);
  const division =
    feature === 2
      ? { levels: [0, 1, 2].filter(() => random.nextFloat() < 0.5) }
      : { threshold: THRESHOLDS[random.nextUint32Below(THRESHOLDS.length)]! };
  return {
    ...{ feature, cover: 2, missingGoesLeft: random.nextFloat() < 0.5, ...division },
    left: smallTree(random, depth - 1),
    right: smallTree(random, depth - 1),
  };
}

/** The least step in the direction over all pairs of neighbouring cells. */
function worstStep(trees: TreeEnsemble, feature: number, direction: 1 | -1): number {
  const numbers = [...THRESHOLDS, 2];
  let worst = 0;
  for (const other of [...numbers, Number.NaN]) {
    for (const level of [0, 1, 2, Number.NaN]) {
      const outputs = numbers.map((value) => {
        const row = feature === 0 ? [value, other, level] : [other, value, level];
        return sumOfLeaves(trees, Float64Array.from(row), 0);
      });
      for (let cell = 1; cell < outputs.length; cell++) {
        worst = Math.min(worst, direction * (outputs[cell]! - outputs[cell - 1]!));
      }
    }
  }
  return worst;
}

function pathsOf(tree: NestedTree, before: readonly number[] = []): readonly (readonly number[])[] {
  if ('value' in tree) return [before];
  const path = [...new Set([...before, tree.feature])];
  return [...pathsOf(tree.left, path), ...pathsOf(tree.right, path)];
}

function mayMeet(path: readonly number[], groups: readonly (readonly number[])[]): boolean {
  return path.length <= 1 || groups.some((group) => path.every((feature) => group.includes(feature)));
}
