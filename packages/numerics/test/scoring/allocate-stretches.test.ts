import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StretchAllocator } from '../../src/scoring/allocate-stretches.js';

describe('StretchAllocator', () => {
  it('never gives out the same byte twice, and has all of it again once everything is back', () => {
    const steps = fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 500 })), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (given) => {
        const stretches = new StretchAllocator();
        stretches.extend(160, 4000);
        const held = new Map<number, number>();
        for (const [takes, size] of given) {
          if (takes) {
            const address = stretches.take(size);
            if (address === undefined) continue;
            expect(address % 16).toBe(0);
            for (const [other, length] of held) {
              expect(address >= other + length || address + Math.max(size, 1) <= other).toBe(true);
            }
            expect(address >= 160 && address + size <= 4160).toBe(true);
            held.set(address, Math.max(size, 1));
          } else {
            const address = [...held.keys()][size % Math.max(1, held.size)];
            if (address === undefined) continue;
            stretches.giveBack(address);
            held.delete(address);
          }
        }
        for (const address of held.keys()) stretches.giveBack(address);
        expect(stretches.takenBytes).toBe(0);
        expect(stretches.take(4000)).toBe(160);
      }),
    );
  });

  it('says where there is no room, and passes over what it did not give out', () => {
    const stretches = new StretchAllocator();
    expect(stretches.take(16)).toBeUndefined();
    stretches.extend(0, 64);
    stretches.giveBack(16);
    expect(stretches.take(80)).toBeUndefined();
    expect(stretches.take(64)).toBe(0);
  });

  it('joins what is added next to what is free', () => {
    const stretches = new StretchAllocator();
    stretches.extend(0, 64);
    stretches.extend(64, 64);
    expect(stretches.take(128)).toBe(0);
  });
});
