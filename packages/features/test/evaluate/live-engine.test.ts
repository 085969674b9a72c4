import { ProbityError } from '@probity/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkFeatureSet,
  createFeatureEngine,
  type FeatureEngine,
  planFeatures,
  restoreFeatureEngine,
} from '../../src/index.js';
import { type Arrival, arbitraryLog, wholeSet } from './arbitrary-log.js';
import { NaiveEngine } from './naive-engine.js';

const plan = planFeatures(checkFeatureSet(wholeSet));
const steady = wholeSet.features.filter(
  ({ filter }) => !filter?.some((condition) => condition.newWithin !== undefined),
);
const steadyPlan = planFeatures(checkFeatureSet({ ...wholeSet, features: steady }));

function take(engine: FeatureEngine, arrival: Arrival): string | Float64Array {
  try {
    if (arrival.kind === 'amendment') return engine.amend(arrival.amendment);
    if (arrival.kind === 'kill') return 'kill';
    const { arrival: what, features } = engine.observe(arrival.event);
    return features ?? what;
  } catch (error) {
    if (error instanceof ProbityError) return error.code;
    throw error;
  }
}

function bytesOf(values: Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function differingByte(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return Math.min(a.length, b.length);
  return a.findIndex((byte, i) => byte !== b[i]);
}

describe('the live engine', () => {
  const shape = { late: 15, corrected: 10, duplicated: 8, amended: 10, kills: 0 };
  const likeThePlainest = (log: readonly Arrival[], of = plan) => {
    const live = createFeatureEngine(of);
    const naive = new NaiveEngine(of);
    for (const arrival of log) {
      const got = take(live, arrival);
      const wanted = take(naive, arrival);
      if (typeof got === 'string' || typeof wanted === 'string') expect(got).toEqual(wanted);
      else {
        of.names.forEach((name, f) => {
          if (!Object.is(got[f], wanted[f])) throw new Error(`${name}: got ${got[f]}, wanted ${wanted[f]}`);
        });
      }
    }
  };

  it('T1–T9, N1–N8, M1–M3, L1, F1–F3, C1–C3: gives what the plainest evaluator gives, byte for byte, whatever comes late, twice, corrected or amended', () => {
    fc.assert(
      fc.property(arbitraryLog(shape, 150), (log) => likeThePlainest(log)),
      { numRuns: 60, seed: 5 },
    );
  });

  for (const [what, of] of [
    ['all features', plan],
    ['features that do not look at what is new, whose counts are kept through late events', steadyPlan],
  ] as const) {
    it(`gives the same on busy timelines, whose counts move along with their windows: ${what}`, () => {
      const busy = arbitraryLog({ ...shape, late: 8, density: 20 }, 700).filter((arrivals) => arrivals.length > 500);
      for (const log of fc.sample(busy, { numRuns: 2, seed: 3 })) likeThePlainest(log, of);
    });
  }

  it('T9: a restored snapshot goes on with the same bytes, and says so of itself', () => {
    const shape = { late: 10, corrected: 5, duplicated: 5, amended: 5, kills: 8 };
    fc.assert(
      fc.property(arbitraryLog(shape, 120), (log) => {
        const live = createFeatureEngine(plan);
        let killed = createFeatureEngine(plan);
        for (const arrival of log) {
          if (arrival.kind === 'kill') {
            const bytes = killed.snapshot();
            expect(differingByte(bytes, live.snapshot())).toBe(-1);
            killed = restoreFeatureEngine(plan, bytes);
            expect(differingByte(killed.snapshot(), bytes)).toBe(-1);
          }
          const got = take(killed, arrival);
          const wanted = take(live, arrival);
          if (typeof got === 'string' || typeof wanted === 'string') expect(got).toBe(wanted);
          else expect(differingByte(bytesOf(got), bytesOf(wanted))).toBe(-1);
        }
      }),
      { numRuns: 60, seed: 6 },
    );
  });
});
