import { type Calibration, calibrate, fitDummy, type Model, margins, readRow, restoreModel } from '@probity/learn';
import { sigmoid } from '@probity/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OnnxPrecision, printOnnx } from '../../src/index.js';
import {
  fitProofCard,
  proofCalibrations,
  proofFeatures,
  proofForestCalibration,
  proofMatrix,
  proofRows,
  proofTrees,
} from '../../src/testing/index.js';
import { type ReadNode, type ReadOnnx, readOnnx } from '../fixture/read-onnx.js';
import { readRecorded, recordedRows, recordedTrees, sha256 } from '../fixture/recorded-exports.js';
import { walkOnnxTrees } from '../fixture/walk-onnx.js';

const boosting = proofTrees({
  kind: 'gradient-boosting',
  seed: 3,
  trees: recordedTrees,
  depth: 5,
  baseScore: -1.2345678901234567,
});
const forest = proofTrees({ kind: 'forest', seed: 4, trees: recordedTrees, depth: 6, baseScore: 0 });

function treeNode(file: ReadOnnx): ReadNode {
  const node = file.nodes.find(({ operator }) => operator.startsWith('TreeEnsemble'));
  if (node === undefined) throw new Error('the file has no trees');
  return node;
}

/** The library's walk, adding 32-bit floats. */
function inSingles(model: Model): Model {
  const parts = model.toParts();
  const leaves = (parts.arrays['leafValues'] as Float64Array).map(Math.fround);
  const json = parts.json as { baseScore?: number };
  const narrow = restoreModel({
    kind: parts.kind,
    json: { ...json, ...(json.baseScore === undefined ? {} : { baseScore: Math.fround(json.baseScore) }) },
    arrays: { ...parts.arrays, leafValues: leaves },
  });
  return narrow;
}

describe('printOnnx', () => {
  const cases: readonly [string, Model, Calibration | undefined][] = [
    ...Object.entries(proofCalibrations).map(
      ([name, calibration]) => [`boosting-${name}`, boosting, calibration] as const,
    ),
    ['forest', forest, proofForestCalibration] as const,
  ].map(([name, model, calibration]) => [name, model, calibration]);

  it.each(cases)('gives the bytes that onnxruntime scored as the library does: %s', (name, model, calibration) => {
    const recorded = readRecorded();
    for (const precision of ['double', 'single'] as const) {
      const title = precision === 'double' ? name : `${name}-singles`;
      const bytes = printOnnx(model, { precision, title, ...(calibration === undefined ? {} : { calibration }) });
      const run = recorded[`${title}.onnx`];
      expect(sha256(bytes), title).toBe(run?.sha256);
      const matrix = proofMatrix(model, recordedRows, 11, precision === 'single');
      const own = margins(model, matrix);
      const risk = own.map((margin) => {
        if (calibration !== undefined) return calibrate(calibration, margin);
        return model.marginScale === 'probability' ? margin : sigmoid(margin);
      });
      const [atMargin, atRisk] = precision === 'double' ? [0, 3e-16] : [1e-6, 1e-6];
      own.forEach((margin, row) => {
        expect(Math.abs(margin - (run?.margin[row] ?? Number.NaN))).toBeLessThanOrEqual(atMargin);
        expect(Math.abs((risk[row] as number) - (run?.risk_score?.[row] ?? Number.NaN))).toBeLessThanOrEqual(atRisk);
      });
    }
  });

  it('says in the file what the operators need to give the same margin, for any trees', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom('gradient-boosting', 'forest'), (seed, kind) => {
        const model = proofTrees({ kind, seed, trees: 3, depth: 4, baseScore: seed % 3 === 0 ? 0 : 0.1 + seed / 1e5 });
        const node = treeNode(readOnnx(printOnnx(model)));
        const matrix = proofMatrix(model, 40, seed, false);
        const row = new Float64Array(matrix.features.length);
        for (let index = 0; index < matrix.rowCount; index++) {
          readRow(matrix, index, row);
          expect(walkOnnxTrees(node, row, false)).toBe(model.margin(row));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('decides every split alike in 32-bit floats', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const model = inSingles(proofTrees({ kind: 'gradient-boosting', seed, trees: 1, depth: 6, baseScore: 0 }));
        const node = treeNode(readOnnx(printOnnx(model, { precision: 'single' })));
        const matrix = proofMatrix(model, 60, seed, true);
        const row = new Float64Array(matrix.features.length);
        for (let index = 0; index < matrix.rowCount; index++) {
          readRow(matrix, index, row);
          expect(walkOnnxTrees(node, row, true)).toBe(model.margin(row));
        }
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['double', 10, 21, 5],
    ['single', 8, 17, 3],
  ] as const)('states its versions, features and origin: %s', (precision: OnnxPrecision, ir, standard, learned) => {
    const provenance = { bundle: 'f00d', version: '0.1.0' };
    const file = readOnnx(printOnnx(boosting, { precision, title: 'loans@3', provenance }));
    expect(file.irVersion).toBe(ir);
    expect(Array.from(file.opsets)).toEqual([
      ['', standard],
      ['ai.onnx.ml', learned],
    ]);
    expect(file.outputs).toEqual(['risk_score', 'margin']);
    expect(file.metadata.get('probity.bundle')).toBe('f00d');
    expect(file.metadata.get('probity.title')).toBe('loans@3');
    expect(JSON.parse(file.metadata.get('probity.features') ?? '')).toEqual(proofFeatures);
  });

  it('holds a scorecard: margin and points, bin by bin', () => {
    const card = fitProofCard();
    const { matrix } = proofRows(card, 2000, 3);
    for (const precision of ['double', 'single'] as const) {
      const file = readOnnx(printOnnx(card, { precision }));
      expect(file.outputs).toEqual(['risk_score', 'margin', 'points']);
      const [margin, points] = file.nodes.filter(({ operator }) => operator.startsWith('TreeEnsemble'));
      const row = new Float64Array(matrix.features.length);
      for (let index = 0; index < matrix.rowCount; index++) {
        readRow(matrix, index, row);
        const given = precision === 'single' ? row.map(Math.fround) : row;
        expect(walkOnnxTrees(points as ReadNode, given, precision === 'single')).toBe(card.points(given));
        const difference = walkOnnxTrees(margin as ReadNode, given, precision === 'single') - card.margin(given);
        expect(Math.abs(difference)).toBeLessThanOrEqual(precision === 'single' ? 1e-5 : 0);
      }
    }
  });

  it('refuses a model without a form in ONNX', () => {
    const columns = [Float64Array.of(1, 2)];
    const matrix = { rowCount: 2, features: [{ name: 'x', kind: 'numeric' as const }], columns };
    const dummy = fitDummy({ matrix, labels: Uint8Array.of(0, 1) });
    expect(() => printOnnx(dummy)).toThrow(expect.objectContaining({ code: 'NOT_EXPORTABLE' }));
  });
});
