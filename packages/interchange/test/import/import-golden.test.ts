import { ProbityError } from '@probity/domain';
import { explanations, margins, restoreModel } from '@probity/learn';
import { describe, expect, it } from 'vitest';
import { importModel } from '../../src/import/import-model.js';
import { bytesOf, goldenFiles, numberOf, readGolden, rowsOf } from './golden-cases.js';

describe.each(goldenFiles)('models of %s', (name) => {
  const golden = readGolden(name);

  it.each(golden.cases)('$name: raw scores are the library’s, bit for bit', (golden) => {
    const { model } = importModel(bytesOf(golden), golden.options);
    const wrong = rowsOf(golden).flatMap((row, index) => {
      const want = numberOf(golden.margins[index] ?? '');
      const got = model.margin(row);
      return Object.is(got, want) ? [] : [{ index, row: [...row], got, want }];
    });
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  it.each(golden.cases)('$name: its own probability is the sigmoid of slope × margin', (golden) => {
    const { model } = importModel(bytesOf(golden), golden.options);
    const rows = rowsOf(golden);
    for (const [index, want] of golden.probabilities.entries()) {
      const got = 1 / (1 + Math.exp(-model.slope * model.margin(rows[index] ?? new Float64Array())));
      if (golden.name !== 'logitraw') expect(Math.abs(got - want)).toBeLessThan(2e-7);
    }
  });

  it.each(golden.cases)('$name: contributions are the library’s, and add up to the margin', (golden) => {
    const { model } = importModel(bytesOf(golden), golden.options);
    const rows = rowsOf(golden);
    for (const [index, want] of golden.contributions.entries()) {
      const row = rows[index] ?? new Float64Array();
      const contributions = new Float64Array(model.features.length);
      const baseline = model.explain(row, contributions);
      const sum = contributions.reduce((total, contribution) => total + contribution, baseline);
      expect(Math.abs(sum - model.margin(row))).toBeLessThan(1e-9);
      const size = Math.max(1, ...want.map(Math.abs));
      for (const [feature, value] of [...contributions, baseline].entries()) {
        expect(Math.abs(value - (want[feature] ?? Number.NaN)), `row ${index}, ${feature}`).toBeLessThan(1e-5 * size);
      }
    }
  });

  it.each(golden.cases)('$name: the parts restore it; a batch is its rows', (golden) => {
    const { model } = importModel(bytesOf(golden), golden.options);
    const restored = restoreModel(structuredClone(model.toParts()));
    const rows = rowsOf(golden);
    const columns = model.features.map((_, feature) => Float64Array.from(rows, (row) => row[feature] ?? Number.NaN));
    const batch = margins(restored, { rowCount: rows.length, features: model.features, columns });
    for (const [index, row] of rows.entries()) {
      expect(Object.is(restored.margin(row), model.margin(row))).toBe(true);
      expect(Object.is(batch[index], model.margin(row))).toBe(true);
    }
    const explained = explanations(model, { rowCount: rows.length, features: model.features, columns });
    const own = new Float64Array(model.features.length);
    for (const [index, row] of rows.entries()) {
      expect(Object.is(explained.baselines[index], model.explain(row, own))).toBe(true);
      const start = index * own.length;
      expect(explained.contributions.subarray(start, start + own.length)).toEqual(own);
    }
  });

  it.each(golden.refused)('refuses $name', ({ text }) => {
    const act = () => importModel(bytesOf({ text }));
    expect(act).toThrow(ProbityError);
    expect(act).toThrow(expect.objectContaining({ code: 'MODEL_FILE_UNSUPPORTED' }));
  });
});
