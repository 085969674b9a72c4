import { createRandom } from '@probity/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ContextThresholds,
  checkContextThresholds,
  createThresholdTracker,
  fitContextThresholds,
} from '../../src/index.js';

const drawRows = (seed: number, count: number, contexts: number) => {
  const random = createRandom(seed);
  const codes = Int32Array.from({ length: count }, () => Math.floor(contexts * random.nextFloat() ** 2));
  return {
    scores: Float64Array.from(codes, (code) => random.nextNormal() * (1 + code / 2) + code),
    codes,
    contexts: Array.from({ length: contexts }, (_, code) => `context ${code}`),
    labels: Uint8Array.from({ length: count }, () => (random.nextFloat() < 0.02 ? 1 : 0)),
  };
};

const rateOf = (
  thresholds: ContextThresholds,
  rows: ReturnType<typeof drawRows>,
  counted: (row: number) => boolean,
) => {
  const cutOffs = new Map(thresholds.contexts.map((entry) => [entry.context, entry]));
  let [called, all] = [0, 0];
  rows.scores.forEach((score, row) => {
    if (!counted(row)) return;
    all += 1;
    if (score >= (cutOffs.get(rows.contexts[rows.codes[row] as number] as string)?.review ?? Infinity)) called += 1;
  });
  return { called, all };
};

describe('thresholds per context', () => {
  it('hold the target over all rows, to the row, whatever the contexts (property)', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 200, max: 3000 }),
        fc.integer({ min: 1, max: 9 }),
        (seed, count, contexts) => {
          const rows = drawRows(seed, count, contexts);
          const thresholds = fitContextThresholds({ reviewRate: 0.05, blockRate: 0.01 }, rows);
          expect(rateOf(thresholds, rows, () => true).called).toBe(Math.floor(0.05 * count + 1e-9));
          for (const { review, block } of thresholds.contexts) expect(block).toBeGreaterThanOrEqual(review);
          expect(checkContextThresholds(JSON.parse(JSON.stringify(thresholds)))).toEqual(thresholds);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('hold a false positive rate on the genuine rows', () => {
    const rows = drawRows(3, 5000, 4);
    const thresholds = fitContextThresholds({ target: 'false-positive-rate', reviewRate: 0.02, blockRate: 0.01 }, rows);
    const { called, all } = rateOf(thresholds, rows, (row) => rows.labels[row] === 0);
    expect(called).toBe(Math.floor(0.02 * all));
  });

  it('give large contexts a cut-off near their own quantile, and draw rare ones towards that of all', () => {
    const random = createRandom(1);
    const codes = Int32Array.from({ length: 41_000 }, (_, row) =>
      row < 20_000 ? 0 : row < 40_000 ? 1 : row < 40_990 ? 2 : 3,
    );
    const shift = [0, 4, 4, 4];
    const scores = Float64Array.from(codes, (code) => random.nextNormal() + (shift[code] as number));
    const { contexts, overall } = fitContextThresholds(
      { reviewRate: 0.01 },
      { scores, codes, contexts: ['low', 'high', 'rarer', 'rare'] },
    );
    const of = (name: string) => contexts.find(({ context }) => context === name)?.review as number;
    expect(of('high') - of('low')).toBeGreaterThan(3.5);
    expect(of('rarer')).toBeGreaterThan(overall.review);
    expect(of('rarer')).toBeLessThanOrEqual(of('high') + 0.2);
    // Ten rows tell nothing: the overall cut-off, but for the shift of all.
    expect(Math.abs(of('rare') - overall.review)).toBeLessThan(0.5);
  });

  it('refuse what is no rate, and rows without a context', () => {
    const rows = { scores: [1, 2], codes: [0, 0], contexts: ['all'] };
    expect(() => fitContextThresholds({ reviewRate: 0 }, rows)).toThrow(
      '`reviewRate` of `fitContextThresholds` must be in (0, 1)',
    );
    expect(() => fitContextThresholds({ blockRate: 0.2, reviewRate: 0.1 }, rows)).toThrow('`blockRate`');
    expect(() => fitContextThresholds({ target: 'false-positive-rate' }, rows)).toThrow('`target`');
    expect(() => fitContextThresholds({}, { ...rows, codes: [0, 5] })).toThrow('row 1');
    expect(() => checkContextThresholds({ target: 'alert-rate' })).toThrow('`reviewRate` of the thresholds');
  });
});

describe('thresholds that follow the stream', () => {
  const thresholds: ContextThresholds = {
    target: 'alert-rate',
    ...{ reviewRate: 0.02, blockRate: 0.005, shrinkageRows: 100 },
    overall: { review: 2, block: 3 },
    contexts: [{ context: 'a', rows: 1000, review: 2, block: 3 }],
  };

  it('keep the rate within the stated bound of the target, however the scores move (property)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 50, maxLength: 600 }),
        (scores) => {
          const [step, bound] = [0.05, 1e6];
          const tracker = createThresholdTracker(thresholds, { step, bound });
          for (const score of scores) tracker.observe('a', score);
          const { seen, called, review } = tracker.snapshot().contexts[0] as {
            seen: number;
            called: number;
            review: number;
          };
          expect(Math.abs(called / seen - 0.02)).toBeCloseTo(Math.abs(review) / (step * seen), 9);
        },
      ),
    );
  });

  it('follow a drift back to the target rate, where fixed cut-offs would not', () => {
    const random = createRandom(9);
    const tracker = createThresholdTracker(thresholds, { step: 0.05, bound: 3 });
    let [fixed, followed] = [0, 0];
    for (let row = 0; row < 40_000; row++) {
      const score = random.nextNormal() + 1.5;
      if (row >= 20_000) {
        if (score >= 2) fixed += 1;
        if (score >= tracker.cutOffs('a').review) followed += 1;
      }
      tracker.observe('a', score);
    }
    expect(fixed / 20_000).toBeGreaterThan(0.25);
    expect(Math.abs(followed / 20_000 - 0.02)).toBeLessThan(0.005);
  });

  it('never leave the bound, and give the same cut-offs again from the same rows or a kept state', () => {
    const random = createRandom(4);
    const scores = Array.from({ length: 3000 }, () => random.nextNormal() * 4);
    const one = createThresholdTracker(thresholds, { bound: 0.4 });
    for (const score of scores) {
      one.observe('a', score);
      const { review, block } = one.cutOffs('a');
      expect(Math.abs(review - 2)).toBeLessThanOrEqual(0.4 + 1e-12);
      expect(block).toBeGreaterThanOrEqual(review);
    }
    const first = createThresholdTracker(thresholds, { bound: 0.4 });
    for (const score of scores.slice(0, 1234)) first.observe('a', score);
    const resumed = createThresholdTracker(thresholds, {}, JSON.parse(JSON.stringify(first.snapshot())));
    for (const score of scores.slice(1234)) resumed.observe('a', score);
    expect(resumed.snapshot()).toEqual(one.snapshot());
  });

  it('refuse a step that is none and a state of another kind', () => {
    expect(() => createThresholdTracker(thresholds, { step: 0 })).toThrow(
      '`step` of `createThresholdTracker` must be above 0',
    );
    expect(() => createThresholdTracker(thresholds, {}, { format: 'x' } as never)).toThrow('snapshot');
    expect(() => createThresholdTracker(thresholds).observe('a', Number.NaN)).toThrow('`score`');
  });
});
