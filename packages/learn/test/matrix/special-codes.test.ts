import { fitGradientBoosting, fitLogistic, hideSpecialCodes, margins, matrixFor, rowAdapter } from '@probity/learn';
import { describe, expect, it } from 'vitest';

const ROWS = 200;
const amount = Float64Array.from({ length: ROWS }, (_, row) => (row % 5 === 0 ? -7 : row % 37));
const kind = Float64Array.from({ length: ROWS }, (_, row) => (row % 7 === 0 ? 2 : row % 2));
const withCodes = {
  rowCount: ROWS,
  features: [
    { name: 'amount', kind: 'numeric', specialCodes: [-7] },
    { name: 'kind', kind: 'category', levels: ['a', 'b', 'not asked'], specialCodes: [2] },
  ],
  columns: [amount, kind],
} as const;
const withMissing = {
  rowCount: ROWS,
  features: [
    { name: 'amount', kind: 'numeric' },
    { name: 'kind', kind: 'category', levels: ['a', 'b'] },
  ],
  columns: [
    amount.map((value) => (value === -7 ? Number.NaN : value)),
    kind.map((value) => (value === 2 ? Number.NaN : value)),
  ],
} as const;
const labels = Uint8Array.from({ length: ROWS }, (_, row) => Number(row % 37 > 20 !== (row % 11 === 0)));

describe('special codes', () => {
  it('are missing to data that hides them', () => {
    expect(hideSpecialCodes({ matrix: withCodes, labels }).matrix).toEqual(withMissing);
  });

  it('copy nothing where no feature has them', () => {
    const data = { matrix: withMissing, labels };
    expect(hideSpecialCodes(data)).toBe(data);
    expect(matrixFor(withMissing.features, withMissing)).toBe(withMissing);
    expect(rowAdapter(withMissing.features, withMissing.features)).toBeUndefined();
  });

  it.each([
    ['logistic regression', fitLogistic],
    ['boosting', fitGradientBoosting],
  ] as const)('are missing to %s, when it learns and when it scores', (_, fit) => {
    const fromCodes = fit({}, { matrix: withCodes, labels }, { seed: 1 });
    const fromMissing = fit({}, { matrix: withMissing, labels }, { seed: 1 });
    expect(fromCodes.features).toEqual(withMissing.features);
    expect(margins(fromCodes, withCodes)).toEqual(margins(fromMissing, withMissing));
  });

  it('become missing in the row that is handed to a member which does not tell them apart', () => {
    const adapt = rowAdapter(withCodes.features, withMissing.features);
    expect(adapt?.(Float64Array.of(-7, 2), new Float64Array(2))).toEqual(Float64Array.of(Number.NaN, Number.NaN));
    expect(adapt?.(Float64Array.of(3, 1), new Float64Array(2))).toEqual(Float64Array.of(3, 1));
  });
});
