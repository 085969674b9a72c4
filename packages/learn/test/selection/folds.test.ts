import { groupedFolds, type Split, stratifiedFolds, stratifiedHoldout, timeOrderedFolds } from '@probity/learn';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const folds = fc.integer({ min: 2, max: 6 });
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
/** At least six rows of each outcome, in any order. */
const labelLists = fc
  .array(fc.integer({ min: 0, max: 1 }), { maxLength: 80 })
  .map((labels) => Uint8Array.from([0, 1, 0, 1, 0, 1, ...labels, 0, 1, 0, 1, 0, 1]));

function expectPartition(splits: readonly Split[], rows: number): void {
  const validated = splits.flatMap(({ validate }) => Array.from(validate)).sort((a, b) => a - b);
  expect(validated).toEqual(Array.from({ length: rows }, (_, row) => row));
  for (const { train, validate } of splits) {
    expect(train.length + validate.length).toBe(rows);
    const both = new Set([...train, ...validate]);
    expect(both.size).toBe(rows);
  }
}

const badsIn = (rows: Uint32Array, labels: Uint8Array) => rows.reduce((count, row) => count + labels[row], 0);
const spread = (counts: readonly number[]) => Math.max(...counts) - Math.min(...counts);

describe('stratified folds', () => {
  it('validate every row once, with sizes and bads that differ by at most one', () => {
    fc.assert(
      fc.property(labelLists, folds, seeds, (labels, count, seed) => {
        const splits = stratifiedFolds(labels, count, seed);
        expectPartition(splits, labels.length);
        expect(spread(splits.map(({ validate }) => validate.length))).toBeLessThanOrEqual(1);
        expect(spread(splits.map(({ validate }) => badsIn(validate, labels)))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('are the same for the same seed and others for another', () => {
    const labels = Uint8Array.from({ length: 200 }, (_, row) => (row % 3 === 0 ? 1 : 0));
    expect(stratifiedFolds(labels, 5, 1)).toEqual(stratifiedFolds(labels, 5, 1));
    expect(stratifiedFolds(labels, 5, 1)).not.toEqual(stratifiedFolds(labels, 5, 2));
  });

  it('refuse an outcome with fewer rows than folds', () => {
    expect(() => stratifiedFolds(Uint8Array.of(0, 0, 0, 0, 1, 1), 3, 1)).toThrow(
      'at least 3 rows of each outcome; got 2 bad',
    );
    expect(() => stratifiedFolds(Uint8Array.of(0, 1), 1, 1)).toThrow('`folds`');
  });
});

describe('a stratified holdout', () => {
  it('takes the share of each outcome', () => {
    fc.assert(
      fc.property(labelLists, fc.double({ min: 0.05, max: 0.95, noNaN: true }), seeds, (labels, share, seed) => {
        const { train, validate } = stratifiedHoldout(labels, share, seed);
        expect(new Set([...train, ...validate]).size).toBe(labels.length);
        const bads = labels.reduce((count, label) => count + label, 0);
        expect(Math.abs(badsIn(validate, labels) - share * bads)).toBeLessThanOrEqual(1);
        expect(Math.abs(validate.length - share * labels.length)).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('leaves each outcome on both sides, and needs two rows of each', () => {
    const { train, validate } = stratifiedHoldout(Uint8Array.of(0, 0, 1, 1), 0.01, 1);
    expect([badsIn(train, Uint8Array.of(0, 0, 1, 1)), validate.length]).toEqual([1, 2]);
    expect(() => stratifiedHoldout(Uint8Array.of(0, 0, 1), 0.5, 1)).toThrow('two rows of each outcome');
  });
});

describe('grouped folds', () => {
  it('never let a group straddle folds', () => {
    const groupLists = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 12, maxLength: 92 });
    fc.assert(
      fc.property(labelLists, groupLists, seeds, (labels, list, seed) => {
        // Twelve groups of their own with both outcomes, so that the folds can be filled.
        const groups = Array.from(labels, (_, row) =>
          row < 6 || row >= labels.length - 6 ? 100 + (row >> 1) : (list[row] ?? 0),
        );
        const splits = groupedFolds(groups, labels, 2, seed);
        expectPartition(splits, labels.length);
        for (const { train, validate } of splits) {
          const learned = new Set(Array.from(train, (row) => groups[row]));
          for (const row of validate) expect(learned.has(groups[row])).toBe(false);
        }
      }),
    );
  });

  it('balance rows and bads', () => {
    const groups = Array.from({ length: 3000 }, (_, row) => Math.floor(Math.sqrt(row * 7)));
    const labels = Uint8Array.from(groups, (group, row) => ((group * 13 + row) % 9 === 0 ? 1 : 0));
    const splits = groupedFolds(groups, labels, 5, 3);
    expect(spread(splits.map(({ validate }) => validate.length))).toBeLessThan(30);
    expect(spread(splits.map(({ validate }) => badsIn(validate, labels)))).toBeLessThan(10);
  });

  it('refuse what cannot be balanced, and lengths that differ', () => {
    expect(() => groupedFolds([1, 1, 1, 2], Uint8Array.of(0, 1, 0, 0), 2, 1)).toThrow('both outcomes in each');
    expect(() => groupedFolds([1], Uint8Array.of(0, 1), 2, 1)).toThrow('`groups`');
  });
});

describe('folds ordered by time', () => {
  const times = fc
    .array(fc.integer({ min: 0, max: 15 }), { minLength: 1, maxLength: 60 })
    .map((list) => [0, 1, 2, 3, 4, 5, 6, ...list]);

  it('learn only from rows before every validated row, and never split a moment', () => {
    fc.assert(
      fc.property(times, folds, (list, count) => {
        const splits = timeOrderedFolds(list, count);
        expect(splits.length).toBe(count);
        for (const [index, { train, validate }] of splits.entries()) {
          expect(train.length).toBeGreaterThan(0);
          expect(validate.length).toBeGreaterThan(0);
          const latest = Math.max(...Array.from(train, (row) => list[row]));
          const earliest = Math.min(...Array.from(validate, (row) => list[row]));
          expect(latest).toBeLessThan(earliest);
          // The window grows: what was validated is learned from next.
          if (index > 0) {
            const before = splits[index - 1];
            expect(new Set(train)).toEqual(new Set([...before.train, ...before.validate]));
          }
        }
        const last = splits[count - 1];
        expect(last.train.length + last.validate.length).toBe(list.length);
      }),
    );
  });

  it('are of about equal size where times are all different', () => {
    const splits = timeOrderedFolds(
      Float64Array.from({ length: 600 }, (_, row) => (row * 7) % 601),
      5,
    );
    expect(splits.map(({ validate }) => validate.length)).toEqual([100, 100, 100, 100, 100]);
  });

  it('leave out rows without a time', () => {
    const [{ train, validate }] = timeOrderedFolds([1, Number.NaN, 2, 3, 4], 1);
    expect([...train, ...validate]).not.toContain(1);
    expect(train.length + validate.length).toBe(4);
  });

  it('refuse too few moments, and a first fit without both outcomes', () => {
    expect(() => timeOrderedFolds([1, 1, 2, 2], 2)).toThrow('at least 3 different times; got 2');
    expect(() => timeOrderedFolds([1, 2, 3, 4], 1, Uint8Array.of(0, 0, 1, 1))).toThrow('both outcomes');
  });
});
