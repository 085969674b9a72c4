import { type Calibration, calibrate } from '@probity/learn';
import { describe, expect, it } from 'vitest';
import { writeScorecardWorkbook } from '../../src/index.js';
import { proofCalibration as calibration, fitProofCard, proofRows } from '../../src/testing/index.js';
import { openWorkbook } from '../fixture/evaluate-workbook.js';

const card = fitProofCard();
const count = card.variables.length;

/** Rows of the sheet "Rows" on which formulas and library differ. */
async function differences(last: Calibration, rowCount: number, change = (bytes: Uint8Array) => openWorkbook(bytes)) {
  const { matrix, cells } = proofRows(card, rowCount, 8);
  const places = card.variables.map(({ feature }) => card.features.findIndex(({ name }) => name === feature.name));
  const rows = Array.from({ length: rowCount }, (_, row) => places.map((at) => cells[at]?.[row] ?? null));
  const workbook = change(await writeScorecardWorkbook(card, { calibration: last, rows }));
  const different = { points: 0, margin: 0, probability: 0 };
  const row = new Float64Array(card.features.length);
  for (let index = 0; index < rowCount; index++) {
    for (let at = 0; at < row.length; at++) row[at] = matrix.columns[at]?.[index] ?? Number.NaN;
    const shown = (column: number) => workbook.value('Rows', index + 2, column);
    if (rows[index]?.every((value) => value === null) === true) {
      if (shown(count + 1) !== '') different.points++;
      continue;
    }
    const margin = card.margin(row);
    if (shown(count + 1) !== card.points(row)) different.points++;
    if (!(Math.abs(Number(shown(count + 2)) - margin) < 1e-12)) different.margin++;
    if (!(Math.abs(Number(shown(count + 3)) - calibrate(last, margin)) < 1e-12)) different.probability++;
  }
  return different;
}

const none = { points: 0, margin: 0, probability: 0 };

describe('writeScorecardWorkbook', () => {
  it('has formulas that give the points of the library, and margin and probability within 1e-12, on 2,000 rows', async () => {
    expect(await differences(calibration, 2_000)).toEqual(none);
  });

  it('follows beta calibration', async () => {
    expect(await differences({ kind: 'beta', intercept: -0.3, a: 0.8, b: 1.3 }, 300)).toEqual(none);
  });

  it('would be caught with an edge moved by one step of the last bit', async () => {
    const moved = await differences(calibration, 500, (bytes) => {
      const workbook = openWorkbook(bytes);
      for (let row = 7; typeof workbook.value('Bins', row, 2) === 'number'; row++) {
        const edge = workbook.value('Bins', row, 5);
        if (typeof edge === 'number') workbook.type('Bins', row, 5, edge - Math.abs(edge) * 2 ** -52);
      }
      return workbook;
    });
    expect(moved.margin).toBeGreaterThan(10);
    expect(moved.margin).toBeLessThan(400);
  });

  it('scores what a person types on the first sheet', async () => {
    const workbook = openWorkbook(await writeScorecardWorkbook(card, { calibration }));
    expect(workbook.sheets).toEqual(['Score', 'Rows', 'Bins', 'Levels', 'About']);
    const row = new Float64Array(card.features.length).fill(Number.NaN);
    const total = () => [5, 6].map((column) => workbook.value('Score', 5 + count, column));
    expect(total()[0]).toBe(card.points(row));
    const age = card.variables.findIndex(({ feature }) => feature.name === 'age');
    workbook.type('Score', 5 + age, 2, 33);
    row[card.features.findIndex(({ name }) => name === 'age')] = 33;
    expect(total()[0]).toBe(card.points(row));
    expect(total()[1]).toBeCloseTo(card.margin(row), 12);
    expect(workbook.value('Score', 6 + count, 6)).toBeCloseTo(calibrate(calibration, card.margin(row)), 12);
  });

  it('gives equal bytes for equal cards', async () => {
    const [one, other] = [await writeScorecardWorkbook(card), await writeScorecardWorkbook(card)];
    expect(Buffer.from(one).equals(Buffer.from(other))).toBe(true);
  });
});
