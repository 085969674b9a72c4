import { describe, expect, it } from 'vitest';
import { ImportedTreesModel } from '../../src/imported/imported-trees-model.js';
import { restoreImportedTrees, withAnyOther } from '../../src/imported/restore-imported-trees.js';
import { LIGHTGBM_ZERO, treatValue } from '../../src/imported/treat-value.js';
import type { Feature } from '../../src/matrix/feature-matrix.js';
import type { ModelParts } from '../../src/model/model.js';
import { EnsembleBuilder } from '../../src/tree/ensemble-builder.js';
import { levelCountsOf } from '../../src/tree/read-trees.js';

const features: readonly Feature[] = [
  { name: 'age', kind: 'numeric' },
  { name: 'purpose', kind: 'category', levels: ['car', 'home'] },
];

/** 0.1 + (age ≤ 30 ? 1 : -1) + (car or unknown ? 0.1 : 0.2), in singles; missing purposes go right. */
function makeModel(addsSingles = true): ImportedTreesModel {
  const builder = new EnsembleBuilder(levelCountsOf(features.map(withAnyOther)));
  const splits = [
    { feature: 0, missingGoesLeft: true, threshold: 30, leaves: [1, -1] },
    { feature: 1, missingGoesLeft: false, leftLevels: [0, 2], leaves: [Math.fround(0.1), Math.fround(0.2)] },
  ] as const;
  for (const { leaves, ...split } of splits) {
    builder.startTree();
    const root = builder.addLeaf(0, 10);
    builder.setSplit(root, split, builder.addLeaf(leaves[0], 4), builder.addLeaf(leaves[1], 6));
  }
  return new ImportedTreesModel({
    ...{ features, base: Math.fround(0.1), slope: 1, record: { library: 'xgboost' } },
    treatments: ['as-is', 'single-code'],
    trees: { ...builder.build(), addsSingles },
  });
}

describe('ImportedTreesModel', () => {
  it('adds singles in the order of the trees', () => {
    const model = makeModel();
    expect(model.margin(Float64Array.of(30, 0))).toBe(
      Math.fround(Math.fround(Math.fround(0.1) + 1) + Math.fround(0.1)),
    );
    expect(model.margin(Float64Array.of(Number.NaN, Number.NaN))).toBe(
      Math.fround(Math.fround(Math.fround(0.1) + 1) + Math.fround(0.2)),
    );
    expect(makeModel(false).margin(Float64Array.of(30, 0))).toBe(Math.fround(0.1) + 1 + Math.fround(0.1));
  });

  it('takes codes that are no level as any other, not as missing', () => {
    const model = makeModel();
    const unknown = model.margin(Float64Array.of(30, 0));
    for (const code of [2, 7, -1, -0.5, 1e9]) expect(model.margin(Float64Array.of(30, code))).toBe(unknown);
    expect(model.margin(Float64Array.of(30, 1.5))).toBe(model.margin(Float64Array.of(30, 1)));
  });

  it('leaves the row as it was', () => {
    const row = Float64Array.of(30, 7.5);
    makeModel().margin(row);
    makeModel().explain(row, new Float64Array(2));
    expect([...row]).toEqual([30, 7.5]);
  });

  it('restores −0 as base', () => {
    const parts = makeModel().toParts();
    const restored = restoreImportedTrees({ ...parts, arrays: { ...parts.arrays, base: Float64Array.of(-0) } });
    expect(Object.is(restored.base, -0)).toBe(true);
  });

  const damage: readonly (readonly [string, (parts: ModelParts) => ModelParts])[] = [
    ['treatments', (parts) => withJson(parts, { treatments: ['as-is'] })],
    ['treatments[1]', (parts) => withJson(parts, { treatments: ['as-is', 'as-is'] })],
    ['treatments[0]', (parts) => withJson(parts, { treatments: ['odd', 'single-code'] })],
    ['slope', (parts) => withJson(parts, { slope: 0 })],
    ['addsSingles', (parts) => withJson(parts, { addsSingles: 1 })],
    ['base', (parts) => withArray(parts, 'base', Float64Array.of(Number.NaN))],
    ['leafValues', (parts) => withArray(parts, 'leafValues', Float64Array.of(0, 0.1, 0.1, 0, 0.1, 0.2))],
    ['leafValues', (parts) => withArray(parts, 'leafValues', Float64Array.of(0, 2e9, 1, 0, 1, 1))],
    ['categoryBits', (parts) => withArray(parts, 'categoryStarts', Int32Array.of(-1, -1, -1, 5, -1, -1))],
  ];

  it.each(damage)('refuses damaged %s', (field, change) => {
    const act = () => restoreImportedTrees(change(makeModel().toParts()));
    expect(act).toThrow(expect.objectContaining({ code: 'BUNDLE_INVALID' }));
    expect(act).toThrow(`\`${field}\``);
  });
});

describe('treatValue', () => {
  it.each([
    ['as-is', 1e-36, 0, 1e-36],
    ['zero-is-missing', LIGHTGBM_ZERO, 0, Number.NaN],
    ['zero-is-missing', -LIGHTGBM_ZERO, 0, Number.NaN],
    ['zero-is-missing', 1.1e-35, 0, 1.1e-35],
    ['single-code', -0.5, 3, 3],
    ['whole-code', -0.5, 3, 0],
    ['whole-code', -1, 3, 3],
    ['single-code', 1.99999999999, 3, 2],
    ['whole-code', 1.99999999999, 3, 1],
    ['whole-code', 3, 3, 3],
    ['whole-code', Number.NaN, 3, Number.NaN],
  ] as const)('%s: %d among %d levels is %d', (treatment, value, levelCount, want) => {
    expect(treatValue(treatment, value, levelCount)).toBe(want);
  });
});

function withJson(parts: ModelParts, members: object): ModelParts {
  return { ...parts, json: { ...(parts.json as object), ...members } };
}

function withArray(parts: ModelParts, name: string, array: Float64Array | Int32Array): ModelParts {
  return { ...parts, arrays: { ...parts.arrays, [name]: array } };
}
