import { innerFolds, selectFeatures, type TrainingData } from '@probity/learn';
import { createRandom, sigmoid } from '@probity/numerics';
import { describe, expect, it } from 'vitest';
import { populationShift } from '../../src/selection/population-shift.js';
import { inflationFactors } from '../../src/selection/select-features.js';

/** Two numbers that matter, a near copy of the first, the sum of both, noise, and a number that drifts. */
function makeData(rows: number): TrainingData {
  const random = createRandom(8);
  const draw = () => Float64Array.from({ length: rows }, () => random.nextNormal());
  const [a, b, noise, wobble] = [draw(), draw(), draw(), draw()];
  const columns = {
    a,
    b,
    copy: a.map((value, row) => value + 0.05 * (wobble[row] ?? 0)),
    sum: a.map((value, row) => value + (b[row] ?? 0)),
    noise,
    drift: noise.map((_, row) => random.nextNormal() + (row > rows / 2 ? 2 : 0)),
  };
  return {
    matrix: {
      rowCount: rows,
      features: Object.keys(columns).map((name) => ({ name, kind: 'numeric' as const })),
      columns: Object.values(columns),
    },
    labels: Uint8Array.from(a, (value, row) => (random.nextFloat() < sigmoid(value + (b[row] ?? 0) - 1) ? 1 : 0)),
    times: Float64Array.from({ length: rows }, (_, row) => row),
  };
}

describe('choosing features', () => {
  const data = makeData(1200);
  const droppedBy = (method: Parameters<typeof selectFeatures>[0][number]) =>
    selectFeatures([method], {}, data, { seed: 1 }).dropped.map(({ feature }) => feature);

  it('drops of two that say the same the one that says less by itself', () => {
    const [dropped, ...others] = droppedBy('correlation');
    expect(['a', 'copy']).toContain(dropped);
    expect(others).toEqual([]);
  });

  it('drops what the others determine until no variance is inflated', () => {
    const kept = selectFeatures(['vif'], {}, data, { seed: 1 }).kept;
    expect(kept).toContain('noise');
    expect(kept).toContain('drift');
    expect(kept.filter((name) => ['a', 'b', 'copy', 'sum'].includes(name))).toHaveLength(2);
  });

  it('drops what matters no more than for shuffled outcomes, and keeps what matters', () => {
    const dropped = droppedBy('null-importance');
    expect(dropped).toContain('noise');
    for (const name of ['a', 'b', 'sum']) expect(dropped).not.toContain(name);
  });

  it('drops what drifts, and says that stability cannot be assessed without times', () => {
    expect(droppedBy('stability')).toEqual(['drift']);
    const { times: _times, ...timeless } = data;
    const { kept, notAssessed } = selectFeatures(['stability'], {}, timeless, { seed: 1 });
    expect(kept).toHaveLength(6);
    expect(notAssessed).toEqual([{ method: 'stability', reason: 'the data has no time column' }]);
  });

  it('never drops all', () => {
    const noise = {
      ...data,
      matrix: { ...data.matrix, features: data.matrix.features.slice(4, 5), columns: data.matrix.columns.slice(4, 5) },
    };
    expect(selectFeatures(['null-importance'], {}, noise, { seed: 1 }).kept).toEqual(['noise']);
  });

  it('computes inflation as 1 / (1 − R²) for two numbers', () => {
    const unit = (values: number[]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const size = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0));
      return Float64Array.from(values, (value) => (value - mean) / size);
    };
    const [x, y] = [unit([1, 2, 3, 4]), unit([1, 3, 2, 4])];
    const r = x.reduce((sum, value, row) => sum + value * (y[row] ?? 0), 0);
    for (const factor of inflationFactors([x, y])) expect(factor).toBeCloseTo(1 / (1 - r * r), 6);
  });

  it('finds no shift between equal halves and the known one between different ones', () => {
    const column = Float64Array.of(1, 2, 1, 2, 2, 2);
    const feature = { name: 'x', kind: 'numeric' } as const;
    expect(populationShift(feature, column, [0, 1], [2, 3])).toBe(0);
    // Shares ½, ½ against 0 (half a row of two counts as ¼) and 1.
    const expected = (0.25 - 0.5) * Math.log(0.25 / 0.5) + 0.5 * Math.log(2);
    expect(populationShift(feature, column, [0, 1], [4, 5])).toBeCloseTo(expected, 12);
  });
});

describe('inner folds', () => {
  const data = makeData(300);

  it('take fewer stretches where there are few moments', () => {
    const times = Float64Array.from(data.labels, (_, row) => Math.floor(row / 100));
    const splits = innerFolds({ ...data, times }, 5, 1);
    expect(splits).toHaveLength(2);
    expect(splits[0]?.train).toHaveLength(100);
  });

  it('are none where an outcome is too rare', () => {
    const labels = new Uint8Array(300).fill(1, 0, 10);
    expect(innerFolds({ ...data, labels }, 5, 1)).toEqual([]);
  });
});
