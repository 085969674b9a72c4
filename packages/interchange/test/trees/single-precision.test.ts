import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floorToSingle, singleAbove } from '../../src/trees/single-precision.js';

const singles = fc.float({ noNaN: true });

describe('floorToSingle and singleAbove', () => {
  it('decide as the double does, for every 32-bit float', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double({ noNaN: true }), singles), singles, (bound, other) => {
        for (const x of [other, Math.fround(bound), floorToSingle(bound), singleAbove(bound)]) {
          expect(x <= floorToSingle(bound)).toBe(x <= bound);
          // Nothing is above infinity, where a bound that holds everything has no other form.
          if (bound !== Infinity && x !== Infinity) expect(x < singleAbove(bound)).toBe(x <= bound);
        }
      }),
    );
  });

  it('are 32-bit floats next to each other', () => {
    expect(floorToSingle(0.1)).toBe(0.09999999403953552);
    expect(singleAbove(0.1)).toBe(Math.fround(0.1));
    expect(floorToSingle(-5e-324)).toBe(-1.401298464324817e-45);
    expect(singleAbove(0)).toBe(1.401298464324817e-45);
    expect(floorToSingle(1e300)).toBe(3.4028234663852886e38);
    expect(singleAbove(3.4028234663852886e38)).toBe(Infinity);
    expect(singleAbove(-1e300)).toBe(-3.4028234663852886e38);
  });
});
