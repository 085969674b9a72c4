import type { Assessment } from '@probity/domain';

/** Where two assessments part, or how much was found equal. */
export type Comparison =
  | { readonly identical: true; readonly numbers: number }
  | { readonly identical: false; readonly path: string; readonly recorded: unknown; readonly computed: unknown };

/** The parts of a decision that a replay must reproduce; ids, times and durations are outside. */
const replayed = [
  'riskScore',
  'riskCategory',
  'points',
  'grade',
  'decision',
  'reasons',
  'explanation',
  'warnings',
  'policy',
  'causes',
  'offer',
] as const satisfies readonly (keyof Assessment)[];

/**
 * Compares a recorded assessment with one computed here, bit for bit.
 *
 * Numbers are equal only if they are the same double; the computed side goes through JSON first, as the recorded one did.
 */
export function compareAssessments(recorded: Assessment, computed: Assessment): Comparison {
  let numbers = 0;
  const difference = (path: string, a: unknown, b: unknown): Comparison | undefined => {
    if (typeof a === 'number' && typeof b === 'number') numbers += 1;
    if (Object.is(a, b)) return undefined;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
      return { identical: false, path, recorded: a, computed: b };
    }
    const left = a as Record<string, unknown>;
    const right = b as Record<string, unknown>;
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      const inner = difference(Array.isArray(a) ? `${path}[${key}]` : `${path}.${key}`, left[key], right[key]);
      if (inner !== undefined) return inner;
    }
    return undefined;
  };

  const overWire = JSON.parse(JSON.stringify(computed)) as Assessment;
  for (const part of replayed) {
    // A list that was empty may have been left out on its way.
    const found = difference(part, recorded[part] ?? [], overWire[part] ?? []);
    if (found !== undefined) return found;
  }
  return { identical: true, numbers };
}
