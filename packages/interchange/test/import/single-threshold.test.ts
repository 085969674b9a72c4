import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextBelow, singleThreshold } from '../../src/import/single-threshold.js';

const cuts = fc.oneof(
  fc.float({ noNaN: true }),
  fc.float({ noNaN: true, min: Math.fround(-1e-44), max: Math.fround(1e-44) }),
  fc.constantFrom(
    0,
    -0,
    2 ** -149,
    -(2 ** -149),
    2 ** -126,
    1,
    0.5,
    (2 - 2 ** -23) * 2 ** 127,
    -(2 - 2 ** -23) * 2 ** 127,
    Infinity,
  ),
);

describe('singleThreshold', () => {
  it('parts doubles just as "rounded to a single, below the cut" does', () => {
    fc.assert(
      fc.property(
        cuts.filter((cut) => cut !== -Infinity),
        fc.double({ noNaN: true }),
        (cut, any) => {
          const threshold = singleThreshold(cut);
          expect(Number.isFinite(threshold)).toBe(true);
          // The last that is at or below it, the first that is above, and anything else.
          expect(Math.fround(threshold) < cut).toBe(true);
          expect(Math.fround(-nextBelow(-threshold)) < cut).toBe(false);
          expect(any <= threshold).toBe(Math.fround(any) < cut);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
