import { type Model, margins, readRow, restoreModel } from '@probity/learn';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importModel, printXgboostJson, printXgboostUbjson } from '../../src/index.js';
import { fitProofCard, proofMatrix, proofTrees } from '../../src/testing/index.js';
import { readRecorded, recordedRows, recordedTrees, sha256 } from '../fixture/recorded-exports.js';

interface XgboostTree {
  readonly [column: string]: readonly number[];
}

interface XgboostFile {
  readonly learner: {
    readonly feature_names: readonly string[];
    readonly feature_types: readonly string[];
    readonly objective: { readonly name: string };
    readonly gradient_booster: { readonly model: { readonly trees: readonly XgboostTree[] } };
  };
}

function readFile(model: Model): XgboostFile {
  return JSON.parse(new TextDecoder().decode(printXgboostJson(model))) as XgboostFile;
}

/** XGBoost's walk as its source has it: singles, the right child after the left, listed codes to the right. */
function walk(trees: readonly XgboostTree[], row: Float64Array): number {
  return trees.reduce((sum, tree) => {
    const at = (column: string, index: number): number => tree[column]?.[index] as number;
    let node = 0;
    while (at('left_children', node) !== -1) {
      const value = Math.fround(row[at('split_indices', node)] as number);
      let isLeft = value < Math.fround(at('split_conditions', node));
      if (Number.isNaN(value)) isLeft = at('default_left', node) === 1;
      else if (at('split_type', node) === 1) {
        const place = tree['categories_nodes']?.indexOf(node) ?? -1;
        const start = at('categories_segments', place);
        const listed = tree['categories']?.slice(start, start + at('categories_sizes', place)) ?? [];
        isLeft = value < 0 || !listed.includes(Math.trunc(value));
      }
      node = at('left_children', node) + (isLeft ? 0 : 1);
    }
    return Math.fround(sum + Math.fround(at('split_conditions', node)));
  }, 0);
}

describe('printXgboostJson', () => {
  const kinds = [
    ['boosting-none-singles', 'gradient-boosting', 3, 5, -1.2345678901234567],
    ['forest-singles', 'forest', 4, 6, 0],
  ] as const;

  it.each(kinds)(
    'gives the bytes that XGBoost scored as the library does: %s',
    (name, kind, seed, depth, baseScore) => {
      const model = proofTrees({ kind, seed, trees: recordedTrees, depth, baseScore });
      const matrix = proofMatrix(model, recordedRows, 11, true);
      const own = margins(model, matrix);
      const { trees } = readFile(model).learner.gradient_booster.model;
      const recorded = readRecorded();
      for (const [file, bytes] of [
        [`${name}.json`, printXgboostJson(model)] as const,
        [`${name}.ubj`, printXgboostUbjson(model)] as const,
      ]) {
        expect(sha256(bytes), file).toBe(recorded[file]?.sha256);
        const row = new Float64Array(matrix.features.length);
        own.forEach((margin, index) => {
          const theirs = recorded[file]?.margin[index] ?? Number.NaN;
          expect(Math.abs(margin - theirs)).toBeLessThan(1e-6);
          readRow(matrix, index, row);
          expect(walk(trees, row)).toBe(theirs);
        });
      }
    },
  );

  it('decides every split alike for 32-bit floats, for any tree', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const model = proofTrees({ kind: 'gradient-boosting', seed, trees: 1, depth: 6, baseScore: 0 });
        const { trees } = readFile(model).learner.gradient_booster.model;
        const matrix = proofMatrix(model, 60, seed, true);
        const row = new Float64Array(matrix.features.length);
        for (let index = 0; index < matrix.rowCount; index++) {
          readRow(matrix, index, row);
          expect(walk(trees, row)).toBe(Math.fround(model.margin(row)));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('names features unless XGBoost would refuse the names, and says what gives the margin', () => {
    const model = proofTrees({ kind: 'gradient-boosting', seed: 1, trees: 1, depth: 2, baseScore: 0 });
    const { learner } = readFile(model);
    expect(learner.feature_names).toEqual(model.features.map(({ name }) => name));
    expect(learner.feature_types).toEqual(['float', 'float', 'float', 'float', 'c', 'c', 'c']);
    expect(learner.objective.name).toBe('binary:logistic');
    const renamed = {
      ...model,
      features: model.features.map((feature) => ({ ...feature, name: `${feature.name}<5` })),
    };
    expect(
      readFile({ ...renamed, trees: (model as unknown as { trees: unknown }).trees } as unknown as Model).learner
        .feature_names,
    ).toEqual([]);
  });

  it('tells missing values from all others where a threshold holds every 32-bit float', () => {
    const model = proofTrees({ kind: 'gradient-boosting', seed: 3, trees: 3, depth: 5, baseScore: 0 });
    const matrix = proofMatrix(model, 60, 1, true);
    const { trees: own } = model as unknown as { trees: { thresholds: Float64Array } };
    own.thresholds.fill(Number.MAX_VALUE);
    const { trees } = readFile(model).learner.gradient_booster.model;
    const restored = restoreModel(model.toParts());
    const row = new Float64Array(matrix.features.length);
    for (let index = 0; index < matrix.rowCount; index++) {
      readRow(matrix, index, row);
      expect(walk(trees, row)).toBeCloseTo(restored.margin(row), 6);
    }
  });

  it('comes back from its own file, in either form, with the same bits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(0, -0.7), (seed, baseScore) => {
        const model = proofTrees({ kind: 'gradient-boosting', seed, trees: 3, depth: 4, baseScore });
        const matrix = proofMatrix(model, 40, seed, false);
        const { trees } = readFile(model).learner.gradient_booster.model;
        const brought = importModel(printXgboostJson(model)).model;
        const again = importModel(printXgboostUbjson(brought)).model;
        const row = new Float64Array(matrix.features.length);
        for (let index = 0; index < matrix.rowCount; index++) {
          readRow(matrix, index, row);
          expect(brought.margin(row)).toBe(walk(trees, row));
          expect(again.margin(row)).toBe(brought.margin(row));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('refuses what is no sum of trees', () => {
    expect(() => printXgboostJson(fitProofCard(400))).toThrow(expect.objectContaining({ code: 'NOT_EXPORTABLE' }));
  });
});
