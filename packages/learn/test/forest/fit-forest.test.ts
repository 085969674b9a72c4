import { fitForest, margins, type OutOfBag, rocAuc } from '@probity/learn';
import { simulateRows } from '@probity/learn/testing';
import { describe, expect, it } from 'vitest';

describe('a random forest', () => {
  const data = simulateRows(1500, 41);
  const fresh = simulateRows(4000, 42);
  const model = fitForest({ trees: 150 }, data, { seed: 1 });

  it('says a mean probability: in [0, 1], near the bad rate on average', () => {
    const found = margins(model, fresh.matrix);
    expect(found.every((share) => share >= 0 && share <= 1 + 1e-12)).toBe(true);
    const mean = found.reduce((sum, share) => sum + share, 0) / found.length;
    const badRate = fresh.labels.reduce((sum, label) => sum + label, 0) / fresh.labels.length;
    expect(Math.abs(mean - badRate)).toBeLessThan(0.03);
    expect(model.marginScale).toBe('probability');
  });

  it('measures itself out of bag about as fresh rows do', () => {
    const { outOfBag } = model.record as { outOfBag: OutOfBag };
    expect(outOfBag.rows).toBe(1500);
    expect(Math.abs(outOfBag.rocAuc - rocAuc(margins(model, fresh.matrix), fresh.labels))).toBeLessThan(0.03);
  });

  it('ranks better than one of its trees', () => {
    const alone = fitForest({ trees: 1 }, data, { seed: 1 });
    const aucOf = (some: typeof model) => rocAuc(margins(some, fresh.matrix), fresh.labels);
    expect(aucOf(model)).toBeGreaterThan(aucOf(alone) + 0.02);
  });

  it('draws rows and features by its seed', () => {
    const other = fitForest({ trees: 150 }, data, { seed: 2 });
    expect(other.trees.thresholds).not.toEqual(model.trees.thresholds);
  });

  it('refuses settings out of their range by name', () => {
    expect(() => fitForest({ trees: 0 }, data, { seed: 1 })).toThrow('`trees` of `fitForest` must be a whole number');
    expect(() => fitForest({ leaves: 3 } as object, data, { seed: 1 })).toThrow('no such setting');
  });
});
