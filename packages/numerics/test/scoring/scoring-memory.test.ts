import { describe, expect, it } from 'vitest';
import { ScoringMemory } from '../../src/scoring/scoring-memory.js';

describe('ScoringMemory', () => {
  it('keeps images where they are when it grows', () => {
    const memory = new ScoringMemory();
    const first = memory.seat(Uint8Array.of(1, 2, 3));
    const second = memory.seat(new Uint8Array(3_000_000).fill(7));
    expect([...memory.bytes.subarray(first, first! + 3)]).toEqual([1, 2, 3]);
    expect(memory.bytes[second! + 2_999_999]).toBe(7);
    expect(memory.doubles.buffer).toBe(memory.bytes.buffer);
    expect(memory.bytes.length).toBeGreaterThan(3_000_000);
  });

  it('uses again what is given back: a thousand models one after another take the room of one', () => {
    const memory = new ScoringMemory();
    const image = new Uint8Array(200_000);
    memory.giveBack(memory.seat(image)!);
    const { length } = memory.bytes;
    for (let model = 0; model < 1000; model++) memory.giveBack(memory.seat(image)!);
    expect(memory.bytes.length).toBe(length);
    expect(memory.takenBytes).toBe(0);
  });

  it('says so where there is no memory', () => {
    const memory = new ScoringMemory();
    expect(memory.take(2 ** 32)).toBeUndefined();
    expect(memory.take(100)).toBeDefined();
  });
});
