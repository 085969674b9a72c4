import { checkPublishedMetrics, type PublishedFigures } from '@probity/validation';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

interface Counts {
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
}

const formulas = {
  accuracy: ({ tp, fp, tn, fn }: Counts) => (tp + tn) / (tp + fp + tn + fn),
  precision: ({ tp, fp }: Counts) => tp / (tp + fp),
  recall: ({ tp, fn }: Counts) => tp / (tp + fn),
  specificity: ({ tn, fp }: Counts) => tn / (tn + fp),
  f1: ({ tp, fp, fn }: Counts) => (2 * tp) / (2 * tp + fp + fn),
  badRate: ({ tp, fp, tn, fn }: Counts) => (tp + fn) / (tp + fp + tn + fn),
  negativePredictiveValue: ({ tn, fn }: Counts) => tn / (tn + fn),
  calledBadRate: ({ tp, fp, tn, fn }: Counts) => (tp + fp) / (tp + fp + tn + fn),
} as const;
type Name = keyof typeof formulas;
const names = Object.keys(formulas) as Name[];

function publish(counts: Counts, decimals: number, chosen: readonly Name[]): PublishedFigures {
  return Object.fromEntries(
    chosen.flatMap((name) => {
      const value = formulas[name](counts);
      return Number.isNaN(value) ? [] : [[name, value.toFixed(decimals)]];
    }),
  );
}

