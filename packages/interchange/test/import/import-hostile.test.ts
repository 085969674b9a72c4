import { ProbityError } from '@probity/domain';
import { restoreModel } from '@probity/learn';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importModel } from '../../src/import/import-model.js';
import { readUbjson } from '../../src/import/read-ubjson.js';
import { bytesOf, readGolden } from './golden-cases.js';

/** Imports; whatever comes is a sound model or a refusal by code. */
function importOrRefuse(bytes: Uint8Array): 'imported' | 'refused' {
  try {
    const { model } = importModel(bytes);
    for (const value of [0, -1, 1e300, Number.NaN, 0.5]) {
      const row = new Float64Array(model.features.length).fill(value);
      expect(Number.isFinite(model.margin(row))).toBe(true);
      expect(Number.isFinite(model.explain(row, new Float64Array(row.length)))).toBe(true);
    }
    // What came in can be stored and comes back: the importer holds what the reader of bundles asks for.
    restoreModel(model.toParts());
    return 'imported';
  } catch (error) {
    if (error instanceof ProbityError && error.code.startsWith('MODEL_FILE_')) return 'refused';
    throw error;
  }
}

const files = ['xgboost-3.2.0', 'lightgbm-4.7.0'].flatMap((name) =>
  readGolden(name)
    .cases.filter(({ rows, base64 }) => rows.length <= 72 || base64 !== undefined)
    .map((golden) => bytesOf(golden)),
);
const aFile = fc.constantFrom(...files);

describe('files that are damaged or hostile', () => {
  it('bytes changed anywhere give a model or a refusal, never a crash', () => {
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(
        aFile,
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true }), fc.integer({ min: 0, max: 255 })), {
          minLength: 1,
          maxLength: 5,
        }),
        (bytes, changes) => {
          const changed = bytes.slice();
          for (const [share, byte] of changes) changed[Math.floor(share * changed.length)] = byte;
          outcomes.add(importOrRefuse(changed));
        },
      ),
      { numRuns: 600 },
    );
    expect([...outcomes].sort()).toEqual(['imported', 'refused']);
  });

  it('numbers changed anywhere give a model or a refusal', () => {
    const texts = files.filter((bytes) => bytes[1] !== 0x4c).map((bytes) => new TextDecoder().decode(bytes));
    const odd = fc.constantFrom(
      '-1',
      '0',
      '1',
      '2',
      '31',
      '1e308',
      '-1e-320',
      '4294967295',
      '9007199254740993',
      '0.5',
      'NaN',
      'inf',
      '',
    );
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(), odd, (text, where, number) => {
        const numbers = [...text.matchAll(/(?<![\w.+-])-?\d+(\.\d+)?([eE][-+]?\d+)?(?![\w.])/g)];
        const { index, 0: old } = numbers[where % numbers.length] ?? { index: 0, 0: '' };
        importOrRefuse(new TextEncoder().encode(text.slice(0, index) + number + text.slice(index + old.length)));
      }),
      { numRuns: 600 },
    );
  });

  it('a file cut short is refused', () => {
    for (const bytes of files) {
      const isLightgbm = bytes[0] === 't'.charCodeAt(0);
      const end = isLightgbm ? new TextDecoder().decode(bytes).indexOf('end of trees') : bytes.length;
      for (const share of [0, 0.001, 0.1, 0.5, 0.9, 0.999]) {
        expect(importOrRefuse(bytes.subarray(0, Math.floor(share * end)))).toBe('refused');
      }
    }
  });

  it('random bytes are refused', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('', '{', '{L', '{"', '[#', 'tree\n'),
        (bytes, head) => {
          expect(importOrRefuse(new Uint8Array([...new TextEncoder().encode(head), ...bytes]))).toBe('refused');
        },
      ),
    );
  });

  it('deep nesting, in JSON and UBJSON, is refused without a crash', () => {
    expect(importOrRefuse(new TextEncoder().encode(`{"learner":${'['.repeat(2_000_000)}`))).toBe('refused');
    expect(importOrRefuse(new TextEncoder().encode(`{i\u0007learner${'['.repeat(2_000_000)}`))).toBe('refused');
  });

  it.each([
    ['a typed list longer than the file', [0x5b, 0x24, 0x44, 0x23, 0x6c, 0x7f, 0xff, 0xff, 0xff]],
    ['a list longer than the file', [0x5b, 0x23, 0x6c, 0x7f, 0xff, 0xff, 0xff]],
    ['a list of nulls, which have no bytes', [0x5b, 0x24, 0x5a, 0x23, 0x6c, 0x7f, 0xff, 0xff, 0xff]],
    ['a negative length', [0x53, 0x69, 0xff]],
    ['a text beyond the end', [0x53, 0x55, 0xc8, 0x61]],
    ['more after the value', [0x5a, 0x5a]],
  ])('UBJSON with %s is refused', (_, bytes) => {
    expect(() => readUbjson(new Uint8Array(bytes))).toThrow(expect.objectContaining({ code: 'MODEL_FILE_INVALID' }));
  });

  it('a cycle among the nodes is refused', () => {
    const golden = readGolden('xgboost-3.2.0').cases.find(({ name }) => name === 'numbers');
    const file = JSON.parse(golden?.text ?? '') as {
      learner: { gradient_booster: { model: { trees: { left_children: number[] }[] } } };
    };
    const children = file.learner.gradient_booster.model.trees[0]?.left_children ?? [];
    children[1] = 0;
    const act = () => importModel(new TextEncoder().encode(JSON.stringify(file)));
    expect(act).toThrow(
      '`learner.gradient_booster.model.trees[0]` of the model file must have one parent for each node',
    );
  });
});