describe('published figures', () => {
  it('accuracy 94.2 %, precision 91.8 %, recall 89.3 % at 8.5 % bads are impossible: accuracy would be 98.4 %', () => {
    const verdict = checkPublishedMetrics({ accuracy: '94.2%', precision: '91.8%', recall: '89.3%', badRate: '8.5%' });
    expect(verdict.possible).toBe(false);
    expect(verdict.contradiction).toEqual(['accuracy', 'precision', 'recall', 'bad rate']);
    const accuracy = verdict.derived.find(({ figure }) => figure === 'accuracy');
    expect(accuracy?.allowed?.[0]).toBeCloseTo(0.984, 3);
    expect(accuracy?.allowed?.[1]).toBeCloseTo(0.984, 3);
    expect(verdict.sentence).toContain('accuracy must lie between 98.3');
  });

  it('the same without the bad rate are possible, and the matrix shown has them', () => {
    const verdict = checkPublishedMetrics({ accuracy: '94.2%', precision: '91.8%', recall: '89.3%' });
    expect(verdict.possible).toBe(true);
    const {
      truePositives: tp = 0,
      falsePositives: fp = 0,
      trueNegatives: tn = 0,
      falseNegatives: fn = 0,
    } = verdict.example ?? {};
    expect(formulas.accuracy({ tp, fp, tn, fn })).toBeCloseTo(0.942, 3);
    expect(formulas.precision({ tp, fp, tn, fn })).toBeCloseTo(0.918, 3);
    expect(formulas.recall({ tp, fp, tn, fn })).toBeCloseTo(0.893, 3);
  });

  it('names only the figures that contradict one another', () => {
    const verdict = checkPublishedMetrics({
      precision: '0.90',
      recall: '0.80',
      f1: '0.95',
      badRate: '0.1',
      specificity: '0.99',
    });
    expect(verdict.contradiction).toEqual(['recall', 'F1']);
    expect(verdict.derived.find(({ figure }) => figure === 'F1')?.allowed?.[1]).toBeLessThan(0.9);
  });

  it('F1 of 0.847 is that of precision 0.9 and recall 0.8', () => {
    expect(checkPublishedMetrics({ precision: '0.9', recall: '0.8', f1: '0.847' }).possible).toBe(true);
  });

  it('one point of the ROC curve bounds its area', () => {
    expect(checkPublishedMetrics({ recall: '0.90', falsePositiveRate: '0.10', auc: '0.75' }).possible).toBe(false);
    expect(checkPublishedMetrics({ recall: '0.90', falsePositiveRate: '0.10', auc: '0.82' }).possible).toBe(true);
    expect(checkPublishedMetrics({ recall: '0.50', falsePositiveRate: '0.50', auc: '0.80' }).possible).toBe(false);
    expect(checkPublishedMetrics({ recall: '0.50', specificity: '0.50', auc: '0.74' }).possible).toBe(true);
  });

  it('reads other words, per cent, and digits that numbers do not show', () => {
    const verdict = checkPublishedMetrics({ sensitivity: '90 %', fpr: 0.1, AUC: 0.5 } as PublishedFigures, {
      decimals: 2,
    });
    expect(verdict).toMatchObject({ possible: false, contradiction: ['recall', 'false positive rate', 'ROC AUC'] });
  });

  it('knows that 10 rows cannot have an accuracy of 0.95', () => {
    const verdict = checkPublishedMetrics({ accuracy: '0.95', rows: 10 });
    expect(verdict).toMatchObject({ possible: false, contradiction: ['accuracy', '10 rows'] });
    expect(checkPublishedMetrics({ accuracy: '0.95', rows: 20 })).toMatchObject({ possible: true, checked: 'counts' });
  });

  it('never calls figures of a real matrix impossible, however they were rounded', () => {
    const cell = fc.oneof(fc.nat(12), fc.nat(3000));
    fc.assert(
      fc.property(
        cell,
        cell,
        cell,
        cell,
        fc.integer({ min: 0, max: 5 }),
        fc.subarray(names, { minLength: 1 }),
        fc.boolean(),
        (tp, fp, tn, fn, decimals, chosen, withRows) => {
          const counts = { tp, fp, tn, fn };
          const rows = tp + fp + tn + fn;
          const figures = publish(counts, decimals, chosen);
          fc.pre(rows > 0 && Object.keys(figures).length > 0);
          const verdict = checkPublishedMetrics(withRows ? { ...figures, rows } : figures);
          expect(verdict.possible, verdict.sentence).toBe(true);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('agrees with going through every matrix of a few rows', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 14 }),
        fc.uniqueArray(fc.constantFrom(...names), { minLength: 2, maxLength: 4 }),
        fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 4, maxLength: 4 }),
        (rows, chosen, values) => {
          const figures = Object.fromEntries(
            chosen.map((name, index) => [name, ((values[index] ?? 0) / 100).toFixed(2)]),
          );
          const found = everyMatrix(rows).some((counts) =>
            chosen.every((name, index) => {
              const value = formulas[name](counts);
              // A published 0 may stand for 0/0.
              if (Number.isNaN(value)) return values[index] === 0;
              return Math.abs(value - (values[index] ?? 0) / 100) <= 0.005 + 1e-12;
            }),
          );
          expect(checkPublishedMetrics({ ...figures, rows }).possible).toBe(found);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is whole in what it calls a contradiction: without any one of the figures the rest is possible', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 5, maxLength: 5 }), (values) => {
        const chosen = ['accuracy', 'precision', 'recall', 'badRate', 'f1'] as const;
        const figures = Object.fromEntries(
          chosen.map((name, index) => [name, ((values[index] ?? 0) / 1000).toFixed(3)]),
        );
        const verdict = checkPublishedMetrics(figures);
        fc.pre(!verdict.possible);
        const labels: Record<string, string> = { badRate: 'bad rate', f1: 'F1' };
        const core = chosen.filter((name) => verdict.contradiction.includes(labels[name] ?? name));
        expect(core.length).toBe(verdict.contradiction.length);
        for (const left of core) {
          const rest = Object.fromEntries(core.filter((name) => name !== left).map((name) => [name, figures[name]]));
          expect(checkPublishedMetrics(rest as PublishedFigures).possible).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('finds a million rows fast enough, and says when it did not try', () => {
    const started = performance.now();
    const verdict = checkPublishedMetrics({
      accuracy: '94.20%',
      precision: '61.80%',
      recall: '82.30%',
      badRate: '8.50%',
      rows: 1_000_000,
    });
    expect(verdict.checked).toBe('counts');
    expect(performance.now() - started).toBeLessThan(5000);
    expect(
      checkPublishedMetrics({ precision: '1.00', calledBadRate: '0.50', f1: '0.66', rows: 90_000_000 }).notes.length,
    ).toBeLessThanOrEqual(1);
  });

  it("refuses a caller's mistakes by name", () => {
    expect(() => checkPublishedMetrics({ acuracy: '0.9' } as PublishedFigures)).toThrow('must be one of accuracy');
    expect(() => checkPublishedMetrics({ accuracy: '94.2' })).toThrow('0.942 or 94.2%');
    expect(() => checkPublishedMetrics({ accuracy: '0.9', rows: 1.5 })).toThrow('`rows`');
    expect(() => checkPublishedMetrics({ accuracy: '0.9', acc: '0.9' } as PublishedFigures)).toThrow('given once');
    expect(() => checkPublishedMetrics({})).toThrow('at least one share');
  });
});

function everyMatrix(rows: number): Counts[] {
  const found: Counts[] = [];
  for (let tp = 0; tp <= rows; tp++)
    for (let fp = 0; tp + fp <= rows; fp++)
      for (let tn = 0; tp + fp + tn <= rows; tn++) found.push({ tp, fp, tn, fn: rows - tp - fp - tn });
  return found;
}
